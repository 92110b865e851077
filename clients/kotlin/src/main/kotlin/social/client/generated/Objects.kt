// Written by ./dev clients from the registry; ./dev lint compares.

package social.client.generated

import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject

@Serializable
data class Activation(
    val active_level: Long,
    val active_by: Long,
)

@Serializable
data class ActiveCode(
    val active_code: String,
    val level: Long,
    val timeout: Long,
)

@Serializable
data class Album(
    val medias: List<AlbumMedia>,
)

@Serializable
data class AlbumAdded(
    val did: Long,
)

/**
 * An album entry; beside the common keys those of its type: pic, vdo or vic.
 *
 * `length` is in milliseconds, 0 = unknown.
 */
@Serializable
data class AlbumMedia(
    val did: Long,
    val uid: Long,
    /** pic, vdo or vic */
    val type: String,
    /** Empty when there is none */
    val text: String,
    val time: Long,
    val picture: String? = null,
    /** Pixels, when known */
    val width: Long? = null,
    /** Pixels, when known */
    val height: Long? = null,
    val video: String? = null,
    val voice: String? = null,
    /** Milliseconds, 0 = unknown; comes with video or voice */
    val length: Long? = null,
)

@Serializable
data class AllTags(
    val tags: List<UserTags>,
)

@Serializable
data class Asked(
    val circle: CirclePlace? = null,
)

/** A user whom I have blocked, and since when. */
@Serializable
data class BlockLine(
    val uid: Long,
    val time: Long,
)

@Serializable
data class BlockList(
    val users: List<BlockLine>,
    val pos: Long,
    val count: Long,
)

/** An announcement, present or past. */
@Serializable
data class Board(
    val bid: Long,
    val cid: Long,
    val board: String,
    val time: Long,
)

@Serializable
data class Boards(
    val boards: List<Board>,
)

/** A bound bank card: its first and last digits, and until when it is good. */
@Serializable
data class Card(
    val cardid: String,
    val card_name: String,
    val card_top: String,
    val card_last: String,
    val bindvalidthru: Long?,
)

@Serializable
data class Cards(
    val cards: List<Card>,
)

/** After step 1 nothing, or with DEBUG on the code; after step 2 the new number. */
@Serializable
data class ChangeOfPhone(
    val newphone: String? = null,
    val code: String? = null,
)

@Serializable
data class Charged(
    val orderid: String,
)

/** A circle; its default role and whether anybody may join are not shown. */
@Serializable
data class Circle(
    val cid: Long,
    val name: String,
    /** The present announcement */
    val board: String,
    /** The shop it belongs to, 0 = none */
    val store_group_id: Long,
    /** A picture's url */
    val poster_url: String?,
    /** Set by operations; what it means is up to the client */
    val interact_poster: Long,
    /** A picture's url */
    val icon_url: String?,
)

@Serializable
data class CircleCode(
    val vcode: String,
    val timeout: Long,
)

@Serializable
data class CircleJoined(
    val circle: CirclePlace,
)

@Serializable
data class CircleLiked(
    val like: Like,
)

/**
 * A membership with its role and its circle; `subid` is `roleid` for old clients.
 *
 * `by_uid` 0 = nobody, `time` = joined.
 */
@Serializable
data class CircleLine(
    val cid: Long,
    val roleid: Long,
    /** The same as `roleid`, for old clients */
    val subid: Long,
    val level: Long,
    val title: String,
    /** Who let the user in, 0 = nobody */
    val by_uid: Long,
    /** When the user joined */
    val time: Long,
    val name: String,
    /** The present announcement */
    val board: String,
    /** The shop it belongs to, 0 = none */
    val store_group_id: Long,
    val poster_url: String?,
    val interact_poster: Long,
    val icon_url: String?,
)

/** A member; `time` = joined. */
@Serializable
data class CircleMember(
    val uid: Long,
    val roleid: Long,
    val time: Long,
)

@Serializable
data class CircleMembers(
    val users: List<CircleMember>,
    val more: Boolean? = null,
)

@Serializable
data class CircleMine(
    val circles: List<MyCircle>,
)

/** A circle I am in has a new announcement; its ids and time are repeated flat. */
@Serializable
data class CircleNewBoard(
    val board: Board,
    val bid: Long,
    val cid: Long,
    val time: Long,
)

@Serializable
data class CircleNewPosts(
    val posts: List<CirclePost>,
    val more: Boolean? = null,
)

/** The circle somebody is in now, and their role there. */
@Serializable
data class CirclePlace(
    val cid: Long,
    val roleid: Long,
)

/** A circle post: always all keys but `more_...`. Lists as in GroupPost. */
@Serializable
data class CirclePost(
    val postid: Long,
    val uid: Long,
    val cid: Long,
    val content: String,
    val picture_list: List<String>,
    /** Goods it recommends */
    val mid: Long?,
    val time: Long,
    val likes: List<Like>,
    val replys: List<EmbeddedReply>,
    /** How many like it */
    val like: Long,
    /** How many replies it has */
    val replycount: Long,
    /** True when there are more likes than `likes` holds */
    val more_likes: Boolean? = null,
    /** True when there are more replies than `replys` holds */
    val more_replies: Boolean? = null,
)

@Serializable
data class CirclePosted(
    val postid: Long,
)

@Serializable
data class CirclePosts(
    val posts: List<CirclePost>,
)

/** The key is `post` and its value is the reply, as the protocol requires. */
@Serializable
data class CircleReplied(
    val post: EmbeddedReply,
)

/** What I have with another user. */
@Serializable
data class Conversation(
    /** The other one */
    val uid: Long,
    /** The newest message in either direction */
    val last: Message,
    /** How many messages of the other are newer than `read` */
    val unread: Long,
    /** msgid of the newest message of the other that I have read, 0 = none */
    val read: Long,
    /** msgid of the newest message of mine that the other has read, 0 = none */
    val peer_read: Long,
)

@Serializable
data class Conversations(
    val conversations: List<Conversation>,
    val more: Boolean? = null,
)

@Serializable
data class Created(
    val gid: Long,
)

/** After step 1 nothing, or with DEBUG on the code; after step 2 when the account is erased. */
@Serializable
data class Deletion(
    val time: Long? = null,
    val code: String? = null,
)

/** A reply inside its post. */
@Serializable
data class EmbeddedReply(
    val replyid: Long,
    val uid: Long,
    val content: String,
    val time: Long,
)

/** What operations know of an endorser. */
@Serializable
data class EndorsementInfo(
    /** Set by operations */
    val level: Long,
    val endorsement_point: Long,
    val consumer_point: Long,
    /** More than 0 while the user is an endorser */
    val endorsement_type: Long,
    /** Words given by operations */
    val type: List<String>,
    /** Endorser since */
    val create_time: Long,
)

/** Goods an endorser stands for; `merchandise` is absent when they were removed. */
@Serializable
data class EndorsementItem(
    val slogan: String,
    val create_time: Long,
    val merchandise: MerchandiseShort? = null,
)

/** A line of the list of endorsers; `time` = endorser since. */
@Serializable
data class Endorser(
    val uid: Long,
    val time: Long,
)

@Serializable
data class EndorserAlbum(
    val media: List<AlbumMedia>,
)

@Serializable
data class Endorsers(
    val users: List<Endorser>,
)

/** A stored notification; beside the common keys those of its type. */
@Serializable
data class Event(
    val eid: Long,
    val create_time: Long,
    val type: String,
    /** Who did it */
    val uid: Long? = null,
    val add_type: Long? = null,
    val gid: Long? = null,
    /** Who invites */
    val fromuid: Long? = null,
    val cid: Long? = null,
    /** The role I have now */
    val roleid: Long? = null,
    /** Who let me in */
    val by_uid: Long? = null,
    /** Of a ZIP file; everybody who knows it can fetch the file */
    val url: String? = null,
    /** How long `url` is good */
    val until: Long? = null,
)

/** An event was recorded for me. */
@Serializable
data class EventPush(
    val event: Event,
)

@Serializable
data class Events(
    val events: List<Event>,
    val more: Boolean? = null,
)

/** A link that operations attached to a circle. */
@Serializable
data class ExLink(
    val title: String,
    val url: String,
    val time: Long,
    val icon_url: String?,
)

/** One further file of a post; beside the common keys those of its type: pic, vdo or vic. */
@Serializable
data class ExMedia(
    val did: Long,
    val postid: Long,
    /** pic, vdo or vic */
    val type: String,
    val picture: String? = null,
    /** Pixels, when known */
    val width: Long? = null,
    /** Pixels, when known */
    val height: Long? = null,
    val video: String? = null,
    val voice: String? = null,
    /** Milliseconds, 0 = unknown */
    val length: Long? = null,
)

@Serializable
data class Found(
    val users: List<User>,
)

/** An account found by its nick; `time` repeats `create_time` for old clients. */
@Serializable
data class FoundUser(
    val uid: Long,
    /** Null: the profile is not filled in yet */
    val nick: String?,
    val signature: String?,
    /** A url without a query; picture operations may be added to it */
    val headpic: String?,
    /** The same */
    val background_image: String?,
    /** 0 unknown, 1 male, 2 female */
    val sex: Long,
    /** Unix seconds, negative before 1970 */
    val birthday: Long?,
    val marriage: Long?,
    /** Centimetres */
    val height: Long,
    /** A place, in the user's words */
    val position: String?,
    val job: String?,
    /** When the account was made */
    val create_time: Long,
    /** 1 = was activated, or appointed by operations */
    val actor: Long,
    /** The highest level the user may hand out */
    val actor_level: Long,
    /** uid of the activator, 0 = nobody */
    val active_by: Long,
    /** The level that was handed out */
    val active_level: Long,
    /** Set by operations; what it means is up to the client */
    val is_stew: Long,
    val time: Long,
)

/** An entry of a friend list. */
@Serializable
data class FriendLine(
    val uid: Long,
    /**
     * 0 added by hand, 2 I came through this person, 3 this person took my invite; other values
     * are those given to user.add_friend
     */
    val type: Long,
    /** When the entry was made */
    val time: Long,
)

/** `friend_id`: uids or, for legacy connections, what other connections get in `friends`. */
@Serializable
data class FriendList(
    val friend_id: List<JsonElement>,
    val pos: Long,
    val count: Long,
    val friends: List<FriendLine>? = null,
)

/** Users whose numbers I uploaded and who are not my friends, as I spelt the numbers. */
@Serializable
data class FromPhonebook(
    val users: List<PhonebookUser>,
)

/** A chat room with posts. */
@Serializable
data class Group(
    val gid: Long,
    val creator: Long,
    val name: String,
    /** An announcement, empty when there is none */
    val board: String,
    /** Free for clients */
    val type: Long,
    /** Free text, a place */
    val position: String?,
    /** When it was made */
    val time: Long,
    /** 1: members invite, too, not only the creator */
    val everyone_caninvite: Long,
    /** 1: only members post and reply */
    val only_member_speak: Long,
    /** 1: only members read */
    val only_member_watch: Long,
    val lat: Double?,
    val long: Double?,
    /** 1: users with `can_post` 0 may not post */
    val member_control: Long,
    /** 1: creator or an admin must accept everybody who wants to join */
    val join_approval: Long,
    /** 1: only creator and admins post and reply */
    val muted_all: Long,
    /** Their uids; the creator is not among them */
    val admins: List<Long>,
)

/** `pending` 1: not a member yet; the group's creator or an admin has to accept. */
@Serializable
data class GroupJoined(
    val pending: Long? = null,
)

@Serializable
data class GroupLiked(
    val like: Like,
)

/** My membership in a group. */
@Serializable
data class GroupLine(
    val gid: Long,
    /** 0 as its creator */
    val type: Long,
    /** When I joined */
    val time: Long,
)

@Serializable
data class GroupLines(
    val groups: List<GroupLine>,
)

@Serializable
data class GroupMembers(
    val members: List<Member>,
    val more: Boolean? = null,
)

/**
 * The new view of a group post. `likes` and `replys` hold the newest 50, oldest first.
 *
 * On a page of more than 20 posts they hold fewer, so that 1000 of each are on it at most, and
 * together 64 Ki characters of replies. `post.likes` and `post.get_reply` give all.
 */
@Serializable
data class GroupPost(
    val postid: Long,
    val uid: Long,
    val gid: Long,
    val time: Long,
    val likes: List<Like>,
    val replys: List<EmbeddedReply>,
    /** How many like it */
    val like: Long,
    /** How many replies it has */
    val replycount: Long,
    /** True when there are more likes than `likes` holds */
    val more_likes: Boolean? = null,
    /** True when there are more replies than `replys` holds */
    val more_replies: Boolean? = null,
    val content: String? = null,
    val pictures: List<String>? = null,
    val video: String? = null,
    /** Milliseconds, 0 = unknown; comes with video */
    val videolen: Long? = null,
    val voice: String? = null,
    /** Milliseconds, 0 = unknown; comes with voice */
    val voicelen: Long? = null,
    /** Where it was made */
    val position: PostPlace? = null,
)

@Serializable
data class GroupPosted(
    val postid: Long,
)

@Serializable
data class GroupPosts(
    val posts: List<GroupPost>,
)

/** The key is `post` and its value is the reply, as the protocol requires. */
@Serializable
data class GroupReplied(
    val post: EmbeddedReply,
)

@Serializable
data class Groups(
    val groups: List<Group>,
)

@Serializable
data class HasRole(
    val role: Role,
)

@Serializable
data class Info(
    val circle: Circle,
    val roles: List<Role>,
)

@Serializable
data class Infos(
    val users: List<UserInfo>,
)

/** An invitation to somebody without an account; `uid` is the inviter. */
@Serializable
data class Invite(
    val invite_id: Long,
    /** The inviter */
    val uid: Long,
    val phone: String,
    val nick: String,
    val headpic: String?,
    val sex: Long?,
    val birthday: Long?,
    val marriage: Long,
    val height: Long,
    val position: String?,
    /** The circle that comes with it */
    val join_cid: Long?,
    /** The role that is really given */
    val join_roleid: Long?,
    /** Who accepted it */
    val joined_uid: Long?,
    val create_time: Long,
    /** When the SMS was sent */
    val sms_send_time: Long?,
)

@Serializable
data class Invites(
    val invites: List<Invite>,
)

/** One number, with the type and data of its push. */
@Serializable
data class Item(
    val seq: Long,
    val type: String,
    val data: JsonObject,
)

/** Who likes a post, inside it or in a result. */
@Serializable
data class Like(
    val uid: Long,
    val time: Long,
)

@Serializable
data class Likers(
    val users: List<Like>,
    val more: Boolean? = null,
)

@Serializable
data class Listed(
    val merchandises: List<Merchandise>,
)

/** A session of mine. */
@Serializable
data class Login(
    /** Names the session, and cannot be used to log in */
    val id: Long,
    /** How the login was made: code or password */
    val method: String,
    val create_time: Long,
    /** The last start on a connection, exact to an hour */
    val last_time: Long,
    /** The address of that start */
    val address: String,
    /** The platform of the device that this session registered */
    val device: String? = null,
    /** 1 = this is the session of the call */
    val current: Long,
)

/** A membership; `type` 0 = creator. */
@Serializable
data class Member(
    val uid: Long,
    val type: Long,
    /** When the user joined */
    val time: Long,
    /** Counts while the group has `member_control` 1 */
    val can_post: Long,
    /** creator, admin or member */
    val role: String,
    /** Unix seconds until which the member may not post; absent when it may */
    val mute_until: Long? = null,
)

/** Goods; `ex_people_amount` is the price per further person, `group_id` 0 = in no shop. */
@Serializable
data class Merchandise(
    val mid: Long,
    val productname: String,
    val productdesc: String,
    val amount: Long,
    val ex_people_amount: Long,
    val group_id: Long,
    val show_info: JsonObject? = null,
    val show_post_url: String?,
    val icon_url: String?,
    val no_list: Long,
    val time: Long,
)

/** Goods as an endorser's profile shows them; `amount` in fen. */
@Serializable
data class MerchandiseShort(
    val mid: Long,
    val productname: String,
    /** Fen */
    val amount: Long,
    val time: Long,
    val show_post_url: String?,
    val icon_url: String?,
)

/**
 * A private message; beside the common keys those of its type.
 *
 * Type recalled has no further keys: the sender took the message back.
 */
@Serializable
data class Message(
    val msgid: Long,
    /** The sender, like `fromid` */
    val uid: Long,
    val fromid: Long,
    val toid: Long,
    val time: Long,
    /** txt, pic, vdo, vic, geo or recalled */
    val type: String,
    /** The text; with a file made by upload, its caption */
    val content: String? = null,
    /** With type pic */
    val picture: String? = null,
    /** Pixels, when known */
    val width: Long? = null,
    /** Pixels, when known */
    val height: Long? = null,
    /** With type vdo */
    val video: String? = null,
    /** With type vic */
    val voice: String? = null,
    /** Milliseconds; always there with video or voice, 0 = unknown */
    val length: Long? = null,
    /** With type geo, and long */
    val lat: Double? = null,
    val long: Double? = null,
)

@Serializable
data class Messages(
    val message: List<Message>,
    val more: Boolean? = null,
)

@Serializable
data class MoreOldPosts(
    val posts: List<OldPost>,
    val more: Boolean? = null,
)

/** One of my circles with its links. */
@Serializable
data class MyCircle(
    val cid: Long,
    val roleid: Long,
    /** The same as `roleid`, for old clients */
    val subid: Long,
    val level: Long,
    val title: String,
    /** Who let the user in, 0 = nobody */
    val by_uid: Long,
    /** When the user joined */
    val time: Long,
    val name: String,
    /** The present announcement */
    val board: String,
    /** The shop it belongs to, 0 = none */
    val store_group_id: Long,
    val poster_url: String?,
    val interact_poster: Long,
    val icon_url: String?,
    val exlist: List<ExLink>,
)

@Serializable
data class Nearby(
    val users: List<NearbyTags>,
)

/** A user found by tags; the place only when the search had one. */
@Serializable
data class NearbyTags(
    val uid: Long,
    val tags: List<String>,
    val lat: Double? = null,
    val long: Double? = null,
    val time: Long? = null,
)

@Serializable
data class Nearest(
    val users: List<UserPlace>,
)

@Serializable
data class NewGroupPosts(
    val posts: List<GroupPost>,
    val more: Boolean? = null,
)

/** Somebody likes my post, which I may still read, for the first time. */
@Serializable
data class NewLike(
    val like: PostLike,
)

/** A private message to me, or by me from another device. */
@Serializable
data class NewMsg(
    val message: Message,
)

/** A post in a group I watch, or by a friend of mine; never a circle post. */
@Serializable
data class NewPost(
    val post: PushedPost,
)

/**
 * Somebody replied to my post, which I may still read.
 *
 * `gid` is 0 and `cid` present for a circle post.
 */
@Serializable
data class NewReply(
    val gid: Long,
    val reply: Reply,
    val cid: Long? = null,
)

@Serializable
data class News(
    val replys: List<PlacedReply>,
    val likes: List<PostLike>? = null,
    /** True when older ones of the new replies were left out: `post.reply_to_me` has them */
    val more: Boolean? = null,
    /** True when older ones of the new likes were left out: `post.likes` has them */
    val more_likes: Boolean? = null,
)

/**
 * The old view. `gid` and `group_id` are the same, 0 for a circle post, which has `cid`.
 *
 * `type` is the kind of the first medium present: pic, vdo, vic; absent for text. `length` is
 * in ms and there with video or voice, 0 = unknown.
 */
@Serializable
data class OldPost(
    val postid: Long,
    val uid: Long,
    val gid: Long,
    val group_id: Long,
    /** Empty when there is none */
    val content: String,
    val type: String? = null,
    /** How many like it */
    val like: Long,
    /** How many replies it has */
    val replycount: Long,
    /** How many further media it has, see ExMedia */
    val excount: Long,
    /** Whether I like it; false in pushes */
    val ilike: Boolean,
    val time: Long,
    val cid: Long? = null,
    val picture: String? = null,
    /** Pixels, when known */
    val width: Long? = null,
    /** Pixels, when known */
    val height: Long? = null,
    val video: String? = null,
    val voice: String? = null,
    val length: Long? = null,
)

/** `last_time`: when the last connection of an offline user ended; absent if not known. */
@Serializable
data class OnlineLine(
    val uid: Long,
    val online: Long,
    val last_time: Long? = null,
)

/** A user whom this connection watches came online (1) or went offline (0). May repeat. */
@Serializable
data class OnlinePush(
    val uid: Long,
    val online: Long,
)

@Serializable
data class OnlineUsers(
    val online: List<OnlineLine>,
)

/**
 * A purchase by `uid`; names and price as at order time.
 *
 * `paystate`: 0 not paid, 1 paid, 2 refunded, 3 reserved, -1 failed. `remain`: to pay, then paid.
 */
@Serializable
data class Order(
    val orderid: String,
    val mid: Long,
    val uid: Long,
    val paystate: Long,
    val create_time: Long,
    val paytime: Long?,
    val refundtime: Long?,
    val ex_people: Long,
    val recommend_uid: Long?,
    val remain: Long,
    val productname: String,
    val desc: String,
)

/** `gourl`: the page on which to pay, null when there is nothing to pay. */
@Serializable
data class Ordered(
    val gourl: String?,
    val orderid: String,
)

@Serializable
data class Orders(
    val history: List<Order>,
)

/** The result of the old start: my own user object with further keys. */
@Serializable
data class OwnUser(
    val uid: Long,
    /** Null: the profile is not filled in yet */
    val nick: String?,
    val signature: String?,
    /** A url without a query; picture operations may be added to it */
    val headpic: String?,
    /** The same */
    val background_image: String?,
    /** 0 unknown, 1 male, 2 female */
    val sex: Long,
    /** Unix seconds, negative before 1970 */
    val birthday: Long?,
    val marriage: Long?,
    /** Centimetres */
    val height: Long,
    /** A place, in the user's words */
    val position: String?,
    val job: String?,
    /** When the account was made */
    val create_time: Long,
    /** 1 = was activated, or appointed by operations */
    val actor: Long,
    /** The highest level the user may hand out */
    val actor_level: Long,
    /** uid of the activator, 0 = nobody */
    val active_by: Long,
    /** The level that was handed out */
    val active_level: Long,
    /** Set by operations; what it means is up to the client */
    val is_stew: Long,
    val phone: String,
    val exinfo: UserExdata,
    val circle: List<CircleLine>,
)

/** An order of `uid` came to a state; one per order and state. */
@Serializable
data class Paylog(
    val payid: Long,
    val orderid: String,
    val mid: Long,
    val uid: Long,
    val paystate: Long,
    val productcatalog: Long,
    val productname: String,
    val productdesc: String,
    val amount: Long,
    val create_time: Long,
    val ex_people: Long,
    val recommend_uid: Long?,
)

/** An order I made or recommended was paid, or its payment failed. May repeat. */
@Serializable
data class PaylogPush(
    val log: Paylog,
)

/** A line of a phone book; without a phone it is skipped. Long texts are cut. */
@Serializable
data class PhoneEntry(
    val phone: String?,
    val name: String?,
)

/** An account found by a phone book; `phone` is spelt exactly as it was uploaded. */
@Serializable
data class PhonebookUser(
    val uid: Long,
    /** Null: the profile is not filled in yet */
    val nick: String?,
    val signature: String?,
    /** A url without a query; picture operations may be added to it */
    val headpic: String?,
    /** The same */
    val background_image: String?,
    /** 0 unknown, 1 male, 2 female */
    val sex: Long,
    /** Unix seconds, negative before 1970 */
    val birthday: Long?,
    val marriage: Long?,
    /** Centimetres */
    val height: Long,
    /** A place, in the user's words */
    val position: String?,
    val job: String?,
    /** When the account was made */
    val create_time: Long,
    /** 1 = was activated, or appointed by operations */
    val actor: Long,
    /** The highest level the user may hand out */
    val actor_level: Long,
    /** uid of the activator, 0 = nobody */
    val active_by: Long,
    /** The level that was handed out */
    val active_level: Long,
    /** Set by operations; what it means is up to the client */
    val is_stew: Long,
    val phone: String,
)

/** A reply to one of my posts; `gid` is 0 and `cid` present for a circle post. */
@Serializable
data class PlacedReply(
    val replyid: Long,
    val postid: Long,
    val uid: Long,
    val content: String,
    val time: Long,
    val gid: Long,
    val cid: Long? = null,
)

@Serializable
data class PostExdata(
    val exdata: List<ExMedia>,
)

/** A like outside a post. */
@Serializable
data class PostLike(
    val postid: Long,
    val uid: Long,
    val time: Long,
)

@Serializable
data class PostPlace(
    val lat: Double,
    val long: Double,
)

@Serializable
data class PostPosted(
    val postid: Long,
)

@Serializable
data class PostPosts(
    val posts: List<OldPost>,
)

@Serializable
data class PostReplied(
    val replyid: Long,
)

/** In fen. */
@Serializable
data class Price(
    val price: Long,
)

/** Everything that all users may see of a user; the last two keys are for endorsers only. */
@Serializable
data class Profile(
    val user: User,
    val exdata: UserExdata,
    val circles: List<CircleLine>,
    val endorsement: EndorsementInfo? = null,
    val endors_list: List<EndorsementItem>? = null,
)

/** The old view as `newpost` has it: what `OldPost` leaves out is null here. */
@Serializable
data class PushedPost(
    val postid: Long,
    val uid: Long,
    val gid: Long,
    val group_id: Long,
    /** Empty when there is none */
    val content: String,
    val type: String? = null,
    /** How many like it */
    val like: Long,
    /** How many replies it has */
    val replycount: Long,
    /** How many further media it has, see ExMedia */
    val excount: Long,
    /** Whether I like it; false in pushes */
    val ilike: Boolean,
    val time: Long,
    val picture: String?,
    /** Pixels of the picture, when known */
    val width: Long?,
    /** Pixels of the picture, when known */
    val height: Long?,
    val video: String?,
    val voice: String?,
    val length: Long?,
)

/** `uid` (my peer, or I) has read everything that the other one wrote up to `msgid`. */
@Serializable
data class ReadMsg(
    val uid: Long,
    val msgid: Long,
)

/** The sender `uid` took back a message to `toid`: it has no content any more. */
@Serializable
data class RecallMsg(
    val msgid: Long,
    val uid: Long,
    val toid: Long,
)

/** `timeout`: unix seconds. */
@Serializable
data class Renewed(
    val sessionid: String,
    val timeout: Long,
)

@Serializable
data class Replies(
    val replys: List<Reply>,
    val more: Boolean? = null,
)

@Serializable
data class RepliesToMe(
    val replys: List<PlacedReply>,
    val more: Boolean? = null,
)

/** A reply outside a post. */
@Serializable
data class Reply(
    val replyid: Long,
    val postid: Long,
    val uid: Long,
    val content: String,
    val time: Long,
)

/** A report of mine. */
@Serializable
data class Report(
    val reportid: Long,
    /** user, post, reply, message, group, circle or album */
    val kind: String,
    /** uid, postid, replyid, msgid, gid, cid or did of what was reported */
    val id: Long,
    val reason: String,
    /** open; or what operations did: dismissed, deleted, warned, suspended */
    val state: String,
    val time: Long,
    /** When operations answered */
    val closed_time: Long? = null,
)

@Serializable
data class ReportAdded(
    val reportid: Long,
)

@Serializable
data class ReportMine(
    val reports: List<Report>,
)

/** `msg`: a text of this service for the user who reserved, "" by default. */
@Serializable
data class Reserved(
    val orderid: String,
    val msg: String,
)

/**
 * Pushes to this connection may have been lost: call `event.sync`, `seq` is the last number.
 *
 * With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no number.
 */
@Serializable
data class Resync(
    val gid: Long? = null,
)

/** How many were ended. */
@Serializable
data class Revoked(
    val revoked: Long,
)

/** A role of a circle; a higher level may invite more. */
@Serializable
data class Role(
    val cid: Long,
    val roleid: Long,
    val level: Long,
    val title: String,
)

@Serializable
data class Searched(
    val users: List<FoundUser>,
)

@Serializable
data class Sent(
    val msgid: Long,
)

@Serializable
data class Sessions(
    val sessions: List<Login>,
)

@Serializable
data class Shops(
    val groups: List<StoreGroup>,
)

@Serializable
data class Started(
    val user: User,
    /** My highest number: compare it with yours, and call `event.sync` */
    val seq: Long,
    val invite_list: List<Invite>? = null,
    val client_data: JsonObject? = null,
)

/** A group of goods: a shop. */
@Serializable
data class StoreGroup(
    val gid: Long,
    val groupname: String,
    val show_info: JsonObject? = null,
)

@Serializable
data class Synced(
    val items: List<Item>,
    /** The highest number covered, for the next call */
    val seq: Long,
    val more: Boolean,
    /** Numbers after the given one are no longer kept: refresh the lists, continue from `seq` */
    val gap: Boolean,
    /** The newest postid by gid, of my groups and those this connection watches */
    val groups: Map<String, Long>,
)

@Serializable
data class Times(
    val times: List<List<Long>>,
)

/** `upload_url`: where the form with the file goes. */
@Serializable
data class Token(
    val token: String,
    val upload_url: String,
)

/** Somebody is writing to me. It is not stored. */
@Serializable
data class Typing(
    val uid: Long,
)

@Serializable
data class Unbound(
    val cardid: String,
)

@Serializable
data class Unread(
    val unread: Long,
)

/** `skipped`: the phones in which no number was found, as they were uploaded. */
@Serializable
data class Uploaded(
    val skipped: List<String>? = null,
)

/** An account as others see it: always all 17 keys. */
@Serializable
data class User(
    val uid: Long,
    /** Null: the profile is not filled in yet */
    val nick: String?,
    val signature: String?,
    /** A url without a query; picture operations may be added to it */
    val headpic: String?,
    /** The same */
    val background_image: String?,
    /** 0 unknown, 1 male, 2 female */
    val sex: Long,
    /** Unix seconds, negative before 1970 */
    val birthday: Long?,
    val marriage: Long?,
    /** Centimetres */
    val height: Long,
    /** A place, in the user's words */
    val position: String?,
    val job: String?,
    /** When the account was made */
    val create_time: Long,
    /** 1 = was activated, or appointed by operations */
    val actor: Long,
    /** The highest level the user may hand out */
    val actor_level: Long,
    /** uid of the activator, 0 = nobody */
    val active_by: Long,
    /** The level that was handed out */
    val active_level: Long,
    /** Set by operations; what it means is up to the client */
    val is_stew: Long,
)

/** Tags and votes of a user; always complete. */
@Serializable
data class UserExdata(
    val uid: Long,
    val tags: List<String>,
    /** How many like this user */
    val like_me_count: Long,
)

/** A profile in one object. */
@Serializable
data class UserInfo(
    val uid: Long,
    /** Null: the profile is not filled in yet */
    val nick: String?,
    val signature: String?,
    /** A url without a query; picture operations may be added to it */
    val headpic: String?,
    /** The same */
    val background_image: String?,
    /** 0 unknown, 1 male, 2 female */
    val sex: Long,
    /** Unix seconds, negative before 1970 */
    val birthday: Long?,
    val marriage: Long?,
    /** Centimetres */
    val height: Long,
    /** A place, in the user's words */
    val position: String?,
    val job: String?,
    /** When the account was made */
    val create_time: Long,
    /** 1 = was activated, or appointed by operations */
    val actor: Long,
    /** The highest level the user may hand out */
    val actor_level: Long,
    /** uid of the activator, 0 = nobody */
    val active_by: Long,
    /** The level that was handed out */
    val active_level: Long,
    /** Set by operations; what it means is up to the client */
    val is_stew: Long,
    val exinfo: UserExdata,
    val circle: List<CircleLine>,
)

@Serializable
data class UserNewPosts(
    val posts: List<OldPost>,
    val more: Boolean? = null,
)

/** Where a user was at `time`, to about 100 m. */
@Serializable
data class UserPlace(
    val uid: Long,
    val lat: Double,
    val long: Double,
    /** When it was reported */
    val time: Long,
)

@Serializable
data class UserPosts(
    val posts: List<OldPost>,
)

@Serializable
data class UserTags(
    val uid: Long,
    val tags: List<String>,
)
