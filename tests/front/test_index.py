"""Index: a map from a key to several values, which stores a single value without a set."""

from hypothesis import given
from hypothesis import strategies as st

from front.index import Index

steps = st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.integers(0, 3)), max_size=40)


class Value:
    """Told apart by identity, like connections."""


@given(steps)
def test_behaves_like_a_map_of_lists(steps):
    values = [Value() for _ in range(4)]
    index: Index[Value] = Index()
    model: dict[int, list[Value]] = {}
    for adding, key, number in steps:
        value, held = values[number], model.setdefault(key, [])
        if adding:
            index.add(key, value)
            held += [] if value in held else [value]
        else:
            held[:] = [one for one in held if one is not value]
            assert index.remove(key, value) == (not held)
        assert list(index.get(key)) == held
    full = {key for key, held in model.items() if held}
    assert set(index) == full
    assert len(index) == len(full)
