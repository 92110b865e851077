"""One failed call, found again in the logs of every process that had it."""

import json

import pytest

from tests.e2e.waiting import until
from tests.fixtures.service import NewService, Program

pytestmark = pytest.mark.e2e


def lines_of(program: Program, request: str) -> list[dict]:
    lines = map(json.loads, program.log.read_text().splitlines())
    return [line for line in lines if line.get("request") == request]


async def test_the_id_in_errno_7_names_the_lines_of_that_call(new_service: NewService) -> None:
    own = new_service(slow=False, LOG_FORMAT="json")
    ming = own.make_user()
    own.sql("ALTER TABLE album_media RENAME TO elsewhere")
    async with own.enter(ming) as client:
        failed = await client.call("album.read", uid=ming.uid)
        assert failed["errno"] == 7
        request = failed["error"].removeprefix("internal error, incident ")
        await until(lambda: lines_of(own["web"], request) and lines_of(own["worker.1"], request))
        (worker,) = lines_of(own["worker.1"], request)
        (gateway,) = lines_of(own["web"], request)
    for line in (worker, gateway):
        said = (line["event"], line["level"], line["func"], line["uid"])
        assert said == ("call failed", "error", "album.read", ming.uid)
    assert "UndefinedTable" in worker["exception"]
    # The next call is another one.
    async with own.enter(ming) as client:
        other = await client.call("album.read", uid=ming.uid)
    assert request not in other["error"]
    own.stop()
