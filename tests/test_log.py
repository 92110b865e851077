"""What logs say of failures: where and of which kind, and never what a client had sent."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from redis.exceptions import ResponseError
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

import log
from models.db import make_engine

ROOT = Path(__file__).parent.parent
VALUE = "13800000000 is my number"
PROGRAM = f"""
import asyncio, logging
import psycopg2, psycopg2.errors
from sqlalchemy.exc import DBAPIError
from log import configure, log

configure("test")
VALUE = {VALUE!r}

def fail():
    try:
        int(VALUE)
    except ValueError as error:
        raise RuntimeError(VALUE) from error

async def forgotten():
    asyncio.ensure_future(asyncio.to_thread(fail))
    await asyncio.sleep(0.1)

try:
    fail()
except RuntimeError as error:
    log.exception("call failed", func="a.b")
    log.warning("not done", error=error)
    logging.getLogger("library").exception("Uncaught exception GET /path?phone=%s", VALUE)
    logging.getLogger("library").error("cannot: %s", error)
    trace = {{"name": "jobs.x", "id": "1", "description": "raised unexpected", "exc": repr(error)}}
    words = "Task %(name)s[%(id)s] %(description)s: %(exc)s"
    logging.getLogger("celery.app.trace").error(words, trace, exc_info=True)
asyncio.run(forgotten())
"""


def run(**extra: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | extra,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_no_line_holds_what_was_sent() -> None:
    text = run(DEBUG="0")
    assert VALUE not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["event"] for line in lines] == [
        "call failed",
        "not done",
        "Uncaught exception GET /path",
        "cannot: RuntimeError",
        "Task jobs.x[1] raised unexpected: RuntimeError",
        "Task exception was never retrieved",
    ]
    assert lines[1]["error"] == "RuntimeError"
    for line in (lines[0], lines[2], lines[4], lines[5]):
        assert "in fail" in line["exception"]
        assert line["exception"].endswith("ValueError")


@pytest.mark.parametrize("debug", ["0", "1"])
def test_the_form_can_be_chosen(debug: str) -> None:
    text = run(DEBUG=debug, LOG_FORMAT="json")
    assert all(json.loads(line)["timestamp"] for line in text.splitlines())
    assert (VALUE in text) == (debug == "1")
    text = run(DEBUG=debug, LOG_FORMAT="text")
    assert not text.startswith("{")
    assert "call failed" in text
    assert (VALUE in text) == (debug == "1")


def test_developers_see_everything() -> None:
    assert run(DEBUG="1").count(f"RuntimeError: {VALUE}") >= 4


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(111, "secret"), "ConnectionRefusedError: Connection refused"),
        (OSError("secret"), "OSError"),
        (KeyError("secret"), "KeyError"),
        (
            ResponseError("Command # 1 (LPUSH rpc secret) of pipeline caused error: OOM no memory"),
            "redis.exceptions.ResponseError: OOM no memory",
        ),
        (
            ResponseError("unknown command 'A', with args beginning with: 'secret'"),
            "redis.exceptions.ResponseError: unknown command 'A'",
        ),
    ],
)
def test_what_is_told_of_an_exception(error: Exception, words: str) -> None:
    assert log.told(error) == words


def test_of_a_database_error_its_state_and_constraint(database_url: str) -> None:
    url = make_url(database_url).set(drivername="postgresql+psycopg2")
    engine = make_engine(url.render_as_string(hide_password=False), 1)
    with pytest.raises(DBAPIError) as raised, engine.connect() as connection:
        connection.execute(text("INSERT INTO groups (gid, creator) VALUES (1, :v)"), {"v": VALUE})
    engine.dispose()
    assert log.told(raised.value) == "sqlalchemy.exc.DataError: 22P02"
    # Developers, who see the text, see no list of bound values either.
    assert "parameters hidden" in str(raised.value)
