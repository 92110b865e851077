"""llms.txt: what there is to read, for language models (llmstxt.org)."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTIONS = {
    "Write an app": ("docs/protocol/README.md", "docs/protocol/http.md", "docs/protocol/pushes.md",
                     "docs/protocol/objects.md", "clients/README.md"),
    "Run it": ("docs/operate.md", "docs/providers.md", "docs/security.md", "docs/attacks.md",
               "docs/performance.md"),
    "Change it": ("CONTRIBUTING.md", "ARCHITECTURE.md"),
    "Optional": ("CHANGELOG.md", "SECURITY.md"),
}  # fmt: skip
MACHINES = """
## For machines

- [AsyncAPI](docs/protocol/asyncapi.json): calls and pushes over the websocket, with JSON schemas
- [OpenAPI](docs/protocol/openapi.json): the HTTP endpoints
"""


def text(namespaces: dict[str, str]) -> str:
    """The file; `namespaces`: for each the functions it has."""
    parts = [f"# Social backend\n\n> {summary_of(ROOT / 'README.md')}\n"]
    for section, paths in SECTIONS.items():
        lines = [f"- [{title_of(ROOT / path)}]({path}){_told(path)}" for path in paths]
        parts.append(f"\n## {section}\n\n" + "\n".join(lines) + "\n")
    functions = [
        f"- [{name}](docs/protocol/{name}.md): {told}" for name, told in namespaces.items()
    ]
    parts.insert(2, "\n## Functions by namespace\n\n" + "\n".join(functions) + "\n")
    parts.insert(3, MACHINES)
    return "".join(parts)


def _told(path: str) -> str:
    told = summary_of(ROOT / path)
    return f": {told}" if told else ""


def title_of(path: Path) -> str:
    """The first heading of a document."""
    found = re.search(r"^# (.+)$", path.read_text(), re.MULTILINE)
    return found[1] if found else path.stem


def summary_of(path: Path) -> str:
    """The first sentence of a document's first paragraph; "" if it begins otherwise."""
    found = re.search(r"^# .+\n\n(?:\[.*\n\n)?((?:[A-Za-z].*\n?)+)", path.read_text(), re.MULTILINE)
    paragraph = " ".join(found[1].split()) if found else ""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph)
    sentence = re.split(r"(?<=[.])\s", plain)[0]
    return sentence if sentence.endswith(".") else ""
