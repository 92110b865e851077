"""compose.yml: its services start what there is, with settings that exist and are accepted."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml  # type: ignore[import-untyped]
from honcho.environ import parse_procfile

from settings import Settings, variables
from tests.fixtures.servers import ROOT

TEXT = (ROOT / "compose.yml").read_text()
FILE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = {name: one for name, one in SERVICES.items() if "build" in one}
OTHERS = {name: one for name, one in SERVICES.items() if "build" not in one}
SECRET = re.compile(r"\$\{([A-Z_]+):\?[^}]+\}")
OPTIONAL = re.compile(r"\$\{[A-Z_]+:-([^}]*)\}")


def filled(text: str) -> str:
    """What the file says when .env has the secrets and nothing else."""
    return OPTIONAL.sub(r"\1", SECRET.sub("a-secret-of-at-least-thirty-two-characters", text))


def test_every_process_of_the_procfile_once() -> None:
    processes = parse_procfile((ROOT / "Procfile").read_text()).processes
    assert [one["command"] for one in OURS.values()] == [[name] for name in OURS]
    assert set(OURS) == set(processes)


@pytest.mark.parametrize("name", OURS)
def test_settings_are_known_and_accepted(name: str) -> None:
    given = {key: filled(str(value)) for key, value in OURS[name]["environment"].items()}
    assert set(given) <= set(variables())
    Settings(given).check()
    for address in ("DATABASE_URL", "REDIS_URL"):
        assert urlsplit(given[address]).hostname in OTHERS
    if name == "flower":
        assert given["FLOWER_PASSWORD"]


@pytest.mark.parametrize("name", OURS)
def test_ours_may_do_no_more_than_they_need(name: str) -> None:
    one = OURS[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    # Longer than a gateway drains.
    assert int(one["stop_grace_period"].removesuffix("s")) > Settings({}).gateway.drain_seconds


@pytest.mark.parametrize("name", OTHERS)
def test_images_of_others_name_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(/[a-z]+)?:v?\d+(\.\d+)*", OTHERS[name]["image"])


def test_what_is_waited_for_can_come() -> None:
    waits = [wait for one in SERVICES.values() for wait in one.get("depends_on", {}).items()]
    assert {name for name, _ in waits} == {"postgres", "valkey", "release"}
    for name, wait in waits:
        if wait["condition"] == "service_healthy":
            assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        else:
            assert wait["condition"] == "service_completed_successfully"
            assert SERVICES[name]["restart"] == "no"


def test_volumes() -> None:
    mounts = [mount for one in SERVICES.values() for mount in one.get("volumes", ())]
    sources = {mount.partition(":")[0] for mount in mounts}
    files = {source for source in sources if source.startswith(".")}
    assert sources - files == set(FILE["volumes"])
    assert all((ROOT / source).exists() for source in files)


def test_ports_are_those_of_the_settings_and_of_this_machine_only() -> None:
    plain = Settings({})
    ports = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    ours = {"web": plain.gateway.port, "store": plain.media.port, "flower": plain.flower.port}
    for name, port in ours.items():
        assert ports[name] == [f"127.0.0.1:{port}:{port}"]
    assert all(one.startswith("127.0.0.1:") for several in ports.values() for one in several)


def test_secrets_that_must_be_there_are_those_of_the_first_lines() -> None:
    command = next(line for line in TEXT.splitlines() if "printf" in line)
    named = set(re.findall(r"([A-Z_]+)=%s", command))
    assert set(SECRET.findall(TEXT)) | {"OPS_PASSWORD"} == named


def test_prometheus_asks_the_gateway() -> None:
    (asked,) = yaml.safe_load((ROOT / "deploy/monitoring/prometheus.yml").read_text())[
        "scrape_configs"
    ]
    assert asked["static_configs"] == [{"targets": [f"web:{Settings({}).gateway.port}"]}]
