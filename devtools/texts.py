"""Updates the catalogs of the pages from the texts in templates and code: `./dev texts`.

A new text is added to the catalog without a translation, which somebody has to fill in; a text that
no page has any more is dropped. No translation is guessed from a similar text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import get_args

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from msgspec import Struct
from msgspec.structs import fields

from models import Base
from models.operator import ROLES
from models.report import KINDS as KINDS_OF_REPORTS
from models.report import REASONS, STATES
from services.moderation import LEVELS
from services.payment import PROVIDERS
from services.payment.sandbox import cards
from tasks.http import sandbox
from tasks.ops import present
from tasks.rpc import load
from tasks.shared import group_views
from web.language import HOME, NAMES, SOURCE
from web.ops import cells, forms, labels, views
from web.ops.entities import ENTITIES
from web.ops.pages import PAGES, SECTIONS
from wire.uploads import KINDS

WEB = HOME.parent
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python"), ("static/**.js", "javascript")]
OPS = WEB.parent / "tasks" / "ops"
SAYING: dict[str, None] = dict.fromkeys(
    ("Say", "_member", "_report", "_operator", "Forbidden", "NotFound", "MayNot", "NoRow")
)
"""What takes such a text."""
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def template() -> Catalog:
    """Every text that pages say, without translations."""
    catalog = Catalog(fuzzy=False)
    for file, _, text, comments, _ in extract_from_dir(
        WEB, METHODS, OPTIONS, keywords={"_": None}, strip_comment_tags=True
    ):
        catalog.add(text, locations=[(f"web/{file}", 0)], auto_comments=comments)
    for text in (*_said(), *_given()):
        catalog.add(text)
    return catalog


def _said() -> Iterator[str]:
    """Sentences and errors that the functions behind the pages of operations give them."""
    for _, _, text, *_ in extract_from_dir(OPS, METHODS, keywords=SAYING):
        yield str(text)
    yield from ("no such {what}", *sorted({one.class_.noun for one in Base.registry.mappers}))


def _given() -> Iterator[str]:
    """Texts that templates get as data from other packages."""
    yield from (kind.about for kind in KINDS.values())
    yield from (kind.meaning for kind in cards.KINDS.values())
    yield sandbox.REFUSED
    yield views.TOO_OLD
    yield from filter(None, _of_operations())


def _of_operations() -> Iterator[str]:
    """What the pages of operations are called, and their fields, columns and words."""
    yield from SECTIONS
    for page in PAGES.values():
        yield from (page.title, page.button, page.done, page.again, page.danger)
        parameters = load()[page.function.name].parameters.schema()["properties"]
        yield from map(cells.name, parameters)  # as the log of what was done shows them
        yield from (act.word for act in page.acts)
    for label in (*labels.LABELS.values(), *labels.OWN.values()):
        yield from (label.text, label.hint)
        yield from (text for _, text in (*label.choices, *forms.YES_NO))
    for entity in ENTITIES.values():
        yield entity.name
        for part in entity.parts:
            yield part.title
            yield from map(cells.name, part.columns)
            yield from (act.word for act in part.acts)
    yield from cells.NAMES.values()
    yield from (*cells.STATES.values(), "done", "refused", "for ever")
    yield from (*KINDS_OF_REPORTS, *REASONS, *STATES, *LEVELS, *ROLES, *PROVIDERS)
    yield from (*group_views.ROLES, "Undo")
    yield from (cells.name(one.name) for kind in _results() for one in fields(kind))
    yield from (cells.name(name) for kind in present.KINDS.values() for name in kind.told_by)


def _results() -> Iterator[type[Struct]]:
    """What the functions of operations give, with what is in lists of it."""
    names = [one.function.name for one in PAGES.values()]
    names += [one.function.name for one in ENTITIES.values()]
    for name in names:
        kind = load()[name].result
        yield kind
        for one in fields(kind):
            yield from (arm for arm in get_args(one.type) if _is_struct(arm))


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


def stale() -> list[Path]:
    """The catalogs that are not in step."""
    return [path for path in _paths() if path.read_bytes() != _updated(path)]


def untranslated() -> dict[str, list[str]]:
    """For each language the texts that have no translation yet, or an uncertain one."""
    found = {}
    for path in _paths():
        catalog = read_po(BytesIO(_updated(path)), path.stem)
        found[path.stem] = [str(one.id) for one in catalog if one.id and not _is_good(one)]
    return found


def _is_good(message: object) -> bool:
    return bool(getattr(message, "string", "")) and not getattr(message, "fuzzy", True)


def _paths() -> list[Path]:
    return [HOME / f"{language}.po" for language in NAMES if language != SOURCE]


def _updated(path: Path) -> bytes:
    with path.open("rb") as file:
        catalog = read_po(file, path.stem)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    written = BytesIO()
    write_po(written, catalog, width=100, omit_header=True, include_lineno=False, sort_by_file=True)
    return written.getvalue()


def main() -> int:
    """Write, and say what has to be translated; returns the exit status."""
    for path in stale():
        path.write_bytes(_updated(path))
        print(f"wrote {path.name}")
    missing = untranslated()
    for language, texts in missing.items():
        for text in texts:
            print(f"{language} has no translation of {text!r}")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
