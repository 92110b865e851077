"""Checking the texts and pictures of a call that others will see, before anything is stored.

The types of a function's parameters say which these are (the markers `Public` and `Medium`). The
hook is asked about all of them, the list of words about the texts. Refused content is errno 8; a
masked text is stored masked; content for review is stored, and reported to operations.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from models import ModerationWord, Report, reported
from services.moderation import REFUSE, REVIEW, Words, hook
from wire.errors import ContentRefused

FRESH_SECONDS = 10
"""How often a worker checks whether operations have changed the list."""
RESULTS = {
    "postid": "post", "replyid": "reply", "msgid": "message", "gid": "group", "did": "album",
}  # fmt: skip
"""The kind of content that a key of a result names."""


class _Known:
    """The list as this process has read it."""

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
    """Read the list again the next time."""
    _Known.looked, _Known.version, _Known.words = float("-inf"), (0, 0), Words([])


class Passed(NamedTuple):
    """Content that may be stored."""

    texts: dict[str, str]
    """As they may be shown."""
    why: str
    """What asks for a review by operations, "" = nothing."""


def passed(db: Session, shown: hook.Question) -> Passed:
    """Look at content; raises ContentRefused."""
    texts, listed = _compared(db, shown.texts) if shown.texts else ({}, False)
    level = hook.judge(shown)
    if level == REFUSE:
        raise ContentRefused
    return Passed(texts, "hook" if level == REVIEW else "word list" if listed else "")


def _compared(db: Session, texts: dict[str, str]) -> tuple[dict[str, str], bool]:
    known = words(db)
    verdicts = {name: known.judge(text) for name, text in texts.items()}
    if any(one.refused for one in verdicts.values()):
        raise ContentRefused
    shown = {name: one.text for name, one in verdicts.items()}
    return shown, any(one.review for one in verdicts.values())


def texts(values: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """The texts in these parameters, by name; a parameter has one, none, or a list of them.

    Each text of a list is checked alone, as `tags.0`, `tags.1` ...
    """
    found: dict[str, str] = {}
    for name, value in values:
        if isinstance(value, list):
            found |= {f"{name}.{place}": one for place, one in enumerate(value)}
        elif value:
            found[name] = value
    return found


def arguments(texts: dict[str, str]) -> dict[str, Any]:
    """The parameters with these texts in their places."""
    found: dict[str, Any] = {}
    for key, text in texts.items():
        name, listed, _ = key.partition(".")
        if listed:
            found.setdefault(name, []).append(text)
        else:
            found[name] = text
    return found


def media(values: Iterable[Any]) -> list[str]:
    """The addresses in these parameters, each of which has one, none, or a list of them."""
    lists = [one if isinstance(one, list) else [one] for one in values if one]
    return [address for one in lists for address in one]


def review(db: Session, uid: int, kind: str, id_: int, now: int, why: str) -> None:
    """Report content of a user to operations."""
    what = reported.find(db, kind, id_, uid)
    said = {"uid": None, "kind": kind, "target": id_, "reason": "other", "text": why}
    Report.add(db, what, now, **said)


def made(uid: int, gid: int | None, result: Any) -> tuple[str, int]:
    """(kind, id) of what a call made, or of the profile that it changed."""
    inner = getattr(result, "post", result)  # replies come as `post`
    for key, kind in RESULTS.items():
        if isinstance(id_ := getattr(inner, key, None), int):
            return kind, id_
    return ("user", uid) if gid is None else ("group", gid)
