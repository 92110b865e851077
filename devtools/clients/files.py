"""The generated files of all clients, and whether those in the repository are current."""

from __future__ import annotations

from pathlib import Path

from devtools.clients import kotlin, model, python, swift, typescript

ROOT = Path(__file__).parents[2]
LANGUAGES = (typescript, python, kotlin, swift)


def build() -> dict[Path, str]:
    """Every generated file, relative to the repository, with its content."""
    protocol = model.protocol()
    return {path: text for one in LANGUAGES for path, text in one.files(protocol).items()}


def stale() -> list[str]:
    """The files whose content is not current."""
    wanted = build()
    changed = {path for path, text in wanted.items() if _read(ROOT / path) != text}
    return sorted(map(str, changed | _left_over(wanted)))


def write() -> None:
    """Bring all files up to date, and delete those that are not generated any more."""
    wanted = build()
    for path in _left_over(wanted):
        (ROOT / path).unlink()
    for path, text in wanted.items():
        if _read(ROOT / path) != text:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(text)


def _left_over(wanted: dict[Path, str]) -> set[Path]:
    """Files in folders named `generated` that are not generated any more."""
    there = (
        path.relative_to(ROOT)
        for one in LANGUAGES
        for path in (ROOT / one.HOME).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    return {path for path in there if path not in wanted}


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
