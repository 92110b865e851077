"""Index: a map from a key to several values, which stores a single value without a set."""

from hypothesis import given
from hypothesis import strategies as st

from front.index import Index

steps = st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.integers(0, 3)), max_size=40)


class Thing:
    """Told apart by identity, like connections."""


@given(steps)
def test_behaves_like_a_map_of_lists(steps):
    things = [Thing() for _ in range(4)]
    index: Index[Thing] = Index()
    model: dict[int, list[Thing]] = {}
    for adding, key, number in steps:
        thing, held = things[number], model.setdefault(key, [])
        if adding:
            index.add(key, thing)
            held += [] if thing in held else [thing]
        else:
            held[:] = [one for one in held if one is not thing]
            assert index.remove(key, thing) == (not held)
        assert list(index.get(key)) == held
    full = {key for key, held in model.items() if held}
    assert set(index) == full
    assert len(index) == len(full)
