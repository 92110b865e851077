"""`python -m tests.broker.parented worker`: a worker with a parent, and a lease that never ends."""

import sys

import redis

from broker import lease
from broker.parent import WorkerParent
from tests.broker.app import URL, app

lease.LEASE_SECONDS = 3600

if WorkerParent(lambda: redis.Redis.from_url(URL)).run():
    app.worker_main(sys.argv[1:])
