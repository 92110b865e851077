"""The texts of alerts; the words are settings (APNS_TEXT_...)."""

from __future__ import annotations

import msgspec
import regex

from settings import settings

CONTENT, BOARD = 60, 50
"""The most characters of a message and of an announcement, as people count characters."""
MOST_BYTES = 800
"""The longest JSON of a whole text: carriers take about 4000, and a screen shows less than this."""
MORE = "…"
STICKER = "sticker_"
"""A message with this in it is shown as a picture by clients."""
PAID = 1


def message(type_: str, content: str | None, nick: str | None) -> str:
    """The text for a private message: its content, or its kind."""
    words = content or ""
    if type_ == "txt" and STICKER in words:
        type_ = "sticker"
    form = str(getattr(settings.alerts, f"text_{type_}"))
    return form.format(nick=nick or settings.alerts.text_no_nick, content=_cut(words, CONTENT))


def board(circle: str, board: str) -> str:
    """The text for an announcement."""
    return str(settings.alerts.text_board).format(circle=circle, board=_cut(board, BOARD))


def paylog(paystate: int, productname: str, amount: int) -> str:
    """The text for an order that was paid, or whose payment failed; `amount` in fen."""
    form = settings.alerts.text_paid if paystate == PAID else settings.alerts.text_pay_failed
    yuan = f"{amount // 100}.{amount % 100:02}"
    return str(form).format(productname=productname, yuan=yuan)


def fitted(text: str) -> str:
    """A text that every carrier takes: one of more than MOST_BYTES is cut.

    A character can have any number of marks, so that sixty of them can be long.
    """
    if _size(text) <= MOST_BYTES:
        return text
    end, room = 0, MOST_BYTES - _size(MORE)
    for sign in regex.finditer(r"\X", text):
        room -= _size(sign[0])
        if room < 0:
            break
        end = sign.end()
    return text[:end] + MORE


def _size(text: str) -> int:
    return len(msgspec.json.encode(text)) - 2


def _cut(text: str, most: int) -> str:
    """The beginning of a text. An emoji of several code points is one character, and is not cut."""
    found = regex.match(rf"\X{{0,{most}}}", text)
    return str(found[0]) if found else ""
