"""Groups: chat rooms with posts.

`group.join` is the function `join` in any of these files.
"""

NAMESPACE = True
"""The functions of all files here have the name of the folder."""
