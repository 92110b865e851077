"""A group and a circle with a post each, for the tests of their functions."""

import pytest

from tests.factories import join, make_circle, make_group, make_post, make_user


@pytest.fixture
def creator(db):
    """Who made `group`."""
    return make_user(db)


@pytest.fixture
def group(db, creator):
    return make_group(db, creator)


@pytest.fixture
def author(creator):
    """Who wrote `post` and `circle_post`: the creator of the group."""
    return creator


@pytest.fixture
def reader(db):
    """In the circle of `circle_post`, but not in `group`."""
    return make_user(db)


@pytest.fixture
def post(db, author, group):
    return make_post(db, author, group)


@pytest.fixture
def circle_post(db, author, reader):
    circle = make_circle(db)
    join(db, circle, author)
    join(db, circle, reader)
    return make_post(db, author, circle)
