"""Pages about users, what they reported, and messages to them."""

from __future__ import annotations

from web.functions import Function
from web.ops.page import Page, RowAct
from wire.frames import JsonObject


def _is_open(row: JsonObject) -> bool:
    return bool(row["state"] == "open")


def _has_owner(row: JsonObject) -> bool:
    return bool(row["owner"])


REPORT = {"reportid": "reportid"}
ANSWERS = (
    RowAct("DismissReport", REPORT, when=_is_open),
    RowAct("DeleteReported", REPORT, when=lambda row: row["kind"] != "circle"),
    RowAct("WarnReported", REPORT, "Warn", when=_has_owner),
    RowAct("SuspendUser", REPORT | {"uid": "owner"}, when=_has_owner),
    RowAct("ReopenReport", REPORT, when=lambda row: not _is_open(row)),
)

ACCOUNTS = (
    Page(
        "FindUser",
        Function("ops.users.find"),
        "Find users by phone",
        "Find",
        done="Found:",
        columns=("uid", "phone", "nick", "create_time", "actor", "actor_level", "is_stew"),
        role="look",
    ),
    Page(
        "FindSession",
        Function("ops.users.find_session"),
        "Find the user of a session",
        "Find",
        done="It is a session of user {uid}.",
        role="look",
    ),
    Page(
        "DeleteSessionID",
        Function("ops.users.delete_session"),
        "Revoke a session",
        "Revoke",
        done="Sessions deleted: {deleted}.",
        by_get=True,
    ),
    Page(
        "DeleteNick",
        Function("ops.users.delete_nick"),
        "Take away a nick",
        "Take away",
        done="User {uid} has no nick any more and sees the profile form.",
        by_get=True,
        listed=False,
    ),
    Page(
        "GrantActorLevel",
        Function("ops.users.grant_actor_level"),
        "Appoint an activator",
        "Set level",
        done="User {uid} may hand out levels up to {actor_level}.",
        role="admin",
        listed=False,
    ),
    Page(
        "DeleteUser",
        Function("ops.users.delete"),
        "Delete an account",
        "Delete for ever",
        done="User {uid} is gone.",
        danger="Delete profile, friends, posts, album, received messages and all sessions",
        ends=True,
        role="admin",
        listed=False,
    ),
    Page(
        "RevokeSession",
        Function("ops.users.revoke_session"),
        "End one login of a user",
        "Revoke",
        done="The login is over, and its sockets are closed.",
        listed=False,
    ),
    Page(
        "UserOrders",
        Function("ops.lists.orders"),
        "Orders of a user",
        "Show",
        by_get=True,
        cursor="orderid",
        listed=False,
    ),
    Page(
        "UserFriends",
        Function("ops.lists.friends"),
        "Friends of a user",
        "Show",
        by_get=True,
        cursor="pos",
        listed=False,
    ),
    Page(
        "UserGroups",
        Function("ops.lists.groups"),
        "Groups of a user",
        "Show",
        by_get=True,
        cursor="pos",
        listed=False,
    ),
    Page(
        "UserCircles",
        Function("ops.lists.circles"),
        "Circles of a user",
        "Show",
        by_get=True,
        cursor="pos",
        listed=False,
    ),
    Page(
        "UserPosts",
        Function("ops.lists.posts"),
        "Posts of a user",
        "Show",
        by_get=True,
        cursor="postid",
        listed=False,
    ),
)

REPORTS = (
    Page(
        "Reports",
        Function("ops.reports.queue"),
        "What users reported",
        "Show",
        done="",
        looks=True,
        cursor="reportid",
        acts=ANSWERS,
    ),
    Page(
        "ReportsAbout",
        Function("ops.reports.about"),
        "Reports on a user",
        "Show",
        done="Reports:",
        by_get=True,
        cursor="reportid",
        acts=ANSWERS,
        listed=False,
    ),
    Page(
        "DismissReport",
        Function("ops.reports.dismiss"),
        "Dismiss a report",
        "Dismiss",
        done="Report {reportid} is {state}.",
        listed=False,
    ),
    Page(
        "DeleteReported",
        Function("ops.reports.delete"),
        "Delete what was reported",
        "Delete for ever",
        done="Report {reportid}: {state}.",
        danger="Delete it; of a user nick, texts and pictures",
        listed=False,
    ),
    Page(
        "WarnReported",
        Function("ops.reports.warn"),
        "Warn who made it",
        "Send",
        done="Report {reportid}: {state}.",
        listed=False,
    ),
    Page(
        "ReopenReport",
        Function("ops.reports.reopen"),
        "Open a report again",
        "Open again",
        done="Report {reportid} is {state}.",
        listed=False,
    ),
    Page(
        "SuspendUser",
        Function("ops.reports.suspend"),
        "Suspend a user",
        "Suspend",
        done="User {uid} is suspended.",
        danger="End all sessions, and let nobody log in to the account",
        listed=False,
    ),
    Page(
        "LiftSuspension",
        Function("ops.reports.lift"),
        "End a suspension",
        "Let in again",
        done="User {uid} may log in again.",
        listed=False,
    ),
)

WORDS = (
    Page(
        "Words",
        Function("ops.words.find"),
        "Words that are not wanted",
        "Show",
        done="",
        looks=True,
        cursor="pos",
        acts=(RowAct("RemoveWords", {"words": "word"}),),
    ),
    Page(
        "AddWords",
        Function("ops.words.add"),
        "Add words",
        "Add",
        done="{changed} words are on the list.",
    ),
    Page(
        "RemoveWords",
        Function("ops.words.remove"),
        "Remove words",
        "Remove",
        done="{changed} words are off the list.",
    ),
)

MESSAGES = (
    Page(
        "SendMessageToUser",
        Function("ops.messages.to_user"),
        "Message to a user",
        "Send",
        done="Sent as message {msgid}.",
        listed=False,
    ),
    Page(
        "SendMessageToCircleUser",
        Function("ops.messages.to_circle"),
        "Message to the members of a circle",
        "Send to all",
        done="On its way.",
        chooses={"roleid": "role"},
        listed=False,
    ),
)
