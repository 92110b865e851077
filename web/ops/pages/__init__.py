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
    "Operators": trade.OPERATORS,
}

ROLES = dict.fromkeys(SECTIONS, "support") | {
    "Trade": "trade",
    "Files and log": "admin",
    "Operators": "admin",
}
"""What an operator must be for what changes something there."""

PAGES = {page.name: page for pages in SECTIONS.values() for page in pages}

SECTION_OF = {page.name: section for section, pages in SECTIONS.items() for page in pages}


def may(role: str, page: Page) -> bool:
    """Whether an operator of this role may use a page; whoever may log in may look."""
    needed = page.role or ("look" if page.only_looks else ROLES[SECTION_OF[page.name]])
    return is_of(role, needed)


def is_of(role: str, needed: str) -> bool:
    """Whether an operator of this role may do what needs that one."""
    return needed in ("look", role) or role == "admin"
