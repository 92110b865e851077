"""The address of a client, which is the key of its limits, also behind proxies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from log import log
from settings import settings

IPV6_NETWORK = 64
"""Length of the network prefix of one household or phone: limits count it as one address."""
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")


def of(forwarded: Sequence[str], peer: str) -> str:
    """The client's address; an IPv6 one stands for its /64.

    `forwarded`: all lines of X-Forwarded-For, which count only as far as TRUSTED_PROXIES reach;
    `peer`: who opened the connection.
    """
    return limited_by(_claimed(forwarded) or peer)


def _claimed(lines: Sequence[str]) -> str | None:
    """The address given by the outermost trusted proxy, counted from the last header line."""
    trusted = settings.gateway.trusted_proxies
    if lines and not trusted:
        _warn_once()
    hops = [hop.strip() for hop in ",".join(lines).split(",")]
    return hops[-trusted] if trusted and len(hops) >= trusted and _ip(hops[-trusted]) else None


def limited_by(address: str) -> str:
    """The address, or the /64 network that it is in."""
    ip = _ip(address)
    if ip is None or ip.version == 4:
        return address if ip is None else str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ip_network((int(ip), IPV6_NETWORK), strict=False))


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it, perhaps with a port; None for anything else."""
    if match := _WITH_PORT.fullmatch(text):
        text = match[1] or match[2]
    try:
        return ip_address(text)
    except ValueError:
        return None


@cache
def _warn_once() -> None:
    log.warning(
        "X-Forwarded-For comes, but TRUSTED_PROXIES is 0: all clients count as one address",
    )
