"""The effects of uploads: what each kind does with its file, in the name of the uploader."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import msgspec

from models import AlbumMedia, Circle, Post, User
from services.moderation.hook import Question
from tasks.rpc import Ctx, moderation
from tasks.shared import messaging, posting
from tasks.shared.upload_tokens import Purpose
from wire.errors import BadRequest
from wire.types import MAX_ID
from wire.uploads import PICTURE, VOICE

ID_DIGITS = len(str(MAX_ID))
CONTENT, TEXT = 4096, 256
"""The longest texts, as for the functions that do the same without an upload."""


class File(NamedTuple):
    """An uploaded file; sizes in pixels when known, `length` in ms, 0 = unknown."""

    url: str
    filetype: int
    width: int | None
    height: int | None
    length: int

    def row(self) -> dict[str, Any]:
        """The columns of a row that holds one file."""
        if self.filetype == PICTURE:
            return {"type": "pic", "picture": self.url, **self.sizes()}
        if self.filetype == VOICE:
            return {"type": "vic", "voice": self.url, "length": self.length}
        return {"type": "vdo", "video": self.url, "length": self.length}

    def sizes(self) -> dict[str, int]:
        """Width and height, as far as they are known."""
        known = {"width": self.width, "height": self.height}
        return {name: value for name, value in known.items() if value is not None}

    def of_post(self) -> dict[str, Any]:
        """The columns of a post whose first medium this is."""
        if self.filetype == PICTURE:
            return {"picture": self.url, **self.sizes()}
        name = "voice" if self.filetype == VOICE else "video"
        return {name: self.url, f"{name}len": self.length}


class UploadNotice(Purpose, kw_only=True):
    """A callback's body. Texts of the form are "" when they are missing."""

    name: str
    hash: str
    mime: str = ""
    upload: str = ""
    """Unique per upload."""
    width: Any = None
    height: Any = None
    orientation: Any = None
    """A picture's orientation, in words like "Right-top"; from two sources, as each may lack it."""
    exif_orientation: Any = None
    length: Any = None
    """Seconds, as a number or as text."""
    said_length: str = ""
    """Milliseconds, as the form says."""
    toid: str = ""
    gid: str = ""
    content: str = ""
    text: str = ""
    filetype: str = ""
    signature: str = msgspec.field(name="seal")

    def aim(self, name: str) -> int:
        """The target of the file: that of the token, else the form's field."""
        text = getattr(self, name)
        if self.target:
            return self.target
        if not (text.isascii() and text.isdigit() and len(text) <= ID_DIGITS):
            raise BadRequest(f"{name}: must be an id")
        if not 1 <= int(text) <= MAX_ID:
            raise BadRequest(f"{name}: must be an id")
        return int(text)

    def words(self, name: str, limit: int) -> str:
        """A text of the form."""
        text: str = getattr(self, name)
        if len(text) > limit:
            raise BadRequest(f"{name}: at most {limit} characters")
        return text


def _shown(ctx: Ctx, notice: UploadNotice, file: File, text: str = "") -> tuple[str, str]:
    """The text as it may be shown with the file, and what asks for a review of both."""
    texts = {"text": text} if text else {}
    wanted = Question(notice.uid, f"upload.{notice.kind}", texts, [file.url])
    shown, why = moderation.passed(ctx.db, wanted)
    return shown.get("text", ""), why


def _review(ctx: Ctx, notice: UploadNotice, kind: str, id_: int, why: str) -> None:
    if why:
        ctx.db.flush()
        moderation.review(ctx.db, notice.uid, kind, id_, ctx.now, why)


def _profile(ctx: Ctx, notice: UploadNotice, file: File, column: str) -> dict[str, Any]:
    _, why = _shown(ctx, notice, file)
    User.change(ctx.db, notice.uid, {column: file.url})
    _review(ctx, notice, "user", notice.uid, why)
    return {"url": file.url}


def _message(ctx: Ctx, notice: UploadNotice, file: File) -> dict[str, Any]:
    body = file.row()
    content, why = _shown(ctx, notice, file, notice.words("content", CONTENT))
    if content:
        body["content"] = content
    sent = messaging.deliver(ctx, notice.aim("toid"), body)
    _review(ctx, notice, "message", sent.msgid, why)
    return {"result": {"url": file.url, "msgid": sent.msgid}}


def _post(ctx: Ctx, notice: UploadNotice, file: File) -> dict[str, Any]:
    content, why = _shown(ctx, notice, file, notice.words("content", CONTENT))
    gid = notice.aim("gid")
    post = posting.add_group_post(ctx, gid, content=content, old=1, **file.of_post())
    _review(ctx, notice, "post", post.postid, why)
    return {"result": {"url": file.url, "postid": post.postid}}


def _further(ctx: Ctx, notice: UploadNotice, file: File) -> dict[str, Any]:
    post = Post.owned_by(ctx.db, notice.target, notice.uid, lock=True)
    _, why = _shown(ctx, notice, file)
    did = post.add_medium(ctx.db, time=ctx.now, **file.row())
    _review(ctx, notice, "post", notice.target, why)
    return {"result": {"url": file.url, "did": did}}


def _album(ctx: Ctx, notice: UploadNotice, file: File) -> dict[str, Any]:
    text, why = _shown(ctx, notice, file, notice.words("text", TEXT))
    entry = AlbumMedia(uid=notice.uid, text=text, time=ctx.now, **file.row())
    ctx.db.add(entry)
    ctx.db.flush()  # for the id
    _review(ctx, notice, "album", entry.did, why)
    return {"result": {"url": file.url, "did": entry.did}}


def _circle_icon(ctx: Ctx, notice: UploadNotice, file: File) -> dict[str, Any]:
    Circle.get(ctx.db, notice.target, lock=True).icon_url = file.url
    return {"url": file.url}


Effect = Callable[[Ctx, UploadNotice, File], dict[str, Any]]
EFFECTS: dict[str, Effect] = {
    "HeadImg": partial(_profile, column="headpic"),
    "BackgroundImg": partial(_profile, column="background_image"),
    "Message": _message,
    "Post": _post,
    "PostWithFile": _post,
    "PostEx": _further,
    "UserExMedia": _album,
    "CircleIcon": _circle_icon,
}
"""The effect of each kind, which returns what its reply has beside errno and error."""
