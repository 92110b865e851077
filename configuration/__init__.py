"""The settings, one file for each group. Only `settings.py` reads the environment.

To add one: a line in the file of its group, made by `setting`; then `./dev docs`, which writes the
table of settings. A value that a group needs beside others is checked in the group's `completed`.
"""
