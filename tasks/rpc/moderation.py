"""Looking at the texts and pictures of a call that others will see, before anything is stored.

Which these are say the types of a function's parameters (the markers `Public` and `Medium`). The
hook is asked about all of them, the list of words about the texts. What is refused is errno 8; a
masked text is stored masked; what is to be reviewed is stored, and put into the queue of reports.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from models import ModerationWord, Report, reported
from services.moderation import REFUSE, REVIEW, Words, hook
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


def passed(db: Session, shown: hook.Question) -> tuple[dict[str, str], str]:
    """The texts as they may be shown, and who wants operations to look at them, "" = nobody.

    Raises ContentRefused.
    """
    texts, listed = _compared(db, shown.texts) if shown.texts else ({}, False)
    level = hook.judge(shown)
    if level == REFUSE:
        raise ContentRefused
    return texts, "hook" if level == REVIEW else "word list" if listed else ""


def _compared(db: Session, texts: dict[str, str]) -> tuple[dict[str, str], bool]:
    known = words(db)
    verdicts = {name: known.judge(text) for name, text in texts.items()}
    if any(one.refused for one in verdicts.values()):
        raise ContentRefused
    shown = {name: one.text for name, one in verdicts.items()}
    return shown, any(one.review for one in verdicts.values())


def texts(values: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """The texts in parameters, by name, that hold one each, none, or a list.

    Those of a list are each judged alone, as `tags.0`, `tags.1` ...
    """
    found: dict[str, str] = {}
    for name, value in values:
        if isinstance(value, list):
            found |= {f"{name}.{place}": one for place, one in enumerate(value)}
        elif value:
            found[name] = value
    return found


def arguments(texts: dict[str, str]) -> dict[str, Any]:
    """The parameters in which these texts were found."""
    found: dict[str, Any] = {}
    for key, text in texts.items():
        name, listed, _ = key.partition(".")
        if listed:
            found.setdefault(name, []).append(text)
        else:
            found[name] = text
    return found


def media(values: Iterable[Any]) -> list[str]:
    """The addresses in parameters that hold one each, none, or a list of them."""
    lists = [one if isinstance(one, list) else [one] for one in values if one]
    return [address for one in lists for address in one]


def review(db: Session, uid: int, kind: str, id_: int, now: int, why: str) -> None:
    """Put something by a user into the queue of reports."""
    what = reported.find(db, kind, id_, uid)
    said = {"uid": None, "kind": kind, "target": id_, "reason": "other", "text": why}
    Report.add(db, what, now, **said)


def made(uid: int, gid: int | None, result: Any) -> tuple[str, int]:
    """(kind, id) of what a call made; of a profile that was changed, the profile."""
    inner = getattr(result, "post", result)  # replies come as `post`
    for key, kind in RESULTS.items():
        if isinstance(id_ := getattr(inner, key, None), int):
            return kind, id_
    return ("user", uid) if gid is None else ("group", gid)
