"""The documents as a site under build/docs, which a gateway serves at /docs.

MkDocs gets copies of the documents: files of `docs/` go to the top, and links between
documents are adapted. A link to what the site does not have becomes plain text.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from devtools.docs.llms import summary_of, title_of

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "build" / "docs"
TEXTS = (
    *("README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("SECURITY.md", "llms.txt", "docs/*.md", "docs/protocol/*", "docs/decisions/*.md"),
    *("clients/README.md", "clients/*/README.md", "docs/*.png", "docs/performance/*.svg"),
)
CHINESE = '<div lang="zh" markdown="1">\n\n{}\n\n</div>\n'
"""Around a document that is not in the language of the others."""
TEMPLATE = "docs/decisions/0000-template.md"
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#:]+)(#[^)\s]*)?\)")


def build(target: Path = BUILT) -> None:
    """Build the site; raises CalledProcessError when a link in it is broken."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder) / "documents"
        pages = places()
        _copy(stage, pages)
        config = Path(folder) / "mkdocs.yml"
        config.write_text(json.dumps(_config(stage, target, pages)))  # JSON is YAML
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--quiet",
            "-f",
            str(config),
        ]
        # The warning advertises another program; it is not about our documents.
        values = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
        subprocess.run(command, check=True, env=values)
        for path in stage.rglob("*.md"):
            shutil.copy(path, target / path.relative_to(stage))
        for path in target.rglob("*.html"):
            path.write_text(path.read_text().replace(NAMELESS, NAMED))


def places() -> dict[str, Path]:
    """The documents by their paths on the site."""
    paths = [path for pattern in TEXTS for path in sorted(ROOT.glob(pattern))]
    return {_place(path): path for path in paths if path != ROOT / TEMPLATE}


def _copy(stage: Path, places: dict[str, Path]) -> None:
    """Put the documents there, with their links changed."""
    for place, path in places.items():
        (stage / place).parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in (".md", ".txt"):
            text = with_links(path.read_text(), path, places)
            (stage / place).write_text(CHINESE.format(text) if "zh-CN" in place else text)
        else:
            shutil.copy(path, stage / place)
    (stage / "decisions" / "index.md").write_text(_decisions(places))
    palette = (ROOT / "web" / "static" / "palette.css").read_text()
    (stage / "palette.css").write_text(palette + STYLE)
    (stage / "reach.js").write_text(SCRIPT)


def _place(path: Path) -> str:
    """Where a document stands on the site."""
    place = path.relative_to(ROOT).as_posix().removeprefix("docs/")
    return re.sub(r"(^|/)README\.md$", r"\1index.md", place)


def with_links(text: str, path: Path, places: dict[str, Path]) -> str:
    """A document with links to where the others stand on the site."""
    here = Path(_place(path)).parent

    def changed(match: re.Match[str]) -> str:
        picture, label, target, fragment = match.groups()
        aim = (path.parent / target).resolve()
        place = _place(aim / "README.md" if aim.is_dir() else aim)
        if aim == ROOT / "docs" / "decisions":
            place = "decisions/index.md"
        elif place not in places:
            return label
        return f"{picture}[{label}]({os.path.relpath(place, here)}{fragment or ''})"

    return _LINK.sub(changed, text)


def _decisions(places: dict[str, Path]) -> str:
    lines = [
        f"- [{title_of(path)}]({Path(place).name})"
        for place, path in places.items()
        if place.startswith("decisions/")
    ]
    return "# Decisions\n\n" + "\n".join(lines) + "\n"


# ---------------------------------------------------------------------------------- the site

STYLE = """
[data-md-color-scheme][data-md-color-primary="custom"] {
  --md-default-bg-color: var(--card);
  --md-default-fg-color: var(--ink);
  --md-default-fg-color--light: var(--quiet);
  --md-typeset-color: var(--ink);
  --md-typeset-a-color: var(--accent);
  --md-primary-fg-color: var(--ground);
  --md-primary-bg-color: var(--ink);
  --md-primary-bg-color--light: var(--quiet);
  --md-accent-fg-color: var(--accent);
  --md-code-bg-color: var(--sunk);
  --md-code-fg-color: var(--ink);
  --md-code-hl-number-color: var(--number);
  --md-code-hl-constant-color: var(--number);
  --md-code-hl-keyword-color: var(--accent);
  --md-code-hl-string-color: var(--good);
  --md-code-hl-special-color: var(--push);
  --md-code-hl-function-color: var(--push);
  --md-footer-bg-color: var(--ground);
  --md-footer-bg-color--dark: var(--ground);
  --md-footer-fg-color: var(--ink);
  --md-footer-fg-color--light: var(--quiet);
}
.md-typeset a { text-decoration: underline; }
"""
# A wide table scrolls in a box that the theme puts around it: by the keyboard, too.
SCRIPT = """\
const reach = () => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) box.tabIndex = 0;
};
new MutationObserver(reach).observe(document.body, { childList: true, subtree: true });
reach();
"""
NAMELESS, NAMED = 'role="dialog"', 'role="dialog" aria-label="Search"'
"""The theme's search has no name for screen readers."""


def _config(stage: Path, target: Path, places: dict[str, Path]) -> dict[str, Any]:
    return {
        "site_name": "Social backend",
        "site_description": summary_of(ROOT / "README.md"),
        "docs_dir": str(stage),
        "site_dir": str(target),
        "theme": {
            "name": "material",
            "font": False,
            "favicon": "",
            "palette": [
                {"media": f"(prefers-color-scheme: {name})", "scheme": scheme, **OWN}
                for name, scheme in (("light", "default"), ("dark", "slate"))
            ],
            "features": ["navigation.tabs", "navigation.top", "toc.follow", "content.code.copy"],
        },
        "extra": {"generator": False},
        "extra_css": ["palette.css"],
        "extra_javascript": ["reach.js"],
        "plugins": ["search"],
        "markdown_extensions": [
            "tables",
            "attr_list",
            "md_in_html",
            {"toc": {"permalink": False}},
            *HIGHLIGHT,
        ],
        "validation": {"links": {"anchors": "warn", "unrecognized_links": "warn"}},
        "nav": menu(places),
    }


OWN = {"primary": "custom", "accent": "custom"}
HIGHLIGHT = ["pymdownx.highlight", "pymdownx.superfences"]


def menu(places: dict[str, Path]) -> list[dict[str, Any]]:
    """The menu: titles and their documents."""
    protocol = [place for place in places if re.fullmatch(r"protocol/[a-z.]+\.md", place)]
    first = ["protocol/index.md", "protocol/http.md", "protocol/pushes.md", "protocol/objects.md"]
    rest = [place for place in protocol if place not in first]
    clients = [place for place in places if re.fullmatch(r"clients/[a-z]+/index\.md", place)]
    decisions = [place for place in places if place.startswith("decisions/")]
    running = ["operate.md", "providers.md", "security.md", "attacks.md", "performance.md"]

    def named(names: list[str]) -> list[Any]:
        return [{title_of(places[name]): name} for name in names]

    return [
        {"Guide": named(["index.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])},
        {"Protocol": [*named(first), {"Functions": named(rest)}]},
        {"Clients": named(["clients/index.md", *clients])},
        {"Running it": named(running)},
        {"Decisions": [{"Decisions": "decisions/index.md"}, *named(decisions)]},
        {"Changes": named(["CHANGELOG.md", "SECURITY.md"])},
    ]
