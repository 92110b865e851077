"""The generated halves of the clients."""

import re
from typing import Any, ClassVar, Literal

import pytest

from devtools.clients import files, kinds, kotlin, model, python, readable, swift, typescript
from devtools.docs import facts, functions
from wire.errors import RpcError

PROTOCOL = model.protocol()
TYPESCRIPT = {path.name: text for path, text in typescript.files(PROTOCOL).items()}


def test_what_stands_in_the_repository_is_current():
    assert files.stale() == [], "run ./dev clients"


def test_a_stale_a_missing_and_a_left_over_file_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ROOT", tmp_path)
    files.write()
    assert files.stale() == []

    home = tmp_path / typescript.HOME
    (home / "errors.ts").write_text("old")
    (home / "pushes.ts").unlink()
    (home / "gone.ts").write_text("nobody writes this any more")
    stale = [str(typescript.HOME / name) for name in ("errors.ts", "gone.ts", "pushes.ts")]
    assert files.stale() == stale

    files.write()
    assert files.stale() == []
    assert not (home / "gone.ts").exists()


def test_every_function_that_starts_no_session_can_be_called():
    named = set(re.findall(r'call<.*>\("([\w.]+)"', TYPESCRIPT["functions.ts"]))
    assert named == {name for name, rpc in functions.shown().items() if not rpc.starts}


def test_every_push_and_every_errno_is_there():
    types = set(re.findall(r'type: "([\w.]+)"', TYPESCRIPT["pushes.ts"]))
    assert types == {"gap"} | {one.type for one in facts.every_push()}
    for error in facts.every_error():
        assert f"{error.__name__}: {error.errno}," in TYPESCRIPT["errors.ts"]


def test_bounds_defaults_and_meanings_stand_with_their_parameters():
    text = TYPESCRIPT["functions.ts"]
    (parm,) = re.findall(r"interface MessageHistoryParm \{.*?\n\}", text, re.DOTALL)
    assert "/** id */\n  uid: number;" in parm
    assert "1 to 100; brought into that range, never refused; default 50" in parm
    assert "count?: number;" in parm


def test_an_errno_without_a_text_for_users_is_refused(monkeypatch):
    class Unheard(RpcError):
        errno, text = 9999, "new"

    monkeypatch.setattr(facts, "every_error", lambda: [Unheard])
    with pytest.raises(TypeError, match="Unheard"):
        readable.every_error()


def test_a_value_that_no_client_can_spell_is_refused():
    for annotation in (complex, set[int]):
        with pytest.raises(TypeError, match="add it to devtools/clients"):
            kinds.kind(annotation, str)


@pytest.mark.parametrize(
    ("annotation", "spelled"),
    [
        (int | None, "number | null"),
        (list[int | str], "(number | string)[]"),
        (list[tuple[int, str]], "[number, string][]"),
        (dict[str, int], "Record<string, number>"),
    ],
)
def test_kinds_in_typescript(annotation, spelled):
    assert typescript.spelled(kinds.kind(annotation, str)) == spelled


def test_python_names_every_function_and_errno():
    found = {path.name: text for path, text in python.files(PROTOCOL).items()}
    named = set(re.findall(r'self\._call\(\s*"([\w.]+)"', found["functions.py"]))
    assert named == {name for name, rpc in functions.shown().items() if not rpc.starts}
    for error in facts.every_error():
        assert f"    {error.__name__} = {error.errno}\n" in found["errors.py"]


class TestKotlin:
    """Without a compiler; if one is installed, tests/clients/test_kotlin.py uses it."""

    FOUND: ClassVar = {path.name: text for path, text in kotlin.files(PROTOCOL).items()}

    def test_every_function_errno_and_push_is_there(self):
        named = set(re.findall(r'call\.(?:get|call)\("([\w.]+)"', self.FOUND["Functions.kt"]))
        assert named == {name for name, rpc in functions.shown().items() if not rpc.starts}
        for error in facts.every_error():
            assert f"    const val {error.__name__} = {error.errno}\n" in self.FOUND["Errors.kt"]
        told = re.findall(r'^    "([\w.]+)" -> ', self.FOUND["Pushes.kt"], re.MULTILINE)
        assert set(told) == {"gap"} | {one.type for one in facts.every_push()}

    def test_bounds_stand_with_optional_parameters(self):
        _, _, text = self.FOUND["Functions.kt"].partition("class MessageApi")
        about, _, takes = text.partition("suspend fun history(")
        bounds = " ".join(line.strip(" *") for line in about.splitlines())
        assert "@param count 1 to 100; brought into that range, never refused;" in bounds
        assert takes.startswith("\n        uid: Long,\n")
        assert "        count: Long? = null,\n" in takes.partition(")")[0]

    def test_names_and_texts_that_kotlin_would_read_otherwise(self):
        assert "suspend fun `do`(" in self.FOUND["Functions.kt"]
        assert kotlin._quoted('a "$b"') == '"a \\"\\$b\\""'
        assert "*/" not in kotlin._comment("a /* b */").removesuffix("*/\n")

    @pytest.mark.parametrize(
        ("annotation", "spelled"),
        [
            (int | None, "Long?"),
            (int | list[int], "List<Long>"),
            (list[int | str], "List<JsonElement>"),
            (list[tuple[int, int]], "List<List<Long>>"),
            (tuple[int, str], "List<JsonElement>"),
            (dict[str, float], "Map<String, Double>"),
            (Literal["a", "b"], "String"),
            (dict[str, Any], "JsonObject"),
        ],
    )
    def test_kinds(self, annotation, spelled):
        assert kotlin.spelled(kinds.kind(annotation, str)) == spelled


class TestSwift:
    FOUND: ClassVar = {path.name: text for path, text in swift.files(PROTOCOL).items()}

    def test_every_function_errno_and_push_is_there(self):
        named = set(re.findall(r'try await call\("([\w.]+)"', self.FOUND["Functions.swift"]))
        assert named == {name for name, rpc in functions.shown().items() if not rpc.starts}
        for error in facts.every_error():
            line = f"    public static let {error.__name__} = {error.errno}\n"
            assert line in self.FOUND["Errors.swift"]
        told = re.findall(r'case \("([\w.]+)", ', self.FOUND["Pushes.swift"])
        assert set(told) == {"gap"} | {one.type for one in facts.every_push()}

    def test_bounds_stand_with_optional_parameters(self):
        _, _, text = self.FOUND["Functions.swift"].partition("struct MessageApi")
        about, _, takes = text.partition("public func history(")
        bounds = " ".join(line.strip(" /") for line in about.splitlines())
        assert "- Parameter count: 1 to 100; brought into that range, never refused;" in bounds
        assert takes.startswith("\n        uid: Int,\n")
        assert "        count: Int? = nil" in takes.partition(")")[0]

    def test_what_apps_send_they_can_make(self):
        _, _, text = self.FOUND["Objects.swift"].partition("struct PhoneEntry")
        assert "public init(phone: " in text.partition("\n}\n")[0]
        assert self.FOUND["Objects.swift"].count("init(") == 1
        assert "func `do`(" in self.FOUND["Functions.swift"]

    @pytest.mark.parametrize(
        ("annotation", "spelled"),
        [
            (int | None, "Int?"),
            (int | list[int], "[Int]"),
            (list[int | str], "[JSON]"),
            (list[tuple[int, int]], "[[Int]]"),
            (tuple[int, str], "[JSON]"),
            (dict[str, float], "[String: Double]"),
            (Literal[1, 2], "Int"),
            (dict[str, Any], "[String: JSON]"),
        ],
    )
    def test_kinds(self, annotation, spelled):
        assert swift.spelled(kinds.kind(annotation, str)) == spelled
