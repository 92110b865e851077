"""Which pages operations have. A new one is a line here and a function in tasks/ops."""

from __future__ import annotations

from dataclasses import dataclass

from web.functions import Function


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name in the address, the internal function behind it, and how it looks.

    Fields, their bounds and defaults are those of the function's parameters.
    """

    name: str
    function: Function
    title: str
    button: str
    done: str = "Done."
    """What an HTML page says when the action is done; keys of the result may stand in it."""
    by_get: bool = False
    """Acts on GET with parameters, too, as links do; everything else needs a POST."""
    looks: bool = False
    """Changes nothing and holds no secrets, so that a GET shows it at once."""
    edits: str = ""
    """The kind of row it makes and changes (tasks/ops/present.py)."""
    key: tuple[str, ...] = ()
    """The fields that say which row."""
    offers: str = ""
    """The kind of row that people choose from, for an action that is about one."""
    needs: tuple[str, ...] = ()
    """What something new cannot do without."""
    numbered: bool = True
    """Whether a new row gets its number from us."""
    danger: str = ""
    """What the operator has to tick first."""
    columns: tuple[str, ...] = ()
    """What a table on the page shows of rows that have more; scripts get everything."""
    uploads: bool = False
    """Whether it gives tokens for the kind of upload that is called like it."""
    page_only: tuple[str, ...] = ()
    """Keys of the result that scripts are not told."""


SECTIONS: dict[str, tuple[Page, ...]] = {
    "Accounts": (
        Page(
            "FindUser",
            Function("ops.users.find"),
            "Find users by phone",
            "Find",
            done="Found:",
            columns=("uid", "phone", "nick", "create_time", "actor", "actor_level", "is_stew"),
        ),
        Page(
            "FindSession",
            Function("ops.users.find_session"),
            "Find the user of a session",
            "Find",
            done="It is a session of user {uid}.",
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
        ),
        Page(
            "GrantActorLevel",
            Function("ops.users.grant_actor_level"),
            "Appoint an activator",
            "Set level",
            done="User {uid} may hand out levels up to {actor_level}.",
        ),
        Page(
            "DeleteUser",
            Function("ops.users.delete"),
            "Delete an account",
            "Delete for ever",
            done="User {uid} is gone.",
            danger="Delete profile, friends, posts, album, received messages and all sessions",
        ),
    ),
    "Reports": (
        Page(
            "Reports",
            Function("ops.reports.queue"),
            "What users reported",
            "Show",
            done="",
            looks=True,
        ),
        Page(
            "ReportsAbout",
            Function("ops.reports.about"),
            "Reports on a user",
            "Show",
            done="Reports:",
        ),
        Page(
            "DismissReport",
            Function("ops.reports.dismiss"),
            "Dismiss a report",
            "Dismiss",
            done="Report {reportid} is {state}.",
        ),
        Page(
            "DeleteReported",
            Function("ops.reports.delete"),
            "Delete what was reported",
            "Delete for ever",
            done="Report {reportid}: {state}.",
            danger="Delete it; of a user nick, texts and pictures",
        ),
        Page(
            "WarnReported",
            Function("ops.reports.warn"),
            "Warn who made it",
            "Send",
            done="Report {reportid}: {state}.",
        ),
        Page(
            "SuspendUser",
            Function("ops.reports.suspend"),
            "Suspend a user",
            "Suspend",
            done="User {uid} is suspended.",
            danger="End all sessions, and let nobody log in to the account",
        ),
        Page(
            "LiftSuspension",
            Function("ops.reports.lift"),
            "End a suspension",
            "Let in again",
            done="User {uid} may log in again.",
        ),
    ),
    "Words": (
        Page(
            "Words",
            Function("ops.words.find"),
            "Words that are not wanted",
            "Show",
            done="",
            looks=True,
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
    ),
    "Messages": (
        Page(
            "SendMessageToUser",
            Function("ops.messages.to_user"),
            "Message to a user",
            "Send",
            done="Sent as message {msgid}.",
        ),
        Page(
            "SendMessageToCircleUser",
            Function("ops.messages.to_circle"),
            "Message to the members of a circle",
            "Send to all",
            done="On its way.",
            offers="circle",
        ),
    ),
    "Circles": (
        Page(
            "UpdateCircleBoard",
            Function("ops.circles.update_board"),
            "Change an announcement",
            "Announce",
            done="Announced to all members of circle {cid}.",
            offers="circle",
        ),
        Page(
            "NewCirclePost",
            Function("ops.circles.post"),
            "Post into a circle",
            "Post",
            done="Posted as {postid}.",
            offers="circle",
        ),
        Page(
            "SetCircleRole",
            Function("ops.circles.set_role"),
            "Give a user a role",
            "Give role",
            offers="role",
        ),
        Page(
            "CircleEdit",
            Function("ops.circles.edit"),
            "Circles",
            "Save",
            done="Circle {cid} is saved.",
            edits="circle",
            key=("cid",),
            needs=("name",),
        ),
        Page(
            "CircleIcon",
            Function("ops.uploads.circle_icon"),
            "Upload the icon of a circle",
            "Choose a picture",
            by_get=True,
            offers="circle",
            uploads=True,
        ),
        Page(
            "CircleRoleEdit",
            Function("ops.circles.edit_role"),
            "Roles of circles",
            "Save",
            edits="role",
            key=("cid", "roleid"),
            needs=("level", "title"),
            numbered=False,
        ),
        Page(
            "CircleExEdit",
            Function("ops.circles.edit_link"),
            "Links of circles",
            "Save",
            edits="link",
            key=("ceid",),
            needs=("cid", "title", "url"),
        ),
    ),
    "Groups": (
        Page(
            "FindGroup",
            Function("ops.groups.find"),
            "Find groups",
            "Find",
            done="Found:",
        ),
        Page(
            "GroupMembers",
            Function("ops.groups.members"),
            "Members of a group",
            "Show",
            done="",
            by_get=True,
            offers="group",
        ),
        Page(
            "GroupPosts",
            Function("ops.groups.posts"),
            "Posts of a group",
            "Show",
            done="",
            by_get=True,
            offers="group",
        ),
        Page(
            "PostReplies",
            Function("ops.groups.replies"),
            "Replies to a post",
            "Show",
            done="",
            by_get=True,
        ),
        Page(
            "GroupEdit",
            Function("ops.groups.edit"),
            "Names and rules of groups",
            "Save",
            done="Group {gid} is saved.",
            edits="group",
            key=("gid",),
            numbered=False,
        ),
        Page(
            "GroupCreator",
            Function("ops.groups.hand_over"),
            "Hand a group over",
            "Make creator",
            done="Group {gid} belongs to user {creator}.",
        ),
        Page(
            "RemoveGroupMember",
            Function("ops.groups.remove_member"),
            "Throw somebody out of a group",
            "Throw out",
            done="User {uid} is out of group {gid}.",
        ),
        Page(
            "DeletePost",
            Function("ops.groups.delete_post"),
            "Delete a post",
            "Delete for ever",
            done="Post {postid} is gone.",
            danger="Delete the post with its replies, likes and files",
        ),
        Page(
            "DeleteReply",
            Function("ops.groups.delete_reply"),
            "Delete a reply",
            "Delete for ever",
            done="Reply {replyid} is gone.",
            danger="Delete the reply",
        ),
        Page(
            "DeleteGroup",
            Function("ops.groups.delete"),
            "Delete a group",
            "Delete for ever",
            done="Group {gid} is gone.",
            danger="Delete the group with its members and everything that was posted in it",
        ),
    ),
    "Trade": (
        Page(
            "StoreGroupEdit",
            Function("ops.trade.edit_store_group"),
            "Groups of goods",
            "Save",
            done="Group {gid} is saved.",
            edits="shop",
            key=("gid",),
            needs=("groupname",),
        ),
        Page(
            "MerchandiseEdit",
            Function("ops.trade.edit_merchandise"),
            "Goods",
            "Save",
            done="Merchandise {mid} is saved.",
            edits="goods",
            key=("mid",),
            needs=("productname", "amount"),
        ),
        Page(
            "EndorsementEdit",
            Function("ops.trade.edit_endorser"),
            "Endorsers",
            "Save",
            done="Endorser {uid} is saved.",
            edits="endorser",
            key=("uid",),
            numbered=False,
        ),
        Page(
            "EndorsementItemEdit",
            Function("ops.trade.edit_endorsed"),
            "What endorsers stand for",
            "Save",
            edits="endorsed",
            key=("uid", "mid"),
            numbered=False,
        ),
        Page(
            "OrderState",
            Function("ops.trade.end_reservation"),
            "End a reservation",
            "End it",
            done="Order {orderid} is in state {paystate}.",
            page_only=("gourl",),
        ),
        Page(
            "RefundOrder",
            Function("ops.trade.refund"),
            "Pay an order back",
            "Refund",
            done="Order {orderid} is in state {paystate}.",
            danger="Give the buyer the whole amount back",
        ),
    ),
    "Files and log": (
        Page(
            "Image",
            Function("ops.uploads.image"),
            "Upload a picture",
            "Choose a picture",
            looks=True,
            uploads=True,
        ),
        Page(
            "AuditLog",
            Function("ops.access.audit_log"),
            "What operations did",
            "Show",
            done="",
            looks=True,
            columns=("time", "address", "action", "params", "errno", "result"),
        ),
    ),
}

PAGES = {page.name: page for pages in SECTIONS.values() for page in pages}
