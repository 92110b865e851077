// Written by ./dev clients from the registry; ./dev lint compares.

/** 1 or 0, true or false. */
export type Flag = 0 | 1 | boolean;

export interface Activation {
  active_level: number;
  active_by: number;
}

export interface ActiveCode {
  active_code: string;
  level: number;
  timeout: number;
}

export interface Album {
  medias: AlbumMedia[];
}

export interface AlbumAdded {
  did: number;
}

/**
 * An album entry; beside the common keys those of its type: pic, vdo or vic.
 *
 * `length` is in milliseconds, 0 = unknown.
 */
export interface AlbumMedia {
  did: number;
  uid: number;
  /** pic, vdo or vic */
  type: string;
  /** Empty when there is none */
  text: string;
  time: number;
  picture?: string;
  /** Pixels, when known */
  width?: number;
  /** Pixels, when known */
  height?: number;
  video?: string;
  voice?: string;
  /** Milliseconds, 0 = unknown; comes with video or voice */
  length?: number;
}

export interface AllTags {
  tags: UserTags[];
}

export interface Asked {
  circle?: CirclePlace;
}

/** A user whom I have blocked, and since when. */
export interface BlockLine {
  uid: number;
  time: number;
}

export interface BlockList {
  users: BlockLine[];
  pos: number;
  count: number;
}

/** An announcement, present or past. */
export interface Board {
  bid: number;
  cid: number;
  board: string;
  time: number;
}

export interface Boards {
  boards: Board[];
}

/** A bound bank card: its first and last digits, and until when it is good. */
export interface Card {
  cardid: string;
  card_name: string;
  card_top: string;
  card_last: string;
  bindvalidthru: number | null;
}

export interface Cards {
  cards: Card[];
}

/** After step 1 nothing, or with DEBUG on the code; after step 2 the new number. */
export interface ChangeOfPhone {
  newphone?: string;
  code?: string;
}

export interface Charged {
  orderid: string;
}

/** A circle; its default role and whether anybody may join are not shown. */
export interface Circle {
  cid: number;
  name: string;
  /** The present announcement */
  board: string;
  /** The shop it belongs to, 0 = none */
  store_group_id: number;
  /** A picture's url */
  poster_url: string | null;
  /** Set by operations; what it means is up to the client */
  interact_poster: number;
  /** A picture's url */
  icon_url: string | null;
}

export interface CircleCode {
  vcode: string;
  timeout: number;
}

export interface CircleJoined {
  circle: CirclePlace;
}

export interface CircleLiked {
  like: Like;
}

/**
 * A membership with its role and its circle; `subid` is `roleid` for old clients.
 *
 * `by_uid` 0 = nobody, `time` = joined.
 */
export interface CircleLine {
  cid: number;
  roleid: number;
  /** The same as `roleid`, for old clients */
  subid: number;
  level: number;
  title: string;
  /** Who let the user in, 0 = nobody */
  by_uid: number;
  /** When the user joined */
  time: number;
  name: string;
  /** The present announcement */
  board: string;
  /** The shop it belongs to, 0 = none */
  store_group_id: number;
  poster_url: string | null;
  interact_poster: number;
  icon_url: string | null;
}

/** A member; `time` = joined. */
export interface CircleMember {
  uid: number;
  roleid: number;
  time: number;
}

export interface CircleMembers {
  users: CircleMember[];
  more?: boolean;
}

export interface CircleMine {
  circles: MyCircle[];
}

/** A circle I am in has a new announcement; its ids and time are repeated flat. */
export interface CircleNewBoard {
  board: Board;
  bid: number;
  cid: number;
  time: number;
}

export interface CircleNewPosts {
  posts: CirclePost[];
  more?: boolean;
}

/** The circle somebody is in now, and their role there. */
export interface CirclePlace {
  cid: number;
  roleid: number;
}

/** A circle post: always all keys but `more_...`. Lists as in GroupPost. */
export interface CirclePost {
  postid: number;
  uid: number;
  cid: number;
  content: string;
  picture_list: string[];
  /** Goods it recommends */
  mid: number | null;
  time: number;
  likes: Like[];
  replys: EmbeddedReply[];
  /** How many like it */
  like: number;
  /** How many replies it has */
  replycount: number;
  /** True when there are more likes than `likes` holds */
  more_likes?: boolean;
  /** True when there are more replies than `replys` holds */
  more_replies?: boolean;
}

export interface CirclePosted {
  postid: number;
}

export interface CirclePosts {
  posts: CirclePost[];
}

/** The key is `post` and its value is the reply, as the protocol requires. */
export interface CircleReplied {
  post: EmbeddedReply;
}

/** What I have with another user. */
export interface Conversation {
  /** The other one */
  uid: number;
  /** The newest message in either direction */
  last: Message;
  /** How many messages of the other are newer than `read` */
  unread: number;
  /** msgid of the newest message of the other that I have read, 0 = none */
  read: number;
  /** msgid of the newest message of mine that the other has read, 0 = none */
  peer_read: number;
}

export interface Conversations {
  conversations: Conversation[];
  more?: boolean;
}

export interface Created {
  gid: number;
}

/** After step 1 nothing, or with DEBUG on the code; after step 2 when the account is erased. */
export interface Deletion {
  time?: number;
  code?: string;
}

/** A reply inside its post. */
export interface EmbeddedReply {
  replyid: number;
  uid: number;
  content: string;
  time: number;
}

/** What operations know of an endorser. */
export interface EndorsementInfo {
  /** Set by operations */
  level: number;
  endorsement_point: number;
  consumer_point: number;
  /** More than 0 while the user is an endorser */
  endorsement_type: number;
  /** Words given by operations */
  type: string[];
  /** Endorser since */
  create_time: number;
}

/** Goods an endorser stands for; `merchandise` is absent when they were removed. */
export interface EndorsementItem {
  slogan: string;
  create_time: number;
  merchandise?: MerchandiseShort;
}

/** A line of the list of endorsers; `time` = endorser since. */
export interface Endorser {
  uid: number;
  time: number;
}

export interface EndorserAlbum {
  media: AlbumMedia[];
}

export interface Endorsers {
  users: Endorser[];
}

/** A stored notification; beside the common keys those of its type. */
export interface Event {
  eid: number;
  create_time: number;
  type: string;
  /** Who did it */
  uid?: number;
  add_type?: number;
  gid?: number;
  /** Who invites */
  fromuid?: number;
  cid?: number;
  /** The role I have now */
  roleid?: number;
  /** Who let me in */
  by_uid?: number;
  /** Of a ZIP file; everybody who knows it can fetch the file */
  url?: string;
  /** How long `url` is good */
  until?: number;
}

/** An event was recorded for me. */
export interface EventPush {
  event: Event;
}

export interface Events {
  events: Event[];
  more?: boolean;
}

/** A link that operations attached to a circle. */
export interface ExLink {
  title: string;
  url: string;
  time: number;
  icon_url: string | null;
}

/** One further file of a post; beside the common keys those of its type: pic, vdo or vic. */
export interface ExMedia {
  did: number;
  postid: number;
  /** pic, vdo or vic */
  type: string;
  picture?: string;
  /** Pixels, when known */
  width?: number;
  /** Pixels, when known */
  height?: number;
  video?: string;
  voice?: string;
  /** Milliseconds, 0 = unknown */
  length?: number;
}

export interface Found {
  users: User[];
}

/** An account found by its nick; `time` repeats `create_time` for old clients. */
export interface FoundUser {
  uid: number;
  /** Null: the profile is not filled in yet */
  nick: string | null;
  signature: string | null;
  /** A url without a query; picture operations may be added to it */
  headpic: string | null;
  /** The same */
  background_image: string | null;
  /** 0 unknown, 1 male, 2 female */
  sex: number;
  /** Unix seconds, negative before 1970 */
  birthday: number | null;
  marriage: number | null;
  /** Centimetres */
  height: number;
  /** A place, in the user's words */
  position: string | null;
  job: string | null;
  /** When the account was made */
  create_time: number;
  /** 1 = was activated, or appointed by operations */
  actor: number;
  /** The highest level the user may hand out */
  actor_level: number;
  /** uid of the activator, 0 = nobody */
  active_by: number;
  /** The level that was handed out */
  active_level: number;
  /** Set by operations; what it means is up to the client */
  is_stew: number;
  time: number;
}

/** An entry of a friend list. */
export interface FriendLine {
  uid: number;
  /**
   * 0 added by hand, 2 I came through this person, 3 this person took my invite; other values are
   * those given to user.add_friend
   */
  type: number;
  /** When the entry was made */
  time: number;
}

/** `friend_id`: uids or, for legacy connections, what other connections get in `friends`. */
export interface FriendList {
  friend_id: (number | FriendLine)[];
  pos: number;
  count: number;
  friends?: FriendLine[];
}

/** Users whose numbers I uploaded and who are not my friends, as I spelt the numbers. */
export interface FromPhonebook {
  users: PhonebookUser[];
}

/** A chat room with posts. */
export interface Group {
  gid: number;
  creator: number;
  name: string;
  /** An announcement, empty when there is none */
  board: string;
  /** Free for clients */
  type: number;
  /** Free text, a place */
  position: string | null;
  /** When it was made */
  time: number;
  /** 1: members invite, too, not only the creator */
  everyone_caninvite: number;
  /** 1: only members post and reply */
  only_member_speak: number;
  /** 1: only members read */
  only_member_watch: number;
  lat: number | null;
  long: number | null;
  /** 1: users with `can_post` 0 may not post */
  member_control: number;
  /** 1: creator or an admin must accept everybody who wants to join */
  join_approval: number;
  /** 1: only creator and admins post and reply */
  muted_all: number;
  /** Their uids; the creator is not among them */
  admins: number[];
}

/** `pending` 1: not a member yet; the group's creator or an admin has to accept. */
export interface GroupJoined {
  pending?: number;
}

export interface GroupLiked {
  like: Like;
}

/** My membership in a group. */
export interface GroupLine {
  gid: number;
  /** 0 as its creator */
  type: number;
  /** When I joined */
  time: number;
}

export interface GroupLines {
  groups: GroupLine[];
}

export interface GroupMembers {
  members: Member[];
  more?: boolean;
}

/**
 * The new view of a group post. `likes` and `replys` hold the newest 50, oldest first.
 *
 * On a page of more than 20 posts they hold fewer, so that 1000 of each are on it at most, and
 * together 64 Ki characters of replies. `post.likes` and `post.get_reply` give all.
 */
export interface GroupPost {
  postid: number;
  uid: number;
  gid: number;
  time: number;
  likes: Like[];
  replys: EmbeddedReply[];
  /** How many like it */
  like: number;
  /** How many replies it has */
  replycount: number;
  /** True when there are more likes than `likes` holds */
  more_likes?: boolean;
  /** True when there are more replies than `replys` holds */
  more_replies?: boolean;
  content?: string;
  pictures?: string[];
  video?: string;
  /** Milliseconds, 0 = unknown; comes with video */
  videolen?: number;
  voice?: string;
  /** Milliseconds, 0 = unknown; comes with voice */
  voicelen?: number;
  /** Where it was made */
  position?: PostPlace;
}

export interface GroupPosted {
  postid: number;
}

export interface GroupPosts {
  posts: GroupPost[];
}

/** The key is `post` and its value is the reply, as the protocol requires. */
export interface GroupReplied {
  post: EmbeddedReply;
}

export interface Groups {
  groups: Group[];
}

export interface HasRole {
  role: Role;
}

export interface Info {
  circle: Circle;
  roles: Role[];
}

export interface Infos {
  users: UserInfo[];
}

/** An invitation to somebody without an account; `uid` is the inviter. */
export interface Invite {
  invite_id: number;
  /** The inviter */
  uid: number;
  phone: string;
  nick: string;
  headpic: string | null;
  sex: number | null;
  birthday: number | null;
  marriage: number;
  height: number;
  position: string | null;
  /** The circle that comes with it */
  join_cid: number | null;
  /** The role that is really given */
  join_roleid: number | null;
  /** Who accepted it */
  joined_uid: number | null;
  create_time: number;
  /** When the SMS was sent */
  sms_send_time: number | null;
}

export interface Invites {
  invites: Invite[];
}

/** One number, with the type and data of its push. */
export interface Item {
  seq: number;
  type: string;
  data: Record<string, unknown>;
}

/** Who likes a post, inside it or in a result. */
export interface Like {
  uid: number;
  time: number;
}

export interface Likers {
  users: Like[];
  more?: boolean;
}

export interface Listed {
  merchandises: Merchandise[];
}

/** A session of mine. */
export interface Login {
  /** Names the session, and cannot be used to log in */
  id: number;
  /** How the login was made: code or password */
  method: string;
  create_time: number;
  /** The last start on a connection, exact to an hour */
  last_time: number;
  /** The address of that start */
  address: string;
  /** The platform of the device that this session registered */
  device?: string;
  /** 1 = this is the session of the call */
  current: number;
}

/** A membership; `type` 0 = creator. */
export interface Member {
  uid: number;
  type: number;
  /** When the user joined */
  time: number;
  /** Counts while the group has `member_control` 1 */
  can_post: number;
  /** creator, admin or member */
  role: string;
  /** Unix seconds until which the member may not post; absent when it may */
  mute_until?: number;
}

/** Goods; `ex_people_amount` is the price per further person, `group_id` 0 = in no shop. */
export interface Merchandise {
  mid: number;
  productname: string;
  productdesc: string;
  amount: number;
  ex_people_amount: number;
  group_id: number;
  show_info?: Record<string, unknown>;
  show_post_url: string | null;
  icon_url: string | null;
  no_list: number;
  time: number;
}

/** Goods as an endorser's profile shows them; `amount` in fen. */
export interface MerchandiseShort {
  mid: number;
  productname: string;
  /** Fen */
  amount: number;
  time: number;
  show_post_url: string | null;
  icon_url: string | null;
}

/**
 * A private message; beside the common keys those of its type.
 *
 * Type recalled has no further keys: the sender took the message back.
 */
export interface Message {
  msgid: number;
  /** The sender, like `fromid` */
  uid: number;
  fromid: number;
  toid: number;
  time: number;
  /** txt, pic, vdo, vic, geo or recalled */
  type: string;
  /** The text; with a file made by upload, its caption */
  content?: string;
  /** With type pic */
  picture?: string;
  /** Pixels, when known */
  width?: number;
  /** Pixels, when known */
  height?: number;
  /** With type vdo */
  video?: string;
  /** With type vic */
  voice?: string;
  /** Milliseconds; always there with video or voice, 0 = unknown */
  length?: number;
  /** With type geo, and long */
  lat?: number;
  long?: number;
}

export interface Messages {
  message: Message[];
  more?: boolean;
}

export interface MoreOldPosts {
  posts: OldPost[];
  more?: boolean;
}

/** One of my circles with its links. */
export interface MyCircle {
  cid: number;
  roleid: number;
  /** The same as `roleid`, for old clients */
  subid: number;
  level: number;
  title: string;
  /** Who let the user in, 0 = nobody */
  by_uid: number;
  /** When the user joined */
  time: number;
  name: string;
  /** The present announcement */
  board: string;
  /** The shop it belongs to, 0 = none */
  store_group_id: number;
  poster_url: string | null;
  interact_poster: number;
  icon_url: string | null;
  exlist: ExLink[];
}

export interface Nearby {
  users: NearbyTags[];
}

/** A user found by tags; the place only when the search had one. */
export interface NearbyTags {
  uid: number;
  tags: string[];
  lat?: number;
  long?: number;
  time?: number;
}

export interface Nearest {
  users: UserPlace[];
}

export interface NewGroupPosts {
  posts: GroupPost[];
  more?: boolean;
}

/** Somebody likes my post, which I may still read, for the first time. */
export interface NewLike {
  like: PostLike;
}

/** A private message to me, or by me from another device. */
export interface NewMsg {
  message: Message;
}

/** A post in a group I watch, or by a friend of mine; never a circle post. */
export interface NewPost {
  post: PushedPost;
}

/**
 * Somebody replied to my post, which I may still read.
 *
 * `gid` is 0 and `cid` present for a circle post.
 */
export interface NewReply {
  gid: number;
  reply: Reply;
  cid?: number;
}

export interface News {
  replys: PlacedReply[];
  likes?: PostLike[];
  /** True when older ones of the new replies were left out: `post.reply_to_me` has them */
  more?: boolean;
  /** True when older ones of the new likes were left out: `post.likes` has them */
  more_likes?: boolean;
}

/**
 * The old view. `gid` and `group_id` are the same, 0 for a circle post, which has `cid`.
 *
 * `type` is the kind of the first medium present: pic, vdo, vic; absent for text. `length` is
 * in ms and there with video or voice, 0 = unknown.
 */
export interface OldPost {
  postid: number;
  uid: number;
  gid: number;
  group_id: number;
  /** Empty when there is none */
  content: string;
  type?: string;
  /** How many like it */
  like: number;
  /** How many replies it has */
  replycount: number;
  /** How many further media it has, see ExMedia */
  excount: number;
  /** Whether I like it; false in pushes */
  ilike: boolean;
  time: number;
  cid?: number;
  picture?: string;
  /** Pixels, when known */
  width?: number;
  /** Pixels, when known */
  height?: number;
  video?: string;
  voice?: string;
  length?: number;
}

/** `last_time`: when the last connection of an offline user ended; absent if not known. */
export interface OnlineLine {
  uid: number;
  online: number;
  last_time?: number;
}

/** A user whom this connection watches came online (1) or went offline (0). May repeat. */
export interface OnlinePush {
  uid: number;
  online: number;
}

export interface OnlineUsers {
  online: OnlineLine[];
}

/**
 * A purchase by `uid`; names and price as at order time.
 *
 * `paystate`: 0 not paid, 1 paid, 2 refunded, 3 reserved, -1 failed. `remain`: to pay, then paid.
 */
export interface Order {
  orderid: string;
  mid: number;
  uid: number;
  paystate: number;
  create_time: number;
  paytime: number | null;
  refundtime: number | null;
  ex_people: number;
  recommend_uid: number | null;
  remain: number;
  productname: string;
  desc: string;
}

/** `gourl`: the page on which to pay, null when there is nothing to pay. */
export interface Ordered {
  gourl: string | null;
  orderid: string;
}

export interface Orders {
  history: Order[];
}

/** The result of the old start: my own user object with further keys. */
export interface OwnUser {
  uid: number;
  /** Null: the profile is not filled in yet */
  nick: string | null;
  signature: string | null;
  /** A url without a query; picture operations may be added to it */
  headpic: string | null;
  /** The same */
  background_image: string | null;
  /** 0 unknown, 1 male, 2 female */
  sex: number;
  /** Unix seconds, negative before 1970 */
  birthday: number | null;
  marriage: number | null;
  /** Centimetres */
  height: number;
  /** A place, in the user's words */
  position: string | null;
  job: string | null;
  /** When the account was made */
  create_time: number;
  /** 1 = was activated, or appointed by operations */
  actor: number;
  /** The highest level the user may hand out */
  actor_level: number;
  /** uid of the activator, 0 = nobody */
  active_by: number;
  /** The level that was handed out */
  active_level: number;
  /** Set by operations; what it means is up to the client */
  is_stew: number;
  phone: string;
  exinfo: UserExdata;
  circle: CircleLine[];
}

/** An order of `uid` came to a state; one per order and state. */
export interface Paylog {
  payid: number;
  orderid: string;
  mid: number;
  uid: number;
  paystate: number;
  productcatalog: number;
  productname: string;
  productdesc: string;
  amount: number;
  create_time: number;
  ex_people: number;
  recommend_uid: number | null;
}

/** An order I made or recommended was paid, or its payment failed. May repeat. */
export interface PaylogPush {
  log: Paylog;
}

/** A line of a phone book; without a phone it is skipped. Long texts are cut. */
export interface PhoneEntry {
  phone: string | null;
  name: string | null;
}

/** An account found by a phone book; `phone` is spelt exactly as it was uploaded. */
export interface PhonebookUser {
  uid: number;
  /** Null: the profile is not filled in yet */
  nick: string | null;
  signature: string | null;
  /** A url without a query; picture operations may be added to it */
  headpic: string | null;
  /** The same */
  background_image: string | null;
  /** 0 unknown, 1 male, 2 female */
  sex: number;
  /** Unix seconds, negative before 1970 */
  birthday: number | null;
  marriage: number | null;
  /** Centimetres */
  height: number;
  /** A place, in the user's words */
  position: string | null;
  job: string | null;
  /** When the account was made */
  create_time: number;
  /** 1 = was activated, or appointed by operations */
  actor: number;
  /** The highest level the user may hand out */
  actor_level: number;
  /** uid of the activator, 0 = nobody */
  active_by: number;
  /** The level that was handed out */
  active_level: number;
  /** Set by operations; what it means is up to the client */
  is_stew: number;
  phone: string;
}

/** A reply to one of my posts; `gid` is 0 and `cid` present for a circle post. */
export interface PlacedReply {
  replyid: number;
  postid: number;
  uid: number;
  content: string;
  time: number;
  gid: number;
  cid?: number;
}

export interface PostExdata {
  exdata: ExMedia[];
}

/** A like outside a post. */
export interface PostLike {
  postid: number;
  uid: number;
  time: number;
}

export interface PostPlace {
  lat: number;
  long: number;
}

export interface PostPosted {
  postid: number;
}

export interface PostPosts {
  posts: OldPost[];
}

export interface PostReplied {
  replyid: number;
}

/** In fen. */
export interface Price {
  price: number;
}

/** Everything that all users may see of a user; the last two keys are for endorsers only. */
export interface Profile {
  user: User;
  exdata: UserExdata;
  circles: CircleLine[];
  endorsement?: EndorsementInfo;
  endors_list?: EndorsementItem[];
}

/** The old view as `newpost` has it: what `OldPost` leaves out is null here. */
export interface PushedPost {
  postid: number;
  uid: number;
  gid: number;
  group_id: number;
  /** Empty when there is none */
  content: string;
  type?: string;
  /** How many like it */
  like: number;
  /** How many replies it has */
  replycount: number;
  /** How many further media it has, see ExMedia */
  excount: number;
  /** Whether I like it; false in pushes */
  ilike: boolean;
  time: number;
  picture: string | null;
  /** Pixels of the picture, when known */
  width: number | null;
  /** Pixels of the picture, when known */
  height: number | null;
  video: string | null;
  voice: string | null;
  length: number | null;
}

/** `uid` (my peer, or I) has read everything that the other one wrote up to `msgid`. */
export interface ReadMsg {
  uid: number;
  msgid: number;
}

/** The sender `uid` took back a message to `toid`: it has no content any more. */
export interface RecallMsg {
  msgid: number;
  uid: number;
  toid: number;
}

/** `timeout`: unix seconds. */
export interface Renewed {
  sessionid: string;
  timeout: number;
}

export interface Replies {
  replys: Reply[];
  more?: boolean;
}

export interface RepliesToMe {
  replys: PlacedReply[];
  more?: boolean;
}

/** A reply outside a post. */
export interface Reply {
  replyid: number;
  postid: number;
  uid: number;
  content: string;
  time: number;
}

/** A report of mine. */
export interface Report {
  reportid: number;
  /** user, post, reply, message, group, circle or album */
  kind: string;
  /** uid, postid, replyid, msgid, gid, cid or did of what was reported */
  id: number;
  reason: string;
  /** open; or what operations did: dismissed, deleted, warned, suspended */
  state: string;
  time: number;
  /** When operations answered */
  closed_time?: number;
}

export interface ReportAdded {
  reportid: number;
}

export interface ReportMine {
  reports: Report[];
}

/** `msg`: a text of this service for the user who reserved, "" by default. */
export interface Reserved {
  orderid: string;
  msg: string;
}

/**
 * Pushes to this connection may have been lost: call `event.sync`, `seq` is the last number.
 *
 * With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no number.
 */
export interface Resync {
  gid?: number;
}

/** How many were ended. */
export interface Revoked {
  revoked: number;
}

/** A role of a circle; a higher level may invite more. */
export interface Role {
  cid: number;
  roleid: number;
  level: number;
  title: string;
}

export interface Searched {
  users: FoundUser[];
}

export interface Sent {
  msgid: number;
}

export interface Sessions {
  sessions: Login[];
}

export interface Shops {
  groups: StoreGroup[];
}

export interface Started {
  user: User;
  /** My highest number: compare it with yours, and call `event.sync` */
  seq: number;
  invite_list?: Invite[];
  client_data?: Record<string, unknown>;
}

/** A group of goods: a shop. */
export interface StoreGroup {
  gid: number;
  groupname: string;
  show_info?: Record<string, unknown>;
}

export interface Synced {
  items: Item[];
  /** The highest number covered, for the next call */
  seq: number;
  more: boolean;
  /** Numbers after the given one are no longer kept: refresh the lists, continue from `seq` */
  gap: boolean;
  /** The newest postid by gid, of my groups and those this connection watches */
  groups: Record<string, number>;
}

export interface Times {
  times: [number, number][];
}

/** `upload_url`: where the form with the file goes. */
export interface Token {
  token: string;
  upload_url: string;
}

/** Somebody is writing to me. It is not stored. */
export interface Typing {
  uid: number;
}

export interface Unbound {
  cardid: string;
}

export interface Unread {
  unread: number;
}

/** `skipped`: the phones in which no number was found, as they were uploaded. */
export interface Uploaded {
  skipped?: string[];
}

/** An account as others see it: always all 17 keys. */
export interface User {
  uid: number;
  /** Null: the profile is not filled in yet */
  nick: string | null;
  signature: string | null;
  /** A url without a query; picture operations may be added to it */
  headpic: string | null;
  /** The same */
  background_image: string | null;
  /** 0 unknown, 1 male, 2 female */
  sex: number;
  /** Unix seconds, negative before 1970 */
  birthday: number | null;
  marriage: number | null;
  /** Centimetres */
  height: number;
  /** A place, in the user's words */
  position: string | null;
  job: string | null;
  /** When the account was made */
  create_time: number;
  /** 1 = was activated, or appointed by operations */
  actor: number;
  /** The highest level the user may hand out */
  actor_level: number;
  /** uid of the activator, 0 = nobody */
  active_by: number;
  /** The level that was handed out */
  active_level: number;
  /** Set by operations; what it means is up to the client */
  is_stew: number;
}

/** Tags and votes of a user; always complete. */
export interface UserExdata {
  uid: number;
  tags: string[];
  /** How many like this user */
  like_me_count: number;
}

/** A profile in one object. */
export interface UserInfo {
  uid: number;
  /** Null: the profile is not filled in yet */
  nick: string | null;
  signature: string | null;
  /** A url without a query; picture operations may be added to it */
  headpic: string | null;
  /** The same */
  background_image: string | null;
  /** 0 unknown, 1 male, 2 female */
  sex: number;
  /** Unix seconds, negative before 1970 */
  birthday: number | null;
  marriage: number | null;
  /** Centimetres */
  height: number;
  /** A place, in the user's words */
  position: string | null;
  job: string | null;
  /** When the account was made */
  create_time: number;
  /** 1 = was activated, or appointed by operations */
  actor: number;
  /** The highest level the user may hand out */
  actor_level: number;
  /** uid of the activator, 0 = nobody */
  active_by: number;
  /** The level that was handed out */
  active_level: number;
  /** Set by operations; what it means is up to the client */
  is_stew: number;
  exinfo: UserExdata;
  circle: CircleLine[];
}

export interface UserNewPosts {
  posts: OldPost[];
  more?: boolean;
}

/** Where a user was at `time`, to about 100 m. */
export interface UserPlace {
  uid: number;
  lat: number;
  long: number;
  /** When it was reported */
  time: number;
}

export interface UserPosts {
  posts: OldPost[];
}

export interface UserTags {
  uid: number;
  tags: string[];
}
