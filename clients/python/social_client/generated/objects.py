"""The objects: plain dicts, whose unknown keys are to be ignored. Written by ./dev clients from the registry; ./dev lint compares."""

from __future__ import annotations

from typing import Any, List, NotRequired, TypedDict


class Activation(TypedDict):
    active_level: int
    active_by: int


class ActiveCode(TypedDict):
    active_code: str
    level: int
    timeout: int


class Album(TypedDict):
    medias: List[AlbumMedia]


class AlbumAdded(TypedDict):
    did: int


class AlbumMedia(TypedDict):
    """An album entry; beside the common keys those of its type: pic, vdo or vic.

    `length` is in milliseconds, 0 = unknown.
    """
    did: int
    uid: int
    type: str
    """pic, vdo or vic"""
    text: str
    """Empty when there is none"""
    time: int
    picture: NotRequired[str]
    width: NotRequired[int]
    """Pixels, when known"""
    height: NotRequired[int]
    """Pixels, when known"""
    video: NotRequired[str]
    voice: NotRequired[str]
    length: NotRequired[int]
    """Milliseconds, 0 = unknown; comes with video or voice"""


class AllTags(TypedDict):
    tags: List[UserTags]


class Asked(TypedDict):
    circle: NotRequired[CirclePlace]


class BlockLine(TypedDict):
    """A user whom I have blocked, and since when."""
    uid: int
    time: int


class BlockList(TypedDict):
    users: List[BlockLine]
    pos: int
    count: int


class Board(TypedDict):
    """An announcement, present or past."""
    bid: int
    cid: int
    board: str
    time: int


class Boards(TypedDict):
    boards: List[Board]


class Card(TypedDict):
    """A bound bank card: its first and last digits, and until when it is good."""
    cardid: str
    card_name: str
    card_top: str
    card_last: str
    bindvalidthru: int | None


class Cards(TypedDict):
    cards: List[Card]


class ChangeOfPhone(TypedDict):
    """After step 1 nothing, or with DEBUG on the code; after step 2 the new number."""
    newphone: NotRequired[str]
    code: NotRequired[str]


class Charged(TypedDict):
    orderid: str


class Circle(TypedDict):
    """A circle; its default role and whether anybody may join are not shown."""
    cid: int
    name: str
    board: str
    """The present announcement"""
    store_group_id: int
    """The shop it belongs to, 0 = none"""
    poster_url: str | None
    """A picture's url"""
    interact_poster: int
    """Set by operations; what it means is up to the client"""
    icon_url: str | None
    """A picture's url"""


class CircleCode(TypedDict):
    vcode: str
    timeout: int


class CircleJoined(TypedDict):
    circle: CirclePlace


class CircleLiked(TypedDict):
    like: Like


class CircleLine(TypedDict):
    """A membership with its role and its circle; `subid` is `roleid` for old clients.

    `by_uid` 0 = nobody, `time` = joined.
    """
    cid: int
    roleid: int
    subid: int
    """The same as `roleid`, for old clients"""
    level: int
    title: str
    by_uid: int
    """Who let the user in, 0 = nobody"""
    time: int
    """When the user joined"""
    name: str
    board: str
    """The present announcement"""
    store_group_id: int
    """The shop it belongs to, 0 = none"""
    poster_url: str | None
    interact_poster: int
    icon_url: str | None


class CircleMember(TypedDict):
    """A member; `time` = joined."""
    uid: int
    roleid: int
    time: int


class CircleMembers(TypedDict):
    users: List[CircleMember]
    more: NotRequired[bool]


class CircleMine(TypedDict):
    circles: List[MyCircle]


class CircleNewBoard(TypedDict):
    """A circle I am in has a new announcement; its ids and time are repeated flat."""
    board: Board
    bid: int
    cid: int
    time: int


class CircleNewPosts(TypedDict):
    posts: List[CirclePost]
    more: NotRequired[bool]


class CirclePlace(TypedDict):
    """The circle somebody is in now, and their role there."""
    cid: int
    roleid: int


class CirclePost(TypedDict):
    """A circle post: always all keys but `more_...`. Lists as in GroupPost."""
    postid: int
    uid: int
    cid: int
    content: str
    picture_list: List[str]
    mid: int | None
    """Goods it recommends"""
    time: int
    likes: List[Like]
    replys: List[EmbeddedReply]
    like: int
    """How many like it"""
    replycount: int
    """How many replies it has"""
    more_likes: NotRequired[bool]
    """True when there are more likes than `likes` holds"""
    more_replies: NotRequired[bool]
    """True when there are more replies than `replys` holds"""


class CirclePosted(TypedDict):
    postid: int


class CirclePosts(TypedDict):
    posts: List[CirclePost]


class CircleReplied(TypedDict):
    """The key is `post` and its value is the reply, as the protocol requires."""
    post: EmbeddedReply


class Conversation(TypedDict):
    """What I have with another user."""
    uid: int
    """The other one"""
    last: Message
    """The newest message in either direction"""
    unread: int
    """How many messages of the other are newer than `read`"""
    read: int
    """msgid of the newest message of the other that I have read, 0 = none"""
    peer_read: int
    """msgid of the newest message of mine that the other has read, 0 = none"""


class Conversations(TypedDict):
    conversations: List[Conversation]
    more: NotRequired[bool]


class Created(TypedDict):
    gid: int


class Deletion(TypedDict):
    """After step 1 nothing, or with DEBUG on the code; after step 2 when the account is
    erased.
    """
    time: NotRequired[int]
    code: NotRequired[str]


class EmbeddedReply(TypedDict):
    """A reply inside its post."""
    replyid: int
    uid: int
    content: str
    time: int


class EndorsementInfo(TypedDict):
    """What operations know of an endorser."""
    level: int
    """Set by operations"""
    endorsement_point: int
    consumer_point: int
    endorsement_type: int
    """More than 0 while the user is an endorser"""
    type: List[str]
    """Words given by operations"""
    create_time: int
    """Endorser since"""


class EndorsementItem(TypedDict):
    """Goods an endorser stands for; `merchandise` is absent when they were removed."""
    slogan: str
    create_time: int
    merchandise: NotRequired[MerchandiseShort]


class Endorser(TypedDict):
    """A line of the list of endorsers; `time` = endorser since."""
    uid: int
    time: int


class EndorserAlbum(TypedDict):
    media: List[AlbumMedia]


class Endorsers(TypedDict):
    users: List[Endorser]


class Event(TypedDict):
    """A stored notification; beside the common keys those of its type."""
    eid: int
    create_time: int
    type: str
    uid: NotRequired[int]
    """Who did it"""
    add_type: NotRequired[int]
    gid: NotRequired[int]
    fromuid: NotRequired[int]
    """Who invites"""
    cid: NotRequired[int]
    roleid: NotRequired[int]
    """The role I have now"""
    by_uid: NotRequired[int]
    """Who let me in"""
    url: NotRequired[str]
    """Of a ZIP file; everybody who knows it can fetch the file"""
    until: NotRequired[int]
    """How long `url` is good"""


class EventPush(TypedDict):
    """An event was recorded for me."""
    event: Event


class Events(TypedDict):
    events: List[Event]
    more: NotRequired[bool]


class ExLink(TypedDict):
    """A link that operations attached to a circle."""
    title: str
    url: str
    time: int
    icon_url: str | None


class ExMedia(TypedDict):
    """One further file of a post; beside the common keys those of its type: pic, vdo or vic."""
    did: int
    postid: int
    type: str
    """pic, vdo or vic"""
    picture: NotRequired[str]
    width: NotRequired[int]
    """Pixels, when known"""
    height: NotRequired[int]
    """Pixels, when known"""
    video: NotRequired[str]
    voice: NotRequired[str]
    length: NotRequired[int]
    """Milliseconds, 0 = unknown"""


class Found(TypedDict):
    users: List[User]


class FoundUser(TypedDict):
    """An account found by its nick; `time` repeats `create_time` for old clients."""
    uid: int
    nick: str | None
    """Null: the profile is not filled in yet"""
    signature: str | None
    headpic: str | None
    """A url without a query; picture operations may be added to it"""
    background_image: str | None
    """The same"""
    sex: int
    """0 unknown, 1 male, 2 female"""
    birthday: int | None
    """Unix seconds, negative before 1970"""
    marriage: int | None
    height: int
    """Centimetres"""
    position: str | None
    """A place, in the user's words"""
    job: str | None
    create_time: int
    """When the account was made"""
    actor: int
    """1 = was activated, or appointed by operations"""
    actor_level: int
    """The highest level the user may hand out"""
    active_by: int
    """uid of the activator, 0 = nobody"""
    active_level: int
    """The level that was handed out"""
    is_stew: int
    """Set by operations; what it means is up to the client"""
    time: int


class FriendLine(TypedDict):
    """An entry of a friend list."""
    uid: int
    type: int
    """0 added by hand, 2 I came through this person, 3 this person took my invite; other
    values are those given to user.add_friend
    """
    time: int
    """When the entry was made"""


class FriendList(TypedDict):
    """`friend_id`: uids or, for legacy connections, what other connections get in `friends`."""
    friend_id: List[int | FriendLine]
    pos: int
    count: int
    friends: NotRequired[List[FriendLine]]


class FromPhonebook(TypedDict):
    """Users whose numbers I uploaded and who are not my friends, as I spelt the numbers."""
    users: List[PhonebookUser]


class Group(TypedDict):
    """A chat room with posts."""
    gid: int
    creator: int
    name: str
    board: str
    """An announcement, empty when there is none"""
    type: int
    """Free for clients"""
    position: str | None
    """Free text, a place"""
    time: int
    """When it was made"""
    everyone_caninvite: int
    """1: members invite, too, not only the creator"""
    only_member_speak: int
    """1: only members post and reply"""
    only_member_watch: int
    """1: only members read"""
    lat: float | None
    long: float | None
    member_control: int
    """1: users with `can_post` 0 may not post"""
    join_approval: int
    """1: creator or an admin must accept everybody who wants to join"""
    muted_all: int
    """1: only creator and admins post and reply"""
    admins: List[int]
    """Their uids; the creator is not among them"""


class GroupJoined(TypedDict):
    """`pending` 1: not a member yet; the group's creator or an admin has to accept."""
    pending: NotRequired[int]


class GroupLiked(TypedDict):
    like: Like


class GroupLine(TypedDict):
    """My membership in a group."""
    gid: int
    type: int
    """0 as its creator"""
    time: int
    """When I joined"""


class GroupLines(TypedDict):
    groups: List[GroupLine]


class GroupMembers(TypedDict):
    members: List[Member]
    more: NotRequired[bool]


class GroupPost(TypedDict):
    """The new view of a group post. `likes` and `replys` hold the newest 50, oldest first.

    On a page of more than 20 posts they hold fewer, so that 1000 of each are on it at most,
    and
    together 64 Ki characters of replies. `post.likes` and `post.get_reply` give all.
    """
    postid: int
    uid: int
    gid: int
    time: int
    likes: List[Like]
    replys: List[EmbeddedReply]
    like: int
    """How many like it"""
    replycount: int
    """How many replies it has"""
    more_likes: NotRequired[bool]
    """True when there are more likes than `likes` holds"""
    more_replies: NotRequired[bool]
    """True when there are more replies than `replys` holds"""
    content: NotRequired[str]
    pictures: NotRequired[List[str]]
    video: NotRequired[str]
    videolen: NotRequired[int]
    """Milliseconds, 0 = unknown; comes with video"""
    voice: NotRequired[str]
    voicelen: NotRequired[int]
    """Milliseconds, 0 = unknown; comes with voice"""
    position: NotRequired[PostPlace]
    """Where it was made"""


class GroupPosted(TypedDict):
    postid: int


class GroupPosts(TypedDict):
    posts: List[GroupPost]


class GroupReplied(TypedDict):
    """The key is `post` and its value is the reply, as the protocol requires."""
    post: EmbeddedReply


class Groups(TypedDict):
    groups: List[Group]


class HasRole(TypedDict):
    role: Role


class Info(TypedDict):
    circle: Circle
    roles: List[Role]


class Infos(TypedDict):
    users: List[UserInfo]


class Invite(TypedDict):
    """An invitation to somebody without an account; `uid` is the inviter."""
    invite_id: int
    uid: int
    """The inviter"""
    phone: str
    nick: str
    headpic: str | None
    sex: int | None
    birthday: int | None
    marriage: int
    height: int
    position: str | None
    join_cid: int | None
    """The circle that comes with it"""
    join_roleid: int | None
    """The role that is really given"""
    joined_uid: int | None
    """Who accepted it"""
    create_time: int
    sms_send_time: int | None
    """When the SMS was sent"""


class Invites(TypedDict):
    invites: List[Invite]


class Item(TypedDict):
    """One number, with the type and data of its push."""
    seq: int
    type: str
    data: dict[str, Any]


class Like(TypedDict):
    """Who likes a post, inside it or in a result."""
    uid: int
    time: int


class Likers(TypedDict):
    users: List[Like]
    more: NotRequired[bool]


class Listed(TypedDict):
    merchandises: List[Merchandise]


class Login(TypedDict):
    """A session of mine."""
    id: int
    """Names the session, and cannot be used to log in"""
    method: str
    """How the login was made: code or password"""
    create_time: int
    last_time: int
    """The last start on a connection, exact to an hour"""
    address: str
    """The address of that start"""
    device: NotRequired[str]
    """The platform of the device that this session registered"""
    current: int
    """1 = this is the session of the call"""


class Member(TypedDict):
    """A membership; `type` 0 = creator."""
    uid: int
    type: int
    time: int
    """When the user joined"""
    can_post: int
    """Counts while the group has `member_control` 1"""
    role: str
    """creator, admin or member"""
    mute_until: NotRequired[int]
    """Unix seconds until which the member may not post; absent when it may"""


class Merchandise(TypedDict):
    """Goods; `ex_people_amount` is the price per further person, `group_id` 0 = in no shop."""
    mid: int
    productname: str
    productdesc: str
    amount: int
    ex_people_amount: int
    group_id: int
    show_info: NotRequired[dict[str, Any]]
    show_post_url: str | None
    icon_url: str | None
    no_list: int
    time: int


class MerchandiseShort(TypedDict):
    """Goods as an endorser's profile shows them; `amount` in fen."""
    mid: int
    productname: str
    amount: int
    """Fen"""
    time: int
    show_post_url: str | None
    icon_url: str | None


class Message(TypedDict):
    """A private message; beside the common keys those of its type.

    Type recalled has no further keys: the sender took the message back.
    """
    msgid: int
    uid: int
    """The sender, like `fromid`"""
    fromid: int
    toid: int
    time: int
    type: str
    """txt, pic, vdo, vic, geo or recalled"""
    content: NotRequired[str]
    """The text; with a file made by upload, its caption"""
    picture: NotRequired[str]
    """With type pic"""
    width: NotRequired[int]
    """Pixels, when known"""
    height: NotRequired[int]
    """Pixels, when known"""
    video: NotRequired[str]
    """With type vdo"""
    voice: NotRequired[str]
    """With type vic"""
    length: NotRequired[int]
    """Milliseconds; always there with video or voice, 0 = unknown"""
    lat: NotRequired[float]
    """With type geo, and long"""
    long: NotRequired[float]


class Messages(TypedDict):
    message: List[Message]
    more: NotRequired[bool]


class MoreOldPosts(TypedDict):
    posts: List[OldPost]
    more: NotRequired[bool]


class MyCircle(TypedDict):
    """One of my circles with its links."""
    cid: int
    roleid: int
    subid: int
    """The same as `roleid`, for old clients"""
    level: int
    title: str
    by_uid: int
    """Who let the user in, 0 = nobody"""
    time: int
    """When the user joined"""
    name: str
    board: str
    """The present announcement"""
    store_group_id: int
    """The shop it belongs to, 0 = none"""
    poster_url: str | None
    interact_poster: int
    icon_url: str | None
    exlist: List[ExLink]


class Nearby(TypedDict):
    users: List[NearbyTags]


class NearbyTags(TypedDict):
    """A user found by tags; the place only when the search had one."""
    uid: int
    tags: List[str]
    lat: NotRequired[float]
    long: NotRequired[float]
    time: NotRequired[int]


class Nearest(TypedDict):
    users: List[UserPlace]


class NewGroupPosts(TypedDict):
    posts: List[GroupPost]
    more: NotRequired[bool]


class NewLike(TypedDict):
    """Somebody likes my post, which I may still read, for the first time."""
    like: PostLike


class NewMsg(TypedDict):
    """A private message to me, or by me from another device."""
    message: Message


class NewPost(TypedDict):
    """A post in a group I watch, or by a friend of mine; never a circle post."""
    post: PushedPost


class NewReply(TypedDict):
    """Somebody replied to my post, which I may still read.

    `gid` is 0 and `cid` present for a circle post.
    """
    gid: int
    reply: Reply
    cid: NotRequired[int]


class News(TypedDict):
    replys: List[PlacedReply]
    likes: NotRequired[List[PostLike]]
    more: NotRequired[bool]
    """True when older ones of the new replies were left out: `post.reply_to_me` has them"""
    more_likes: NotRequired[bool]
    """True when older ones of the new likes were left out: `post.likes` has them"""


class OldPost(TypedDict):
    """The old view. `gid` and `group_id` are the same, 0 for a circle post, which has `cid`.

    `type` is the kind of the first medium present: pic, vdo, vic; absent for text. `length`
    is
    in ms and there with video or voice, 0 = unknown.
    """
    postid: int
    uid: int
    gid: int
    group_id: int
    content: str
    """Empty when there is none"""
    type: NotRequired[str]
    like: int
    """How many like it"""
    replycount: int
    """How many replies it has"""
    excount: int
    """How many further media it has, see ExMedia"""
    ilike: bool
    """Whether I like it; false in pushes"""
    time: int
    cid: NotRequired[int]
    picture: NotRequired[str]
    width: NotRequired[int]
    """Pixels, when known"""
    height: NotRequired[int]
    """Pixels, when known"""
    video: NotRequired[str]
    voice: NotRequired[str]
    length: NotRequired[int]


class OnlineLine(TypedDict):
    """`last_time`: when the last connection of an offline user ended; absent if not known."""
    uid: int
    online: int
    last_time: NotRequired[int]


class OnlinePush(TypedDict):
    """A user whom this connection watches came online (1) or went offline (0). May repeat."""
    uid: int
    online: int


class OnlineUsers(TypedDict):
    online: List[OnlineLine]


class Order(TypedDict):
    """A purchase by `uid`; names and price as at order time.

    `paystate`: 0 not paid, 1 paid, 2 refunded, 3 reserved, -1 failed. `remain`: to pay,
    then paid.
    """
    orderid: str
    mid: int
    uid: int
    paystate: int
    create_time: int
    paytime: int | None
    refundtime: int | None
    ex_people: int
    recommend_uid: int | None
    remain: int
    productname: str
    desc: str


class Ordered(TypedDict):
    """`gourl`: the page on which to pay, null when there is nothing to pay."""
    gourl: str | None
    orderid: str


class Orders(TypedDict):
    history: List[Order]


class OwnUser(TypedDict):
    """The result of the old start: my own user object with further keys."""
    uid: int
    nick: str | None
    """Null: the profile is not filled in yet"""
    signature: str | None
    headpic: str | None
    """A url without a query; picture operations may be added to it"""
    background_image: str | None
    """The same"""
    sex: int
    """0 unknown, 1 male, 2 female"""
    birthday: int | None
    """Unix seconds, negative before 1970"""
    marriage: int | None
    height: int
    """Centimetres"""
    position: str | None
    """A place, in the user's words"""
    job: str | None
    create_time: int
    """When the account was made"""
    actor: int
    """1 = was activated, or appointed by operations"""
    actor_level: int
    """The highest level the user may hand out"""
    active_by: int
    """uid of the activator, 0 = nobody"""
    active_level: int
    """The level that was handed out"""
    is_stew: int
    """Set by operations; what it means is up to the client"""
    phone: str
    exinfo: UserExdata
    circle: List[CircleLine]


class Paylog(TypedDict):
    """An order of `uid` came to a state; one per order and state."""
    payid: int
    orderid: str
    mid: int
    uid: int
    paystate: int
    productcatalog: int
    productname: str
    productdesc: str
    amount: int
    create_time: int
    ex_people: int
    recommend_uid: int | None


class PaylogPush(TypedDict):
    """An order I made or recommended was paid, or its payment failed. May repeat."""
    log: Paylog


class PhoneEntry(TypedDict):
    """A line of a phone book; without a phone it is skipped. Long texts are cut."""
    phone: str | None
    name: str | None


class PhonebookUser(TypedDict):
    """An account found by a phone book; `phone` is spelt exactly as it was uploaded."""
    uid: int
    nick: str | None
    """Null: the profile is not filled in yet"""
    signature: str | None
    headpic: str | None
    """A url without a query; picture operations may be added to it"""
    background_image: str | None
    """The same"""
    sex: int
    """0 unknown, 1 male, 2 female"""
    birthday: int | None
    """Unix seconds, negative before 1970"""
    marriage: int | None
    height: int
    """Centimetres"""
    position: str | None
    """A place, in the user's words"""
    job: str | None
    create_time: int
    """When the account was made"""
    actor: int
    """1 = was activated, or appointed by operations"""
    actor_level: int
    """The highest level the user may hand out"""
    active_by: int
    """uid of the activator, 0 = nobody"""
    active_level: int
    """The level that was handed out"""
    is_stew: int
    """Set by operations; what it means is up to the client"""
    phone: str


class PlacedReply(TypedDict):
    """A reply to one of my posts; `gid` is 0 and `cid` present for a circle post."""
    replyid: int
    postid: int
    uid: int
    content: str
    time: int
    gid: int
    cid: NotRequired[int]


class PostExdata(TypedDict):
    exdata: List[ExMedia]


class PostLike(TypedDict):
    """A like outside a post."""
    postid: int
    uid: int
    time: int


class PostPlace(TypedDict):
    lat: float
    long: float


class PostPosted(TypedDict):
    postid: int


class PostPosts(TypedDict):
    posts: List[OldPost]


class PostReplied(TypedDict):
    replyid: int


class Price(TypedDict):
    """In fen."""
    price: int


class Profile(TypedDict):
    """Everything that all users may see of a user; the last two keys are for endorsers only."""
    user: User
    exdata: UserExdata
    circles: List[CircleLine]
    endorsement: NotRequired[EndorsementInfo]
    endors_list: NotRequired[List[EndorsementItem]]


class PushedPost(TypedDict):
    """The old view as `newpost` has it: what `OldPost` leaves out is null here."""
    postid: int
    uid: int
    gid: int
    group_id: int
    content: str
    """Empty when there is none"""
    type: NotRequired[str]
    like: int
    """How many like it"""
    replycount: int
    """How many replies it has"""
    excount: int
    """How many further media it has, see ExMedia"""
    ilike: bool
    """Whether I like it; false in pushes"""
    time: int
    picture: str | None
    width: int | None
    """Pixels of the picture, when known"""
    height: int | None
    """Pixels of the picture, when known"""
    video: str | None
    voice: str | None
    length: int | None


class ReadMsg(TypedDict):
    """`uid` (my peer, or I) has read everything that the other one wrote up to `msgid`."""
    uid: int
    msgid: int


class RecallMsg(TypedDict):
    """The sender `uid` took back a message to `toid`: it has no content any more."""
    msgid: int
    uid: int
    toid: int


class Renewed(TypedDict):
    """`timeout`: unix seconds."""
    sessionid: str
    timeout: int


class Replies(TypedDict):
    replys: List[Reply]
    more: NotRequired[bool]


class RepliesToMe(TypedDict):
    replys: List[PlacedReply]
    more: NotRequired[bool]


class Reply(TypedDict):
    """A reply outside a post."""
    replyid: int
    postid: int
    uid: int
    content: str
    time: int


class Report(TypedDict):
    """A report of mine."""
    reportid: int
    kind: str
    """user, post, reply, message, group, circle or album"""
    id: int
    """uid, postid, replyid, msgid, gid, cid or did of what was reported"""
    reason: str
    state: str
    """open; or what operations did: dismissed, deleted, warned, suspended"""
    time: int
    closed_time: NotRequired[int]
    """When operations answered"""


class ReportAdded(TypedDict):
    reportid: int


class ReportMine(TypedDict):
    reports: List[Report]


class Reserved(TypedDict):
    """`msg`: a text of this service for the user who reserved, "" by default."""
    orderid: str
    msg: str


class Resync(TypedDict):
    """Pushes to this connection may have been lost: call `event.sync`, `seq` is the last
    number.

    With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no
    number.
    """
    gid: NotRequired[int]


class Revoked(TypedDict):
    """How many were ended."""
    revoked: int


class Role(TypedDict):
    """A role of a circle; a higher level may invite more."""
    cid: int
    roleid: int
    level: int
    title: str


class Searched(TypedDict):
    users: List[FoundUser]


class Sent(TypedDict):
    msgid: int


class Sessions(TypedDict):
    sessions: List[Login]


class Shops(TypedDict):
    groups: List[StoreGroup]


class Started(TypedDict):
    user: User
    seq: int
    """My highest number: compare it with yours, and call `event.sync`"""
    invite_list: NotRequired[List[Invite]]
    client_data: NotRequired[dict[str, Any]]


class StoreGroup(TypedDict):
    """A group of goods: a shop."""
    gid: int
    groupname: str
    show_info: NotRequired[dict[str, Any]]


class Synced(TypedDict):
    items: List[Item]
    seq: int
    """The highest number covered, for the next call"""
    more: bool
    gap: bool
    """Numbers after the given one are no longer kept: refresh the lists, continue from `seq`"""
    groups: dict[str, int]
    """The newest postid by gid, of my groups and those this connection watches"""


class Times(TypedDict):
    times: List[tuple[int, int]]


class Token(TypedDict):
    """`upload_url`: where the form with the file goes."""
    token: str
    upload_url: str


class Typing(TypedDict):
    """Somebody is writing to me. It is not stored."""
    uid: int


class Unbound(TypedDict):
    cardid: str


class Unread(TypedDict):
    unread: int


class Uploaded(TypedDict):
    """`skipped`: the phones in which no number was found, as they were uploaded."""
    skipped: NotRequired[List[str]]


class User(TypedDict):
    """An account as others see it: always all 17 keys."""
    uid: int
    nick: str | None
    """Null: the profile is not filled in yet"""
    signature: str | None
    headpic: str | None
    """A url without a query; picture operations may be added to it"""
    background_image: str | None
    """The same"""
    sex: int
    """0 unknown, 1 male, 2 female"""
    birthday: int | None
    """Unix seconds, negative before 1970"""
    marriage: int | None
    height: int
    """Centimetres"""
    position: str | None
    """A place, in the user's words"""
    job: str | None
    create_time: int
    """When the account was made"""
    actor: int
    """1 = was activated, or appointed by operations"""
    actor_level: int
    """The highest level the user may hand out"""
    active_by: int
    """uid of the activator, 0 = nobody"""
    active_level: int
    """The level that was handed out"""
    is_stew: int
    """Set by operations; what it means is up to the client"""


class UserExdata(TypedDict):
    """Tags and votes of a user; always complete."""
    uid: int
    tags: List[str]
    like_me_count: int
    """How many like this user"""


class UserInfo(TypedDict):
    """A profile in one object."""
    uid: int
    nick: str | None
    """Null: the profile is not filled in yet"""
    signature: str | None
    headpic: str | None
    """A url without a query; picture operations may be added to it"""
    background_image: str | None
    """The same"""
    sex: int
    """0 unknown, 1 male, 2 female"""
    birthday: int | None
    """Unix seconds, negative before 1970"""
    marriage: int | None
    height: int
    """Centimetres"""
    position: str | None
    """A place, in the user's words"""
    job: str | None
    create_time: int
    """When the account was made"""
    actor: int
    """1 = was activated, or appointed by operations"""
    actor_level: int
    """The highest level the user may hand out"""
    active_by: int
    """uid of the activator, 0 = nobody"""
    active_level: int
    """The level that was handed out"""
    is_stew: int
    """Set by operations; what it means is up to the client"""
    exinfo: UserExdata
    circle: List[CircleLine]


class UserNewPosts(TypedDict):
    posts: List[OldPost]
    more: NotRequired[bool]


class UserPlace(TypedDict):
    """Where a user was at `time`, to about 100 m."""
    uid: int
    lat: float
    long: float
    time: int
    """When it was reported"""


class UserPosts(TypedDict):
    posts: List[OldPost]


class UserTags(TypedDict):
    uid: int
    tags: List[str]
