"""The generated half of the TypeScript client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devtools.clients import comments, kinds
from devtools.clients.model import Call, Field, Protocol, PushKind, Shape, tree

HOME = Path("clients/typescript/src/generated")
WIDTH = 96
HEAD = "// Written by ./dev clients from the registry; ./dev lint compares.\n"
PLAIN = {
    "int": "number",
    "number": "number",
    "text": "string",
    "bool": "boolean",
    "flag": "Flag",
    "any": "unknown",
    "object": "Record<string, unknown>",
    "null": "null",
}


def files(protocol: Protocol) -> dict[Path, str]:
    """The files by their paths in the repository."""
    texts = {
        "objects.ts": _objects(protocol),
        "functions.ts": _functions(protocol),
        "pushes.ts": _pushes(protocol),
        "errors.ts": _errors(protocol),
    }
    return {HOME / name: HEAD + text for name, text in texts.items()}


class Spelling(kinds.Spelling):
    """Kinds as TypeScript types."""

    plain = PLAIN

    def many(self, item: str) -> str:
        return f"({item})[]" if " | " in item else f"{item}[]"

    def pair(self, items: list[str]) -> str:
        return f"[{', '.join(items)}]"

    def const(self, values: tuple[Any, ...]) -> str:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in values)

    def dict(self, value: str) -> str:
        return f"Record<string, {value}>"

    def either(self, arms: list[str]) -> str:
        return " | ".join(arms)


spelled = Spelling().of


def _comment(text: str, indent: str = "") -> str:
    """A documentation comment; nothing for no text."""
    return comments.block(text.replace("*/", "*\\/"), indent, WIDTH)


def _key(one: Field) -> str:
    return f"  {one.name}{'?' if one.optional else ''}: {spelled(one.kind)};\n"


def _interface(name: str, text: str, fields: list[Field]) -> str:
    body = "".join(f"{_comment(one.text, '  ')}{_key(one)}" for one in fields)
    return f"{_comment(text)}export interface {name} {{\n{body}}}\n"


def _objects(protocol: Protocol) -> str:
    parts = ["/** 1 or 0, true or false. */\nexport type Flag = 0 | 1 | boolean;\n"]
    parts += [_interface(one.name, one.text, one.fields) for one in protocol.shapes]
    return "\n" + "\n".join(parts)


# ---------------------------------------------------------------------------------- functions


def _functions(protocol: Protocol) -> str:
    taking = [one for one in protocol.calls if one.parameters]
    parms = [_interface(one.parm, f"Parameters of {one.name}.", one.parameters) for one in taking]
    used = sorted(one.name for one in protocol.shapes if _is_used(one, protocol.calls, parms))
    return "\n".join(
        [
            "",
            'import type { CallOptions } from "../options.ts";',
            f'import type {{\n  Flag,\n{_lines(used)}}} from "./objects.ts";\n',
            *parms,
            CALLER,
            _tree(protocol.calls),
        ]
    )


CALLER = """\
/** Sends one call and gives its result; an errno other than 0 is thrown as RpcError. */
export type Caller = <T>(func: string, parm: object, options?: CallOptions) => Promise<T>;
"""


def _is_used(shape: Shape, calls: list[Call], parms: list[str]) -> bool:
    results = {spelled(one.result) for one in calls if one.result}
    named = " ".join([*results, *parms]).replace("[", " ").replace(";", " ").split()
    return shape.name in named


def _lines(names: list[str]) -> str:
    return "".join(f"  {name},\n" for name in names)


def _tree(calls: list[Call]) -> str:
    """All functions as one object, by the parts of their names."""
    text = "/** Every function a client can call, by its name: `api.message.send({...})`. */\n"
    body = _branch(tree(calls), "  ")
    return text + f"export const functions = (call: Caller) => ({{\n{body}}});\n"


def _branch(within: dict[str, Any], indent: str) -> str:
    parts = []
    for name, one in within.items():
        if isinstance(one, Call):
            parts.append(_comment(one.text, indent) + f"{indent}{name}: {_function(one)},\n")
        else:
            parts.append(f"{indent}{name}: {{\n{_branch(one, indent + '  ')}{indent}}},\n")
    return "".join(parts)


def _function(one: Call) -> str:
    result = spelled(one.result) if one.result else "Record<string, never>"
    kind = one.parm if one.parameters else "Record<string, unknown>"
    parm = f"parm: {kind}" if one.needs_parm else f"parm: {kind} = {{}}"
    if not one.parameters and not one.anything:
        return f'(options?: CallOptions) => call<{result}>("{one.name}", {{}}, options)'
    return f'({parm}, options?: CallOptions) => call<{result}>("{one.name}", parm, options)'


# ------------------------------------------------------------------------- pushes and errors


def _pushes(protocol: Protocol) -> str:
    data = _lines(sorted(one.data for one in protocol.pushes))
    arms = "".join(f"  | {_push(one)}\n" for one in protocol.pushes)
    texts = "\n".join(f"{one.type}: {one.text}" for one in protocol.pushes)
    text = _comment(f"What arrives unasked, by `type`.\n\n{texts}\n\n{GAP}")
    return (
        f'\nimport type {{\n{data}}} from "./objects.ts";\n\n'
        f'{text}export type Push =\n{arms}  | {{ type: "gap"; seq: number; data: object }};\n'
    )


GAP = """\
gap: made by this client: what lay before `seq` is no longer kept by the service, so read your \
lists again."""


def _push(one: PushKind) -> str:
    seq = "seq: number" if one.numbered else "seq?: undefined"
    return f'{{ type: "{one.type}"; {seq}; data: {one.data} }}'


def _errors(protocol: Protocol) -> str:
    numbers = "".join(
        f"  /** {one.text} */\n  {one.name}: {one.errno},\n" for one in protocol.errors
    )
    texts = "".join(
        f"  {one.errno}: {{ zh: {_quoted(one.chinese)}, en: {_quoted(one.english)} }},\n"
        for one in protocol.errors
    )
    return (
        f"\n/** Every errno by its name. */\nexport const Errno = {{\n{numbers}}} as const;\n\n"
        f"/** What a user is told. */\n"
        f"export const TEXTS: Record<number, {{ zh: string; en: string }}> = {{\n{texts}}};\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
