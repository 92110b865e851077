"""Alerts by several workers at the same time: each once, each counted once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from models import Device, Outbox
from push import alerts as carriers
from tasks import app
from tasks.jobs.queued import NOBODY
from tasks.rpc.context import Ctx
from tasks.shared import alerts, announcements
from tests.factories import join, make_circle, make_device, make_user
from tests.tasks.jobs.alerting import NOW, Recorder

MESSAGES, BOARDS = 10, 20


def test_each_once(parallel, monkeypatch):
    recorder = Recorder()
    monkeypatch.setattr(carriers, "sender", lambda: recorder)
    with parallel.database() as db:
        sender, receiver = make_user(db).uid, make_user(db)
        devices = {make_device(db, receiver).device_token for _ in range(2)}
        circle = make_circle(db)
        join(db, circle, receiver)
        for number in range(BOARDS):
            announcements.announce(Ctx(db, NOBODY, NOW), circle, f"board {number}")
    parms = [{"uid": receiver.uid, "content": f"{number}"} for number in range(MESSAGES)]
    parallel.calls("message.send", parms, uid=sender)
    with parallel.database() as db:
        stored = list(db.scalars(select(Outbox.id)))
    assert len(stored) == MESSAGES + BOARDS
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(app.tasks[alerts.ALERT.job].run, stored))
    arrived = Counter((one.token, one.collapse) for one in recorder.sent)
    assert len(arrived) == 2 * (MESSAGES + BOARDS)
    assert set(arrived.values()) == {1}
    assert {token for token, _ in arrived} == devices
    with parallel.database() as db:
        assert set(db.scalars(select(Device.badge))) == {BOARDS}
        assert set(db.scalars(select(Device.shown_badge()))) == {MESSAGES + BOARDS}
        assert db.scalars(select(Outbox)).all() == []
