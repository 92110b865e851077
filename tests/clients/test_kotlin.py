"""The Kotlin client on the JVM, where a compiler is installed: the same story."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.driver import Remote
from tests.clients.story import STORIES, Story, enter
from tests.fixtures.servers import ROOT
from tests.fixtures.service import Service

JAVA = shutil.which("java")
LIB = Path(os.environ.get("KOTLIN_HOME", ""), "lib")
PROGRAM = Path(__file__).with_name("Remote.kt")
LIBRARIES = (
    "kotlin-stdlib.jar",
    "kotlinx-coroutines-core-jvm*.jar",
    "kotlinx-serialization-core-jvm*.jar",
    "kotlinx-serialization-json-jvm*.jar",
    "okhttp*.jar",
    "okio*.jar",
)

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(JAVA is None, reason="no java"),
    pytest.mark.skipif(
        not (LIB / "kotlin-compiler.jar").exists(),
        reason="KOTLIN_HOME has no Kotlin compiler; clients/kotlin/README.md says how to get one",
    ),
]


@pytest.fixture(scope="module")
def classpath(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The client and the program that drives it, compiled; a warning is an error."""
    jars = [str(jar) for name in LIBRARIES for jar in LIB.glob(name)]
    made = tmp_path_factory.mktemp("kotlin")
    compiler = [
        "-cp",
        str(LIB / "kotlin-compiler.jar"),
        "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
    ]
    plugin = LIB / "kotlinx-serialization-compiler-plugin.jar"
    subprocess.run(
        [
            *(str(JAVA), "-cp", str(LIB / "kotlin-preloader.jar")),
            *("org.jetbrains.kotlin.preloading.Preloader", *compiler),
            *("-kotlin-home", str(LIB.parent), "-no-stdlib", "-no-reflect", "-Werror"),
            *(f"-Xplugin={plugin}", "-cp", os.pathsep.join(jars), "-d", str(made)),
            *(str(ROOT / "clients" / "kotlin" / "src"), str(PROGRAM)),
        ],
        check=True,
    )
    return os.pathsep.join([str(made), *jars])


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_on_the_jvm(breakable: Service, classpath: str, story: Story) -> None:
    async with Remote(str(JAVA), "-cp", classpath, "RemoteKt") as driver:
        await story(breakable, driver)


async def test_logs_in_and_hands_out_again_what_was_not_done(
    breakable: Service, classpath: str
) -> None:
    people = breakable.make_user(), breakable.make_user()
    command = {"do": "login", "base": breakable.url, "challenge": "some:text"}
    async with Remote(str(JAVA), "-cp", classpath, "RemoteKt") as driver:
        hong = await enter(breakable, driver, "hong", people[1])
        sent = await driver.call(hong, "message.send", uid=people[0].uid, content="在吗")
        found = await driver._ask(phone=people[0].phone, **command)
    assert found["proof"].startswith("some:text:")
    assert hashlib.sha256(found["proof"].encode()).hexdigest().startswith("000")
    first, again, seq = found["first"]
    assert first["data"]["message"]["msgid"] == sent["msgid"]
    assert (again, seq) == (first, 0)
