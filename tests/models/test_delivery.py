"""Numbers in the order of commits: of what is addressed to a user, and of posts in a place."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

import pytest
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.orm import Session

from models import Circle, CircleBoard, Delivery, Event, Message, Post, PostLike
from models.delivery import Counter, Kind
from tests.factories import make_circle, make_group, make_post, make_user

KINDS = ["message", "event", "reply", "like", "board", "group post", "circle post"]
PEOPLE = 3


@pytest.fixture
def database(parallel):
    """Gives sessions whose transactions end when the test says so."""
    engine = create_engine(parallel.url, poolclass=NullPool)
    return lambda: Session(engine)


class Addressees:
    """Users with posts, groups and circles of their own, and somebody who writes to them."""

    def __init__(self, db):
        people = [make_user(db) for _ in range(PEOPLE)]
        groups, circles = [make_group(db, one) for one in people], [make_circle(db) for _ in people]
        self.uids = [one.uid for one in people]
        self.gids = [one.gid for one in groups]
        self.cids = [one.cid for one in circles]
        # Replies to the same post wait for its count anyway: each has a post of its own.
        self.posts = [[make_post(db, one, groups[0]).postid for _ in range(20)] for one in people]
        self.writer = make_user(db).uid

    def store(self, db, kind, place):
        """Write an item to a user, or into a user's group or circle; the number it drew."""
        uid, writer = self.uids[place], self.writer
        what = {"content": "x", "time": 1}
        match kind:
            case "message":
                sent, _ = Message.send(db, fromid=make_user(db).uid, toid=uid, type="txt", **what)
                number = sent.msgid
            case "event":
                number = Event.record(db, [uid], "add_friend", {"uid": writer}, 1)[0].eid
            case "reply":
                number = self._post(db, place).reply_by(db, writer, "x", 1, told=True).replyid
            case "like":
                number = self._post(db, place).like_by(db, writer, 1, told=True).seq
            case "board":
                board = CircleBoard.announce(db, db.get(Circle, self.cids[place]), "x", 1)
                number = Delivery.number(db, [uid], Kind.BOARD, board.bid, 1)[uid]
            case "group post":
                number = Post.store(db, uid=writer, gid=self.gids[place], **what).postid
            case _:
                number = Post.store(db, uid=writer, cid=self.cids[place], **what).postid
        return number

    def _post(self, db, place):
        return Post.get(db, self.posts[place].pop())


@pytest.fixture
def addressees(database):
    with database() as db:
        made = Addressees(db)
        db.commit()
    return made


def stored(database, addressees, kind, place):
    with database() as db:
        number = addressees.store(db, kind, place)
        db.commit()
    return number


def somebody_waits(db):
    """Whether a statement in this database waits for another transaction."""
    waiting = "wait_event_type = 'Lock' AND datname = current_database()"
    return db.scalar(text(f"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE {waiting})"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_draws_its_number_after_the_first_commits(database, addressees, kind):
    with ThreadPoolExecutor(1) as pool, database() as watcher:
        with database() as first:
            early = addressees.store(first, kind, 0)
            later = pool.submit(stored, database, addressees, kind, 0)
            while not somebody_waits(watcher):
                assert not later.done()
                watcher.rollback()
            first.commit()
        assert early < later.result(10)


@pytest.mark.parametrize("kind", KINDS)
def test_others_do_not_wait(database, addressees, kind):
    with database() as first, ThreadPoolExecutor(1) as pool:
        addressees.store(first, kind, 0)
        assert pool.submit(stored, database, addressees, kind, 1).result(10)


def test_a_rolled_back_number_is_given_again(database, addressees):
    uid = addressees.uids[0]
    with database() as db:
        addressees.store(db, "event", 0)
        db.rollback()
    stored(database, addressees, "event", 0)
    with database() as db:
        assert [key.seq for key in Delivery.after(db, uid, 0, 10).keys] == [1]


def test_several_receivers_take_turns_in_one_order(database, addressees):
    """Each statement names them in another order: there is no deadlock."""

    def record(order):
        with database() as db:
            rows = Event.record(db, order, "add_friend", {"uid": 1}, 1)
            told = sorted(row.uid for row in rows)
            db.commit()
        return told

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(record, [addressees.uids, addressees.uids[::-1]] * 20))
    assert found == [sorted(addressees.uids)] * 40


def test_both_sides_of_a_message_get_a_number(db):
    addressees = Addressees(db)
    me, other, _ = addressees.uids
    body = {"type": "txt", "content": "x", "time": 1}
    one = Message.send(db, fromid=me, toid=other, **body)[0]
    two = Message.send(db, fromid=me, toid=me, **body)[0]
    three = Message.send(db, fromid=other, toid=me, **body)[0]
    assert (one.seq, one.own_seq) == (1, 1)
    assert (two.seq, two.own_seq) == (2, 2)
    assert (three.seq, three.own_seq) == (3, 2)
    assert items(db, me) == [one.msgid, two.msgid, three.msgid]
    assert items(db, other) == [one.msgid, three.msgid]


def items(db, uid):
    return [key.item for key in Delivery.after(db, uid, 0, 1000).keys]


def test_who_writes_to_many_gets_a_number_for_each(db):
    addressees = Addressees(db)
    before = addressees.store(db, "event", 2)
    sender, receivers = addressees.uids[2], addressees.uids[:2]
    sent, _ = Message.send_all(db, "x", sender, receivers, "all", 1)
    assert [(one.seq, one.own_seq) for one in sent] == [(1, 2), (1, 3)]
    assert items(db, sender) == [before, *(one.msgid for one in sent)]
    for one in sent:
        assert items(db, one.toid) == [one.msgid]


def test_nobody_to_write_to(db):
    addressees = Addressees(db)
    assert Message.send_all(db, "x", addressees.writer, [2**40], "all", 1) == ([], [])
    assert Event.record(db, [], "add_friend", {}, 1) == []
    assert Delivery.number(db, [], Kind.BOARD, 1, 1) == {}
    assert Delivery.number(db, [2**40], Kind.BOARD, 1, 1) == {}


def test_a_like_has_one_number_however_often_it_is_given(db):
    addressees = Addressees(db)
    post = Post.get(db, addressees.posts[0][0])
    assert post.like_by(db, addressees.writer, 5, told=True) == (5, True, 1)
    assert post.like_by(db, addressees.writer, 9, told=True) == (5, False, None)
    assert Delivery.after(db, post.uid, 0, 10).current == 1


def test_the_authors_own_likes_and_replies_have_none(db):
    addressees = Addressees(db)
    post = Post.get(db, addressees.posts[0][0])
    assert post.like_by(db, post.uid, 5).seq is None
    assert post.reply_by(db, post.uid, "x", 5).seq is None
    assert post.reply_by(db, addressees.writer, "x", 5, told=False).seq is None
    assert Delivery.after(db, post.uid, 0, 10).current == 0


def test_likes_of_an_author_have_ascending_times(db):
    """`like_after` is a time: a like that began earlier must not be stored with an earlier time."""
    addressees = Addressees(db)
    one, other = (Post.get(db, postid) for postid in addressees.posts[0][:2])
    assert one.like_by(db, addressees.writer, 50, told=True).time == 50
    assert other.like_by(db, addressees.writer, 40, told=False).time == 50
    times = db.scalars(select(PostLike.time).where(PostLike.uid == addressees.writer)).all()
    assert times == [50, 50]


def test_a_page_says_what_it_covers(db):
    addressees = Addressees(db)
    uid = addressees.uids[0]
    for _ in range(5):
        addressees.store(db, "event", 0)
    page = Delivery.after(db, uid, 1, 2)
    assert [key.seq for key in page.keys] == [2, 3]
    assert (page.seq, page.current, page.more, page.gap) == (3, 5, True, False)
    page = Delivery.after(db, uid, 3, 2)
    assert (page.seq, page.more, page.gap) == (5, False, False)
    page = Delivery.after(db, uid, 5, 2)
    assert (page.keys, page.seq, page.more, page.gap) == ([], 5, False, False)
    page = Delivery.after(db, addressees.uids[1], 0, 2)
    assert (page.keys, page.seq, page.more, page.gap) == ([], 0, False, False)


def test_numbers_that_are_not_kept_are_a_gap(db):
    addressees = Addressees(db)
    uid = addressees.uids[0]
    for time in (10, 20, 30):
        Event.record(db, [uid], "add_friend", {"uid": 1}, time)
    assert Delivery.drop_older(db, 25, 100) == 2
    page = Delivery.after(db, uid, 0, 10)
    assert ([key.seq for key in page.keys], page.seq, page.gap) == ([3], 3, True)
    assert Delivery.after(db, uid, 1, 10).gap
    assert not Delivery.after(db, uid, 2, 10).gap
    assert Delivery.drop_older(db, 35, 100) == 1
    page = Delivery.after(db, uid, 0, 10)
    assert (page.keys, page.seq, page.gap) == ([], 3, True)
    assert not Delivery.after(db, uid, 3, 10).gap


def test_a_number_that_the_user_never_got_is_a_gap(db):
    addressees = Addressees(db)
    page = Delivery.after(db, addressees.uids[0], 7, 10)
    assert (page.keys, page.seq, page.more, page.gap) == ([], 0, False, True)


def test_who_has_got_more_than_is_known(db):
    addressees = Addressees(db)
    one, two, three = addressees.uids
    for place in (0, 0, 1):
        addressees.store(db, "event", place)
    assert Delivery.ahead(db, [(one, 1), (two, 1), (three, 0)]) == {one: 2}
    assert Delivery.ahead(db, []) == {}


def test_a_forgotten_account_leaves_nothing(db):
    addressees = Addressees(db)
    addressees.store(db, "event", 0)
    addressees.store(db, "event", 1)
    Delivery.forget(db, addressees.uids[0])
    assert db.scalars(select(Delivery.uid)).all() == [addressees.uids[1]]
    assert addressees.uids[0] not in db.scalars(select(Counter.uid)).all()


def test_a_reader_of_the_log_misses_nothing_of_eight_writers(database, addressees):
    """Writers of all kinds commit in any order or roll back; three readers go on by `seq`."""
    over, seen = Flag(), {uid: [] for uid in addressees.uids}

    def write(number):
        dice = random.Random(number)
        for _ in range(25):
            with database() as db:
                if dice.random() < 0.3:
                    to = dice.sample(addressees.uids, 2)
                    Message.send_all(db, "x", addressees.writer, to, "all", 1)
                else:
                    kind = dice.choice(["message", "event", "board"])
                    addressees.store(db, kind, dice.randrange(PEOPLE))
                over.wait(dice.random() / 500)  # time in which another one may commit first
                db.rollback() if dice.random() < 0.2 else db.commit()

    with ThreadPoolExecutor(8 + PEOPLE) as pool:
        readers = [pool.submit(follow, database, uid, seen[uid], over) for uid in addressees.uids]
        for writer in [pool.submit(write, number) for number in range(8)]:
            writer.result(60)
        over.set()
        for reader in readers:
            reader.result(60)
    with database() as db:
        for uid, keys in seen.items():
            check(db, uid, keys)


def follow(database, uid, seen, over):
    last = False
    while not last:
        last = over.is_set()
        with database() as db:
            page = Delivery.after(db, uid, len(seen), 1000)
        assert not page.gap
        seen += page.keys


def check(db, uid, keys):
    """Check that there are no gaps, that ids ascend, and that all the user's items are there."""
    assert [key.seq for key in keys] == list(range(1, len(keys) + 1))
    for kind, row, owner in (
        (Kind.MESSAGE, Message.msgid, Message.toid),
        (Kind.EVENT, Event.eid, Event.uid),
    ):
        stored = select(row).where(owner == uid).order_by(row)
        assert db.scalars(stored).all() == [key.item for key in keys if key.kind == kind]
