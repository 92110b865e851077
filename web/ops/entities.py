"""The pages of entities: user, order, group, circle, post, with what can be done there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sanic import HTTPResponse, Request

from web.functions import Function, hub
from web.ops import answers, cells, choices, forms, results, sayings
from web.ops.access import PREFIX
from web.ops.page import Page, RowAct
from web.ops.pages import PAGES, is_of, may
from web.ops.pages.people import ANSWERS
from web.ops.pages.places import CHANGE_ROLE, MEMBER
from web.ops.results import Table
from web.ops.sayings import Said
from web.ops.visit import Visit
from wire.errors import OK
from wire.frames import JsonObject

AUDIT = ("time", "who", "action", "params", "errno", "result")
ORDERS = ("orderid", "create_time", "productname", "amount", "paystate")
POSTS = ("postid", "time", "content", "uid", "like", "replycount")
DELETE_POST = RowAct("DeletePost", {"postid": "postid"})


@dataclass(frozen=True, slots=True)
class Part:
    """A list on the page of an entity: its key in the result, and the page with all of it."""

    key: str
    title: str
    columns: tuple[str, ...]
    more: str = ""
    acts: tuple[RowAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """What has a page of its own; `key`: the parameter that says which one."""

    name: str
    function: Function
    key: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ActForm:
    """An action on the page of an entity, with its form."""

    page: Page
    says: Said | None
    refused: Said | None
    hidden: dict[str, Any]
    inputs: list[tuple[forms.Field, str]]
    choices: dict[str, list[tuple[str, str]]]

    @property
    def address(self) -> str:
        """Of the page of its own, where it chooses or uploads something; "" for none."""
        if not (self.page.offers or self.page.uploads):
            return ""
        return f"{PREFIX}/{self.page.name}?{urlencode(self.hidden)}"


REVOKE = RowAct("RevokeSession", {"uid": "uid", "sid": "sid"})
USER = Entity(
    "User",
    Function("ops.people.user"),
    "uid",
    (
        Part("orders", "Orders", ORDERS, "UserOrders"),
        Part(
            "sessions",
            "Logins and devices",
            ("create_time", "last_time", "timeout", "method", "address", "platform"),
            acts=(REVOKE,),
        ),
        Part(
            "reports",
            "Reports on this user",
            ("reportid", "time", "state", "kind", "id", "reason", "text", "uid"),
            "ReportsAbout",
            ANSWERS,
        ),
        Part("posts", "Posts", POSTS[:3] + POSTS[4:], "UserPosts", (DELETE_POST,)),
        Part("groups", "Groups", ("gid", "name", "creator", "admin", "time"), "UserGroups"),
        Part("circles", "Circles", ("cid", "name", "title", "time"), "UserCircles"),
        Part("friends", "Friends", ("uid", "nick", "type", "time"), "UserFriends"),
    ),
)
ORDER = Entity(
    "Order",
    Function("ops.people.order"),
    "orderid",
    (
        Part("history", "States it came to", ("create_time", "paystate", "amount", "payid")),
        Part(
            "notices",
            "What the provider said",
            ("create_time", "provider", "noticeid", "amount", "outcome"),
        ),
    ),
)
GROUP = Entity(
    "Group",
    Function("ops.places.group"),
    "gid",
    (
        Part(
            "members",
            "Members",
            ("uid", "role", "time", "can_post", "mute_until"),
            "GroupMembers",
            MEMBER,
        ),
        Part("posts", "Posts", POSTS, "GroupPosts", (DELETE_POST,)),
    ),
)
CIRCLE = Entity(
    "Circle",
    Function("ops.places.circle"),
    "cid",
    (
        Part(
            "roles",
            "Roles",
            ("roleid", "level", "title"),
            acts=(RowAct("CircleRoleEdit", {"cid": "cid", "roleid": "roleid"}, "Change"),),
        ),
        Part(
            "links",
            "Links",
            ("ceid", "title", "url"),
            acts=(RowAct("CircleExEdit", {"ceid": "ceid"}, "Change"),),
        ),
        Part("members", "Members", ("uid", "title", "time"), "CircleMembers", (CHANGE_ROLE,)),
        Part("posts", "Posts", POSTS, "CirclePosts", (DELETE_POST,)),
        Part("boards", "Announcements", ("time", "board"), "CircleBoards"),
    ),
)
POST = Entity(
    "Post",
    Function("ops.places.post"),
    "postid",
    (
        Part(
            "replies",
            "Replies",
            ("replyid", "uid", "time", "content"),
            "PostReplies",
            (RowAct("DeleteReply", {"replyid": "replyid"}),),
        ),
        Part("files", "Further files", ("did", "type", "url", "time")),
    ),
)
ENTITIES = {one.name: one for one in (USER, ORDER, GROUP, CIRCLE, POST)}
SHOWN = 10
"""So many rows of a part stand there; with as many there may be more."""


def back(at: object) -> str:
    """The address of the page from which an action came: `User 29`, `Reports`; "" for none."""
    name, _, key = str(at or "").partition(" ")
    if name in ENTITIES and key.replace("-", "").isdigit() and key.isascii():
        return cells.entity(name, key)
    if not key and name in PAGES and PAGES[name].looks:
        return f"{PREFIX}/{name}"
    return ""


def named(parm: JsonObject) -> list[tuple[str, object]]:
    """The entities that parameters name: (kind, key)."""
    keys = {entity.key: entity.name for entity in ENTITIES.values()}
    return [(keys[name], value) for name, value in parm.items() if name in keys]


async def show(visit: Visit, entity: Entity) -> HTTPResponse:
    """The page of the entity that the request names."""
    request, key = visit.request, visit.values.get(entity.key, "")
    parm = {"who": visit.who} | ({entity.key: key} if key else {})
    errno, error, found = await entity.function(request, parm)
    if answers.wants_json(request):
        return answers.to_script(found, errno, error)
    if errno != OK:
        return answers.refused(request, errno, error)
    return answers.render(
        request,
        "ops/entity.html",
        csrf=visit.csrf,
        entity=entity,
        title=found["title"],
        facts=[fact for fact in results.facts(found["about"], linked=True) if _says(fact[2])],
        acts=[
            await _form(request, entity, str(key), act)
            for act in found["acts"]
            if may(visit.role, PAGES[act["page"]])
        ],
        parts=[_part(entity, one, found, str(key), visit.role) for one in entity.parts],
        audit=results.table(
            found["audit"], AUDIT, more={"at": f"{entity.name} {key}"}, role=visit.role
        ),
        all_audit=_older_audit(entity, found["audit"], str(key)),
        at=f"{entity.name} {key}",
        may_act_as=entity is USER and is_of(visit.role, "admin"),
        key=key,
    )


def _says(value: cells.Cell) -> bool:
    return bool(value.text or value.parts)


async def _form(request: Request, entity: Entity, key: str, act: JsonObject) -> ActForm:
    page, fill = PAGES[act["page"]], act["fill"]
    rpc = hub(request).internal[page.function.name]
    inputs = [one for one in forms.fields(page, rpc) if one.name not in fill]
    return ActForm(
        page,
        sayings.said(request, act["says"]),
        sayings.said(request, act["refused"]),
        {**fill, "at": f"{entity.name} {key}"},
        [(one, one.default) for one in inputs],
        await choices.of(request, page, fill),
    )


def _part(
    entity: Entity, part: Part, found: JsonObject, key: str, role: str
) -> tuple[Part, Table, str]:
    """A list, its rows, and the address of all of it where there may be more."""
    rows = found[part.key]
    more = {entity.key: key, "at": f"{entity.name} {key}"}
    query = urlencode({entity.key: key})
    address = f"{PREFIX}/{part.more}?{query}" if part.more and len(rows) >= SHOWN else ""
    return part, results.table(rows, part.columns, part.acts, more, role), address


def _older_audit(entity: Entity, rows: list[JsonObject], key: str) -> str:
    if len(rows) < SHOWN:
        return ""
    return f"{PREFIX}/AuditAbout?{urlencode({'kind': entity.name, 'id': key})}"
