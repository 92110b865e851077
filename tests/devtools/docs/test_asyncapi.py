"""The AsyncAPI document.

asyncapi-3.0-schema.json is the JSON schema of AsyncAPI 3.0.0 as published in @asyncapi/specs
(Apache License 2.0), without its descriptions, and without the bindings and schema languages of
which the document uses none.
"""

import json
from pathlib import Path

import fastjsonschema
import msgspec
import pytest

from devtools.docs import asyncapi, facts, functions, samples

DOCUMENT = asyncapi.document()
SCHEMA = Path(__file__).parent / "asyncapi-3.0-schema.json"


def refs(part):
    """Every $ref in a document."""
    if isinstance(part, list):
        return [ref for one in part for ref in refs(one)]
    if not isinstance(part, dict):
        return []
    inner = [ref for key, one in part.items() if key != "$ref" for ref in refs(one)]
    return inner + ([part["$ref"]] if "$ref" in part else [])


def resolve(ref):
    """What a $ref of the document refers to."""
    part = DOCUMENT
    for key in ref.removeprefix("#/").split("/"):
        part = part[key.replace("~1", "/")]
    return part


def test_it_is_valid():
    validate = fastjsonschema.compile(json.loads(SCHEMA.read_text()), use_default=False)
    validate(DOCUMENT)
    broken = DOCUMENT | {"operations": {"x": {"action": "shout"}}}
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        validate(broken)


def test_every_reference_leads_somewhere():
    for ref in set(refs(DOCUMENT)):
        assert resolve(ref)


def test_every_function_is_an_operation_with_a_reply():
    calls = {name: one for name, one in DOCUMENT["operations"].items() if "reply" in one}
    assert calls.keys() == functions.shown().keys()
    for name, one in calls.items():
        assert one["action"] == "receive"
        (request,) = [resolve(resolve(ref["$ref"])["$ref"]) for ref in one["messages"]]
        assert request["payload"]["properties"]["func"] == {"const": name}
        replies = [ref["$ref"].rpartition("/")[2] for ref in one["reply"]["messages"]]
        assert replies == [f"{name}.reply", "refusal"]


def test_every_push_is_sent():
    sent = {name for name, one in DOCUMENT["operations"].items() if one["action"] == "send"}
    assert sent == {f"push.{one.type}" for one in facts.every_push()}


def test_examples_follow_the_schemas():
    messages = DOCUMENT["components"]["messages"]
    schema = {
        "properties": {name: one["payload"] for name, one in messages.items()},
        "additionalProperties": False,
        "components": DOCUMENT["components"],
    }
    validate = fastjsonschema.compile(schema, use_default=False)
    for name, one in messages.items():
        for example in one.get("examples", []):
            validate({name: example["payload"]})


def test_examples_of_pushes_are_what_the_classes_hold():
    for push in facts.every_push():
        assert msgspec.convert(samples.struct(push), push)


def test_it_can_be_written_as_json():
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT
