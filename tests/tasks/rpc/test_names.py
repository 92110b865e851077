"""Every reference by name is checked: when a process starts, and before a commit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tasks import app
from tasks.rpc import followups, load
from tasks.rpc.context import Ctx
from tasks.rpc.followups import FollowUp
from tasks.shared.sessions import CLOSE

ROOT = Path(__file__).parent.parent.parent.parent
# How the three kinds of process that have functions import all of them.
STARTS = {
    "gateway": "from tasks.rpc import load; load()",
    "worker": "from tasks import app; app.loader.import_default_modules()",
}


@pytest.fixture
def declared(monkeypatch):
    """What is declared in a test is forgotten after it."""
    load()
    monkeypatch.setattr(followups, "_declared", list(followups._declared))


class TestFollowUps:
    def test_as_they_are(self):
        load()
        followups.check()

    def test_no_such_job(self, declared):
        FollowUp("jobs.sessions.shut", "sids")
        with pytest.raises(LookupError, match=r"the job jobs\.sessions\.shut, which does not"):
            followups.check()

    @pytest.mark.parametrize("parameters", [(), ("sid",), ("sids", "when")])
    def test_other_parameters(self, declared, parameters):
        FollowUp("jobs.sessions.close", *parameters)
        with pytest.raises(TypeError, match=r"the job jobs\.sessions\.close: .*argument"):
            followups.check()

    def test_a_default_may_be_left_out(self, declared):
        FollowUp("jobs.sms.send_invite", "phone", "nick", "time")
        followups.check()

    @pytest.mark.parametrize("given", [{}, {"sid": [1]}, {"sids": [1], "when": 2}])
    def test_wrong_arguments_end_the_call_before_its_commit(self, declare, respond, given):
        def forgets(ctx: Ctx) -> None:
            """Leave a job with the wrong arguments."""
            ctx.later(CLOSE, **given)

        outcome = respond(declare(forgets))
        assert outcome.reply.errno == 7
        assert isinstance(outcome.error, TypeError)
        assert outcome.followups == []


def start(kind: str, change: str) -> "subprocess.CompletedProcess[str]":
    """Start a process after a change to celeryconfig or the like."""
    code = f"import celeryconfig\n{change}\n{STARTS[kind]}"
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, check=False, cwd=ROOT, env=os.environ, capture_output=True, text=True
    )


@pytest.mark.parametrize("kind", STARTS)
class TestStart:
    def test_as_it_is(self, kind):
        done = start(kind, "")
        assert done.returncode == 0, done.stderr

    def test_a_job_that_is_not_there(self, kind):
        change = "from tasks.rpc.followups import FollowUp; FollowUp('jobs.sms.fly')"
        assert "the job jobs.sms.fly, which does not exist" in start(kind, change).stderr

    def test_a_schedule_of_nothing(self, kind):
        change = "celeryconfig.beat_schedule['x'] = {'task': 'jobs.sms.send_code', 'schedule': 1}"
        assert "names no periodic job: ['jobs.sms.send_code']" in start(kind, change).stderr

    def test_a_periodic_job_that_nobody_starts(self, kind):
        change = "del celeryconfig.beat_schedule['sweep outbox']"
        assert "never starts: ['jobs.outbox.sweep']" in start(kind, change).stderr


def test_every_module_is_imported():
    """Modules are found, not listed, so that a new one cannot be forgotten."""
    files = {path for path in (ROOT / "tasks").rglob("*.py") if path.stem != "__init__"}
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files}
    known = {name for name in modules if not name.startswith(("tasks.rpc.", "tasks.shared."))}
    assert known == set(app.conf.imports) - {"tasks.rpc.registered"}
