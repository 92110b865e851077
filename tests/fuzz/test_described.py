"""Whatever is asked over HTTP is answered as the OpenAPI document says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator

from devtools.docs import openapi
from tests.fixtures.service import Service
from tests.fuzz.budget import attempt
from tests.fuzz.conftest import OPS_PASSWORD
from tests.fuzz.values import scalars, texts
from tests.web.ops.operator import JSON, PREFIX, Operator

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(0)]

DOCUMENT = openapi.document()
OPERATIONS = [
    (method, path, one)
    for path, methods in sorted(DOCUMENT["paths"].items())
    for method, one in methods.items()
    if path not in (f"{PREFIX}/Login", f"{PREFIX}/Logout")
]
BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh"}
Request = tuple[str, str, dict[str, Any], dict[str, Any], str, bool]
"""Method, path, what is described of it, the parameters, the type of the body, by a browser."""


def value(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What fits a parameter, mostly, and what does not."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | scalars
    if schema.get("type") == "integer":
        bounds = schema.get("minimum"), schema.get("maximum")
        return st.integers(*bounds) | scalars
    return texts | scalars


def request(method: str, path: str, one: dict[str, Any]) -> st.SearchStrategy[Request]:
    content = one.get("requestBody", {}).get("content", {"": {}})
    (schema, *_) = ({"properties": {}} | kind.get("schema", {}) for kind in content.values())
    schemas = schema["properties"] | {
        each["name"]: each["schema"] for each in one.get("parameters", ())
    }
    given = st.fixed_dictionaries(
        {}, optional={name: value(each) for name, each in schemas.items()}
    )
    kinds, browser = st.sampled_from(sorted(content)), st.booleans()
    return st.tuples(st.just(method), st.just(path), st.just(one), given, kinds, browser)


@pytest.fixture
def operator(fuzzed: Service) -> Iterator[Operator]:
    made = Operator(fuzzed, "198.51.100.9")
    assert made.login(OPS_PASSWORD)["errno"] == 0
    yield made
    made.http.close()


def test_answers_are_as_described(fuzzed: Service, operator: Operator) -> None:
    def check(asked: Request) -> None:
        method, path, one, parm, kind, browser = asked
        body: dict[str, Any] = {"params": parm} if method == "get" else sent(parm, kind)
        if path.startswith(PREFIX):
            headers = JSON | {"X-CSRF-Token": operator.csrf}
            answer = operator.http.post(path.removeprefix(PREFIX), headers=headers, **body)
        else:
            answer = fuzzed.http.request(method, path, headers=BROWSER if browser else {}, **body)
        assert wrong(one, answer) == [], (method, path, parm)

    # The pages of operations are many and alike: half of the time is for the others.
    theirs = [one for one in OPERATIONS if one[1].startswith(PREFIX)]
    others = [one for one in OPERATIONS if one not in theirs]
    each = st.sampled_from(others) | st.sampled_from(theirs)
    attempt(each.flatmap(lambda one: request(*one)), check)


def sent(parm: dict[str, Any], kind: str) -> dict[str, Any]:
    """Parameters as the body of a request."""
    if kind == "multipart/form-data":
        return {"files": {name: (None, str(one)) for name, one in parm.items()} or {"": ("", "")}}
    return {"json": parm} if "json" in kind else {"data": parm}


def wrong(one: dict[str, Any], answer: requests.Response) -> list[str]:
    """What of an answer is not described."""
    described = one["responses"].get(str(answer.status_code))
    if described is None:
        return [f"status {answer.status_code}"]
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if "content" not in described:
        return []
    if kind not in described["content"]:
        return [f"content type {kind}"]
    if "json" not in kind:
        return []
    schema = described["content"][kind]["schema"] | {"components": DOCUMENT["components"]}
    return [error.message for error in OAS31Validator(schema).iter_errors(answer.json())]


def test_what_is_not_described_is_found() -> None:
    answer = requests.Response()
    answer.status_code, answer._content = 200, b'{"errno": "0"}'
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    one = DOCUMENT["paths"]["/getcode"]["post"]
    assert wrong(one, answer) != []
    answer._content = b'{"errno": 6, "error": "no"}'
    assert wrong(one, answer) == []
    answer.headers["Content-Type"] = "text/html"
    assert wrong(one, answer) == ["content type text/html"]
    answer.status_code = 302
    assert wrong(one, answer) == ["status 302"]
