"""Kinds of settings: how the text of a variable becomes a value, and the words for errors."""

from __future__ import annotations

import json
import math
import re
from base64 import b32decode, b64decode
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


class Kind(NamedTuple, Generic[T]):
    """`read` raises ValueError or KeyError for a wrong text; `words` complete "it must be ..."."""

    words: str
    read: Callable[[str], T]


def _is(words: str) -> Callable[[Callable[[str], T]], Kind[T]]:
    return lambda read: Kind(words, read)


text = Kind("text", str)


@_is("on or off")
def flag(text: str) -> bool:
    known = {"1": True, "true": True, "on": True, "yes": True}
    known |= {"0": False, "false": False, "off": False, "no": False}
    return known[text.lower()]


def url(*schemes: str) -> Kind[str]:
    """An address that starts with one of these schemes."""

    @_is("a URL starting with " + " or ".join(f"{scheme}://" for scheme in schemes))
    def read(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise ValueError
        return text

    return read


@_is("origins with blanks between them, such as https://app.example.com")
def origins(text: str) -> frozenset[str]:
    """Sites as browsers name them: scheme and host, and a port that is not the usual one."""
    found = frozenset(text.replace(",", " ").split())
    if not all(re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", one) for one in found):
        raise ValueError
    return found


@_is("a link such as https://example.com/app or myapp://orders")
def link(text: str) -> str:
    """The target of a link on a page: an address or an app, no script."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]*", text):
        raise ValueError
    if urlsplit(text).scheme in ("javascript", "vbscript", "data", "file"):
        raise ValueError
    return text


@_is("postgres://user:password@host:port/name, signs like @ and / in the password as %40 and %2F")
def database(text: str) -> str:
    """Accept the `postgres://` that platforms hand out; query options such as sslmode stay."""
    from psycopg2 import ProgrammingError
    from psycopg2.extensions import parse_dsn
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    address = url("postgres", "postgresql", "postgresql+psycopg2").read(text).partition("://")[2]
    try:
        parse_dsn(f"postgresql://{address}")  # refuses options that it does not know
        made = make_url(f"postgresql+psycopg2://{address}")
    except (ProgrammingError, ArgumentError) as error:
        raise ValueError from error
    if not made.database or "/" in made.database or "@" in (made.host or ""):
        raise ValueError
    if made.port is not None and not 0 < made.port < 65536:
        raise ValueError
    return f"postgresql+psycopg2://{address}"


@_is(f"{database.words}; several with commas between them")
def databases(text: str) -> tuple[str, ...]:
    """One or several; a comma inside an address stands between hosts of that one."""
    return tuple(database.read(one) for one in _addresses(text))


def _addresses(text: str) -> list[str]:
    """The parts of a list, at commas before a scheme."""
    return re.split(r"\s*,\s*(?=[\w+]+://|$)", text)


def broker(*others: str) -> Kind[str]:
    """A Redis as in `redis_server`, or an address that starts with one of these schemes."""

    @_is(f"{redis_server.words}; or a URL starting with " + " or ".join(f"{s}://" for s in others))
    def read(text: str) -> str:
        if text.partition(":")[0] not in others:
            return redis_server.read(text)
        from configuration import rabbitmq

        rabbitmq.broker(text)
        return text

    return read


@_is(
    "redis://:password@host:port/number (rediss:// for TLS), signs like @ and / in the password as"
    " %40 and %2F, behind it only options of redis-py; with Sentinels"
    " redis+sentinel://:password@host:port,host:port/master/number?sentinel_password=password"
)
def redis_server(text: str) -> str:
    """One server, or its Sentinels; certificates are checked unless the address says otherwise."""
    from redis import RedisError

    from configuration import redis_servers

    if redis_servers.sentinels(text) is None:
        _one_redis(text)
    try:
        redis_servers.client(text).connection_pool.make_connection()
    except (TypeError, RedisError, AttributeError) as error:
        raise ValueError from error
    if text.startswith("rediss") and "ssl_cert_reqs" not in text.partition("?")[2]:
        # Celery's part of the service would not check it.
        text += ("&" if "?" in text else "?") + "ssl_cert_reqs=required"
    return text


@_is(f"{redis_server.words}; several with commas between them, each another with the same number")
def redis_list(text: str) -> tuple[str, ...]:
    """One or several; a comma inside an address stands between Sentinels of that one."""
    from configuration import redis_servers

    read = tuple(redis_server.read(one) for one in _addresses(text))
    # The number names the channel of all gateways; what is listed twice would be heard twice.
    if len(set(map(redis_servers.database, read))) > 1 or len(set(read)) < len(read):
        raise ValueError
    return read


def _one_redis(text: str) -> None:
    parts = urlsplit(url("redis", "rediss").read(text))
    if not parts.hostname or "," in parts.netloc or not re.fullmatch(r"/?|/\d{1,5}", parts.path):
        raise ValueError
    if parts.fragment or not 0 < (parts.port or 6379) < 65536:
        raise ValueError


def _bounded(
    convert: Callable[[str], T], least: float, most: float = math.inf
) -> Callable[[str], T]:
    def read(text: str) -> T:
        number = convert(text)
        if not least <= float(text) <= most:  # also false for nan
            raise ValueError
        return number

    return read


positive = Kind("a positive whole number", _bounded(int, 1))
whole_number = Kind("a whole number, 0 or more", _bounded(int, 0))
port = Kind("a port, 1 to 65535", _bounded(int, 1, 65535))
number = Kind("a number, 0 or more", _bounded(float, 0))
share = Kind("a number from 0 to 1", _bounded(float, 0, 1))


@_is("a DSN as Sentry shows it, https://key@host/project")
def dsn(text: str) -> str:
    parts = urlsplit(url("http", "https").read(text))
    if not (parts.username and parts.hostname and parts.path.rpartition("/")[2].isdecimal()):
        raise ValueError
    return text


@_is("calling codes with blanks between them, e.g. 86 852")
def calling_codes(text: str) -> frozenset[int]:
    """Countries by their calling codes."""
    codes = frozenset(int(word) for word in text.replace("+", " ").replace(",", " ").split())
    if not all(0 < code < 1000 for code in codes):
        raise ValueError
    return codes


def _varied(least: int, different: int) -> Kind[str]:
    """A text of a least length with several different letters."""

    @_is(f"a text of {least} or more characters, {different} of them different")
    def read(text: str) -> str:
        if len(text) < least or len(set(text)) < different:
            raise ValueError
        return text

    return read


secret = _varied(16, 8)


@_is("base32 of 128 bits or more (26 letters A to Z and digits 2 to 7)")
def totp_secret(text: str) -> str:
    """A secret as apps for codes by time take it; blanks between groups are left out."""
    plain = "".join(text.split()).upper().rstrip("=")
    if len(b32decode(plain + "=" * (-len(plain) % 8))) < 16 or len(set(plain)) < 8:
        raise ValueError
    return plain


"""A key, which people do not type."""
password = _varied(10, 6)
"""A password, which people type; wrong attempts are limited."""


@_is("the name of a time zone, such as Asia/Shanghai")
def timezone(text: str) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    if text not in available_timezones():
        raise ValueError
    return ZoneInfo(text).key


def one_of(*choices: str) -> Kind[str]:
    """One of these words."""

    @_is("the word " + " or ".join(choices))
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError
        return text

    return read


@_is("DEBUG, INFO, WARNING, ERROR or CRITICAL")
def log_level(text: str) -> str:
    return one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL").read(text.upper())


def text_with(*places: str) -> Kind[str]:
    """A text that may have these words in braces."""

    @_is("a text in which " + " and ".join(f"{{{word}}}" for word in places) + " may stand")
    def read(text: str) -> str:
        try:
            text.format(**dict.fromkeys(places, ""))
        except (IndexError, AttributeError):
            raise ValueError from None
        return text

    return read


# ------------------------------------------------------------------- keys and certificates
# The library is slow to import, and most deployments have no such key: imported where it is used.


SERVICE_ACCOUNT = ("project_id", "client_email", "token_uri", "private_key")
"""The fields of such a file that are needed."""


def _der(text: str) -> bytes:
    """The bytes of a key: PEM, with or without its first and last line, on one line or many."""
    return b64decode("".join(re.sub("-----[^-]+-----", "", text.replace("\\n", "\n")).split()))


def _private_pem(text: str, kind: type) -> str:
    from cryptography.hazmat.primitives import serialization as words

    key = words.load_der_private_key(_der(text), password=None)
    if not isinstance(key, kind):
        raise ValueError  # noqa: TRY004 - the sign of a wrong setting
    form = words.PrivateFormat.PKCS8
    return key.private_bytes(words.Encoding.PEM, form, words.NoEncryption()).decode()


@_is("a private RSA key in PEM, or its base64 text")
def private_rsa_key(text: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    return _private_pem(text, RSAPrivateKey)


@_is("a public RSA key in PEM, or its base64 text")
def public_rsa_key(text: str) -> str:
    from cryptography.hazmat.primitives import serialization as words
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    key = words.load_der_public_key(_der(text))
    if not isinstance(key, RSAPublicKey):
        raise ValueError  # noqa: TRY004 - the sign of a wrong setting
    return key.public_bytes(words.Encoding.PEM, words.PublicFormat.SubjectPublicKeyInfo).decode()


@_is("a private key as in Apple's .p8 file, or its base64 text")
def signing_key(text: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    return _private_pem(text, EllipticCurvePrivateKey)


@_is("the JSON text of a service account of Google's, with its private key")
def service_account(text: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    account = json.loads(text)
    if not isinstance(account, dict):
        raise ValueError  # noqa: TRY004 - the sign of a wrong setting
    if not all(isinstance(account[key], str) for key in SERVICE_ACCOUNT):
        raise ValueError
    _private_pem(account["private_key"], RSAPrivateKey)
    return text


@_is("a certificate and its private key, both in PEM")
def certificate(text: str) -> str:
    if not all(part in text for part in ("BEGIN CERTIFICATE", "PRIVATE KEY")):
        raise ValueError
    return text.replace("\\n", "\n")
