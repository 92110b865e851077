"""/metrics as Prometheus sees it."""

from contextlib import AsyncExitStack

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.conftest import METRICS_TOKEN as TOKEN
from tests.e2e.waiting import until
from tests.fixtures.service import NewService, Service

pytestmark = pytest.mark.e2e


def scrape(service: Service, token: str = TOKEN) -> dict[str, float]:
    """Samples by 'name{label=value,...}'."""
    reply = service.http.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 200
    assert reply.headers["Content-Type"].startswith("text/plain")
    return {
        sample.name + "".join(f" {key}={value}" for key, value in sorted(sample.labels.items())):
        sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }  # fmt: skip


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_only_with_the_token(pair: Service, header: str | None) -> None:
    reply = pair.http.get("/metrics", headers={"Authorization": header} if header else None)
    assert reply.status_code == 401
    assert reply.json()["errno"] == 2


async def test_counts_over_all_processes(new_service: NewService) -> None:
    """On a service of its own: calls of an earlier test may be counted late."""
    own = new_service(slow=False, WEB_CONCURRENCY="2", METRICS_TOKEN=TOKEN)
    # A service is ready when its first process answers; the second may still be starting.
    await until(lambda: scrape(own)["backend_gateway_processes"] == 2)
    async with AsyncExitStack() as stack:
        for _ in range(12):
            client = await stack.enter_async_context(own.open())
            await client.ok("debug.echo", word="hello")
            assert (await client.call("nosuch.thing"))["errno"] == 6
        # Each process shows its counts once a second.
        await until(lambda: scrape(own).get("backend_frames_total direction=in") == 24)
        await until(lambda: scrape(own)["backend_calls_in_flight"] == 0)
        check_counts(scrape(own))
    await until(lambda: scrape(own).get("backend_closes_total code=1000") == 12)
    await until(lambda: scrape(own)["backend_connections"] == 0)
    own.stop()


def check_counts(now: dict[str, float]) -> None:
    """Check the counts of twelve clients with two calls each."""
    assert now["backend_calls_total errno=0 func=debug.echo"] == 12
    assert now["backend_gateway_processes"] == 2
    assert now["backend_connections"] == 12
    assert now["backend_started_connections"] == 0
    frames = "backend_frames_total direction="
    assert now[frames + "in"] == 24
    assert now[frames + "out"] >= 24  # there may be pings
    assert now["backend_sent_bytes_total"] > 24 * 60
    assert now["backend_calls_total errno=6 func="] == 12
    for part in ("call", "call_wait", "call_run", "call_lag"):
        assert now[f"backend_{part}_seconds_bucket le=+Inf"] >= 12
        assert 0 < now[f"backend_{part}_seconds_sum"] < 60
    assert now["backend_run_seconds_total func=debug.echo"] > 0
    assert now["backend_calls_in_flight"] == 0
    assert now["backend_redis_up server=0"] == 1
    assert now["backend_queue_length queue=rpc"] == now["backend_queue_length queue=slow"] == 0


def test_what_workers_leave_in_redis_is_shown(pair: Service) -> None:
    pair.redis.sadd("jobs", "outbox.sweep")
    pair.redis.hset("jobs:outbox.sweep", mapping={"runs": 3, "rows": 7, "seconds": 0.25})
    pair.redis.hset("outcomes:sms", mapping={"code sent": 5, "code failed": 1})
    pair.redis.rpush("slow", "waits")  # no worker takes them here
    now = scrape(pair)
    assert now["backend_job_runs_total job=outbox.sweep"] == 3
    assert now["backend_job_rows_total job=outbox.sweep"] == 7
    assert now["backend_job_failures_total job=outbox.sweep"] == 0
    assert now["backend_job_seconds_total job=outbox.sweep"] == 0.25
    assert now["backend_outcomes_total kind=code outcome=sent service=sms"] == 5
    assert now["backend_queue_length queue=slow"] == pair.redis.llen("slow") > 0


PARTS = ("redis_up server=0", "broker_up", "canary_up", "database_up")


def all_up(service: Service) -> dict[str, float]:
    """A page on which every part has answered in time; on a slow machine it takes several."""
    now = scrape(service)
    return now if all(now.get(f"backend_{up}") for up in PARTS) else {}


async def test_what_the_service_sees_of_its_parts(pair: Service) -> None:
    async with pair.open() as client:
        await until(lambda: all_up(pair).get("backend_workers queue=rpc") == 2)
        for _ in range(50):
            await client.ok("debug.echo", word="hello")
        await until(lambda: all_up(pair).get("backend_worker_busy_share queue=rpc", 0) > 0)
    await until(lambda: all_up(pair))
    await until(lambda: all_up(pair).get("backend_beat_up") == 0)
    await until(lambda: all_up(pair).get("backend_workers queue=slow") == 0)
    overdue = "backend_outbox_overdue_seconds"
    pair.sql("INSERT INTO outbox (task, create_time, due) VALUES ('no.body', 1, 1000000000)")
    await until(lambda: all_up(pair).get(overdue, 0) > 1_000_000)
    pair.sql("DELETE FROM outbox WHERE task = 'no.body'")
    # Not 0: nobody does the jobs that other tests have left in this service.
    await until(lambda: all_up(pair).get(overdue, 1_000_000) < 1_000_000)


def test_open_where_operators_say_so(service: Service) -> None:
    assert scrape(service, token="")["backend_gateway_processes"] == 1
