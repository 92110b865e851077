"""A function's signature as the shape of its `parm`."""

from typing import Any

import pytest

from tasks.rpc.parameters import Parameters
from wire.errors import BadRequest
from wire.types import Content, Count100, Ids, Lat, Nick


def search(
    ctx: Any, uid: Ids, nick: Nick, text: Content = "", lat: Lat | None = None, count: Count100 = 20
) -> None: ...


def anything(ctx: Any, **data: Any) -> None: ...


@pytest.fixture
def parameters() -> Parameters:
    return Parameters("test.search", search)


GIVEN = {"uid": 7, "nick": "ming"}
FULL = {"uid": [7], "nick": "ming", "text": "", "lat": None, "count": 20}


class TestBind:
    def test_fills_in_defaults(self, parameters):
        assert parameters.bind(GIVEN) == FULL

    def test_ignores_what_it_does_not_know(self, parameters):
        assert parameters.bind(GIVEN | {"ctx": 1, "self": 2, "": None}) == FULL

    @pytest.mark.parametrize("name", ["text", "lat", "count"])
    def test_null_is_absent(self, parameters, name):
        assert parameters.bind(GIVEN | {name: None}) == FULL

    def test_an_empty_text_is_an_absent_number_and_an_empty_text(self, parameters):
        assert parameters.bind(GIVEN | {"text": "", "lat": "", "count": ""}) == FULL

    @pytest.mark.parametrize(
        ("parm", "named"),
        [
            ({}, "uid"),
            ({"uid": 7}, "nick"),
            (GIVEN | {"uid": None}, "uid"),
            (GIVEN | {"uid": ""}, "uid"),
            (GIVEN | {"uid": [7, "x"]}, "uid"),
            (GIVEN | {"uid": list(range(1, 502))}, "uid"),
            (GIVEN | {"nick": ""}, "nick"),
            (GIVEN | {"nick": "x" * 33}, "nick"),
            (GIVEN | {"lat": 91}, "lat"),
            (GIVEN | {"count": "many"}, "count"),
            (GIVEN | {"text": {}}, "text"),
        ],
    )
    def test_names_what_is_wrong(self, parameters, parm, named):
        with pytest.raises(BadRequest, match=named) as refused:
            parameters.bind(parm)
        assert "$" not in str(refused.value)
        assert refused.value.result == {}

    def test_a_function_may_take_every_key(self):
        data = {"ctx": 1, "a": [None], "": {}}
        assert Parameters("test.anything", anything).bind(data) == data


def test_schema(parameters):
    schema = parameters.schema()
    assert schema["required"] == ["uid", "nick"]
    assert list(schema["properties"]) == ["uid", "nick", "text", "lat", "count"]
    assert schema["properties"]["nick"] == {"type": "string", "minLength": 1, "maxLength": 32}
    assert schema["properties"]["count"]["default"] == 20
