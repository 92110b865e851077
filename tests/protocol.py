"""The functions of the protocol as shipped clients call them, written by hand.

What shipped clients call must not change because somebody renamed a parameter here.

A line is `name(parameters) rate[, no session] | errno ... | result keys | push types`. A parameter
is required unless it ends in `?` (null by default) or in its default. A result key with `?` may be
absent, `*` stands for any keys. Errnos that every function can answer are left out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LIST = """\
active.by_user(uid) light | errno 2 3 | result active_level active_by | push event
active.do(active_code) light | errno 2 3 | result active_level active_by | push event
active.generate_code(level=1) create | errno 2 | result active_code level timeout

album.add(url filetype content? width? height? length?) create | result did
album.delete(did) light | errno 2 3
album.endorsements(pos? count=20) read | result media
album.read(uid before? count=10) read | errno 3 | result medias

circle.accept_join(eid roleid?) light | errno 2 3 | push event
circle.addpost(cid content pictures=[] mid?) create | errno 2 3 | result postid
circle.addreply(postid content) create | errno 2 3 | result post | push newreply
circle.board_history(cid before? count=50) read | errno 3 | result boards
circle.by_user(uid cid?) light | errno 2 3 | result circle | push event
circle.info(cid) read | errno 3 | result circle roles
circle.invite_code(cid roleid) create | errno 2 3 | result vcode timeout
circle.join(vcode) light | errno 2 3 | result circle
circle.leave(cid) light | errno 3
circle.likepost(postid) light | errno 2 3 | result like | push newlike
circle.my() read | result circles
circle.post_after(cid after_postid) read | errno 2 3 | result posts more?
circle.postlist(cid before_postid? count=20) read | errno 2 3 | result posts
circle.request_join(uid cid) light | errno 2 3 | result circle? | push event
circle.set(cid roleid) light | errno 2 3 | result role
circle.users(cid pos=0 count=500 before_time? before_uid?) read | errno 2 3 | result users more?

endorsement.get_times() read | result times
endorsement.list_user() read | result users
endorsement.set_times(times) light

event.read(pos=0 before?) read | result events more?
event.sync(seq=0 count=200) read | result items seq more gap groups

geo.user.report(lat long) light
geo.user.search(lat long) read | result users

group.accept_join(eid) light | errno 2 3 | push event
group.addpost(gid content? pictures=[] video? videolen? voice? voicelen? lat? lng?) create | errno
    2 3 | result postid | push newpost
group.addreply(postid content) create | errno 2 3 | result post | push newreply
group.create(name board type=0 position? lat? long?) create | result gid
group.delete(gid) light | errno 2 3
group.get_new_post(gid frompos) read | errno 2 3 | result posts more?
group.info(gid) read | errno 3 | result groups
group.invite(gid uid) light | errno 2 3 | push event
group.join(gid type=1) light | errno 2 3 | result pending? | push event
group.leave(gid) light | errno 3
group.likepost(postid) light | errno 2 3 | result like | push newlike
group.members(gid pos=0 count=500 before_time? before_uid?) read | errno 2 3 | result members more?
group.mute(gid on=1) light | errno 3
group.mute_all(gid on=1) light | errno 2 3
group.mute_member(gid uid seconds) light | errno 2 3
group.my() read | result groups
group.post_after(gid after_postid) read | errno 2 3 | result posts more?
group.post_list(gid pos=0 count=50) read | errno 2 3 | result posts more?
group.postlist(gid before_postid? count=20) read | errno 2 3 | result posts
group.refuse_join(eid) light | errno 2 3 | push event
group.regupdate(gid) read | errno 2 3
group.remove_member(gid uid) light | errno 2 3
group.search(type) read | result groups
group.set_admin(gid uid on=1) light | errno 2 3
group.set_member_control(gid uid can_post?) light | errno 2 3
group.transfer(gid uid) light | errno 2 3
group.unregupdate(gid) read
group.update(gid name? board? type? position? everyone_caninvite? only_member_speak?
    only_member_watch? lat? long? member_control? join_approval?) light | errno 2 3

device.reg(platform token is_debug=0) light
device.unreg(token) light
ios.reg(device_token is_debug) light
ios.set_badge(badge) light
ios.unreg() light

merchandise.cards() read | result cards
merchandise.count_price(mid people_count) read | errno 3 | result price
merchandise.createorder(mid people_count hardwareid recommend_uid?) create | errno 2 3 | result
    gourl orderid | push paylog
merchandise.get(mid) read | errno 3 | result merchandises
merchandise.groups() read | result groups
merchandise.history(before? count=10) read | result history
merchandise.list(gid) read | errno 3 | result merchandises
merchandise.paybycard(cardid mid people_count hardwareid recommend_uid?) create | errno 2 3 |
    result orderid | push paylog
merchandise.pre_order(mid recommend_uid?) create | errno 3 | result orderid msg
merchandise.recommendbyme(before? count=10) read | result history
merchandise.unbind(cardid) light | errno 2 3 | result cardid

message.conversations(before? count=50) read | result conversations more?
message.history(uid beforeid? count=50) read | errno 3 | result message more?
message.mark_read(uid msgid) light | errno 3 | result unread | push readmsg
message.read(afterid=0 beforeid? count=100) read | result message more?
message.recall(msgid) light | errno 2 3 | push recallmsg
message.send(uid content? lat? long? picture? width? height?) message | errno 2 3 | result msgid |
    push newmsg
message.typing(uid) light | errno 2 3 | push typing

phonebook.upload(phone_list) create | result skipped? | push fromphonebook

post.add(gid content) create | errno 2 3 | result postid | push newpost
post.delete(postid) light | errno 2 3
post.dislike(postid) light | errno 2 3
post.get(postid) read | errno 2 3 | result posts
post.get_new_reply(from_reply=0 like_after?) read | result replys likes? more? more_likes?
post.get_reply(postid pos=0 count=50 after=0) read | errno 2 3 | result replys more?
post.like(postid) light | errno 2 3 | push newlike
post.likes(postid pos=0 count=50 before_time? before_uid?) read | errno 2 3 | result users more?
post.readex(postid) read | errno 2 3 | result exdata
post.reply(postid content) create | errno 2 3 | result replyid | push newreply
post.reply_to_me(from_reply=0) read | result replys more?

report.add(kind id reason text?) create | errno 3 | result reportid
report.mine(before? count=20) read | result reports

session.list() read | result sessions
session.renew() none | result sessionid timeout
session.revoke(id) light | errno 3 | result revoked
session.revoke_others() light | result revoked
session.start(sessionid) none, no session | errno 1 | result uid nick signature headpic
    background_image sex birthday marriage height position job create_time actor actor_level
    active_by active_level is_stew phone exinfo circle | push event fromphonebook
session.start2(sessionid) none, no session | errno 1 | result user seq invite_list? client_data? |
    push event fromphonebook
session.stop() none

tools.change_phone(newphone code? confirm?) light | errno 2 1001 1002 1003 1004
    | result newphone? code? |
    push fromphonebook
tools.qiniu_uploadtoken() read | result token upload_url
tools.read_data() read | result *
tools.save_data(*) light

user.add_friend(uid type?) create | errno 2 3 | push event
user.block(uid) light | errno 3
user.block_list(pos=0 count=50) read | result users pos count
user.del_friend(uid) light
user.delete_account(code?) create | errno 2 1003 1004 | result time? code?
user.export() create | push event
user.filter(alltag? lat? long?) read | result users
user.find(phone) read | result users
user.friend_list(uid=0 pos=0 count=50 before_time? before_uid?) read | errno 3 |
    result friend_id friends? pos count
user.friend_timeline(before? count=50) read | result posts
user.friend_timeline_new(after) read | result posts more?
user.get_tag(uids) read | result tags
user.info(uid) read | errno 3 | result users
user.info2(uid) read | errno 3 | result user exdata circles endorsement? endors_list?
user.invite(phone nick headpic? sex? birthday? marriage? height? position? join_cid? join_roleid?)
    create | errno 2 3 2001 2002
user.invite_list() read | result invites
user.like(uid) light | errno 2 3
user.mute(uid on=1) light | errno 3
user.online(uid) read | result online
user.posts(uid before? count=50) read | errno 3 | result posts
user.search(nick) read | result users
user.set_password(psw old? code?) light | errno 2 1003 1004
user.unblock(uid) light
user.update(nick? signature? sex? birthday? marriage? height? position? headpic? job?
    find_by_phone? show_online?) light | errno 1000
user.update_tag(tags) light
user.watch_online(uid) light | push online
"""

LINE = re.compile(r"([a-z0-9_.]+)\(([^)]*)\) ([a-z]+)(, no session)?(.*)", re.ASCII)


class Listed(NamedTuple):
    """One line of the list."""

    name: str
    parameters: list[str]
    rate: str
    login: bool
    errnos: set[int]
    result: set[str]
    pushes: set[str]


def _listed(line: str) -> Listed:
    found = LINE.fullmatch(line)
    assert found, f"not understood: {line}"
    name, parameters, rate, open_to_all, rest = found.groups()
    parts = {part.split()[0]: set(part.split()[1:]) for part in rest.split("|") if part.strip()}
    assert parts.keys() <= {"errno", "result", "push"}, line
    errnos = {int(errno) for errno in parts.get("errno", ())}
    result, pushes = parts.get("result", set()), parts.get("push", set())
    return Listed(name, parameters.split(), rate, not open_to_all, errnos, result, pushes)


# a line that begins with blanks continues the one before
_LINES = re.sub(r"\n +", " ", LIST).splitlines()
PROTOCOL = {one.name: one for one in map(_listed, filter(None, _LINES))}
