"""Groups: chat rooms with posts.

`group.join` is the function `join` in one of these files, whichever.
"""

NAMESPACE = True
"""The functions of all files here are named by the folder."""
