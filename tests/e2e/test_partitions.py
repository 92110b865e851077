"""An end of events' partition that a dead run has left: it is told, and mended by what runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devtools.processes import wait_until
from models.partitions import RESERVE
from tests.fixtures.service import NewService, Service

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

RECORD = "INSERT INTO events (uid, type, create_time) VALUES (1, 'add_friend', 1)"
LEFT = "backend_partition_ids_left{"
FIRST_IDS = """
SELECT substring(relname FROM '\\d+$')::bigint FROM pg_inherits JOIN pg_class ON oid = inhrelid
 WHERE inhparent = 'events'::regclass ORDER BY 1
"""


def ids_left(service: Service) -> list[float]:
    """What /metrics says of events: nothing, or one number."""
    page = service.http.get("/metrics").text
    return [float(line.split()[-1]) for line in page.splitlines() if line.startswith(LEFT)]


def until(service: Service, condition: Callable[[], bool]) -> None:
    assert wait_until(condition, 90), service.tail()


def test_rows_would_soon_be_refused(new_service: NewService) -> None:
    service = new_service(METRICS_OPEN="1")
    ((last,),) = service.sql(f"{RECORD} RETURNING eid")
    until(service, lambda: ids_left(service) == [])
    end = last + 1000
    check = f"CONSTRAINT ends_at_{end} CHECK (eid < {end}) NOT VALID"
    service.sql(f"ALTER TABLE events_0 ADD {check}")
    until(service, lambda: ids_left(service) == [999])
    service.add("beat")
    service.start("beat")
    until(service, lambda: len(service.sql(FIRST_IDS)) > 1)
    oldest, newest = (first for (first,) in service.sql(FIRST_IDS))
    assert oldest == 0
    assert newest > last + RESERVE
    until(service, lambda: ids_left(service) == [])
    assert service.sql("SELECT FROM pg_constraint WHERE conname LIKE 'ends_at_%'") == []
    service.sql(f"SELECT setval('events_eid_seq', {end})")
    service.sql(RECORD)
    assert service.dead() == []
    service.stop()
