"""Settings: what is read when, and what a wrong value says."""

import dataclasses
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from configuration.base import REQUIRED, SettingsError, described
from settings import Settings, groups, variables

ROOT = Path(__file__).parent.parent.parent
BASE = {
    "DATABASE_URL": "postgres://x/y",
    "REDIS_URL": "redis://x",
    "SECRET_KEY": "of no use to anybody",
}
CHECKED = [
    field.metadata["name"]
    for kind in groups().values()
    for field in described(kind)
    if field.metadata["kind"].words != "text"
]


def test_the_least_that_must_be_set():
    found = Settings(BASE).check()
    assert found.database.url == "postgresql+psycopg2://x/y"
    assert found.redis.broker_url == "redis://x"
    assert found.gateway.port == 8000


@pytest.mark.parametrize("name", BASE)
def test_required(name):
    with pytest.raises(SettingsError, match=f"^{name} is not set: .*[.]$"):
        Settings(BASE | {name: " "}).check()


def test_a_group_needs_no_other():
    assert Settings({}).gateway.port == 8000
    with pytest.raises(SettingsError, match="DATABASE_URL is not set"):
        _ = Settings({}).database


def test_a_group_is_read_once():
    found = Settings(BASE)
    assert found.gateway is found.gateway


@pytest.mark.parametrize("name", groups())
def test_groups_are_frozen(name):
    group = getattr(Settings(BASE), name)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(group, described(type(group))[0].name, "x")


@pytest.mark.parametrize("name", CHECKED)
def test_a_wrong_value_is_named(name):
    # Fits nothing: no number, no address, no key; a brace that is never closed; too short.
    with pytest.raises(SettingsError, match=f"^{name} is wrong: it must be .*[.]$"):
        Settings(BASE | {name: "{0"}).check()


@pytest.mark.parametrize("name", ["TRUSTED_PROXIES", "RETAIN_EVENTS_DAYS", "RATE_MULTIPLIER"])
@pytest.mark.parametrize("text", ["-1", "nan", "1e", "x"])
def test_numbers_below_0(name, text):
    with pytest.raises(SettingsError, match=f"{name} is wrong: it must be .*number, 0 or more"):
        Settings(BASE | {name: text}).check()


@given(st.dictionaries(st.sampled_from(variables()), st.text(max_size=40)))
def test_any_text_is_taken_or_refused(environment):
    with suppress(SettingsError):
        Settings(BASE | environment).check()


def test_defaults_are_values_of_their_kind():
    for kind in groups().values():
        for field in described(kind):
            default = field.metadata["default"]
            if default not in {None, REQUIRED, ""}:
                assert field.metadata["kind"].read(str(default)) == default


def test_no_variable_is_read_twice():
    assert len(set(variables())) == len(variables())


@pytest.mark.parametrize("module", ["wire.bus", "wire.rates", "wire.seal", "wire.calls", "log"])
def test_these_need_no_environment(module):
    subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, env={}, check=True)


@pytest.mark.parametrize(
    "url",
    [
        "redis://cache",
        "redis://:secret@cache:6379/3",
        "redis://someone:p%40ss%2Fword@[::1]:6379/2",
        "rediss://cache?ssl_cert_reqs=none",
        "redis://cache?health_check_interval=5",
    ],
)
def test_addresses_of_redis(url):
    assert Settings(BASE | {"REDIS_URL": url}).redis.url == url


@pytest.mark.parametrize(
    "url",
    [
        "unix:///run/redis.sock",  # Celery's part of the service has another name for it
        "redis://:pa#ss@cache/1",
        "redis://:pa/ss@cache/1",
        "redis://one:1,two:2/0",
        "redis://cache/abc",
        "redis://cache/1/2",
        "redis://cache/1?foo=1",
        "redis://cache:99999",
        "rediss://cache?ssl_cert_reqs=perhaps",
        "redis://",
    ],
)
@pytest.mark.parametrize("name", ["REDIS_URL", "CELERY_BROKER_URL"])
def test_what_is_no_address_of_one_redis(name, url):
    with pytest.raises(SettingsError, match=f"^{name} is wrong: it must be redis"):
        _ = Settings(BASE | {name: url}).redis


def test_several_redis_servers():
    urls = (
        "redis://a/1",
        "redis+sentinel://b:1,c:2/master/1",
        "redis://:x@d/1?health_check_interval=5",
    )
    redis = Settings(BASE | {"REDIS_URL": ", ".join(urls)}).redis
    assert redis.urls == urls
    assert redis.url == redis.broker_url == urls[0]


@pytest.mark.parametrize(
    "text", ["redis://a/1,redis://b/2", "redis://a,redis://a", "redis://a,", "redis://a,http://b"]
)
def test_what_is_no_list_of_redis_servers(text):
    with pytest.raises(SettingsError, match=r"^REDIS_URL is wrong: .* each another with the same"):
        _ = Settings(BASE | {"REDIS_URL": text}).redis


@pytest.mark.parametrize("more", ["", "?ssl_ca_certs=/etc/ca.pem"])
def test_certificates_are_checked_unless_the_address_says_otherwise(more):
    found = Settings(BASE | {"REDIS_URL": f"rediss://cache{more}"}).redis
    assert found.url == found.broker_url
    assert found.url.endswith("ssl_cert_reqs=required")


@pytest.mark.parametrize(
    "url",
    [
        "postgres://someone:p%40ss@host:5432/name?sslmode=require",
        "postgresql:///name?host=/run/postgresql",
        "postgres://[::1]/name",
    ],
)
def test_addresses_of_postgresql(url):
    assert Settings(BASE | {"DATABASE_URL": url}).database.url.endswith(url.partition("://")[2])


@pytest.mark.parametrize(
    "url",
    [
        "postgres://host",
        "postgres://host/name/more",
        "postgres://host:99999/name",
        "postgres://host/name?foo=1",
        "postgres://one:1,two:2/name",
        "postgres://someone:p@ss@host/name",
    ],
)
def test_what_is_no_address_of_a_database(url):
    with pytest.raises(SettingsError, match=r"^DATABASE_URL is wrong: it must be"):
        _ = Settings(BASE | {"DATABASE_URL": url}).database


@pytest.mark.parametrize(
    ("name", "text", "good"),
    [
        ("SECRET_KEY", "a" * 64, False),
        ("SECRET_KEY", "abcabcabcabcabcabcabc", False),
        ("SECRET_KEY", "short but varied"[:15], False),
        ("SECRET_KEY", "0123456789abcdef", True),
        ("PUSH_TOKEN", "1" * 32, False),
        ("METRICS_TOKEN", "ababababababababab", False),
        ("OPS_PASSWORD", "1", False),
        ("OPS_PASSWORD", "1111111111111", False),
        ("OPS_PASSWORD", "12345", False),
        ("OPS_PASSWORD", "seven purple lanterns", True),
        ("OPS_TOTP_SECRET", "JBSWY3DPEHPK3PXP", False),
        ("OPS_TOTP_SECRET", "A" * 32, False),
        ("OPS_TOTP_SECRET", "JBSW Y3DP EHPK 3PXP JBSW Y3DP 1111", False),
        ("OPS_TOTP_SECRET", "jbsw y3dp ehpk 3pxp gezd gnbv gy3t qojq", True),
    ],
)
def test_secrets_that_are_easily_guessed_are_refused(name, text, good):
    settings = Settings(BASE | {name: text})
    if good:
        settings.check()
    else:
        with pytest.raises(
            SettingsError, match=f"{name} is wrong: it must be .*(different|128 bits)"
        ):
            settings.check()


@pytest.mark.parametrize(
    ("text", "good"), [("Asia/Shanghai", True), ("../../etc/passwd", False), ("Nowhere", False)]
)
def test_the_zone_of_operations_must_exist(text, good):
    settings = Settings(BASE | {"OPS_TIMEZONE": text})
    if good:
        settings.check()
    else:
        with pytest.raises(SettingsError, match="OPS_TIMEZONE is wrong"):
            settings.check()


@pytest.mark.parametrize(
    "link", ["javascript://x", "javascript:alert(1)", "data://x", "/orders", "my app://x", 'a://"']
)
def test_the_way_back_to_the_app_is_no_script(link):
    assert Settings(BASE | {"APP_URL": "myapp://orders/{orderid}"}).payment.app_url
    with pytest.raises(SettingsError, match="APP_URL is wrong"):
        _ = Settings(BASE | {"APP_URL": link}).payment


@pytest.mark.parametrize("origins", ["*", "https://a.example/", "ftp://a", "https://A", "null"])
def test_sites_are_named_as_browsers_do(origins):
    listed = Settings({"CORS_ORIGINS": "https://a.example, http://b:8080"}).gateway.cors_origins
    assert listed == {"https://a.example", "http://b:8080"}
    with pytest.raises(SettingsError, match="CORS_ORIGINS is wrong"):
        _ = Settings({"CORS_ORIGINS": origins}).gateway


def test_a_database_with_a_standby_is_one_address():
    both = "host=first:5432&host=second:5433&target_session_attrs=read-write"
    url = Settings(BASE | {"DATABASE_URL": f"postgres://a:b@/name?{both}"}).database.url
    (_, given) = make_url(url).get_dialect()().create_connect_args(make_url(url))
    assert (given["host"], given["port"]) == ("first,second", "5432,5433")
    assert given["target_session_attrs"] == "read-write"


def test_replicas_are_one_address_or_several():
    addresses = ("a:b@first/name", "c@second,third/name?target_session_attrs=standby")
    given = " , ".join(f"postgres://{one}" for one in addresses)
    read = Settings(BASE | {"DATABASE_REPLICA_URL": given}).database.replicas
    assert read == tuple(f"postgresql+psycopg2://{one}" for one in addresses)
    assert Settings(BASE).database.replicas is None
    for wrong in ("mysql://a/b", "postgres://a/b,mysql://a/b", "postgres://a/b,"):
        with pytest.raises(SettingsError, match="DATABASE_REPLICA_URL is wrong"):
            _ = Settings(BASE | {"DATABASE_REPLICA_URL": wrong}).database
