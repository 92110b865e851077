"""A function's signature as the shape of its `parm`."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.rpc import load
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


def bound(parameters: Parameters, parm: dict[str, Any]) -> Any:
    """What a function would get, or why not."""
    try:
        return parameters.bind(parm)
    except BadRequest as error:
        return str(error)


class TestTrimmed:
    """The parameters in the queue: without unknown keys, and bounded in size."""

    def test_what_is_not_known_is_dropped(self, parameters):
        text = parameters.trimmed(b'{"x":[1,{"uid":1}],"nick":"ming","uid": 7,"ctx":1,"return":2}')
        assert json.loads(text) == GIVEN

    def test_a_mark_tells_apart_what_differs_only_in_what_was_dropped(self, parameters):
        def marked(**unknown: Any) -> Any:
            text = json.dumps(GIVEN | unknown, indent=2).encode()
            return json.loads(parameters.trimmed(text, mark=True))

        assert marked() == GIVEN
        assert marked(a=1, b=[2]) == marked(b=[2], a=1)
        assert len({str(marked(**{key: key})) for key in ("a", "b", "", "unknown_")}) == 4
        assert marked(a="x" * 10_000).keys() == {"uid", "nick", ""}
        assert parameters.bind(marked(a=1)) == FULL

    def test_the_last_of_equal_keys_stays(self, parameters):
        assert json.loads(parameters.trimmed(b'{"uid":1,"uid":2}')) == {"uid": 2}

    def test_the_key_of_the_mark_is_nobodys(self, parameters):
        assert parameters.trimmed(b'{"":"mine"}') == b"{}"
        assert b"mine" not in parameters.trimmed(b'{"":"mine"}', mark=True)

    def test_nothing_is_something(self, parameters):
        assert parameters.trimmed(b"{}") == b"{}"

    @pytest.mark.parametrize("name", ["uid", "nick", "text", "lat"])
    def test_what_no_type_allows_is_named(self, parameters, name):
        parm = GIVEN | {name: "9" * 200_000}
        with pytest.raises(BadRequest, match=f"^{name}: too long"):
            parameters.trimmed(json.dumps(parm).encode())

    @pytest.mark.parametrize("sign", ["x", "好", "\U0001f600", '"', "\n"])
    def test_whatever_may_be_said_fits(self, parameters, sign):
        parm = {"uid": list(range(2**62, 2**62 + 500)), "nick": sign * 32, "text": sign * 4096}
        for text in (json.dumps(parm, indent=8), json.dumps(parm, ensure_ascii=False)):
            assert json.loads(parameters.trimmed(text.encode())) == parm

    @given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5)))
    def test_a_function_reads_the_same_before_and_after(self, parm):
        parm |= GIVEN
        parameters = Parameters("test.search", search)
        trimmed = parameters.trimmed(json.dumps(parm).encode())
        assert bound(parameters, json.loads(trimmed)) == bound(parameters, parm)

    def test_a_function_that_takes_every_key_gets_every_key(self):
        text = b'{"a": 1}'
        assert Parameters("test.anything", anything).trimmed(text) == text


def test_every_function_bounds_its_parameters():
    """Two functions take a lot of data; calls of all others need some hundred KiB at most."""
    unbounded = {
        name
        for name, rpc in load().items()
        if not (rpc.internal or rpc.debug) and rpc.parameters.longest > 400_000
    }
    assert unbounded == {"tools.save_data", "phonebook.upload"}


def test_no_parameter_of_any_function_takes_what_is_none():
    for one in load().values():
        if one.internal:
            continue
        for known in one.parameters.parameters:
            # So deep that lenient reading refuses it, too.
            with pytest.raises(BadRequest, match=f"^{known.name}"):
                one.parameters.bind({known.name: {"no": [{}]}})
