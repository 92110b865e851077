"""The types of the protocol: what they accept, and that the error names what is refused."""

import math
import sys
from typing import Annotated, Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.rpc.parameters import Parameters
from wire import types
from wire.errors import BadRequest

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(10**400), 10**400)
    | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40)
    | st.integers().map(str) | st.floats().map(str)
    | st.sampled_from(["", " 12 ", "1e400", "9" * 40, "١٢", "0x1", "http://a/b"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)  # fmt: skip

WORDS = {
    name: word
    for name, word in vars(types).items()
    if name[0].isupper() and hasattr(word, "__metadata__")
}


def parameters(word: Any, default: Any = ...) -> Parameters:
    def function(ctx: Any, x: Any = default) -> None: ...

    if default is ...:
        function.__defaults__ = None
    function.__annotations__ = {"x": word}
    return Parameters("test.function", function)


def read(word: Any, value: Any, default: Any = ...) -> Any:
    return parameters(word, default).bind({"x": value})["x"]


def refused(word: Any, value: Any) -> bool:
    with pytest.raises(BadRequest, match=r"^x\b"):
        read(word, value)
    return True


class TestAnyWord:
    @pytest.mark.parametrize("name", WORDS)
    @given(value=json_values)
    def test_reads_within_its_bounds_or_refuses_by_name(self, name, value):
        word = WORDS[name]
        try:
            result = read(word, value)
        except BadRequest:
            assert refused(word, value)
        else:
            assert msgspec.convert(result, word) == result
            msgspec.json.encode(result)

    @pytest.mark.parametrize("name", WORDS)
    def test_null_is_absent_where_it_is_optional(self, name):
        assert read(WORDS[name], None, default="nothing") == "nothing"
        assert refused(WORDS[name], None)

    @pytest.mark.parametrize("name", WORDS)
    def test_has_a_schema(self, name):
        schema = parameters(WORDS[name]).schema()
        assert schema["required"] == ["x"]
        assert schema["properties"].keys() == {"x"}


class TestNumbers:
    @given(st.integers(1, types.MAX_ID))
    def test_ids(self, number):
        assert read(types.Uid, number) == read(types.Uid, str(number)) == number
        assert read(types.Ids, number) == read(types.Ids, [str(number), number]) == [number]

    @pytest.mark.parametrize("value", [12.0, "12", "012"])
    def test_other_spellings_of_12(self, value):
        assert read(types.Uid, value) == 12

    @pytest.mark.parametrize(
        "value",
        [0, -1, 2**63, " 12 ", "12 ", "", "x", "1_2", "１２", "+1", 1.5, True, [], [1], {}],
    )
    def test_no_id(self, value):
        assert refused(types.Uid, value)

    def test_an_empty_text_is_an_absent_number(self):
        assert read(types.Uid, "", default=None) is None
        assert read(types.Lat, "", default=None) is None
        assert read(types.Nick, "x", default=None) == "x"
        assert read(types.Content, "", default=None) == ""

    @given(st.floats(-90, 90, allow_subnormal=False))
    def test_floats(self, number):
        assert read(types.Lat, number) == read(types.Lat, repr(number)) == number

    @given(st.floats(max_value=sys.float_info.min, min_value=0.0, exclude_max=True))
    def test_what_postgresql_cannot_hold_is_nothing(self, number):
        assert read(types.Lat, number) == read(types.Lat, -number) == 0.0

    @pytest.mark.parametrize("value", [90.1, "-91", 10**400, "1e999", "nan", "inf", True])
    def test_no_latitude(self, value):
        assert refused(types.Lat, value)

    @given(st.integers() | st.integers().map(str).filter(lambda text: len(text) < 40))
    def test_counts_are_clamped(self, count):
        assert read(types.Count100, count) == max(1, min(100, int(count)))


class TestFlags:
    @pytest.mark.parametrize(
        ("value", "flag"), [(True, 1), (False, 0), (0, 0), (1, 1), ("0", 0), ("1", 1)]
    )
    def test_spellings(self, value, flag):
        result = read(types.Flag, value)
        assert result == flag
        assert type(result) is int

    @pytest.mark.parametrize("value", [2, -1, "true", "", [], {}, "01"])
    def test_others(self, value):
        assert refused(types.Flag, value)


class TestTexts:
    @given(st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15))
    def test_a_number_is_its_json_text(self, number):
        assert float(read(types.Content, number)) == number
        assert not math.isnan(number)

    def test_12_is_12(self):
        assert read(types.Content, 12) == "12"

    @pytest.mark.parametrize("value", [True, [], {}])
    def test_others(self, value):
        assert refused(types.Content, value)

    def test_length_is_counted_in_code_points(self):
        assert read(types.Nick, "😀" * 32) == "😀" * 32
        assert refused(types.Nick, "😀" * 33)


class TestUrls:
    @pytest.mark.parametrize("url", ["http://a", "HTTPS://a/b?c#d", "https://圖/片"])
    def test_good(self, url):
        assert read(types.Url, url) == url

    @pytest.mark.parametrize(
        "url", ["", "a", "ftp://a", "http://", "http://a b", "http://a\n", "http://" + "a" * 1018]
    )
    def test_bad(self, url):
        assert refused(types.Url, url)


class TestLists:
    def test_repeats_count_once_and_the_order_stays(self):
        assert read(types.Ids, [3, "1", 3, 1.0, 2]) == [3, 1, 2]

    def test_repeats_do_not_count_for_the_limit(self):
        assert len(read(types.Ids, list(range(1, 501)) * 2)) == 500
        assert refused(types.Ids, list(range(1, 502)))

    def test_an_item_that_is_none(self):
        assert refused(types.Ids, [1, None])
        assert refused(types.Ids, [[1]])

    def test_one_or_many_stay_apart(self):
        assert read(types.IdOrIds, "7") == 7
        assert read(types.IdOrIds, ["7", 7]) == [7]


def test_a_word_nobody_can_read_is_found_at_import():
    with pytest.raises(TypeError, match="add it to wire/types"):
        parameters(Annotated[set, "what"])
    assert get_args(types.Uid)
