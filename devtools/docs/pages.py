"""Makes the files from templates and facts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from devtools.docs import asyncapi, facts, functions, llms, openapi, samples, structs
from devtools.docs.settings import OPERATE, with_tables

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "docs" / "templates"
HOME = ROOT / "docs" / "protocol"


def build() -> dict[Path, str]:
    """Every generated file and its content."""
    spaces = functions.namespaces()
    shared: dict[str, Any] = {
        "namespaces": spaces,
        "functions": {one.name: one for space in spaces for one in space.functions},
        "facts": facts,
        "limits": facts.limits(),
        "close": facts.closes(),
        "structs": structs,
        "samples": samples,
    }
    templates = _templates()
    pages = {
        HOME / name: _render(templates, name, shared)
        for name in ("README.md", "http.md", "objects.md", "pushes.md")
    }
    for one in spaces:
        pages[HOME / f"{one.name}.md"] = _render(templates, "namespace.md", shared | {"space": one})
    pages[HOME / "asyncapi.json"] = _json(asyncapi.document())
    pages[HOME / "openapi.json"] = _json(openapi.document())
    pages[ROOT / "llms.txt"] = llms.text({one.name: one.text for one in spaces})
    return pages | {OPERATE: with_tables(OPERATE.read_text())}


def _templates() -> Environment:
    templates = Environment(  # noqa: S701 - this is Markdown
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    templates.globals["see"] = functions.see
    templates.filters["cell"] = lambda text: " ".join(str(text).split()).replace("|", "\\|")
    return templates


def _render(templates: Environment, name: str, shared: dict[str, Any]) -> str:
    text = templates.get_template(name).render(shared)
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def stale() -> list[str]:
    """The files whose content is not current, relative to the repository."""
    wanted = build()
    extra = {path for path in HOME.glob("*") if path not in wanted}
    changed = {path for path, text in wanted.items() if _read(path) != text}
    return sorted(str(path.relative_to(ROOT)) for path in extra | changed)


def write() -> None:
    """Bring all files up to date, and delete those that are not generated any more."""
    wanted = build()
    HOME.mkdir(parents=True, exist_ok=True)
    for path in HOME.glob("*"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        if _read(path) != text:
            path.write_text(text)


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
