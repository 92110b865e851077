"""Rules for every table, and the methods of rows."""

import pytest
from sqlalchemy import (
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Database

from models import (
    Base,
    Circle,
    CircleRole,
    Friend,
    Group,
    NotFound,
    Order,
    Paylog,
    Position,
    Post,
    SmsCode,
    StoreGroup,
    User,
)
from models.position import point, straight


def make_user(db: Database, number: int) -> User:
    user = User(phone=f"+86138{number:08}", phone_national=f"138{number:08}")
    db.add(user)
    db.flush()
    return user


def starts_with(table: Table, columns: list[str]) -> bool:
    """Whether some index, those of keys included, begins with these columns."""
    keys = [list(index.columns.keys()) for index in table.indexes]
    unique = (PrimaryKeyConstraint, UniqueConstraint)
    keys += [key.columns.keys() for key in table.constraints if isinstance(key, unique)]
    return any(key[: len(columns)] == columns for key in keys)


KEYS = [
    key
    for table in Base.metadata.sorted_tables
    for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name))
    if key.ondelete in ("CASCADE", "SET NULL") and key.referred_table.name != "circles"
]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_deleting_the_referred_row_finds_an_index(key: ForeignKeyConstraint) -> None:
    """Otherwise deleting one user, post or group reads whole tables. Circles are never deleted."""
    assert starts_with(key.table, list(key.column_keys))


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_names_fit(table: Table) -> None:
    """PostgreSQL cuts names at 63 bytes, and then a migration does not find them again."""
    for item in [*table.indexes, *table.constraints]:
        name = getattr(item, "name", None)
        assert name is not None
        assert len(name) <= 63


class TestGet:
    def test_unknown(self, db: Database) -> None:
        with pytest.raises(NotFound, match="no such user"):
            User.get(db, 2**62)

    def test_several_columns(self, db: Database) -> None:
        me, them = make_user(db, 1), make_user(db, 2)
        db.add(Friend(owner=me.uid, uid=them.uid))
        db.flush()
        assert Friend.get(db, (me.uid, them.uid), lock=True).type == 0

    def test_existing_keeps_the_order(self, db: Database) -> None:
        first, second = make_user(db, 1), make_user(db, 2)
        assert User.existing(db, [second.uid, 2**62, first.uid]) == [second, first]


def test_order_ids(db: Database) -> None:
    orders = [Order(mid=1, uid=1, amount=8800, productname="tea", create_time=5) for _ in "ab"]
    db.add_all(orders)
    db.flush()
    assert [order.orderid for order in orders] == [f"5-{order.seq}" for order in orders]
    assert Order.get(db, orders[0].orderid) is orders[0]


def test_one_paylog_per_state(db: Database) -> None:
    order = Order(mid=1, uid=1, amount=1, productname="tea")
    db.add(order)
    db.flush()
    for _ in range(2):
        db.add(
            Paylog(
                orderid=order.orderid,
                mid=1,
                uid=1,
                paystate=1,
                productcatalog=1,
                productname="tea",
                amount=1,
            )
        )
    with pytest.raises(IntegrityError, match="uq_paylogs_orderid_paystate"):
        db.flush()


def test_one_live_code_per_phone(db: Database) -> None:
    db.add_all([SmsCode(phone="+8613800000001", purpose="login", code_hash=b"") for _ in "ab"])
    with pytest.raises(IntegrityError, match="ix_sms_codes"):
        db.flush()


def test_show_info_is_an_object_or_absent(db: Database) -> None:
    group = StoreGroup(groupname="shop", show_info=None)
    db.add(group)
    db.flush()
    absent = select(StoreGroup.gid).where(StoreGroup.show_info.is_(None))
    assert group.gid in db.scalars(absent).all()
    db.add(StoreGroup(groupname="shop", show_info=["text"]))
    with pytest.raises(IntegrityError, match="ck_store_groups_show_info"):
        db.flush()


def test_default_role_belongs_to_the_circle(db: Database) -> None:
    circle, other = Circle(name="a"), Circle(name="b")
    db.add_all([circle, other])
    db.flush()
    db.add(CircleRole(cid=other.cid, roleid=1, level=1, title="guest"))
    db.flush()
    circle.default_roleid = 1
    with pytest.raises(IntegrityError, match="fk_circles"):
        db.flush()


class TestPost:
    def test_belongs_to_group_or_circle(self, db: Database) -> None:
        db.add(Post(uid=make_user(db, 1).uid))
        with pytest.raises(IntegrityError, match="ck_posts_place_of_post"):
            db.flush()

    def test_both_names_of_the_count(self, db: Database) -> None:
        user = make_user(db, 1)
        group = Group(creator=user.uid, name="books")
        db.add(group)
        db.flush()
        post = Post(uid=user.uid, gid=group.gid, likes=3, voice="https://a/b", voicelen=7)
        db.add(post)
        db.flush()
        assert (post.like, post.length) == (3, 7)
        assert db.scalar(select(Post.like)) == 3

    def test_goes_with_its_author(self, db: Database) -> None:
        user, group = make_user(db, 1), Group(creator=make_user(db, 2).uid, name="books")
        db.add(group)
        db.flush()
        db.add(Post(uid=user.uid, gid=group.gid))
        db.flush()
        db.execute(delete(User).where(User.uid == user.uid))
        assert db.scalar(select(func.count()).select_from(Post)) == 0


class TestPosition:
    """Chengdu is the centre; Chongqing lies 270 km away, Leshan 120 km."""

    PLACES = ((29.563, 106.551), (29.552, 103.766), (30.657, 104.066))

    def test_near_and_nearest_first(self, db: Database) -> None:
        users = [make_user(db, number) for number in range(3)]
        for user, (lat, long) in zip(users, self.PLACES, strict=True):
            db.add(Position(uid=user.uid, lat=lat, long=long))
        db.flush()
        here = point(30.66, 104.07)
        found = select(Position.uid).where(Position.distance(here) <= straight(191_000))
        found = found.order_by(Position.distance(here))
        assert db.scalars(found).all() == [users[2].uid, users[1].uid]

    def test_is_the_point_of_earthdistance(self, db: Database) -> None:
        db.add(Position(uid=make_user(db, 1).uid, lat=-90, long=180))
        db.flush()
        apart = func.cube_distance(Position.earth, func.ll_to_earth(-90, 180))
        assert db.scalar(select(apart)) == pytest.approx(0, abs=0.001)
