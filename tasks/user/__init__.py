"""Profiles, friends, tags, search, invitations, votes, blocking and muting.

`user.info2` is the function `info2` in any of these files.
"""

NAMESPACE = True
"""The functions of all files here have the name of the folder."""
