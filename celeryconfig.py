"""Celery: broker, queues, imports, and the timetable of beat."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from kombu.entity import Queue

import broker
from configuration import rabbitmq, redis_servers
from settings import settings

settings.check()
if settings.redis.batching and settings.redis.broker_url.startswith("redis"):
    broker.install()

_is_rabbitmq = settings.redis.broker_url.startswith("amqp")
_broker = (rabbitmq if _is_rabbitmq else redis_servers).broker(settings.redis.broker_url)
broker_url = _broker.url
# Celery prefers CELERY_BROKER_URL as it stands to broker_url, but not to these: it would check no
# certificates, and know nothing of Sentinels.
broker_read_url = broker_write_url = _broker.url
broker_use_ssl = _broker.tls or False
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
worker_consumer = "broker.consumer:Consumer"
_on_redis = {
    # One list per queue; give a list of steps here to use Celery's priorities.
    "priority_steps": [0],
    "socket_timeout": None,
    "socket_keepalive": True,
    "health_check_interval": 10,
    # Of a single publication: what could not be queued after a commit waits for the next sweep,
    # and the worker goes on. (A worker's own connection follows broker_connection_max_retries.)
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    **_broker.options,
}
_on_rabbitmq = {
    # A publication is done when the broker says that it has the message.
    "confirm_publish": True,
    "write_timeout": 5,
}
broker_transport_options = _on_rabbitmq if _is_rabbitmq else _on_redis
broker_heartbeat = 10

# Replies and pushes are sent through Redis channels; Celery's results are not read.
task_ignore_result = True
task_store_errors_even_if_ignored = False
result_backend = None

task_default_queue = "rpc"
# Of RabbitMQ's only queues of this type are on several machines, and count what workers died over.
_quorum = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 5,
    "x-dead-letter-exchange": "",
    "x-dead-letter-routing-key": "dead",
}
_arguments = _quorum if _is_rabbitmq else None
task_queues = tuple(
    Queue(name, routing_key=name, queue_arguments=_arguments)  # type: ignore[no-untyped-call]
    for name in ("rpc", "slow", "crowd")
)
task_create_missing_queues = False


def _route(
    name: str, args: Any, kwargs: Any, options: Any, task: Any = None, **_: Any
) -> dict[str, str]:
    """Put a task into the queue it was declared with (an attribute `queue` would be Celery's)."""
    return {"queue": getattr(task, "queue_name", task_default_queue)}


task_routes = (_route,)
task_serializer = "json"
accept_content = ["json"]
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 8 if _is_rabbitmq else 1
worker_send_task_events = True
worker_hijack_root_logger = False
worker_enable_remote_control = True
worker_cancel_long_running_tasks_on_connection_loss = False
enable_utc = True
timezone = "UTC"


def _modules() -> list[str]:
    """Every module of tasks/ in which functions and jobs are declared."""
    top = Path(__file__).parent
    files = sorted(path.relative_to(top) for path in (top / "tasks").rglob("*.py"))
    names = (".".join(path.with_suffix("").parts) for path in files if path.stem != "__init__")
    return [name for name in names if not name.startswith(("tasks.rpc.", "tasks.shared."))]


imports = (
    *_modules(),
    "tasks.rpc.registered",  # last: makes Celery tasks of all functions
)

NIGHT = crontab(hour="4", minute="0")
# The timetable of periodic jobs: seconds between two runs, or a crontab.
beat_schedule = {
    "clean up callbacks": {"task": "jobs.media.clean_up", "schedule": 3600.0},
    "clean up ops": {"task": "jobs.ops.clean_up", "schedule": 3600.0},
    "clean up presence": {"task": "jobs.presence.clean_up", "schedule": 15.0},
    "clean up replies": {"task": "jobs.replies.clean_up", "schedule": 300.0},
    "clean up sms": {"task": "jobs.sms.clean_up", "schedule": 600.0},
    "count reports": {"task": "jobs.reports.count", "schedule": 15.0},
    "drop dead letters": {"task": "jobs.ops.drop_dead_letters", "schedule": 3600.0},
    "drop files": {"task": "jobs.media.drop_files", "schedule": 60.0},
    "drop old events": {"task": "jobs.retention.drop_events", "schedule": NIGHT},
    "drop old messages": {"task": "jobs.retention.drop_messages", "schedule": NIGHT},
    "drop old numbers": {"task": "jobs.retention.drop_numbers", "schedule": NIGHT},
    "drop old posts": {"task": "jobs.retention.drop_posts", "schedule": NIGHT},
    "erase accounts": {"task": "jobs.accounts.erase", "schedule": 300.0},
    "expire sessions": {"task": "jobs.sessions.expire", "schedule": 60.0},
    "extend partitions": {"task": "jobs.partitions.extend", "schedule": 60.0},
    "find refunds": {"task": "jobs.orders.find_refunds", "schedule": 600.0},
    "keep figures": {"task": "jobs.figures.keep", "schedule": 30.0},
    "look at nicks": {"task": "jobs.users.look_at_nicks", "schedule": 600.0},
    "reconcile orders": {"task": "jobs.orders.reconcile", "schedule": 30.0},
    "sweep contacts": {"task": "jobs.contacts.sweep", "schedule": 300.0},
    "sweep outbox": {"task": "jobs.outbox.sweep", "schedule": 5.0},
}

_beat = redis_servers.beat(settings.redis.url)
redbeat_redis_url = _beat.url
redbeat_redis_use_ssl = _beat.tls
# Beat repeats what fails; one try of a command is enough.
redbeat_redis_options: dict[str, Any] = {
    "socket_timeout": 5,
    "socket_keepalive": True,
    **_beat.options,
}
redbeat_key_prefix = "beat:"
# A beat that is killed leaves its lock behind: nothing periodic is started for so long, and at most
# one loop longer.
redbeat_lock_timeout = 6
beat_max_loop_interval = 2
