"""The OpenAPI document of the HTTP endpoints."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from devtools.docs import openapi
from front import server
from web import routes
from web.ops.access import PREFIX
from web.ops.pages import PAGES
from wire.uploads import KINDS

DOCUMENT = openapi.document()
PAGES_FOR_PEOPLE = {"/", "/language", "/pay/sandbox", "/llms.txt", "/ws"}
"""No endpoints for programs; /ws stands in the AsyncAPI document."""
FOLDERS = ("/docs", "/static/", PREFIX)


@pytest.fixture
def served() -> set[str]:
    """The addresses that a gateway has."""
    app = server.make_app(routes.add)
    return {f"/{route.path}" for route in app.router.routes}


def test_it_is_valid() -> None:
    # The pages of operations are described alike: a few are checked for all, which saves seconds.
    alike = [path for path in DOCUMENT["paths"] if path.startswith(PREFIX)][3:]
    few = {path: one for path, one in DOCUMENT["paths"].items() if path not in alike}
    assert list(OpenAPIV31SpecValidator(DOCUMENT | {"paths": few}).iter_errors()) == []
    broken = {"openapi": "3.1.0", "info": {"title": "x"}, "paths": {}}
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_every_endpoint_is_in_it_and_no_other(served: set[str]) -> None:
    expected = {path for path in served - PAGES_FOR_PEOPLE if not path.startswith(FOLDERS)}
    expected |= {f"{PREFIX}/{name}" for name in [*PAGES, "Login", "Logout"]}
    assert set(DOCUMENT["paths"]) == expected


def test_parameters_are_those_of_the_functions() -> None:
    (phone, code) = DOCUMENT["paths"]["/PhoneLogin"]["get"]["parameters"]
    assert (phone["name"], code["name"]) == ("phone", "code")
    edit = DOCUMENT["paths"][f"{PREFIX}/MerchandiseEdit"]["post"]["requestBody"]["content"]
    assert {kind.partition("/")[2] for kind in edit} == {
        "x-www-form-urlencoded",
        "form-data",
        "json",
    }
    (body, *_) = edit.values()
    assert {"mid", "amount", "productname"} <= set(body["schema"]["properties"])
    assert "who" not in body["schema"]["properties"]


def test_targets_of_uploads() -> None:
    for kind in KINDS.values():
        if not kind.internal:
            names = [
                one["name"]
                for one in DOCUMENT["paths"][kind.path]["get"]["parameters"]
                if one["required"]
            ]
            assert names == ["sessionid", *([kind.target] if kind.needed else [])]
