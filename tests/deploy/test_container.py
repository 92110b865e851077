"""The files for containers and platforms: they agree with the code, and their scripts work."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from devtools import processes
from settings import variables
from tests.fixtures.servers import ROOT
from tests.fixtures.service import NewService, Service

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yml").read_text()
NAMES = list(parse_procfile((ROOT / "Procfile").read_text()).processes)
DEVELOPMENT = {"bench", "clients", "devtools", "docs", "tests", "deploy"}


def copied() -> set[str]:
    """The files that are copied into the image."""
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    return {name for line in lines for name in line.split()}


def test_all_that_runs_is_in_the_image() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    needed = {name.partition("/")[0] for name in listed.stdout.split()} - DEVELOPMENT
    assert needed <= copied()
    assert {"Procfile", "alembic.ini", "requirements.lock", "deploy/container"} <= copied()


def test_nothing_else_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert next(line for line in lines if not line.startswith("#")) == "**"
    assert {line[1:] for line in lines if line.startswith("!")} == copied()


def test_settings_that_there_are() -> None:
    app = json.loads((ROOT / "app.json").read_text())
    assert set(app["env"]) <= set(variables())
    of_compose = set(re.findall(r"^ {4,6}([A-Z_]+): ", COMPOSE, re.MULTILINE))
    others = {name for name in of_compose if name.startswith(("POSTGRES_", "GF_"))}
    assert of_compose - others <= set(variables())
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= of_compose
    assert set(app["formation"]) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_compose_starts_every_process(name: str) -> None:
    assert f"\n    command: [{name}]\n" in COMPOSE


@pytest.fixture
def start(tmp_path: Path):
    """Run the containers' entry script with a Procfile of this test."""
    (tmp_path / "Procfile").write_text("idle: exec sleep 600\nsay: echo it says $WORD\n")

    children = []

    def run(*arguments: str) -> "subprocess.Popen[str]":
        child = subprocess.Popen(
            [ROOT / "deploy" / "container" / "start", *arguments],
            cwd=tmp_path,
            env=os.environ | {"WORD": "hello"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        return child

    yield run
    for child in children:
        child.kill()
        child.communicate()


def test_a_line_of_the_procfile(start) -> None:
    assert start("say").communicate(timeout=60)[0] == "it says hello\n"


def test_becomes_the_process(start) -> None:
    child = start("idle")
    assert processes.wait_until(lambda: processes.runs_with(child.pid, "sleep", "600"), 60)
    child.send_signal(signal.SIGTERM)
    child.communicate()
    assert child.returncode == -signal.SIGTERM


@pytest.mark.parametrize("name", [[], ["nosuch"], [".*"]])
def test_no_such_process(start, name: list[str]) -> None:
    child = start(*name)
    assert "the Procfile has: idle say" in child.communicate(timeout=60)[1]
    assert child.returncode == 64


def check(service: Service, name: str) -> int:
    command = [sys.executable, "-m", "deploy.container.health", name]
    return subprocess.run(
        command, cwd=ROOT, env=service.environment, capture_output=True, check=False
    ).returncode


@pytest.mark.e2e
def test_health_of_each_process(new_service: NewService) -> None:
    own = new_service(store=True)
    assert check(own, "beat") == 1  # there is none
    own.redis.set("beat::lock", "somebody")
    for name in ("web", "worker", "worker-slow", "store", "beat"):
        assert check(own, name) == 0, name
    for program in own.programs.values():
        program.kill()
    own.redis.delete("beat::lock")
    assert processes.wait_until(lambda: not own.redis.keys("broker:lease:*"), 60)
    for name in ("web", "worker", "worker-slow", "store", "beat"):
        assert check(own, name) == 1, name
    own.stop()
