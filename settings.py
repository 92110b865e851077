"""The one place that reads the environment.

`from settings import settings` gives an object with a frozen, typed group for each subject, such as
`settings.media.store`. A group is read at its first use; `settings.check()`, which every process
calls when it starts, reads all of them. A missing or wrong value ends the process with one sentence
that names it. The groups stand in `configuration/`.
"""

from __future__ import annotations

import os
from typing import Generic, overload

from configuration.alerts import Alerts
from configuration.apns import Apns
from configuration.base import Environment, G, Group, SettingsError, described, read
from configuration.database import Database
from configuration.fcm import Fcm
from configuration.flower import Flower
from configuration.gateway import Gateway
from configuration.jpush import Jpush
from configuration.limits import Limits
from configuration.media import Media
from configuration.moderation import Moderation
from configuration.ops import Ops
from configuration.payment import Payment
from configuration.qiniu import Qiniu
from configuration.redis import Redis
from configuration.retention import Retention
from configuration.service import Service
from configuration.sms import Sms
from configuration.telemetry import Telemetry

__all__ = ["Settings", "SettingsError", "settings"]


class _Lazy(Generic[G]):
    """A group that is read when it is first asked for, and from then on a plain attribute."""

    def __init__(self, kind: type[G]) -> None:
        self.kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> type[G]: ...

    @overload
    def __get__(self, instance: Settings, owner: type) -> G: ...

    def __get__(self, instance: Settings | None, owner: type) -> type[G] | G:
        if instance is None:
            return self.kind
        group = read(self.kind, instance.environment)
        instance.__dict__[self._name] = group
        return group


class Settings:
    """All groups, read from one environment; each raises SettingsError on its first bad value."""

    service = _Lazy(Service)
    gateway = _Lazy(Gateway)
    redis = _Lazy(Redis)
    database = _Lazy(Database)
    limits = _Lazy(Limits)
    qiniu = _Lazy(Qiniu)
    media = _Lazy(Media)
    moderation = _Lazy(Moderation)
    sms = _Lazy(Sms)
    alerts = _Lazy(Alerts)
    apns = _Lazy(Apns)
    fcm = _Lazy(Fcm)
    jpush = _Lazy(Jpush)
    payment = _Lazy(Payment)
    ops = _Lazy(Ops)
    retention = _Lazy(Retention)
    flower = _Lazy(Flower)
    telemetry = _Lazy(Telemetry)

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def check(self) -> Settings:
        """Read every group now."""
        for name in groups():
            getattr(self, name)
        return self


def groups() -> dict[str, type[Group]]:
    """All groups by their attribute of Settings, in the order of the documentation."""
    return {name: one.kind for name, one in vars(Settings).items() if isinstance(one, _Lazy)}


def variables() -> list[str]:
    """The names of all environment variables."""
    return [item.metadata["name"] for kind in groups().values() for item in described(kind)]


settings = Settings(os.environ)
