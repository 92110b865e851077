"""An address of RabbitMQ by TLS: `amqps://user:password@host//?ssl_ca_certs=/path`.

The options have the names that redis-py has for them. kombu takes none of them in an address, and
without them py-amqp checks that a certificate is good, but not whose it is.
"""

from __future__ import annotations

import ssl
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from configuration.redis_servers import Reached

FILES: Final = {
    "ssl_ca_certs": "ca_certs",
    "ssl_certfile": "certfile",
    "ssl_keyfile": "keyfile",
}
"""Options that name a file in PEM, and py-amqp's names of them."""
CHECK: Final = "ssl_cert_reqs"
_CHECKS: Final = {"required": ssl.CERT_REQUIRED, "none": ssl.CERT_NONE}


def broker(url: str) -> Reached:
    """For `broker_url` and `broker_use_ssl`. Raises ValueError."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    rest = urlencode({name: value for name, value in given.items() if not name.startswith("ssl_")})
    ours = {name: value for name, value in given.items() if name.startswith("ssl_")}
    if parts.scheme != "amqps":
        if ours:
            raise ValueError("options of TLS are for amqps://")
        return Reached(url, {}, None)
    return Reached(parts._replace(query=rest).geturl(), {}, _tls(ours))


def _tls(given: dict[str, str]) -> dict[str, Any]:
    if unknown := given.keys() - FILES.keys() - {CHECK}:
        raise ValueError(f"there is no option {min(unknown)}")
    if (check := given.get(CHECK, "required")) not in _CHECKS:
        raise ValueError(f"{CHECK} is required or none")
    options: dict[str, Any] = {FILES[name]: path for name, path in given.items() if name in FILES}
    options["cert_reqs"] = _CHECKS[check]
    if check == "required":
        options["server_hostname"] = None  # kombu puts the address's own host here, to be checked
    return options
