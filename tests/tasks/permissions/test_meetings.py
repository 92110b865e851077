"""What a block means for every function, push and alert in which two users meet.

refused: errno 2 with the text of any missing right. left_out: as without the block, but for the
other user, who is not there. card: uid, nick and picture, and nothing else that speaks. unaffected:
the answer is the same with and without the block. alone: nobody meets anybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from sqlalchemy.orm import Session

from push import pushes
from push.pushes import EventKind, EventPush, Push
from tasks.rpc import load
from tasks.shared import alerts
from tests.fixtures.calls import Answer
from tests.tasks.permissions.meeting_scene import PROFILE, MeetingScene

# Columns: called by the blocker; called by the blocked user. A function is there as
# often as there are words for what it may be about (see MeetingScene).
TABLE = """
active.by_user                 refused     refused
active.do                      refused     refused
active.generate_code           alone       alone
album.add                      alone       alone
album.delete                   alone       alone
album.endorsements             left_out    left_out
album.read                     left_out    left_out
circle.accept_join             refused     refused
circle.addpost                 alone       alone
circle.addreply                refused     refused
circle.board_history           alone       alone
circle.by_user                 refused     refused
circle.info                    alone       alone
circle.invite_code             alone       alone
circle.join                    unaffected  unaffected
circle.leave                   alone       alone
circle.likepost                refused     refused
circle.my                      alone       alone
circle.post_after              left_out    unaffected
circle.post_after reactions    left_out    left_out
circle.postlist                left_out    unaffected
circle.postlist reactions      left_out    left_out
circle.request_join            refused     refused
circle.set                     alone       alone
circle.users                   unaffected  unaffected
device.reg                     alone       alone
device.unreg                   alone       alone
endorsement.get_times          alone       alone
endorsement.list_user          left_out    left_out
endorsement.set_times          alone       alone
event.read                     unaffected  unaffected
event.sync                     unaffected  unaffected
geo.user.report                alone       alone
geo.user.search                left_out    left_out
group.accept_join              refused     refused
group.addpost                  alone       alone
group.addreply                 refused     refused
group.create                   alone       alone
group.delete                   alone       alone
group.get_new_post             left_out    unaffected
group.info                     unaffected  unaffected
group.invite                   refused     refused
group.join                     unaffected  unaffected
group.leave                    alone       alone
group.likepost                 refused     refused
group.members                  unaffected  unaffected
group.mute                     alone       alone
group.mute_all                 alone       alone
group.mute_member              unaffected  unaffected
group.my                       alone       alone
group.post_after               left_out    unaffected
group.post_after reactions     left_out    left_out
group.post_list                left_out    unaffected
group.postlist                 left_out    unaffected
group.postlist reactions       left_out    left_out
group.refuse_join              unaffected  unaffected
group.regupdate                unaffected  unaffected
group.remove_member            unaffected  unaffected
group.search                   unaffected  unaffected
group.set_admin                unaffected  unaffected
group.set_member_control       unaffected  unaffected
group.transfer                 unaffected  unaffected
group.unregupdate              alone       alone
group.update                   alone       alone
ios.reg                        alone       alone
ios.set_badge                  alone       alone
ios.unreg                      alone       alone
merchandise.cards              alone       alone
merchandise.count_price        alone       alone
merchandise.createorder        unaffected  unaffected
merchandise.get                alone       alone
merchandise.groups             alone       alone
merchandise.history            alone       alone
merchandise.list               alone       alone
merchandise.paybycard          unaffected  unaffected
merchandise.pre_order          unaffected  unaffected
merchandise.recommendbyme      unaffected  unaffected
merchandise.unbind             alone       alone
message.conversations          unaffected  unaffected
message.history                unaffected  unaffected
message.mark_read              unaffected  unaffected
message.read                   unaffected  unaffected
message.recall                 unaffected  unaffected
message.send                   refused     refused
message.typing                 refused     refused
phonebook.upload               alone       alone
post.add                       alone       alone
post.delete                    alone       alone
post.dislike                   refused     unaffected
post.get                       left_out    unaffected
post.get single                refused     unaffected
post.get_new_reply reactions   left_out    left_out
post.get_reply reactions       left_out    left_out
post.get_reply theirs          refused     left_out
post.like                      refused     refused
post.likes reactions           left_out    left_out
post.likes theirs              refused     left_out
post.readex                    refused     unaffected
post.reply                     refused     refused
post.reply_to_me reactions     left_out    left_out
report.add                     unaffected  unaffected
report.mine                    alone       alone
session.list                   alone       alone
session.renew                  alone       alone
session.revoke                 alone       alone
session.revoke_others          alone       alone
session.start                  alone       alone
session.start2                 alone       alone
session.stop                   alone       alone
tools.change_phone             alone       alone
tools.qiniu_uploadtoken        alone       alone
tools.read_data                alone       alone
tools.save_data                alone       alone
user.add_friend                refused     refused
user.block                     unaffected  unaffected
user.block_list                alone       alone
user.del_friend                unaffected  unaffected
user.delete_account            alone       alone
user.export                    alone       alone
user.filter                    left_out    left_out
user.find                      left_out    left_out
user.friend_list               left_out    left_out
user.friend_timeline           left_out    left_out
user.friend_timeline_new       left_out    left_out
user.get_tag                   left_out    left_out
user.info                      card        card
user.info2                     card        card
user.invite                    card        card
user.invite_list               alone       alone
user.like                      unaffected  unaffected
user.mute                      unaffected  unaffected
user.online                    left_out    left_out
user.posts                     left_out    unaffected
user.search                    left_out    left_out
user.search phone              left_out    left_out
user.set_password              alone       alone
user.unblock                   unaffected  unaffected
user.update                    alone       alone
user.update_tag                alone       alone
user.watch_online              unaffected  unaffected
"""
SELVES = ("blocker", "blocked")
OUTCOMES = {"refused", "left_out", "card", "unaffected", "alone"}

# What one of the two does, or causes, and whether the other is told all the same. How each
# was tried stands in tests/tasks/test_untold.py, over sockets in tests/e2e/test_blocks.py.
TOLD = {
    pushes.NewMsg: "refused",
    pushes.NewPost: "left_out",
    pushes.NewReply: "refused",
    pushes.NewLike: "refused",
    pushes.AddFriend: "refused",
    pushes.GroupInvite: "refused",
    pushes.RequestJoinCircle: "refused",
    pushes.AcceptJoinCircle: "refused",
    pushes.RequestJoinGroup: "left_out",
    pushes.AcceptJoinGroup: "refused",
    pushes.RefuseJoinGroup: "unaffected",
    pushes.ExportReady: "unaffected",
    pushes.FromPhonebook: "left_out",
    pushes.CircleNewBoard: "unaffected",
    pushes.PaylogPush: "left_out",
    pushes.OnlinePush: "left_out",
    pushes.Resync: "unaffected",
    pushes.ReadMsg: "left_out",
    pushes.RecallMsg: "left_out",
    pushes.Typing: "refused",
}
ALERTED = {alerts.MESSAGE: "left_out", alerts.BOARD: "unaffected", alerts.PAYLOG: "left_out"}

CANNOT = {"merchandise.paybycard": 3, "merchandise.unbind": 3, "merchandise.list": 3}
"""No card is bound in the scene, and there is no shop: the same errno before and after."""


class Cell(NamedTuple):
    function: str
    words: tuple[str, ...]
    me: str
    outcome: str

    def __str__(self) -> str:
        return " ".join([self.function, *self.words, f"by {self.me}: {self.outcome}"])


def cells() -> list[Cell]:
    found = []
    for line in TABLE.strip().splitlines():
        function, *words, first, second = line.split()
        for me, outcome in zip(SELVES, (first, second), strict=True):
            found.append(Cell(function, tuple(words), me, outcome))
    return found


def test_every_function_has_a_row() -> None:
    public = {one.name for one in load().values() if not (one.internal or one.debug)}

    assert {cell.function for cell in cells()} == public
    assert {cell.outcome for cell in cells()} == OUTCOMES


def test_every_push_has_a_row() -> None:
    declared = vars(pushes).values()
    kinds = {one for one in declared if isinstance(one, type) and _is_told(one)}

    assert set(TOLD) == kinds
    assert set(ALERTED) == set(alerts.KINDS)


def _is_told(one: type) -> bool:
    return issubclass(one, Push | EventKind) and one not in (Push, EventKind, EventPush)


def tried(
    call: Callable[..., Answer],
    scene: MeetingScene,
    function: str,
    parm: dict[str, Any] | None = None,
    sid: int = 1,
) -> Answer:
    """The answer of the function; what it did is rolled back."""
    parm = parm or scene.parm(function)
    with scene.db.begin_nested() as kept:
        answer = call(function, parm, uid=scene.me.uid, sid=sid)
        kept.rollback()
    scene.db.expire_all()
    return answer


@pytest.mark.parametrize("cell", [one for one in cells() if one.outcome != "alone"], ids=str)
def test_cell(db: Session, call: Callable[..., Answer], cell: Cell) -> None:
    scene = MeetingScene(db, cell.me, cell.words)
    before = tried(call, scene, cell.function)
    scene.block()
    after = tried(call, scene, cell.function)
    CHECKS[cell.outcome](scene, cell, before, after)


@pytest.mark.parametrize("me", SELVES)
def test_alone(db: Session, call: Callable[..., Answer], me: str) -> None:
    scene = MeetingScene(db, me)
    parm = scene.alone()
    alone = [cell.function for cell in cells() if (cell.me, cell.outcome) == (me, "alone")]
    before = {name: tried(call, scene, name, parm, sid=parm["sid"]) for name in alone}
    scene.block()
    for name, answer in before.items():
        now = tried(call, scene, name, parm, sid=parm["sid"])
        assert now.errno == answer.errno == CANNOT.get(name, 0), (name, answer.error)
        assert now.result.keys() == answer.result.keys(), name
        assert str(scene.other.uid) not in json.dumps(now.result) or name == "user.block_list"
        assert not any(scene.other.uid in push.uids for push in now.pushes), name


def _refused(scene: MeetingScene, cell: Cell, before: Answer, after: Answer) -> None:
    assert before.errno == 0, before.error
    assert (after.errno, after.error) == (2, "no permission")
    assert (after.result, after.items, after.followups) == ({}, [], [])


def _left_out(scene: MeetingScene, cell: Cell, before: Answer, after: Answer) -> None:
    assert (before.errno, after.errno) == (0, 0), (before.error, after.error)
    mark = scene.mark(cell.function)
    assert mark in json.dumps(before.result)
    assert mark not in json.dumps(after.result)


def _card(scene: MeetingScene, cell: Cell, before: Answer, after: Answer) -> None:
    assert before.errno == after.errno
    assert PROFILE in json.dumps(before.result)
    assert "together" in json.dumps(before.result) or cell.function == "user.invite"
    user = after.result["users"][0] if "users" in after.result else after.result["user"]
    said = {key for key, value in user.items() if value}
    assert said - {"exinfo"} == {"uid", "nick"}
    assert user.keys() >= {"headpic", "signature", "sex", "create_time"}
    for told in (PROFILE, "together", "江湖"):
        assert told not in json.dumps(after.result)


def _unaffected(scene: MeetingScene, cell: Cell, before: Answer, after: Answer) -> None:
    assert before.errno == after.errno == CANNOT.get(cell.function, 0), after.error
    assert before.result.keys() == after.result.keys()
    if load()[cell.function].rate == "read":
        assert before.result == after.result


CHECKS = {"refused": _refused, "left_out": _left_out, "card": _card, "unaffected": _unaffected}
