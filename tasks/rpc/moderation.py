"""Looking at the texts of a call that others will see, before anything is stored.

Which these are say the types of a function's parameters (the marker `Public`). A refused text is
errno 8; a masked one is stored masked; one to be reviewed is stored, and what it became part of is
put into the queue of reports.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy.orm import Session

from models import ModerationWord, Report, reported
from services.moderation import Words
from wire.errors import ContentRefused

FRESH_SECONDS = 10
"""After so long a worker looks whether operations have changed the list."""
RESULTS = {
    "postid": "post", "replyid": "reply", "msgid": "message", "gid": "group", "did": "album",
}  # fmt: skip
"""By key of a result: what kind of thing it names."""


class _Known:
    """The list as this process knows it."""

    words = Words([])
    version: tuple[int, int] = (0, 0)
    looked = float("-inf")


def words(db: Session) -> Words:
    """The present list, at most `FRESH_SECONDS` old."""
    if time.monotonic() - _Known.looked > FRESH_SECONDS:
        version = ModerationWord.version(db)
        if version != _Known.version:
            _Known.words, _Known.version = Words(ModerationWord.every(db)), version
        _Known.looked = time.monotonic()
    return _Known.words


def forget() -> None:
    """Look at the list again the next time."""
    _Known.looked, _Known.version, _Known.words = float("-inf"), (0, 0), Words([])


def passed(db: Session, texts: dict[str, str]) -> tuple[dict[str, str], bool]:
    """The texts as they may be shown, and whether operations are to look at them.

    Raises ContentRefused.
    """
    known = words(db)
    verdicts = {name: known.judge(text) for name, text in texts.items()}
    if any(one.refused for one in verdicts.values()):
        raise ContentRefused
    shown = {name: one.text for name, one in verdicts.items()}
    return shown, any(one.review for one in verdicts.values())


def review_made(db: Session, uid: int, gid: int | None, result: Any, now: int) -> None:
    """Let operations look at what a call made; of a profile that was changed, at the profile."""
    review(db, uid, *_made(uid, gid, result), now)


def review(db: Session, uid: int, kind: str, id_: int, now: int) -> None:
    """Put something by a user into the queue of reports."""
    what = reported.find(db, kind, id_, uid)
    said = {"uid": None, "kind": kind, "target": id_, "reason": "other", "text": "word list"}
    Report.add(db, what, now, **said)


def _made(uid: int, gid: int | None, result: Any) -> tuple[str, int]:
    inner = getattr(result, "post", result)  # replies come as `post`
    for key, kind in RESULTS.items():
        if isinstance(id_ := getattr(inner, key, None), int):
            return kind, id_
    return ("user", uid) if gid is None else ("group", gid)
