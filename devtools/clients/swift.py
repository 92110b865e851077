"""The generated half of the Swift client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devtools.clients import comments, kinds
from devtools.clients.model import Call, Field, Protocol, PushKind, Shape, camel, tree

HOME = Path("clients/swift/Sources/SocialClient/Generated")
WIDTH = 96
HEAD = "// Written by ./dev clients from the registry; ./dev lint compares.\n\n"
PLAIN = {
    "int": "Int",
    "number": "Double",
    "text": "String",
    "bool": "Bool",
    "flag": "Bool",
    "any": "JSON",
    "object": "[String: JSON]",
    "null": "nil",
}
# Words that are no names without backticks.
KEYWORDS = {
    "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer",
    "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for",
    "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
    "operator", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "static",
    "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var",
    "where", "while",
}  # fmt: skip


def files(protocol: Protocol) -> dict[Path, str]:
    """The files by their paths in the repository."""
    texts = {
        "Objects.swift": _objects(protocol),
        "Functions.swift": _functions(protocol),
        "Pushes.swift": _pushes(protocol),
        "Errors.swift": _errors(protocol),
    }
    return {HOME / name: HEAD + text for name, text in texts.items()}


class Spelling(kinds.WithoutUnions):
    """Kinds as Swift types."""

    plain = PLAIN

    def many(self, item: str) -> str:
        return f"[{item}]"

    def dict(self, value: str) -> str:
        return f"[String: {value}]"


spelled = Spelling().of


def _comment(text: str, indent: str = "") -> str:
    """A documentation comment; nothing for no text."""
    lines = comments.wrapped(text, WIDTH - len(indent))
    return "".join(f"{indent}/// {line}".rstrip() + "\n" for line in lines)


def _safe(name: str) -> str:
    return f"`{name}`" if name in KEYWORDS else name


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _kind(one: Field) -> str:
    kind = spelled(one.kind)
    return f"{kind}?" if one.optional and not kind.endswith("?") else kind


def _objects(protocol: Protocol) -> str:
    given = " ".join(spelled(key.kind) for one in protocol.calls for key in one.parameters)
    sent = {one.name for one in protocol.shapes if one.name in given}
    return "\n".join(_object(one, one.name in sent) for one in protocol.shapes)


def _object(shape: Shape, sent: bool) -> str:
    """One that apps send has an init for them."""
    keys = "".join(
        f"{_comment(one.text, '    ')}    public let {_safe(one.name)}: {_kind(one)}\n"
        for one in shape.fields
    )
    made = f"\n{_init(shape.fields)}" if sent else ""
    head = f"{_comment(shape.text)}public struct {shape.name}: Codable, Sendable, Equatable {{\n"
    return f"{head}{keys}{made}}}\n"


def _init(fields: list[Field]) -> str:
    takes = ", ".join(map(_parameter, fields))
    sets = "".join(f"        self.{one.name} = {_safe(one.name)}\n" for one in fields)
    return f"    public init({takes}) {{\n{sets}    }}\n"


# ---------------------------------------------------------------------------------- functions


def _functions(protocol: Protocol) -> str:
    return CALLER + _space("", tree(protocol.calls))


CALLER = """\
/// Sends one call and gives its result; an errno other than 0 is thrown as RpcError.
public typealias Caller = @Sendable (String, [String: JSON]) async throws -> JSON
"""


def _space(name: str, within: dict[str, Any]) -> str:
    """A struct with the functions of one part of the names, after those within it."""
    folders = {key: one for key, one in within.items() if isinstance(one, dict)}
    inner = "".join(_space(f"{name}{camel(key)}", one) for key, one in folders.items())
    text = "" if name else "/// Every function a client can call: `api.message.send(uid: 30)`.\n"
    places = "".join(f"    public let {_safe(key)}: {name}{camel(key)}Api\n" for key in folders)
    made = "".join(f"        {_safe(key)} = {name}{camel(key)}Api(call: call)\n" for key in folders)
    calls = "".join(
        f"\n{_method(key, one)}" for key, one in within.items() if isinstance(one, Call)
    )
    init = f"    init(call: @escaping Caller) {{\n        self.call = call\n{made}    }}\n"
    kept = f"    private let call: Caller\n{places}\n"
    return f"{inner}\n{text}public struct {name}Api: Sendable {{\n{kept}{init}{calls}}}\n"


def _method(name: str, one: Call) -> str:
    takes, parm = _signature(one)
    head = f"{_comment(_text(one), '    ')}    public func {_safe(name)}({takes}) async throws"
    asked = f'try await call("{one.name}", {parm})'
    if not one.result:
        return f"{head} {{\n        _ = {asked}\n    }}\n"
    return f"{head} -> {spelled(one.result)} {{\n        {asked}.decoded()\n    }}\n"


def _text(one: Call) -> str:
    told = [f"- Parameter {key.name}: {key.text}" for key in one.parameters if key.text]
    return "\n".join([one.text, *(["", *told] if told else [])])


def _signature(one: Call) -> tuple[str, str]:
    """What it takes, and the object that is sent."""
    if one.anything:
        return "_ parm: [String: JSON]", "parm"
    if not one.parameters:
        return "", "[:]"
    needed = [_parameter(key) for key in one.parameters if not key.optional]
    others = [_parameter(key) for key in one.parameters if key.optional]
    takes = ",\n        ".join(needed + others)
    puts = "".join(
        f'            "{key.name}": JSON.encoded({_safe(key.name)}),\n' for key in one.parameters
    )
    return f"\n        {takes}\n    ", f"JSON.given([\n{puts}        ])"


def _parameter(one: Field) -> str:
    return f"{_safe(one.name)}: {_kind(one)}{' = nil' if one.optional else ''}"


# ------------------------------------------------------------------------- pushes and errors


def _pushes(protocol: Protocol) -> str:
    cases = "".join(map(_case, protocol.pushes))
    arms = "".join(map(_arm, protocol.pushes))
    return PUSHES.replace("CASES", cases).replace("ARMS", arms)


PUSHES = """\
/// What arrives unasked. `seq` is its number among what is addressed to the user.
public enum Push: Sendable, Equatable {
CASES    /// Made by this client: what lay before `seq` is no longer kept by the service, so read
    /// your lists again.
    case gap(seq: Int)
    /// Of a type that this version does not know, or not in this form.
    case unknown(type: String, seq: Int?, data: JSON)

    init(type: String, seq: Int?, data: JSON) {
        self = (try? Push.known(type, seq, data)) ?? .unknown(type: type, seq: seq, data: data)
    }

    private static func known(_ type: String, _ seq: Int?, _ data: JSON) throws -> Push? {
        switch (type, seq) {
ARMS        case ("gap", let seq?): return .gap(seq: seq)
        default: return nil
        }
    }
}
"""


def _name(one: PushKind) -> str:
    name = camel(one.type)
    return name[:1].lower() + name[1:]


def _case(one: PushKind) -> str:
    seq = "seq: Int, " if one.numbered else ""
    return f"{_comment(one.text, '    ')}    case {_name(one)}({seq}data: {one.data})\n"


def _arm(one: PushKind) -> str:
    number, seq = ("let seq?", "seq: seq, ") if one.numbered else ("_", "")
    made = f".{_name(one)}({seq}data: try data.decoded())"
    return f'        case ("{one.type}", {number}): return {made}\n'


def _errors(protocol: Protocol) -> str:
    numbers = "".join(
        f"{_comment(one.text, '    ')}    public static let {one.name} = {one.errno}\n"
        for one in protocol.errors
    )
    texts = "".join(
        f"    {one.errno}: (zh: {_quoted(one.chinese)}, en: {_quoted(one.english)}),\n"
        for one in protocol.errors
    )
    return (
        f"/// Every errno by its name.\npublic enum Errno {{\n{numbers}}}\n\n"
        f"/// What a user is told, by errno.\n"
        f"public let texts: [Int: (zh: String, en: String)] = [\n{texts}]\n"
    )
