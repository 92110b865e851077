// Written by ./dev clients from the registry; ./dev lint compares.

public struct Activation: Codable, Sendable, Equatable {
    public let active_level: Int
    public let active_by: Int
}

public struct ActiveCode: Codable, Sendable, Equatable {
    public let active_code: String
    public let level: Int
    public let timeout: Int
}

public struct Album: Codable, Sendable, Equatable {
    public let medias: [AlbumMedia]
}

public struct AlbumAdded: Codable, Sendable, Equatable {
    public let did: Int
}

/// An album entry; beside the common keys those of its type: pic, vdo or vic.
///
/// `length` is in milliseconds, 0 = unknown.
public struct AlbumMedia: Codable, Sendable, Equatable {
    public let did: Int
    public let uid: Int
    /// pic, vdo or vic
    public let type: String
    /// Empty when there is none
    public let text: String
    public let time: Int
    public let picture: String?
    /// Pixels, when known
    public let width: Int?
    /// Pixels, when known
    public let height: Int?
    public let video: String?
    public let voice: String?
    /// Milliseconds, 0 = unknown; comes with video or voice
    public let length: Int?
}

public struct AllTags: Codable, Sendable, Equatable {
    public let tags: [UserTags]
}

public struct Asked: Codable, Sendable, Equatable {
    public let circle: CirclePlace?
}

/// A user whom I have blocked, and since when.
public struct BlockLine: Codable, Sendable, Equatable {
    public let uid: Int
    public let time: Int
}

public struct BlockList: Codable, Sendable, Equatable {
    public let users: [BlockLine]
    public let pos: Int
    public let count: Int
}

/// An announcement, present or past.
public struct Board: Codable, Sendable, Equatable {
    public let bid: Int
    public let cid: Int
    public let board: String
    public let time: Int
}

public struct Boards: Codable, Sendable, Equatable {
    public let boards: [Board]
}

/// A bound bank card: its first and last digits, and until when it is good.
public struct Card: Codable, Sendable, Equatable {
    public let cardid: String
    public let card_name: String
    public let card_top: String
    public let card_last: String
    public let bindvalidthru: Int?
}

public struct Cards: Codable, Sendable, Equatable {
    public let cards: [Card]
}

/// After step 1 nothing, or with DEBUG on the code; after step 2 the new number.
public struct ChangeOfPhone: Codable, Sendable, Equatable {
    public let newphone: String?
    public let code: String?
}

public struct Charged: Codable, Sendable, Equatable {
    public let orderid: String
}

/// A circle; its default role and whether anybody may join are not shown.
public struct Circle: Codable, Sendable, Equatable {
    public let cid: Int
    public let name: String
    /// The present announcement
    public let board: String
    /// The shop it belongs to, 0 = none
    public let store_group_id: Int
    /// A picture's url
    public let poster_url: String?
    /// Set by operations; what it means is up to the client
    public let interact_poster: Int
    /// A picture's url
    public let icon_url: String?
}

public struct CircleCode: Codable, Sendable, Equatable {
    public let vcode: String
    public let timeout: Int
}

public struct CircleJoined: Codable, Sendable, Equatable {
    public let circle: CirclePlace
}

public struct CircleLiked: Codable, Sendable, Equatable {
    public let like: Like
}

/// A membership with its role and its circle; `subid` is `roleid` for old clients.
///
/// `by_uid` 0 = nobody, `time` = joined.
public struct CircleLine: Codable, Sendable, Equatable {
    public let cid: Int
    public let roleid: Int
    /// The same as `roleid`, for old clients
    public let subid: Int
    public let level: Int
    public let title: String
    /// Who let the user in, 0 = nobody
    public let by_uid: Int
    /// When the user joined
    public let time: Int
    public let name: String
    /// The present announcement
    public let board: String
    /// The shop it belongs to, 0 = none
    public let store_group_id: Int
    public let poster_url: String?
    public let interact_poster: Int
    public let icon_url: String?
}

/// A member; `time` = joined.
public struct CircleMember: Codable, Sendable, Equatable {
    public let uid: Int
    public let roleid: Int
    public let time: Int
}

public struct CircleMembers: Codable, Sendable, Equatable {
    public let users: [CircleMember]
    public let more: Bool?
}

public struct CircleMine: Codable, Sendable, Equatable {
    public let circles: [MyCircle]
}

/// A circle I am in has a new announcement; its ids and time are repeated flat.
public struct CircleNewBoard: Codable, Sendable, Equatable {
    public let board: Board
    public let bid: Int
    public let cid: Int
    public let time: Int
}

public struct CircleNewPosts: Codable, Sendable, Equatable {
    public let posts: [CirclePost]
    public let more: Bool?
}

/// The circle somebody is in now, and their role there.
public struct CirclePlace: Codable, Sendable, Equatable {
    public let cid: Int
    public let roleid: Int
}

/// A circle post: always all keys but `more_...`. Lists as in GroupPost.
public struct CirclePost: Codable, Sendable, Equatable {
    public let postid: Int
    public let uid: Int
    public let cid: Int
    public let content: String
    public let picture_list: [String]
    /// Goods it recommends
    public let mid: Int?
    public let time: Int
    public let likes: [Like]
    public let replys: [EmbeddedReply]
    /// How many like it
    public let like: Int
    /// How many replies it has
    public let replycount: Int
    /// True when there are more likes than `likes` holds
    public let more_likes: Bool?
    /// True when there are more replies than `replys` holds
    public let more_replies: Bool?
}

public struct CirclePosted: Codable, Sendable, Equatable {
    public let postid: Int
}

public struct CirclePosts: Codable, Sendable, Equatable {
    public let posts: [CirclePost]
}

/// The key is `post` and its value is the reply, as the protocol requires.
public struct CircleReplied: Codable, Sendable, Equatable {
    public let post: EmbeddedReply
}

/// What I have with another user.
public struct Conversation: Codable, Sendable, Equatable {
    /// The other one
    public let uid: Int
    /// The newest message in either direction
    public let last: Message
    /// How many messages of the other are newer than `read`
    public let unread: Int
    /// msgid of the newest message of the other that I have read, 0 = none
    public let read: Int
    /// msgid of the newest message of mine that the other has read, 0 = none
    public let peer_read: Int
}

public struct Conversations: Codable, Sendable, Equatable {
    public let conversations: [Conversation]
    public let more: Bool?
}

public struct Created: Codable, Sendable, Equatable {
    public let gid: Int
}

/// After step 1 nothing, or with DEBUG on the code; after step 2 when the account is erased.
public struct Deletion: Codable, Sendable, Equatable {
    public let time: Int?
    public let code: String?
}

/// A reply inside its post.
public struct EmbeddedReply: Codable, Sendable, Equatable {
    public let replyid: Int
    public let uid: Int
    public let content: String
    public let time: Int
}

/// What operations know of an endorser.
public struct EndorsementInfo: Codable, Sendable, Equatable {
    /// Set by operations
    public let level: Int
    public let endorsement_point: Int
    public let consumer_point: Int
    /// More than 0 while the user is an endorser
    public let endorsement_type: Int
    /// Words given by operations
    public let type: [String]
    /// Endorser since
    public let create_time: Int
}

/// Goods an endorser stands for; `merchandise` is absent when they were removed.
public struct EndorsementItem: Codable, Sendable, Equatable {
    public let slogan: String
    public let create_time: Int
    public let merchandise: MerchandiseShort?
}

/// A line of the list of endorsers; `time` = endorser since.
public struct Endorser: Codable, Sendable, Equatable {
    public let uid: Int
    public let time: Int
}

public struct EndorserAlbum: Codable, Sendable, Equatable {
    public let media: [AlbumMedia]
}

public struct Endorsers: Codable, Sendable, Equatable {
    public let users: [Endorser]
}

/// A stored notification; beside the common keys those of its type.
public struct Event: Codable, Sendable, Equatable {
    public let eid: Int
    public let create_time: Int
    public let type: String
    /// Who did it
    public let uid: Int?
    public let add_type: Int?
    public let gid: Int?
    /// Who invites
    public let fromuid: Int?
    public let cid: Int?
    /// The role I have now
    public let roleid: Int?
    /// Who let me in
    public let by_uid: Int?
    /// Of a ZIP file; everybody who knows it can fetch the file
    public let url: String?
    /// How long `url` is good
    public let until: Int?
}

/// An event was recorded for me.
public struct EventPush: Codable, Sendable, Equatable {
    public let event: Event
}

public struct Events: Codable, Sendable, Equatable {
    public let events: [Event]
    public let more: Bool?
}

/// A link that operations attached to a circle.
public struct ExLink: Codable, Sendable, Equatable {
    public let title: String
    public let url: String
    public let time: Int
    public let icon_url: String?
}

/// One further file of a post; beside the common keys those of its type: pic, vdo or vic.
public struct ExMedia: Codable, Sendable, Equatable {
    public let did: Int
    public let postid: Int
    /// pic, vdo or vic
    public let type: String
    public let picture: String?
    /// Pixels, when known
    public let width: Int?
    /// Pixels, when known
    public let height: Int?
    public let video: String?
    public let voice: String?
    /// Milliseconds, 0 = unknown
    public let length: Int?
}

public struct Found: Codable, Sendable, Equatable {
    public let users: [User]
}

/// An account found by its nick; `time` repeats `create_time` for old clients.
public struct FoundUser: Codable, Sendable, Equatable {
    public let uid: Int
    /// Null: the profile is not filled in yet
    public let nick: String?
    public let signature: String?
    /// A url without a query; picture operations may be added to it
    public let headpic: String?
    /// The same
    public let background_image: String?
    /// 0 unknown, 1 male, 2 female
    public let sex: Int
    /// Unix seconds, negative before 1970
    public let birthday: Int?
    public let marriage: Int?
    /// Centimetres
    public let height: Int
    /// A place, in the user's words
    public let position: String?
    public let job: String?
    /// When the account was made
    public let create_time: Int
    /// 1 = was activated, or appointed by operations
    public let actor: Int
    /// The highest level the user may hand out
    public let actor_level: Int
    /// uid of the activator, 0 = nobody
    public let active_by: Int
    /// The level that was handed out
    public let active_level: Int
    /// Set by operations; what it means is up to the client
    public let is_stew: Int
    public let time: Int
}

/// An entry of a friend list.
public struct FriendLine: Codable, Sendable, Equatable {
    public let uid: Int
    /// 0 added by hand, 2 I came through this person, 3 this person took my invite; other values
    /// are those given to user.add_friend
    public let type: Int
    /// When the entry was made
    public let time: Int
}

/// `friend_id`: uids or, for legacy connections, what other connections get in `friends`.
public struct FriendList: Codable, Sendable, Equatable {
    public let friend_id: [JSON]
    public let pos: Int
    public let count: Int
    public let friends: [FriendLine]?
}

/// Users whose numbers I uploaded and who are not my friends, as I spelt the numbers.
public struct FromPhonebook: Codable, Sendable, Equatable {
    public let users: [PhonebookUser]
}

/// A chat room with posts.
public struct Group: Codable, Sendable, Equatable {
    public let gid: Int
    public let creator: Int
    public let name: String
    /// An announcement, empty when there is none
    public let board: String
    /// Free for clients
    public let type: Int
    /// Free text, a place
    public let position: String?
    /// When it was made
    public let time: Int
    /// 1: members invite, too, not only the creator
    public let everyone_caninvite: Int
    /// 1: only members post and reply
    public let only_member_speak: Int
    /// 1: only members read
    public let only_member_watch: Int
    public let lat: Double?
    public let long: Double?
    /// 1: users with `can_post` 0 may not post
    public let member_control: Int
    /// 1: creator or an admin must accept everybody who wants to join
    public let join_approval: Int
    /// 1: only creator and admins post and reply
    public let muted_all: Int
    /// Their uids; the creator is not among them
    public let admins: [Int]
}

/// `pending` 1: not a member yet; the group's creator or an admin has to accept.
public struct GroupJoined: Codable, Sendable, Equatable {
    public let pending: Int?
}

public struct GroupLiked: Codable, Sendable, Equatable {
    public let like: Like
}

/// My membership in a group.
public struct GroupLine: Codable, Sendable, Equatable {
    public let gid: Int
    /// 0 as its creator
    public let type: Int
    /// When I joined
    public let time: Int
}

public struct GroupLines: Codable, Sendable, Equatable {
    public let groups: [GroupLine]
}

public struct GroupMembers: Codable, Sendable, Equatable {
    public let members: [Member]
    public let more: Bool?
}

/// The new view of a group post. `likes` and `replys` hold the newest 50, oldest first.
///
/// On a page of more than 20 posts they hold fewer, so that 1000 of each are on it at most, and
/// together 64 Ki characters of replies. `post.likes` and `post.get_reply` give all.
public struct GroupPost: Codable, Sendable, Equatable {
    public let postid: Int
    public let uid: Int
    public let gid: Int
    public let time: Int
    public let likes: [Like]
    public let replys: [EmbeddedReply]
    /// How many like it
    public let like: Int
    /// How many replies it has
    public let replycount: Int
    /// True when there are more likes than `likes` holds
    public let more_likes: Bool?
    /// True when there are more replies than `replys` holds
    public let more_replies: Bool?
    public let content: String?
    public let pictures: [String]?
    public let video: String?
    /// Milliseconds, 0 = unknown; comes with video
    public let videolen: Int?
    public let voice: String?
    /// Milliseconds, 0 = unknown; comes with voice
    public let voicelen: Int?
    /// Where it was made
    public let position: PostPlace?
}

public struct GroupPosted: Codable, Sendable, Equatable {
    public let postid: Int
}

public struct GroupPosts: Codable, Sendable, Equatable {
    public let posts: [GroupPost]
}

/// The key is `post` and its value is the reply, as the protocol requires.
public struct GroupReplied: Codable, Sendable, Equatable {
    public let post: EmbeddedReply
}

public struct Groups: Codable, Sendable, Equatable {
    public let groups: [Group]
}

public struct HasRole: Codable, Sendable, Equatable {
    public let role: Role
}

public struct Info: Codable, Sendable, Equatable {
    public let circle: Circle
    public let roles: [Role]
}

public struct Infos: Codable, Sendable, Equatable {
    public let users: [UserInfo]
}

/// An invitation to somebody without an account; `uid` is the inviter.
public struct Invite: Codable, Sendable, Equatable {
    public let invite_id: Int
    /// The inviter
    public let uid: Int
    public let phone: String
    public let nick: String
    public let headpic: String?
    public let sex: Int?
    public let birthday: Int?
    public let marriage: Int
    public let height: Int
    public let position: String?
    /// The circle that comes with it
    public let join_cid: Int?
    /// The role that is really given
    public let join_roleid: Int?
    /// Who accepted it
    public let joined_uid: Int?
    public let create_time: Int
    /// When the SMS was sent
    public let sms_send_time: Int?
}

public struct Invites: Codable, Sendable, Equatable {
    public let invites: [Invite]
}

/// One number, with the type and data of its push.
public struct Item: Codable, Sendable, Equatable {
    public let seq: Int
    public let type: String
    public let data: [String: JSON]
}

/// Who likes a post, inside it or in a result.
public struct Like: Codable, Sendable, Equatable {
    public let uid: Int
    public let time: Int
}

public struct Likers: Codable, Sendable, Equatable {
    public let users: [Like]
    public let more: Bool?
}

public struct Listed: Codable, Sendable, Equatable {
    public let merchandises: [Merchandise]
}

/// A session of mine.
public struct Login: Codable, Sendable, Equatable {
    /// Names the session, and cannot be used to log in
    public let id: Int
    /// How the login was made: code or password
    public let method: String
    public let create_time: Int
    /// The last start on a connection, exact to an hour
    public let last_time: Int
    /// The address of that start
    public let address: String
    /// The platform of the device that this session registered
    public let device: String?
    /// 1 = this is the session of the call
    public let current: Int
}

/// A membership; `type` 0 = creator.
public struct Member: Codable, Sendable, Equatable {
    public let uid: Int
    public let type: Int
    /// When the user joined
    public let time: Int
    /// Counts while the group has `member_control` 1
    public let can_post: Int
    /// creator, admin or member
    public let role: String
    /// Unix seconds until which the member may not post; absent when it may
    public let mute_until: Int?
}

/// Goods; `ex_people_amount` is the price per further person, `group_id` 0 = in no shop.
public struct Merchandise: Codable, Sendable, Equatable {
    public let mid: Int
    public let productname: String
    public let productdesc: String
    public let amount: Int
    public let ex_people_amount: Int
    public let group_id: Int
    public let show_info: [String: JSON]?
    public let show_post_url: String?
    public let icon_url: String?
    public let no_list: Int
    public let time: Int
}

/// Goods as an endorser's profile shows them; `amount` in fen.
public struct MerchandiseShort: Codable, Sendable, Equatable {
    public let mid: Int
    public let productname: String
    /// Fen
    public let amount: Int
    public let time: Int
    public let show_post_url: String?
    public let icon_url: String?
}

/// A private message; beside the common keys those of its type.
///
/// Type recalled has no further keys: the sender took the message back.
public struct Message: Codable, Sendable, Equatable {
    public let msgid: Int
    /// The sender, like `fromid`
    public let uid: Int
    public let fromid: Int
    public let toid: Int
    public let time: Int
    /// txt, pic, vdo, vic, geo or recalled
    public let type: String
    /// The text; with a file made by upload, its caption
    public let content: String?
    /// With type pic
    public let picture: String?
    /// Pixels, when known
    public let width: Int?
    /// Pixels, when known
    public let height: Int?
    /// With type vdo
    public let video: String?
    /// With type vic
    public let voice: String?
    /// Milliseconds; always there with video or voice, 0 = unknown
    public let length: Int?
    /// With type geo, and long
    public let lat: Double?
    public let long: Double?
}

public struct Messages: Codable, Sendable, Equatable {
    public let message: [Message]
    public let more: Bool?
}

public struct MoreOldPosts: Codable, Sendable, Equatable {
    public let posts: [OldPost]
    public let more: Bool?
}

/// One of my circles with its links.
public struct MyCircle: Codable, Sendable, Equatable {
    public let cid: Int
    public let roleid: Int
    /// The same as `roleid`, for old clients
    public let subid: Int
    public let level: Int
    public let title: String
    /// Who let the user in, 0 = nobody
    public let by_uid: Int
    /// When the user joined
    public let time: Int
    public let name: String
    /// The present announcement
    public let board: String
    /// The shop it belongs to, 0 = none
    public let store_group_id: Int
    public let poster_url: String?
    public let interact_poster: Int
    public let icon_url: String?
    public let exlist: [ExLink]
}

public struct Nearby: Codable, Sendable, Equatable {
    public let users: [NearbyTags]
}

/// A user found by tags; the place only when the search had one.
public struct NearbyTags: Codable, Sendable, Equatable {
    public let uid: Int
    public let tags: [String]
    public let lat: Double?
    public let long: Double?
    public let time: Int?
}

public struct Nearest: Codable, Sendable, Equatable {
    public let users: [UserPlace]
}

public struct NewGroupPosts: Codable, Sendable, Equatable {
    public let posts: [GroupPost]
    public let more: Bool?
}

/// Somebody likes my post, which I may still read, for the first time.
public struct NewLike: Codable, Sendable, Equatable {
    public let like: PostLike
}

/// A private message to me, or by me from another device.
public struct NewMsg: Codable, Sendable, Equatable {
    public let message: Message
}

/// A post in a group I watch, or by a friend of mine; never a circle post.
public struct NewPost: Codable, Sendable, Equatable {
    public let post: PushedPost
}

/// Somebody replied to my post, which I may still read.
///
/// `gid` is 0 and `cid` present for a circle post.
public struct NewReply: Codable, Sendable, Equatable {
    public let gid: Int
    public let reply: Reply
    public let cid: Int?
}

public struct News: Codable, Sendable, Equatable {
    public let replys: [PlacedReply]
    public let likes: [PostLike]?
    /// True when older ones of the new replies were left out: `post.reply_to_me` has them
    public let more: Bool?
    /// True when older ones of the new likes were left out: `post.likes` has them
    public let more_likes: Bool?
}

/// The old view. `gid` and `group_id` are the same, 0 for a circle post, which has `cid`.
///
/// `type` is the kind of the first medium present: pic, vdo, vic; absent for text. `length` is
/// in ms and there with video or voice, 0 = unknown.
public struct OldPost: Codable, Sendable, Equatable {
    public let postid: Int
    public let uid: Int
    public let gid: Int
    public let group_id: Int
    /// Empty when there is none
    public let content: String
    public let type: String?
    /// How many like it
    public let like: Int
    /// How many replies it has
    public let replycount: Int
    /// How many further media it has, see ExMedia
    public let excount: Int
    /// Whether I like it; false in pushes
    public let ilike: Bool
    public let time: Int
    public let cid: Int?
    public let picture: String?
    /// Pixels, when known
    public let width: Int?
    /// Pixels, when known
    public let height: Int?
    public let video: String?
    public let voice: String?
    public let length: Int?
}

/// `last_time`: when the last connection of an offline user ended; absent if not known.
public struct OnlineLine: Codable, Sendable, Equatable {
    public let uid: Int
    public let online: Int
    public let last_time: Int?
}

/// A user whom this connection watches came online (1) or went offline (0). May repeat.
public struct OnlinePush: Codable, Sendable, Equatable {
    public let uid: Int
    public let online: Int
}

public struct OnlineUsers: Codable, Sendable, Equatable {
    public let online: [OnlineLine]
}

/// A purchase by `uid`; names and price as at order time.
///
/// `paystate`: 0 not paid, 1 paid, 2 refunded, 3 reserved, -1 failed. `remain`: to pay, then paid.
public struct Order: Codable, Sendable, Equatable {
    public let orderid: String
    public let mid: Int
    public let uid: Int
    public let paystate: Int
    public let create_time: Int
    public let paytime: Int?
    public let refundtime: Int?
    public let ex_people: Int
    public let recommend_uid: Int?
    public let remain: Int
    public let productname: String
    public let desc: String
}

/// `gourl`: the page on which to pay, null when there is nothing to pay.
public struct Ordered: Codable, Sendable, Equatable {
    public let gourl: String?
    public let orderid: String
}

public struct Orders: Codable, Sendable, Equatable {
    public let history: [Order]
}

/// The result of the old start: my own user object with further keys.
public struct OwnUser: Codable, Sendable, Equatable {
    public let uid: Int
    /// Null: the profile is not filled in yet
    public let nick: String?
    public let signature: String?
    /// A url without a query; picture operations may be added to it
    public let headpic: String?
    /// The same
    public let background_image: String?
    /// 0 unknown, 1 male, 2 female
    public let sex: Int
    /// Unix seconds, negative before 1970
    public let birthday: Int?
    public let marriage: Int?
    /// Centimetres
    public let height: Int
    /// A place, in the user's words
    public let position: String?
    public let job: String?
    /// When the account was made
    public let create_time: Int
    /// 1 = was activated, or appointed by operations
    public let actor: Int
    /// The highest level the user may hand out
    public let actor_level: Int
    /// uid of the activator, 0 = nobody
    public let active_by: Int
    /// The level that was handed out
    public let active_level: Int
    /// Set by operations; what it means is up to the client
    public let is_stew: Int
    public let phone: String
    public let exinfo: UserExdata
    public let circle: [CircleLine]
}

/// An order of `uid` came to a state; one per order and state.
public struct Paylog: Codable, Sendable, Equatable {
    public let payid: Int
    public let orderid: String
    public let mid: Int
    public let uid: Int
    public let paystate: Int
    public let productcatalog: Int
    public let productname: String
    public let productdesc: String
    public let amount: Int
    public let create_time: Int
    public let ex_people: Int
    public let recommend_uid: Int?
}

/// An order I made or recommended was paid, or its payment failed. May repeat.
public struct PaylogPush: Codable, Sendable, Equatable {
    public let log: Paylog
}

/// A line of a phone book; without a phone it is skipped. Long texts are cut.
public struct PhoneEntry: Codable, Sendable, Equatable {
    public let phone: String?
    public let name: String?

    public init(phone: String?, name: String?) {
        self.phone = phone
        self.name = name
    }
}

/// An account found by a phone book; `phone` is spelt exactly as it was uploaded.
public struct PhonebookUser: Codable, Sendable, Equatable {
    public let uid: Int
    /// Null: the profile is not filled in yet
    public let nick: String?
    public let signature: String?
    /// A url without a query; picture operations may be added to it
    public let headpic: String?
    /// The same
    public let background_image: String?
    /// 0 unknown, 1 male, 2 female
    public let sex: Int
    /// Unix seconds, negative before 1970
    public let birthday: Int?
    public let marriage: Int?
    /// Centimetres
    public let height: Int
    /// A place, in the user's words
    public let position: String?
    public let job: String?
    /// When the account was made
    public let create_time: Int
    /// 1 = was activated, or appointed by operations
    public let actor: Int
    /// The highest level the user may hand out
    public let actor_level: Int
    /// uid of the activator, 0 = nobody
    public let active_by: Int
    /// The level that was handed out
    public let active_level: Int
    /// Set by operations; what it means is up to the client
    public let is_stew: Int
    public let phone: String
}

/// A reply to one of my posts; `gid` is 0 and `cid` present for a circle post.
public struct PlacedReply: Codable, Sendable, Equatable {
    public let replyid: Int
    public let postid: Int
    public let uid: Int
    public let content: String
    public let time: Int
    public let gid: Int
    public let cid: Int?
}

public struct PostExdata: Codable, Sendable, Equatable {
    public let exdata: [ExMedia]
}

/// A like outside a post.
public struct PostLike: Codable, Sendable, Equatable {
    public let postid: Int
    public let uid: Int
    public let time: Int
}

public struct PostPlace: Codable, Sendable, Equatable {
    public let lat: Double
    public let long: Double
}

public struct PostPosted: Codable, Sendable, Equatable {
    public let postid: Int
}

public struct PostPosts: Codable, Sendable, Equatable {
    public let posts: [OldPost]
}

public struct PostReplied: Codable, Sendable, Equatable {
    public let replyid: Int
}

/// In fen.
public struct Price: Codable, Sendable, Equatable {
    public let price: Int
}

/// Everything that all users may see of a user; the last two keys are for endorsers only.
public struct Profile: Codable, Sendable, Equatable {
    public let user: User
    public let exdata: UserExdata
    public let circles: [CircleLine]
    public let endorsement: EndorsementInfo?
    public let endors_list: [EndorsementItem]?
}

/// The old view as `newpost` has it: what `OldPost` leaves out is null here.
public struct PushedPost: Codable, Sendable, Equatable {
    public let postid: Int
    public let uid: Int
    public let gid: Int
    public let group_id: Int
    /// Empty when there is none
    public let content: String
    public let type: String?
    /// How many like it
    public let like: Int
    /// How many replies it has
    public let replycount: Int
    /// How many further media it has, see ExMedia
    public let excount: Int
    /// Whether I like it; false in pushes
    public let ilike: Bool
    public let time: Int
    public let picture: String?
    /// Pixels of the picture, when known
    public let width: Int?
    /// Pixels of the picture, when known
    public let height: Int?
    public let video: String?
    public let voice: String?
    public let length: Int?
}

/// `uid` (my peer, or I) has read everything that the other one wrote up to `msgid`.
public struct ReadMsg: Codable, Sendable, Equatable {
    public let uid: Int
    public let msgid: Int
}

/// The sender `uid` took back a message to `toid`: it has no content any more.
public struct RecallMsg: Codable, Sendable, Equatable {
    public let msgid: Int
    public let uid: Int
    public let toid: Int
}

/// `timeout`: unix seconds.
public struct Renewed: Codable, Sendable, Equatable {
    public let sessionid: String
    public let timeout: Int
}

public struct Replies: Codable, Sendable, Equatable {
    public let replys: [Reply]
    public let more: Bool?
}

public struct RepliesToMe: Codable, Sendable, Equatable {
    public let replys: [PlacedReply]
    public let more: Bool?
}

/// A reply outside a post.
public struct Reply: Codable, Sendable, Equatable {
    public let replyid: Int
    public let postid: Int
    public let uid: Int
    public let content: String
    public let time: Int
}

/// A report of mine.
public struct Report: Codable, Sendable, Equatable {
    public let reportid: Int
    /// user, post, reply, message, group, circle or album
    public let kind: String
    /// uid, postid, replyid, msgid, gid, cid or did of what was reported
    public let id: Int
    public let reason: String
    /// open; or what operations did: dismissed, deleted, warned, suspended
    public let state: String
    public let time: Int
    /// When operations answered
    public let closed_time: Int?
}

public struct ReportAdded: Codable, Sendable, Equatable {
    public let reportid: Int
}

public struct ReportMine: Codable, Sendable, Equatable {
    public let reports: [Report]
}

/// `msg`: a text of this service for the user who reserved, "" by default.
public struct Reserved: Codable, Sendable, Equatable {
    public let orderid: String
    public let msg: String
}

/// Pushes to this connection may have been lost: call `event.sync`, `seq` is the last number.
///
/// With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no number.
public struct Resync: Codable, Sendable, Equatable {
    public let gid: Int?
}

/// How many were ended.
public struct Revoked: Codable, Sendable, Equatable {
    public let revoked: Int
}

/// A role of a circle; a higher level may invite more.
public struct Role: Codable, Sendable, Equatable {
    public let cid: Int
    public let roleid: Int
    public let level: Int
    public let title: String
}

public struct Searched: Codable, Sendable, Equatable {
    public let users: [FoundUser]
}

public struct Sent: Codable, Sendable, Equatable {
    public let msgid: Int
}

public struct Sessions: Codable, Sendable, Equatable {
    public let sessions: [Login]
}

public struct Shops: Codable, Sendable, Equatable {
    public let groups: [StoreGroup]
}

public struct Started: Codable, Sendable, Equatable {
    public let user: User
    /// My highest number: compare it with yours, and call `event.sync`
    public let seq: Int
    public let invite_list: [Invite]?
    public let client_data: [String: JSON]?
}

/// A group of goods: a shop.
public struct StoreGroup: Codable, Sendable, Equatable {
    public let gid: Int
    public let groupname: String
    public let show_info: [String: JSON]?
}

public struct Synced: Codable, Sendable, Equatable {
    public let items: [Item]
    /// The highest number covered, for the next call
    public let seq: Int
    public let more: Bool
    /// Numbers after the given one are no longer kept: refresh the lists, continue from `seq`
    public let gap: Bool
    /// The newest postid by gid, of my groups and those this connection watches
    public let groups: [String: Int]
}

public struct Times: Codable, Sendable, Equatable {
    public let times: [[Int]]
}

/// `upload_url`: where the form with the file goes.
public struct Token: Codable, Sendable, Equatable {
    public let token: String
    public let upload_url: String
}

/// Somebody is writing to me. It is not stored.
public struct Typing: Codable, Sendable, Equatable {
    public let uid: Int
}

public struct Unbound: Codable, Sendable, Equatable {
    public let cardid: String
}

public struct Unread: Codable, Sendable, Equatable {
    public let unread: Int
}

/// `skipped`: the phones in which no number was found, as they were uploaded.
public struct Uploaded: Codable, Sendable, Equatable {
    public let skipped: [String]?
}

/// An account as others see it: always all 17 keys.
public struct User: Codable, Sendable, Equatable {
    public let uid: Int
    /// Null: the profile is not filled in yet
    public let nick: String?
    public let signature: String?
    /// A url without a query; picture operations may be added to it
    public let headpic: String?
    /// The same
    public let background_image: String?
    /// 0 unknown, 1 male, 2 female
    public let sex: Int
    /// Unix seconds, negative before 1970
    public let birthday: Int?
    public let marriage: Int?
    /// Centimetres
    public let height: Int
    /// A place, in the user's words
    public let position: String?
    public let job: String?
    /// When the account was made
    public let create_time: Int
    /// 1 = was activated, or appointed by operations
    public let actor: Int
    /// The highest level the user may hand out
    public let actor_level: Int
    /// uid of the activator, 0 = nobody
    public let active_by: Int
    /// The level that was handed out
    public let active_level: Int
    /// Set by operations; what it means is up to the client
    public let is_stew: Int
}

/// Tags and votes of a user; always complete.
public struct UserExdata: Codable, Sendable, Equatable {
    public let uid: Int
    public let tags: [String]
    /// How many like this user
    public let like_me_count: Int
}

/// A profile in one object.
public struct UserInfo: Codable, Sendable, Equatable {
    public let uid: Int
    /// Null: the profile is not filled in yet
    public let nick: String?
    public let signature: String?
    /// A url without a query; picture operations may be added to it
    public let headpic: String?
    /// The same
    public let background_image: String?
    /// 0 unknown, 1 male, 2 female
    public let sex: Int
    /// Unix seconds, negative before 1970
    public let birthday: Int?
    public let marriage: Int?
    /// Centimetres
    public let height: Int
    /// A place, in the user's words
    public let position: String?
    public let job: String?
    /// When the account was made
    public let create_time: Int
    /// 1 = was activated, or appointed by operations
    public let actor: Int
    /// The highest level the user may hand out
    public let actor_level: Int
    /// uid of the activator, 0 = nobody
    public let active_by: Int
    /// The level that was handed out
    public let active_level: Int
    /// Set by operations; what it means is up to the client
    public let is_stew: Int
    public let exinfo: UserExdata
    public let circle: [CircleLine]
}

public struct UserNewPosts: Codable, Sendable, Equatable {
    public let posts: [OldPost]
    public let more: Bool?
}

/// Where a user was at `time`, to about 100 m.
public struct UserPlace: Codable, Sendable, Equatable {
    public let uid: Int
    public let lat: Double
    public let long: Double
    /// When it was reported
    public let time: Int
}

public struct UserPosts: Codable, Sendable, Equatable {
    public let posts: [OldPost]
}

public struct UserTags: Codable, Sendable, Equatable {
    public let uid: Int
    public let tags: [String]
}
