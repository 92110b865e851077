"""Figures of the protocol for the templates, taken from the code."""

from __future__ import annotations

from typing import Any

from configuration.base import described
from configuration.limits import Limits
from devtools.docs import samples, structs
from front import close_codes, connection, connections, flow, lanes, work
from push import pushes
from push.pushes import EventKind, Push
from wire import calls, errors, frames, rates
from wire.errors import RpcError


def default(setting: str) -> Any:
    """The default of a setting of the group limits."""
    return next(field.metadata["default"] for field in described(Limits) if field.name == setting)


def limits() -> dict[str, Any]:
    """Limits of sockets and calls."""
    return {
        "frame": _kib(frames.WIRE_LIMIT),
        "inflated": _kib(frames.INFLATED_LIMIT),
        "first_frame": _kib(work.STRANGER.wire),
        "first_inflated": _kib(work.STRANGER.inflated),
        "burst": _kib(work.MEMBER.burst),
        "per_second": _kib(work.MEMBER.per_second),
        "refused": _kib(work.REFUSED_WORK),
        "patience": f"{work.MEMBER.patience:g}",
        "depth": frames.DEPTH_LIMIT,
        "seconds": f"{calls.CALL_SECONDS:g}",
        "in_flight": connection.IN_FLIGHT,
        "user_calls": default("user_calls"),
        "user_sockets": default("user_sockets"),
        "open_bytes": _kib(flow.CONNECTION_BYTES),
        "hold": f"{lanes.HOLD_SECONDS:g}",
        "failed_starts": connection.FAILED_STARTS,
        "watches": connection.WATCHES,
        "start": connections.START_SECONDS,
        "ping": connections.PING_SECONDS,
        "silent": connections.SILENT_SECONDS,
        "slow": connections.SLOW_SECONDS,
        "outgoing": _kib(connections.OUTGOING_LIMIT),
        "session_days": default("session_days"),
    }


def _kib(size: int) -> str:
    return f"{size // 1024**2} MiB" if size >= 1024**2 else f"{size // 1024} KiB"


def closes() -> dict[str, int]:
    """Close codes by the names they have in the code."""
    return {name: code for name, code in vars(close_codes).items() if name.isupper()}


def every_error() -> list[type[RpcError]]:
    """All refusals, by errno."""
    declared = [one for one in vars(errors).values() if isinstance(one, type)]
    refusals = [one for one in declared if issubclass(one, RpcError) and one is not RpcError]
    return sorted(refusals, key=lambda one: one.errno)


def every_rate() -> dict[str, str]:
    """The rate classes in words."""
    return {name: _bucket(one) for name, one in rates.BUCKETS.items()}


def _bucket(one: rates.Bucket) -> str:
    per = f"1 every {one.seconds:g} s" if one.seconds >= 1 else f"{1 / one.seconds:g} per second"
    return per if one.burst == 1 else f"{one.burst:g} at once, then {per}"


def every_push() -> list[type[Push]]:
    """The pushes clients can receive, in the order of push/pushes.py."""
    return [one for one in structs.structs_in(pushes) if issubclass(one, Push) and one is not Push]


def push_frame(push: type[Push]) -> dict[str, Any]:
    """A push of this type as a client receives it."""
    seq = {"seq": 812} if push.numbered else {}
    return {"push": True, "type": push.type, **seq, "data": samples.struct(push)}


def every_event() -> list[type[EventKind]]:
    """The kinds of stored event."""
    kinds = structs.structs_in(pushes)
    return [one for one in kinds if issubclass(one, EventKind) and one is not EventKind]
