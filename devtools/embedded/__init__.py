"""PostgreSQL and Valkey from wheels, for development and tests. Production only sees two URLs."""

from devtools.embedded.base import EmbeddedServer, ServerFailed
from devtools.embedded.postgres import PostgresServer
from devtools.embedded.sentinel import Sentinels
from devtools.embedded.standby import StandbyServer
from devtools.embedded.valkey import ValkeyServer

__all__ = [
    "EmbeddedServer",
    "PostgresServer",
    "Sentinels",
    "ServerFailed",
    "StandbyServer",
    "ValkeyServer",
]
