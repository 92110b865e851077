"""Ending sessions."""

from sqlalchemy import select

from models import Device, Session
from tasks.jobs import sessions
from tests.factories import make_session, make_user
from tests.tasks.jobs.alerting import NOW
from wire import bus


class TestExpire:
    def test_what_is_over_goes_with_its_devices(self, db, ctx):
        user = make_user(db)
        over = make_session(db, user, "a", timeout=NOW)
        alive = make_session(db, user, "b", timeout=NOW + 1)
        for session in (over, alive):
            db.add(Device(sid=session.sid, uid=user.uid, device_token=f"t{session.sid}"))
        db.flush()
        assert sessions.expire(ctx) == 1
        assert ctx.items == [bus.CloseSessions([over.sid], 4004)]
        assert [name for name, _ in ctx.followups] == ["jobs.sessions.close"]
        assert db.scalars(select(Session.sid)).all() == [alive.sid]
        assert db.scalars(select(Device.sid)).all() == [alive.sid]

    def test_old_ids_are_forgotten(self, db, ctx):
        session = make_session(db, make_user(db), "a", old_hash=b"x", old_until=NOW)
        other = make_session(db, make_user(db), "b", old_hash=b"y", old_until=NOW + 1)
        assert sessions.expire(ctx) == 1
        db.expire_all()
        assert (session.old_hash, session.old_until) == (None, None)
        assert other.old_hash == b"y"
        assert ctx.items == ctx.followups == []

    def test_at_most_so_many_at_once(self, db, ctx, monkeypatch):
        monkeypatch.setattr(sessions, "BATCH", 2)
        user = make_user(db)
        for n in range(3):
            make_session(db, user, f"id{n}", timeout=1)
        assert [sessions.expire(ctx), sessions.expire(ctx), sessions.expire(ctx)] == [2, 1, 0]


def test_closing_again(ctx):
    """After a crash behind the commit, or with a start under way, no socket stays open."""
    sessions.close(ctx, [4, 5])
    assert ctx.items == [bus.CloseSessions([4, 5], 4004)]
