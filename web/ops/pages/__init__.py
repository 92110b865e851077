"""Which pages operations have. A new one is a line in here and a function in tasks/ops."""

from __future__ import annotations

from web.ops.page import Page
from web.ops.pages import people, places, trade

SECTIONS: dict[str, tuple[Page, ...]] = {
    "Accounts": people.ACCOUNTS,
    "Reports": people.REPORTS,
    "Words": people.WORDS,
    "Messages": people.MESSAGES,
    "Circles": places.CIRCLES,
    "Groups": places.GROUPS,
    "Trade": trade.TRADE,
    "Files and log": trade.LOG,
}

PAGES = {page.name: page for pages in SECTIONS.values() for page in pages}
