"""Declarations: a mistake is an error at import, with a sentence that says what to do."""

import pytest

from tasks.rpc import load
from tasks.rpc.context import Ctx
from tasks.rpc.registry import home, registry
from wire.errors import NotFound, RpcError
from wire.types import Uid


def good(ctx: Ctx, uid: Uid, psw: str = "") -> None:
    """Do what it says."""


def silent(ctx: Ctx) -> None: ...


def vague(ctx: Ctx):
    """Say nothing of the result."""


def untyped(ctx: Ctx, uid) -> None:
    """Say nothing of a parameter."""


def strange(ctx: Ctx, uid: set) -> None:
    """Take what JSON cannot carry."""


def stop_(ctx: Ctx) -> None:
    """Have a name that is a keyword of Python."""


class TestDeclaring:
    def test_the_name_is_the_path(self, declare):
        function = declare(good)
        assert function.name == f"{good.__module__}.good"
        assert function.namespace == good.__module__
        assert function.summary == "Do what it says."
        assert function.function is good

    def test_an_underscore_at_the_end_is_not_part_of_it(self, declare):
        assert declare(stop_).name.endswith(".stop")

    def test_twice(self, declare):
        declare(good)
        with pytest.raises(TypeError, match="declared twice"):
            declare(good)

    @pytest.mark.parametrize(
        ("function", "options", "advice"),
        [
            (silent, {}, "docstring"),
            (vague, {}, "what it returns"),
            (untyped, {}, "annotate the parameter 'uid'"),
            (strange, {}, "add it to wire/types.py"),
            (good, {"secret": ["code"]}, "'code', which is no parameter"),
            (good, {"rate": "light", "burst": 2}, "class light is counted for all its functions"),
        ],
    )
    def test_mistakes(self, declare, function, options, advice):
        with pytest.raises(TypeError, match=advice):
            declare(function, **options)

    @pytest.mark.parametrize(
        ("rate", "replay"),
        [("create", True), ("message", True), ("light", True), ("read", False), ("none", False)],
    )
    def test_writes_are_replayed(self, declare, rate, replay):
        assert declare(good, rate=rate).replay is replay

    def test_unless_they_say_otherwise(self, declare):
        assert not declare(good, rate="light", replay=False).replay


FUNCTIONS = {name: one for name, one in load().items() if not one.debug}


@pytest.mark.parametrize("name", FUNCTIONS)
class TestEveryFunction:
    def test_is_described_in_a_sentence(self, name):
        summary = FUNCTIONS[name].summary
        assert summary.endswith((".", ":")), "one sentence on the docstring's first line"
        assert len(summary) <= 120

    def test_is_named_by_its_place(self, name):
        function = FUNCTIONS[name].function
        assert f"{home(function.__module__)}.{function.__name__}".rstrip("_") == f"tasks.{name}"

    def test_reads_write_nothing_and_writes_are_limited(self, name):
        rpc = FUNCTIONS[name]
        # Reads that note whom they found, because that is limited.
        noting = name in ("user.search", "user.find")
        assert rpc.readonly or noting or rpc.rate != "read"
        # They change what connections watch, and no row.
        watching = name in ("user.watch_online", "message.typing")
        assert not rpc.readonly or watching or rpc.rate in ("read", "none")

    def test_whatever_clients_call_has_a_limit_but_sessions(self, name):
        rpc = FUNCTIONS[name]
        assert rpc.internal or rpc.namespace == "session" or rpc.rate != "none"

    def test_declares_what_it_raises(self, name):
        errors = FUNCTIONS[name].errors
        assert all(issubclass(error, RpcError) for error in errors)
        assert len({error.errno for error in errors}) == len(errors)

    def test_parameters_have_a_schema(self, name):
        schema = FUNCTIONS[name].parameters.schema()
        assert schema["type"] == "object"

    def test_secrets_travel_sealed(self, name):
        """Every parameter with the name of a secret is declared as one."""
        named = {one.name for one in FUNCTIONS[name].parameters.parameters}
        assert named & {"psw", "old", "code", "sessionid"} <= FUNCTIONS[name].secret | {
            # a code of activation is handed from user to user
            *({"code"} if FUNCTIONS[name].namespace in ("active", "circle") else ())
        }


def test_people_may_talk_in_groups():
    """Posts and replies, also by the name that means those of circles as well."""
    talk = {"group.addpost", "group.addreply", "post.add", "post.reply", "circle.addreply"}
    assert {name: one.burst for name, one in FUNCTIONS.items() if one.burst} == dict.fromkeys(
        talk, 20
    )


def test_loading_again_changes_nothing():
    assert load() is registry
    assert NotFound.errno == 3
