"""The kinds of upload: their addresses, their targets, and the fields that a form may add."""

from __future__ import annotations

from dataclasses import dataclass

PICTURE, VOICE, VIDEO = 1, 2, 3
"""`filetype`: what a client says of a file. The content decides, if it says anything."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of upload."""

    name: str
    about: str
    """What the upload does, for people."""
    target: str = ""
    """The query parameter that names the target of the file, "" = the user."""
    needed: bool = False
    """Whether there is no token without a target."""
    fields: tuple[str, ...] = ()
    """Form fields beside token and file, without their `x:`."""
    internal: bool = False
    """No address gives tokens; operations have one of their own."""

    @property
    def path(self) -> str:
        """Where clients ask for a token."""
        return "/PostWithFile" if self.name == "PostWithFile" else f"/upload/{self.name}"

    @property
    def done(self) -> str:
        """Where the store calls back."""
        return f"/upload/{self.name}Done"


_FILE = ("content", "filetype", "length")
_ALL = (
    Kind("Image", "Stores a picture or another file and replies its address."),
    Kind("HeadImg", "Sets my head picture."),
    Kind("BackgroundImg", "Sets my background picture."),
    Kind("Message", "Sends a file as a private message.", "toid", fields=("toid", *_FILE)),
    Kind("Post", "Posts a file into a group.", "gid", fields=("gid", *_FILE)),
    Kind("PostWithFile", "Posts a file into a group.", "gid", fields=("gid", *_FILE)),
    Kind("PostEx", "Adds a file to a post of mine.", "postid", True, ("filetype", "length")),
    Kind("UserExMedia", "Adds a file to my album.", fields=("text", "filetype", "length")),
    Kind("CircleIcon", "Sets the icon of a circle.", "cid", True, internal=True),
)
KINDS = {kind.name: kind for kind in _ALL}
WITHOUT_CALLBACK = "Image"
"""The store itself answers the client."""
