"""The one place that reads the environment.

`from settings import settings` gives a frozen, typed object. A missing or wrong value ends the
process with one sentence that names it.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any
from urllib.parse import urlsplit


class SettingsError(SystemExit):
    """A setting is missing or wrong; the message is one sentence for whoever starts the process."""


def _flag(text: str) -> bool:
    known = {"1": True, "true": True, "on": True, "yes": True}
    known |= {"0": False, "false": False, "off": False, "no": False, "": False}
    return known[text.strip().lower()]


def _url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if urlsplit(text).scheme not in schemes:
            raise ValueError
        return text

    read.__name__ = "URL starting with " + " or ".join(f"{scheme}://" for scheme in schemes)
    return read


def _database(text: str) -> str:
    """Accept the `postgres://` that platforms hand out; query options such as sslmode stay."""
    url = _url("postgres", "postgresql", "postgresql+psycopg2")(text)
    return "postgresql+psycopg2://" + url.partition("://")[2]


_database.__name__ = "URL starting with postgres://"


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


_positive.__name__ = "positive whole number"


def _at_least_0(text: str) -> float:
    if not (number := float(text)) >= 0:
        raise ValueError
    return number


_at_least_0.__name__ = "number, 0 or more"


def _secret(text: str) -> str:
    if len(text) < 16:
        raise ValueError
    return text


_secret.__name__ = "text of 16 or more characters"


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    read.__name__ = "word: " + " or ".join(words)
    return read


def _der(text: str) -> bytes:
    """The bytes of a key: PEM, with or without its first and last line, on one line or many."""
    return b64decode("".join(re.sub("-----[^-]+-----", "", text.replace("\\n", "\n")).split()))


def _private_pem(text: str, kind: type) -> str:
    # Slow to import, and most deployments have no such key.
    from cryptography.hazmat.primitives import serialization as words

    key = words.load_der_private_key(_der(text), password=None)
    if not isinstance(key, kind):
        raise ValueError  # noqa: TRY004 - the sign of a wrong setting
    form = words.PrivateFormat.PKCS8
    return key.private_bytes(words.Encoding.PEM, form, words.NoEncryption()).decode()


def _private_key(text: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    return _private_pem(text, RSAPrivateKey)


_private_key.__name__ = "private RSA key in PEM, or its base64 text"


def _public_key(text: str) -> str:
    from cryptography.hazmat.primitives import serialization as words
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    key = words.load_der_public_key(_der(text))
    if not isinstance(key, RSAPublicKey):
        raise ValueError  # noqa: TRY004 - the sign of a wrong setting
    return key.public_bytes(words.Encoding.PEM, words.PublicFormat.SubjectPublicKeyInfo).decode()


_public_key.__name__ = "public RSA key in PEM, or its base64 text"


def _signing_key(text: str) -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    return _private_pem(text, EllipticCurvePrivateKey)


_signing_key.__name__ = "private key as in Apple's .p8 file, or its base64 text"


def _certificate(text: str) -> str:
    if not all(part in text for part in ("BEGIN CERTIFICATE", "PRIVATE KEY")):
        raise ValueError
    return text.replace("\\n", "\n")


_certificate.__name__ = "certificate and private key, both in PEM"


def _with(*words: str) -> Callable[[str], str]:
    """A text in which these words may stand in braces."""

    def read(text: str) -> str:
        try:
            text.format(**dict.fromkeys(words, ""))
        except (IndexError, AttributeError):
            raise ValueError from None
        return text

    read.__name__ = "text in which " + " and ".join(f"{{{word}}}" for word in words) + " may stand"
    return read


REQUIRED: Any = object()


def _setting(read: Callable[[str], Any], default: Any, help_: str) -> Any:
    return field(metadata={"read": read, "default": default, "help": help_})


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Every setting; the environment variable is the field's name in capitals."""

    database_url: str = _setting(_database, REQUIRED, "PostgreSQL, e.g. postgres://user@host/name")
    redis_url: str = _setting(
        _url("redis", "rediss", "unix"), REQUIRED, "Redis 7+ or Valkey 8+: presence, pushes, limits"
    )
    celery_broker_url: str = _setting(
        _url("redis", "rediss", "amqp", "amqps", "unix"),
        None,
        "queue of the workers; default REDIS_URL. amqp:// works on Celery's stock path",
    )
    batching_broker: bool = _setting(
        _flag, True, "use our own batching transport for a Redis broker; off: kombu's"
    )
    secret_key: str = _setting(
        _secret, REQUIRED, "key from which codes are hashed and secret arguments sealed"
    )
    public_url: str | None = _setting(
        _url("http", "https"), None, "address clients reach; default: the request's own host"
    )
    debug: bool = _setting(_flag, False, "real codes in replies, debug.* functions; never outside")
    log_level: str = _setting(str.upper, "INFO", "DEBUG, INFO, WARNING or ERROR")
    trusted_proxies: int = _setting(int, 0, "how many proxies in front append X-Forwarded-For")

    port: int = _setting(_positive, 8000, "where the gateway listens")
    host: str = _setting(str, "0.0.0.0", "address the gateway binds")  # noqa: S104
    web_concurrency: int = _setting(_positive, 1, "gateway processes that share the port")
    workers: int = _setting(_positive, 2, "worker processes started by ./dev up")
    database_pool: int = _setting(_positive, 5, "database connections per worker process, at most")
    drain_seconds: float = _setting(_at_least_0, 15, "how long a stopping gateway waits for calls")

    session_days: int = _setting(_positive, 180, "life of a session")
    rate_multiplier: float = _setting(_at_least_0, 1, "scales all rate limits; 0: no limits")
    rate_multiplier_create: float = _setting(_at_least_0, 1, "scales class create; 0: no limit")
    rate_multiplier_message: float = _setting(_at_least_0, 1, "scales class message; 0: no limit")
    rate_multiplier_light: float = _setting(_at_least_0, 1, "scales class light; 0: no limit")
    rate_multiplier_read: float = _setting(_at_least_0, 1, "scales class read; 0: no limit")

    circle_invite_role: str = _setting(
        _one_of("default", "requested"),
        "default",
        "role of newcomers in a circle: its default, or the one that the inviter asked for",
    )

    geo_radius_km: float = _setting(_at_least_0, 191, "how far away users count as near")
    geo_max_age_days: int = _setting(_positive, 30, "older places are shown to nobody")

    sms_provider: str = _setting(
        _one_of("console", "qiniu"),
        "console",
        "who carries SMS: console (prints with DEBUG), qiniu",
    )
    qiniu_sms_code_template: str | None = _setting(
        str, None, "Qiniu SMS: id of the template for codes, with ${code}"
    )
    qiniu_sms_invite_template: str | None = _setting(
        str, None, "Qiniu SMS: id of the template for invitations, with ${nick}"
    )
    qiniu_sms_url: str = _setting(
        _url("http", "https"), "https://sms.qiniuapi.com", "Qiniu SMS: where it answers"
    )

    apns_provider: str = _setting(
        _one_of("console", "apple"),
        "console",
        "who carries alerts: console (prints with DEBUG), apple",
    )
    apns_topic: str | None = _setting(str, None, "APNs: bundle id of the app")
    apns_key: str | None = _setting(_signing_key, None, "APNs: text of the .p8 file")
    apns_key_id: str | None = _setting(str, None, "APNs: id of that key")
    apns_team_id: str | None = _setting(str, None, "APNs: id of the team that has the key")
    apns_certificate: str | None = _setting(
        _certificate, None, "APNs: certificate and its key in PEM, in place of a .p8 key"
    )
    apns_url: str = _setting(_url("https"), "https://api.push.apple.com", "APNs: where it answers")
    apns_sandbox_url: str = _setting(
        _url("https"), "https://api.sandbox.push.apple.com", "APNs: the same for is_debug = 1"
    )
    apns_expire_hours: int = _setting(
        _positive, 24, "how long Apple keeps an alert for a phone that is off"
    )
    apns_text_txt: str = _setting(
        _with("nick", "content"), "{nick}:{content}", "alert of a text: {nick}, {content}"
    )
    apns_text_sticker: str = _setting(_with("nick"), "{nick}发来了一个表情", "of a sticker")
    apns_text_pic: str = _setting(_with("nick"), "{nick}发来了一张图片", "of a picture")
    apns_text_vdo: str = _setting(_with("nick"), "{nick}发来了一段视频", "of a video")
    apns_text_vic: str = _setting(_with("nick"), "{nick}发来了一段语音", "of a voice message")
    apns_text_geo: str = _setting(_with("nick"), "{nick}发来了一个位置", "of a place")
    apns_text_no_nick: str = _setting(str, "新消息", "in place of a nick that is not there")
    apns_text_board: str = _setting(
        _with("circle", "board"), "{circle}:{board}", "of an announcement: {circle}, {board}"
    )
    apns_text_paid: str = _setting(
        _with("productname", "yuan"),
        "订单[{productname}] {yuan}元,已支付成功",
        "of a paid order: {productname}, {yuan}",
    )
    apns_text_pay_failed: str = _setting(
        _with("productname", "yuan"), "订单[{productname}] 支付失败", "of a failed payment"
    )

    media_store: str = _setting(
        _one_of("local", "qiniu"), "local", "local (files on this machine) or qiniu"
    )
    media_dir: str = _setting(str, ".data/media", "folder of the local store")
    media_port: int = _setting(_positive, 8080, "where the local store listens")
    media_url: str | None = _setting(
        _url("http", "https"),
        None,
        "address of the local store; default: our host, MEDIA_PORT",
    )
    upload_max_mib: int = _setting(_positive, 50, "largest upload")
    qiniu_access_key: str | None = _setting(str, None, "Qiniu: access key")
    qiniu_secret_key: str | None = _setting(str, None, "Qiniu: secret key")
    qiniu_bucket: str | None = _setting(str, None, "Qiniu: bucket for media")
    qiniu_download_url: str | None = _setting(
        _url("http", "https"), None, "Qiniu: domain of the bucket, with http:// or https://"
    )
    qiniu_upload_url: str = _setting(
        _url("http", "https"),
        "https://up.qiniup.com",
        "Qiniu: upload address of the region",
    )

    pay_provider: str = _setting(
        _one_of("none", "sandbox", "alipay"),
        None,
        "sandbox (no real money), alipay, or none: free orders and reservations only;"
        " default: sandbox with DEBUG, else none",
    )
    pre_order_msg: str = _setting(str, "", "text for the client that reserved goods")
    alipay_app_id: str | None = _setting(str, None, "Alipay: APPID of the app")
    alipay_private_key: str | None = _setting(
        _private_key, None, "Alipay: the app's own RSA2 key, PEM or base64"
    )
    alipay_public_key: str | None = _setting(
        _public_key, None, "Alipay: the public key it shows for the app, PEM or base64"
    )
    alipay_gateway_url: str = _setting(
        _url("http", "https"), "https://openapi.alipay.com/gateway.do", "Alipay: where it answers"
    )

    flower_port: int = _setting(_positive, 5555, "where Flower listens")
    flower_user: str = _setting(str, "ops", "user name for Flower")
    flower_password: str | None = _setting(_secret, None, "password of Flower; unset: no start")
    ops_password: str | None = _setting(
        str, None, "password of the ops pages, or its argon2 hash; unset: closed"
    )
    push_token: str | None = _setting(_secret, None, "bearer token of POST /push; unset: 404")
    metrics_token: str | None = _setting(_secret, None, "bearer token of /metrics; unset: open")

    retain_messages_days: int = _setting(int, 0, "older messages are deleted; 0 keeps them")
    retain_events_days: int = _setting(int, 0, "older events are deleted; 0 keeps them")
    retain_posts_days: int = _setting(int, 0, "older posts of the old functions; 0 keeps them")


def _read(item: Field[Any], environment: Mapping[str, str]) -> Any:
    name, meta = item.name.upper(), item.metadata
    text = environment.get(name, "").strip()
    if not text:
        if meta["default"] is REQUIRED:
            raise SettingsError(f"{name} is not set: {meta['help']}.")
        return meta["default"]
    try:
        return meta["read"](text)
    except (ValueError, KeyError):
        kind = meta["read"].__name__.strip("_")
        raise SettingsError(f"{name} is wrong: it must be a {kind}.") from None


def load(environment: Mapping[str, str]) -> Settings:
    """Build the settings from an environment; raises SettingsError on the first bad value."""
    values = {item.name: _read(item, environment) for item in fields(Settings)}
    values["celery_broker_url"] = values["celery_broker_url"] or values["redis_url"]
    values["pay_provider"] = values["pay_provider"] or ("sandbox" if values["debug"] else "none")
    if values["media_store"] == "qiniu":
        _need(values, "MEDIA_STORE=qiniu", *QINIU_NEEDS)
    if values["pay_provider"] == "alipay":
        _need(values, "PAY_PROVIDER=alipay", *ALIPAY_NEEDS)
    if values["sms_provider"] == "qiniu":
        _need(values, "SMS_PROVIDER=qiniu", *QINIU_SMS_NEEDS)
    if values["apns_provider"] == "apple":
        _need(values, "APNS_PROVIDER=apple", "apns_topic")
        if not values["apns_certificate"]:
            _need(values, "APNS_PROVIDER=apple without APNS_CERTIFICATE", *APNS_KEY_NEEDS)
    return Settings(**values)


QINIU_NEEDS = (
    *("qiniu_access_key", "qiniu_secret_key", "qiniu_bucket", "qiniu_download_url"),
    "public_url",
)
ALIPAY_NEEDS = ("alipay_app_id", "alipay_private_key", "alipay_public_key", "public_url")
QINIU_SMS_NEEDS = (
    *("qiniu_access_key", "qiniu_secret_key"),
    *("qiniu_sms_code_template", "qiniu_sms_invite_template"),
)
APNS_KEY_NEEDS = ("apns_key", "apns_key_id", "apns_team_id")


def _need(values: Mapping[str, Any], why: str, *names: str) -> None:
    """Raise SettingsError for the first of these that is unset."""
    for name in names:
        if not values[name]:
            raise SettingsError(f"{name.upper()} is not set, which {why} needs.")


@cache
def _current() -> Settings:
    return load(os.environ)


def __getattr__(name: str) -> Any:
    # Read on first use, so that tools may import this module before the environment is complete.
    if name == "settings":
        return _current()
    raise AttributeError(name)


def table() -> str:
    """The settings as a Markdown table, for the README."""
    lines = ["| setting | default | meaning |", "| --- | --- | --- |"]
    for item in fields(Settings):
        default = item.metadata["default"]
        shown = "required" if default is REQUIRED else "unset" if default is None else default
        shown = {True: "on", False: "off"}.get(shown, shown) if isinstance(shown, bool) else shown
        lines.append(f"| `{item.name.upper()}` | {shown} | {item.metadata['help']} |")
    return "\n".join(lines) + "\n"
