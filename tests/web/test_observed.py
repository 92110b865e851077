"""What /metrics says of Redis, broker, workers and the database, also when they are away."""

import json
import time
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from front.hub import connect
from front.metrics import Gauges, Metrics
from settings import settings
from web import exposition, observed
from web.observed import observe
from wire.errors import Busy

FINE = (0, "", {"database": "ok", "seconds": 0.002, "overdue": 7, "ids_left": {"events": 9}})
AWAY = "redis://127.0.0.1:1"


@pytest.fixture
async def scrape(redis_client, monkeypatch):
    """`scrape(canary)`: the page's samples by name and label, with this answer of a worker."""
    monkeypatch.setattr(observed, "MOST_SECONDS", 60)  # slow is not away
    opened = []

    async def samples(canary=FINE, redis="", broker="", others=()):
        async def answered():
            return canary

        clients = [connect(url or settings.redis.url) for url in (redis, broker)]
        servers = [clients[0], *map(connect, others)]
        opened.extend([*servers, clients[1]])
        hub = SimpleNamespace(
            redis=clients[0], servers=servers, broker=None if broker is None else clients[1]
        )
        page = exposition.text(Metrics(), Gauges(), await observe(hub, answered()))
        return {
            " ".join([sample.name, *sample.labels.values()]): sample.value
            for family in text_string_to_metric_families(page.decode())
            for sample in family.samples
        }

    yield samples
    for client in opened:
        await client.aclose()


async def test_everything_is_well(scrape, redis_client):
    redis_client.set("beat::lock", "x")
    redis_client.hset("broker:consumers", mapping={"a": "rpc", "b": "rpc\nother", "c": "slow"})
    redis_client.hset("broker:consumers", "dead", "rpc")
    redis_client.mset({"broker:lease:a": "0.5", "broker:lease:b": "1", "broker:lease:c": "0"})
    now = await scrape()
    for up in ("redis_up 0", "broker_up", "canary_up", "database_up"):
        assert now[f"backend_{up}"] == 1
        assert now[f"backend_{up.replace('up', 'seconds')}"] > 0
    assert now["backend_database_seconds"] == 0.002
    assert now["backend_outbox_overdue_seconds"] == 7
    assert now["backend_partition_ids_left events"] == 9
    assert now["backend_beat_up"] == 1
    assert now["backend_workers rpc"] == 2
    assert now["backend_worker_busy_share rpc"] == 0.75
    assert now["backend_worker_busy_share slow"] == 0
    assert now["backend_queue_length dead"] == now["backend_queue_oldest_seconds rpc"] == 0


async def test_no_table_gets_an_end(scrape):
    worker_of_before = {"database": "ok", "seconds": 0.002, "overdue": 7}
    for answer in (worker_of_before, {**worker_of_before, "ids_left": {}}):
        now = await scrape((0, "", answer))
        assert not [name for name in now if "partition_ids_left" in name]


async def test_the_first_in_line(scrape, redis_client):
    for age in (100, 5):
        message = {"headers": {"queued_at": time.time() - age}}
        redis_client.lpush("slow", json.dumps(message))
    redis_client.lpush("rpc", "no message at all")
    now = await scrape()
    assert 100 <= now["backend_queue_oldest_seconds slow"] < 200
    assert now["backend_queue_oldest_seconds rpc"] == 0
    assert now["backend_queue_length slow"] == 2


async def test_when_periodic_jobs_ended(scrape, redis_client):
    redis_client.sadd("jobs", "outbox.sweep", "older.release")
    redis_client.hset("jobs:outbox.sweep", mapping={"runs": 3, "last": 1_700_000_000})
    redis_client.hset("jobs:older.release", mapping={"runs": 3})
    now = await scrape()
    name = "backend_job_last_run_timestamp_seconds"
    assert now[f"{name} outbox.sweep"] == 1_700_000_000
    assert f"{name} older.release" not in now


async def test_no_worker_answers(scrape):
    now = await scrape((Busy.errno, Busy.text, {}))
    assert now["backend_canary_up"] == now["backend_workers rpc"] == now["backend_beat_up"] == 0
    # Without a worker nothing is known of the database, nor of the workers' busy share.
    names = ("database_up", "outbox_overdue_seconds", "canary_seconds", "worker_busy_share")
    assert not [name for name in now if name.startswith(tuple(f"backend_{n}" for n in names))]


@pytest.mark.parametrize(
    "canary", [(Busy.errno, Busy.no_database, {}), (0, "", {"database": "fail"})]
)
async def test_the_database_is_away(scrape, canary):
    now = await scrape(canary)
    assert now["backend_database_up"] == 0
    assert "backend_database_seconds" not in now


async def test_redis_is_away(scrape):
    now = await scrape(redis=AWAY, broker=AWAY)
    assert now["backend_redis_up 0"] == now["backend_broker_up"] == 0
    # An unknown value is left out, not shown as 0.
    for name in ("beat_up", "reports_open", "queue_length rpc", "workers rpc", "redis_seconds 0"):
        assert f"backend_{name}" not in now


async def test_one_of_several_redis_servers_is_away(scrape):
    now = await scrape(others=[settings.redis.url, AWAY])
    assert [now[f"backend_redis_up {number}"] for number in range(3)] == [1, 1, 0]
    assert now["backend_redis_seconds 1"] > 0
    assert now["backend_redis_may_evict 1"] == 0
    assert "backend_redis_seconds 2" not in now
    assert now["backend_beat_up"] == 0  # the first is asked for what is of all


async def test_a_broker_that_is_no_redis(scrape):
    now = await scrape(broker=None)
    assert now["backend_redis_up 0"] == 1
    assert not [name for name in now if name.startswith(("backend_broker", "backend_queue"))]
