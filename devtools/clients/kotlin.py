"""The generated half of the Kotlin client."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devtools.clients import comments, kinds
from devtools.clients.model import Call, Field, Protocol, PushKind, Shape, camel, tree

PACKAGE = "social.client.generated"
HOME = Path("clients/kotlin/src/main/kotlin/social/client/generated")
WIDTH = 96
HEAD = (
    f"// Written by ./dev clients from the registry; ./dev lint compares.\n\npackage {PACKAGE}\n\n"
)
PLAIN = {
    "int": "Long",
    "number": "Double",
    "text": "String",
    "bool": "Boolean",
    "flag": "Boolean",
    "any": "JsonElement",
    "object": "JsonObject",
    "null": "null",
}
# Hard keywords: no name of the protocol can be one without backticks.
KEYWORDS = {
    "as", "break", "class", "continue", "do", "else", "false", "for", "fun", "if", "in",
    "interface", "is", "null", "object", "package", "return", "super", "this", "throw", "true",
    "try", "typealias", "typeof", "val", "var", "when", "while",
}  # fmt: skip


def files(protocol: Protocol) -> dict[Path, str]:
    """The files by their paths in the repository."""
    texts = {
        "Objects.kt": _objects(protocol),
        "Functions.kt": _functions(protocol),
        "Pushes.kt": _pushes(protocol),
        "Errors.kt": _errors(protocol),
    }
    return {HOME / name: HEAD + text for name, text in texts.items()}


class Spelling(kinds.WithoutUnions):
    """Kinds as Kotlin types."""

    plain = PLAIN

    def many(self, item: str) -> str:
        return f"List<{item}>"

    def dict(self, value: str) -> str:
        return f"Map<String, {value}>"


spelled = Spelling().of


def _comment(text: str, indent: str = "") -> str:
    """A documentation comment; nothing for no text."""
    safe = text.replace("*/", "*&#47;").replace("/*", "/&#42;")
    return comments.block(safe, indent, WIDTH)


def _safe(name: str) -> str:
    return f"`{name}`" if name in KEYWORDS else name


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("$", "\\$")


def _optional(one: Field) -> str:
    """The type of a key that may be absent."""
    kind = spelled(one.kind)
    return kind if kind.endswith("?") else f"{kind}?"


def _property(one: Field) -> str:
    return f"{_optional(one)} = null" if one.optional else spelled(one.kind)


def _objects(protocol: Protocol) -> str:
    imports = (
        "import kotlinx.serialization.Serializable\n"
        "import kotlinx.serialization.json.JsonElement\n"
        "import kotlinx.serialization.json.JsonObject\n\n"
    )
    return imports + "\n".join(map(_object, protocol.shapes))


def _object(shape: Shape) -> str:
    head = f"{_comment(shape.text)}@Serializable\n"
    if not shape.fields:
        return f"{head}class {shape.name}\n"
    keys = "".join(
        f"{_comment(one.text, '    ')}    val {_safe(one.name)}: {_property(one)},\n"
        for one in shape.fields
    )
    return f"{head}data class {shape.name}(\n{keys})\n"


# ---------------------------------------------------------------------------------- functions


def _functions(protocol: Protocol) -> str:
    return CALLER + _space("", tree(protocol.calls))


CALLER = """\
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.encodeToJsonElement
import social.client.format

/** Sends one call and gives its result; an errno other than 0 is thrown as RpcError. */
fun interface Caller {
    suspend fun call(func: String, parm: JsonObject): JsonElement
}

private suspend inline fun <reified T> Caller.get(func: String, parm: JsonObject): T =
    format.decodeFromJsonElement(call(func, parm))

private class Parm {
    val keys = LinkedHashMap<String, JsonElement>()

    inline fun <reified T : Any> put(name: String, value: T?) {
        if (value != null) keys[name] = format.encodeToJsonElement(value)
    }
}

private inline fun parm(fill: Parm.() -> Unit) = JsonObject(Parm().apply(fill).keys)
"""


def _space(name: str, within: dict[str, Any]) -> str:
    """A class with the functions of one part of the names, after those within it."""
    folders = {key: one for key, one in within.items() if isinstance(one, dict)}
    inner = "".join(_space(f"{name}{camel(key)}", one) for key, one in folders.items())
    text = (
        "" if name else "\n/** Every function a client can call: `api.message.send(uid = 30)`. */"
    )
    places = "".join(f"    val {_safe(key)} = {name}{camel(key)}Api(call)\n" for key in folders)
    calls = "\n".join(_method(key, one) for key, one in within.items() if isinstance(one, Call))
    between = "\n" if places and calls else ""
    body = f"{places}{between}{calls}"
    return f"{inner}{text}\nclass {name}Api(private val call: Caller) {{\n{body}}}\n"


def _method(name: str, one: Call) -> str:
    takes, parm = _signature(one)
    head = f"{_comment(_text(one), '    ')}    suspend fun {_safe(name)}({takes})"
    if not one.result:
        return f'{head} {{\n        call.call("{one.name}", {parm})\n    }}\n'
    result = spelled(one.result)
    return f'{head}: {result} =\n        call.get("{one.name}", {parm})\n'


def _text(one: Call) -> str:
    told = [f"@param {key.name} {key.text}" for key in one.parameters if key.text]
    return "\n".join([one.text, *(["", *told] if told else [])])


def _signature(one: Call) -> tuple[str, str]:
    """What it takes, and the object that is sent."""
    if one.anything:
        return "parm: JsonObject", "parm"
    if not one.parameters:
        return "", "parm {}"
    needed = [_parameter(key) for key in one.parameters if not key.optional]
    others = [f"{_parameter(key)} = null" for key in one.parameters if key.optional]
    takes = "".join(f"        {one},\n" for one in needed + others)
    puts = "".join(f'            put("{key.name}", {_safe(key.name)})\n' for key in one.parameters)
    return f"\n{takes}    ", f"parm {{\n{puts}        }}"


def _parameter(one: Field) -> str:
    return f"{_safe(one.name)}: {_optional(one) if one.optional else spelled(one.kind)}"


# ------------------------------------------------------------------------- pushes and errors


def _pushes(protocol: Protocol) -> str:
    classes = "\n".join(map(_push, protocol.pushes))
    arms = "".join(f'    "{one.type}" -> {_made(one)}\n' for one in protocol.pushes)
    return PUSHES.replace("CLASSES", classes).replace("ARMS", arms)


PUSHES = """\
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.decodeFromJsonElement
import social.client.format

/** What arrives unasked. */
sealed interface Push {
    /** As the protocol names it. */
    val type: String

    /** Its number among what is addressed to the user; null where it takes none. */
    val seq: Long?

CLASSES
    /**
     * Made by this client: what lay before `seq` is no longer kept by the service, so read your
     * lists again.
     */
    data class Gap(override val seq: Long) : Push {
        override val type get() = "gap"
    }

    /** Of a type that this version does not know, or not in this form. */
    data class Unknown(
        override val type: String,
        override val seq: Long?,
        val data: JsonElement,
    ) : Push
}

internal fun push(type: String, seq: Long?, data: JsonElement): Push =
    try {
        known(type, seq, data)
    } catch (_: SerializationException) {
        null
    } ?: Push.Unknown(type, seq, data)

private fun known(type: String, seq: Long?, data: JsonElement): Push? = when (type) {
ARMS    "gap" -> seq?.let { Push.Gap(it) }
    else -> null
}

private inline fun <reified T> of(data: JsonElement): T = format.decodeFromJsonElement(data)
"""


def _push(one: PushKind) -> str:
    seq = "        override val seq: Long,\n" if one.numbered else ""
    none = "" if one.numbered else "        override val seq get() = null\n"
    # By the full name: within Push some types of pushes have the names of objects.
    return (
        f"{_comment(one.text, '    ')}    data class {camel(one.type)}(\n{seq}"
        f"        val data: {PACKAGE}.{one.data},\n    ) : Push {{\n"
        f'        override val type get() = "{one.type}"\n{none}    }}\n'
    )


def _made(one: PushKind) -> str:
    name = f"Push.{camel(one.type)}"
    return f"seq?.let {{ {name}(it, of(data)) }}" if one.numbered else f"{name}(of(data))"


def _errors(protocol: Protocol) -> str:
    numbers = "".join(
        f"{_comment(one.text, '    ')}    const val {one.name} = {one.errno}\n"
        for one in protocol.errors
    )
    texts = "".join(
        f"    {one.errno} to Text({_quoted(one.chinese)}, {_quoted(one.english)}),\n"
        for one in protocol.errors
    )
    return (
        f"/** Every errno by its name. */\nobject Errno {{\n{numbers}}}\n\n"
        "/** What a user is told. */\nclass Text(val zh: String, val en: String)\n\n"
        f"/** What a user is told, by errno. */\nval TEXTS: Map<Int, Text> = mapOf(\n{texts})\n"
    )
