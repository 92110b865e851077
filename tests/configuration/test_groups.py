"""Settings: what is read when, and what a wrong value says."""

import dataclasses
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configuration.base import REQUIRED, SettingsError, described
from settings import Settings, groups, variables

ROOT = Path(__file__).parent.parent.parent
BASE = {"DATABASE_URL": "postgres://x/y", "REDIS_URL": "redis://x", "SECRET_KEY": "x" * 16}
CHECKED = [
    item.metadata["name"]
    for kind in groups().values()
    for item in described(kind)
    if item.metadata["kind"].words != "text"
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
        for item in described(kind):
            default = item.metadata["default"]
            if default not in {None, REQUIRED, ""}:
                assert item.metadata["kind"].read(str(default)) == default


def test_no_variable_is_read_twice():
    assert len(set(variables())) == len(variables())


@pytest.mark.parametrize("module", ["wire.bus", "wire.rates", "wire.seal", "wire.calls", "log"])
def test_these_need_no_environment(module):
    subprocess.run([sys.executable, "-c", f"import {module}"], cwd=ROOT, env={}, check=True)
