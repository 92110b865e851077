"""A page merged from many authors' rows is the same as after sorting all their rows."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import AlbumMedia, User, merging, ranges
from tests.factories import make_user

ENTRIES = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=ENTRIES, asked=st.sets(st.integers(0, 4), min_size=1), data=st.data())
def test_like_sorting_everything(db, entries, asked, data):
    limit = data.draw(st.integers(1, 8))
    oldest_first = data.draw(st.booleans())
    with db.begin_nested() as savepoint:
        people = [make_user(db).uid for _ in range(5)]
        for maker, wanted in entries:
            text = "wanted" if wanted else "other"
            row = AlbumMedia(uid=people[maker], type="pic", picture="u", text=text, time=1)
            db.add(row)
        db.flush()
        dids = sorted(db.scalars(select(AlbumMedia.did).where(AlbumMedia.uid.in_(people))))
        bound = st.none() | st.sampled_from(dids) if dids else st.none()
        after, before = data.draw(bound), data.draw(bound)
        makers = select(User.uid).where(User.uid.in_([people[one] for one in asked]))
        condition = AlbumMedia.text == "wanted"

        pages = merging.Pages(
            *(AlbumMedia, AlbumMedia.did, AlbumMedia.uid, makers),
            wanted=(condition,),
            after=ranges.BEFORE_ALL if after is None else after,
            before=ranges.AFTER_ALL if before is None else before,
            oldest_first=oldest_first,
        )
        page = pages.first(limit)

        order = AlbumMedia.did if oldest_first else AlbumMedia.did.desc()
        plain = select(AlbumMedia).where(AlbumMedia.uid.in_(makers), condition)
        if after is not None:
            plain = plain.where(AlbumMedia.did > after)
        if before is not None:
            plain = plain.where(AlbumMedia.did < before)
        assert list(db.scalars(page)) == list(db.scalars(plain.order_by(order).limit(limit)))
        savepoint.rollback()
