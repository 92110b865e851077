"""The comparison finds what it is there for."""

from bench.chaos.messages import judge
from bench.chaos.phone import Call


def call(name, msgid=0, errno=0, answered=True):
    made = Call("message.send", {"uid": 7}, name)
    if answered:
        made.ended = made.begun + 1
        made.reply = {"errno": errno, "result": {"msgid": msgid} if not errno else {}}
    return made


def test_all_is_well():
    verdict = judge([call("a", 1), call("b", 2)], {"a": [(1, 7)], "b": [(2, 7)]})
    assert (verdict.sent, verdict.answered, verdict.stored, verdict.faults) == (2, 2, 2, 0)


def test_each_fault():
    calls = [
        call("fine", 1),
        call("lost", 2),
        call("another id", 3),
        call("another receiver", 4),
        call("twice", 5),
        call("refused", errno=3),
        call("unanswered", answered=False),
        call("unanswered and twice", answered=False),
    ]
    rows = {
        "fine": [(1, 7)],
        "another id": [(30, 7)],
        "another receiver": [(4, 8)],
        "twice": [(5, 7), (50, 7)],
        "unanswered and twice": [(6, 7), (60, 7)],
    }
    verdict = judge(calls, rows)
    assert (verdict.lost, verdict.doubled, verdict.refused, verdict.unanswered) == (3, 2, 1, 2)
    assert (verdict.sent, verdict.answered, verdict.stored) == (8, 5, 7)
    assert "lost" in verdict.sample
    assert verdict.faults == 8
