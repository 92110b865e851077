"""The comparison finds lost, doubled and changed writes."""

from bench.chaos.ledger import Ledger
from bench.chaos.phone import Call


def note(ledger, text, item=0, *, answered=True, refused=False):
    call = Call("message.send", {}, text)
    ledger.note(text, call)
    if answered:
        call.ended = call.begun + 1
        call.reply = {"errno": 3 if refused else 0}
        ledger.answered(text, call, None if refused else item)


def test_all_is_well():
    ledger = Ledger()
    for text, item in (("a", 1), ("b", 2)):
        note(ledger, text, item)
    verdict = ledger.verdict({"a": [1], "b": [2], "somebody else's": [3]})
    assert (verdict.sent, verdict.answered, verdict.stored, verdict.faults) == (2, 2, 2, 0)
    assert [ended - begun for begun, ended in ledger.times] == [1, 1]


def test_each_fault():
    ledger = Ledger()
    for text, item in (("fine", 1), ("lost", 2), ("another id", 3), ("twice", 5)):
        note(ledger, text, item)
    note(ledger, "refused", refused=True)
    note(ledger, "unanswered", answered=False)
    note(ledger, "unanswered and twice", answered=False)
    verdict = ledger.verdict(
        {"fine": [1], "another id": [30], "twice": [5, 50], "unanswered and twice": [6, 60]}
    )
    assert (verdict.lost, verdict.doubled, verdict.refused, verdict.unanswered) == (2, 2, 1, 2)
    assert (verdict.sent, verdict.answered, verdict.stored) == (7, 4, 6)
    assert verdict.faults == 7
    assert verdict.sample
    assert ledger.longest_wait() > 0


def test_an_open_call_waits():
    ledger = Ledger()
    assert ledger.longest_wait() == 0
    note(ledger, "unanswered", answered=False)
    assert ledger.longest_wait() > 0
    assert ledger.times == []
