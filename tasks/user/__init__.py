"""Profiles, friends, tags, search, invitations, votes, blocking and muting.

`user.info2` is the function `info2` in one of these files, whichever.
"""

NAMESPACE = True
"""The functions of all files here are named by the folder."""
