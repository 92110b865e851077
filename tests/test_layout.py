"""Rules about the tree that the linters cannot express."""

import ast
import re
import subprocess
from collections.abc import Collection
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from tasks.rpc import load

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 400
# Files at the top, which cannot be a root for import-linter, with what they may import of ours.
ALONE = {
    "gateway.py": {"front", "log", "settings", "startup", "web", "wire", "push", "tasks.rpc"},
    "celery_process.py": {"broker", "log", "startup", "tasks"},
    "processes.py": {"log"},
    "startup.py": set(),
    "flower_server.py": {
        "broker",
        "configuration",
        "edge",
        "log",
        "settings",
        "tasks",
        "telemetry",
    },
    "celeryconfig.py": {"broker", "configuration", "settings"},
    "settings.py": {"configuration"},
    "log.py": {"settings"},
    "texts.py": set(),
}
OURS = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} | {
    path.stem for path in ROOT.glob("*.py")
}


def sources() -> list[Path]:
    """Every Python file under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.py", "dev"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def imported_by(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.partition(".")[0] in OURS}


@pytest.mark.parametrize("name", ALONE)
def test_single_files_import_only_what_they_may(name: str) -> None:
    allowed = ALONE[name]

    for module in imported_by(ROOT / name):
        top = module.partition(".")[0]
        assert top in allowed or any(
            module == known or known.startswith(module + ".") or module.startswith(known + ".")
            for known in allowed
        ), f"{name} must not import {module}"


def test_configuration_is_below_the_single_files() -> None:
    """`settings.py` reads it and `log.py` reads settings: an import back would be a circle."""
    found = {
        name
        for path in sources()
        if path.parent == ROOT / "configuration"
        for name in imported_by(path)
    }
    assert {name.partition(".")[0] for name in found} == {"configuration"}


def test_no_file_is_too_long() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if path.exists()
        and path.parent.name != "generated"
        and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert not too_long, "make a folder of these"


def lines_with(pattern: str, *, but: Collection[str]) -> list[str]:
    """The places in our own code with this text; `but`: files and folders that may have it."""
    return [
        f"{name}:{number}: {line.strip()}"
        for path in sources()
        if path.exists() and not (name := str(path.relative_to(ROOT))).startswith(tuple(but))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]


HELPERS = ("tests/", "dev", "migrations/", "bench/", "docs/")


def test_only_the_edge_commits() -> None:
    """Beside models/db.py only the stored reply of a write, which ends its transaction."""
    edge = ("models/db.py", "tasks/rpc/replies.py")
    assert lines_with(r"\.commit\(", but=[*HELPERS, *edge]) == []


def test_only_settings_read_the_environment() -> None:
    assert lines_with(r"os\.(environ|getenv|putenv)", but=[*HELPERS, "settings.py"]) == []


def test_the_gateway_opens_no_database_connection() -> None:
    """Front and web name the registry of tasks, never a function, a model or SQL."""
    names = r"^\s*(from|import) (sqlalchemy|psycopg2|models|tasks\.(?!rpc\b))"
    others = [name for name in OURS if name not in ("front", "web", "gateway")]
    assert lines_with(names, but=[*HELPERS, *others]) == []


def test_modules_of_tasks_hold_what_a_client_may_call() -> None:
    """`tasks/*.py` and deeper namespaces such as geo: public functions, in every file."""
    rooms = ("tasks.http.", "tasks.ops.", "tasks.jobs.", "tasks.shared.", "tasks.rpc.")
    declared = {one.function.__module__: one.internal for one in load().values()}
    files = {str(path.relative_to(ROOT)) for path in sources() if path.name != "__init__.py"}
    modules = {name[:-3].replace("/", ".") for name in files if name.startswith("tasks/")}
    public = {name for name in modules if not name.startswith(rooms)}

    assert public == {name for name, internal in declared.items() if not internal}


def test_a_platform_reaches_the_processes_themselves() -> None:
    """A shell around a process would get its SIGTERM and leave the process running."""
    lines = parse_procfile((ROOT / "Procfile").read_text()).processes
    assert [name for name, line in lines.items() if not line.startswith("exec ")] == ["release"]


def test_errnos_have_one_home() -> None:
    """Nobody writes a number where wire/errors.py has a name."""
    assert lines_with(r"errno\s*(==|!=|=|in)\s*\(?[1-9]", but=[*HELPERS, "wire/errors.py"]) == []


def test_headers_that_answers_share_cannot_change() -> None:
    """A change to a dictionary of a module would be in all later answers."""
    header = re.compile("[A-Z][A-Za-z]*(-[A-Z][a-z]+)+")
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if not str(path.relative_to(ROOT)).startswith(HELPERS)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and not isinstance(node.value, ast.Call)
        for part in ast.walk(node)
        if isinstance(part, ast.Dict)
        and any(
            isinstance(key, ast.Constant) and header.fullmatch(str(key.value)) for key in part.keys
        )
    ] == []


def test_tests_stand_where_their_source_stands() -> None:
    """A folder of tests has the name of a folder or a file of the source."""
    of_everything = ("e2e", "browser", "fixtures", "fuzz", "tasks/permissions")
    tests = [path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")]
    folders = {path.parent for path in tests if not str(path).startswith(of_everything)}

    assert [
        str(folder)
        for folder in folders
        if not (ROOT / folder).is_dir() and not (ROOT / folder).with_suffix(".py").is_file()
    ] == []
