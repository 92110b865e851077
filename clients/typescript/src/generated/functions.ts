// Written by ./dev clients from the registry; ./dev lint compares.

import type { CallOptions } from "../options.ts";
import type {
  Flag,
  Activation,
  ActiveCode,
  Album,
  AlbumAdded,
  AllTags,
  Asked,
  BlockList,
  Boards,
  Cards,
  ChangeOfPhone,
  Charged,
  CircleCode,
  CircleJoined,
  CircleLiked,
  CircleMembers,
  CircleMine,
  CircleNewPosts,
  CirclePosted,
  CirclePosts,
  CircleReplied,
  Conversations,
  Created,
  Deletion,
  EndorserAlbum,
  Endorsers,
  Events,
  Found,
  FriendList,
  GroupJoined,
  GroupLiked,
  GroupLines,
  GroupMembers,
  GroupPosted,
  GroupPosts,
  GroupReplied,
  Groups,
  HasRole,
  Info,
  Infos,
  Invites,
  Likers,
  Listed,
  Messages,
  MoreOldPosts,
  Nearby,
  Nearest,
  NewGroupPosts,
  News,
  OnlineUsers,
  Ordered,
  Orders,
  PhoneEntry,
  PostExdata,
  PostPosted,
  PostPosts,
  PostReplied,
  Price,
  Profile,
  Renewed,
  Replies,
  RepliesToMe,
  ReportAdded,
  ReportMine,
  Reserved,
  Revoked,
  Searched,
  Sent,
  Sessions,
  Shops,
  Synced,
  Times,
  Token,
  Unbound,
  Unread,
  Uploaded,
  UserNewPosts,
  UserPosts,
} from "./objects.ts";

/** Parameters of active.by_user. */
export interface ActiveByUserParm {
  /** id */
  uid: number;
}

/** Parameters of active.do. */
export interface ActiveDoParm {
  /** A code that was given by another user; 1 to 16 characters */
  active_code: string;
}

/** Parameters of active.generate_code. */
export interface ActiveGenerateCodeParm {
  /** 1 to 100; default 1 */
  level?: number;
}

/** Parameters of album.add. */
export interface AlbumAddParm {
  /** url; at most 1024 characters */
  url: string;
  /** 1 picture, 2 voice, 3 video; 1 to 3 */
  filetype: number;
  /** at most 256 characters */
  content?: string;
  /** 0 or more */
  width?: number;
  /** 0 or more */
  height?: number;
  /** 0 or more */
  length?: number;
}

/** Parameters of album.delete. */
export interface AlbumDeleteParm {
  /** id */
  did: number;
}

/** Parameters of album.endorsements. */
export interface AlbumEndorsementsParm {
  /** To page from; 0 = no bound; 0 or more */
  pos?: number;
  /** 1 to 1000; brought into that range, never refused; default 20 */
  count?: number;
}

/** Parameters of album.read. */
export interface AlbumReadParm {
  /** id */
  uid: number;
  /** To page from; 0 = no bound; 0 or more */
  before?: number;
  /** 1 to 1000; brought into that range, never refused; default 10 */
  count?: number;
}

/** Parameters of circle.accept_join. */
export interface CircleAcceptJoinParm {
  /** id */
  eid: number;
  /** id */
  roleid?: number;
}

/** Parameters of circle.addpost. */
export interface CircleAddpostParm {
  /** id */
  cid: number;
  /** at most 4096 characters */
  content: string;
  /** url or list of them; at most 20, each at most 1024 characters; default [] */
  pictures?: string[];
  /** id */
  mid?: number;
}

/** Parameters of circle.addreply. */
export interface CircleAddreplyParm {
  /** id */
  postid: number;
  /** 1 to 4096 characters */
  content: string;
}

/** Parameters of circle.board_history. */
export interface CircleBoardHistoryParm {
  /** id */
  cid: number;
  /** To page from; 0 = no bound; 0 or more */
  before?: number;
  /** 1 to 200; brought into that range, never refused; default 50 */
  count?: number;
}

/** Parameters of circle.by_user. */
export interface CircleByUserParm {
  /** id */
  uid: number;
  /** id */
  cid?: number;
}

/** Parameters of circle.info. */
export interface CircleInfoParm {
  /** id */
  cid: number;
}

/** Parameters of circle.invite_code. */
export interface CircleInviteCodeParm {
  /** id */
  cid: number;
  /** id */
  roleid: number;
}

/** Parameters of circle.join. */
export interface CircleJoinParm {
  /** A code that was given by another user; 1 to 16 characters */
  vcode: string;
}

/** Parameters of circle.leave. */
export interface CircleLeaveParm {
  /** id */
  cid: number;
}

/** Parameters of circle.likepost. */
export interface CircleLikepostParm {
  /** id */
  postid: number;
}

/** Parameters of circle.post_after. */
export interface CirclePostAfterParm {
  /** id */
  cid: number;
  /** To page from; 0 = no bound; 0 or more */
  after_postid: number;
}

/** Parameters of circle.postlist. */
export interface CirclePostlistParm {
  /** id */
  cid: number;
  /** To page from; 0 = no bound; 0 or more */
  before_postid?: number;
  /** 1 to 100; brought into that range, never refused; default 20 */
  count?: number;
}

/** Parameters of circle.request_join. */
export interface CircleRequestJoinParm {
  /** id */
  uid: number;
  /** id */
  cid: number;
}

/** Parameters of circle.set. */
export interface CircleSetParm {
  /** id */
  cid: number;
  /** id; also called `subid` */
  roleid: number;
}

/** Parameters of circle.users. */
export interface CircleUsersParm {
  /** id */
  cid: number;
  /** 0 or more; default 0 */
  pos?: number;
  /** 1 to 500; brought into that range, never refused; default 500 */
  count?: number;
  /** Unix seconds */
  before_time?: number;
  /** An id where 0 means none (or myself, as the function says); 0 or more */
  before_uid?: number;
}

/** Parameters of device.reg. */
export interface DeviceRegParm {
  /** The service that alerts a device: APNs, Google or JPush */
  platform: string;
  /**
   * As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024 characters, jpush 8 to 64;
   * 8 to 1024 characters
   */
  token: string;
  /** 0 or 1; default 0 */
  is_debug?: Flag;
}

/** Parameters of device.unreg. */
export interface DeviceUnregParm {
  /**
   * As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024 characters, jpush 8 to 64;
   * 8 to 1024 characters
   */
  token: string;
}

/** Parameters of endorsement.set_times. */
export interface EndorsementSetTimesParm {
  /** Times from start to end; at most 500, each exactly 2 */
  times: number[][];
}

/** Parameters of event.read. */
export interface EventReadParm {
  /** To page from; 0 = no bound; 0 or more; default 0 */
  pos?: number;
  /** To page from; 0 = no bound; 0 or more */
  before?: number;
}

/** Parameters of event.sync. */
export interface EventSyncParm {
  /** To page from; 0 = no bound; 0 or more; default 0 */
  seq?: number;
  /** 1 to 500; brought into that range, never refused; default 200 */
  count?: number;
}

/** Parameters of geo.user.report. */
export interface GeoUserReportParm {
  /** -90 to 90 */
  lat: number;
  /** -180 to 180 */
  long: number;
}

/** Parameters of geo.user.search. */
export interface GeoUserSearchParm {
  /** -90 to 90 */
  lat: number;
  /** -180 to 180 */
  long: number;
}

/** Parameters of group.accept_join. */
export interface GroupAcceptJoinParm {
  /** id */
  eid: number;
}

/** Parameters of group.addpost. */
export interface GroupAddpostParm {
  /** id */
  gid: number;
  /** at most 4096 characters */
  content?: string;
  /** url or list of them; at most 20, each at most 1024 characters; default [] */
  pictures?: string[];
  /** url; at most 1024 characters */
  video?: string;
  /** 0 or more */
  videolen?: number;
  /** url; at most 1024 characters */
  voice?: string;
  /** 0 or more */
  voicelen?: number;
  /** -90 to 90 */
  lat?: number;
  /** -180 to 180 */
  lng?: number;
}

/** Parameters of group.addreply. */
export interface GroupAddreplyParm {
  /** id */
  postid: number;
  /** 1 to 4096 characters */
  content: string;
}

/** Parameters of group.create. */
export interface GroupCreateParm {
  /** 1 to 64 characters */
  name: string;
  /** at most 4096 characters */
  board: string;
  /** A `type` that is free for clients; 0 to 99; default 0 */
  type?: number;
  /** Free text, a place; at most 256 characters */
  position?: string;
  /** -90 to 90 */
  lat?: number;
  /** -180 to 180 */
  long?: number;
}

/** Parameters of group.delete. */
export interface GroupDeleteParm {
  /** id */
  gid: number;
}

/** Parameters of group.get_new_post. */
export interface GroupGetNewPostParm {
  /** id */
  gid: number;
  /** To page from; 0 = no bound; 0 or more */
  frompos: number;
}

/** Parameters of group.info. */
export interface GroupInfoParm {
  /** id or list of ids; Repeats count once; at most 500 */
  gid: number | number[];
}

/** Parameters of group.invite. */
export interface GroupInviteParm {
  /** id */
  gid: number;
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Parameters of group.join. */
export interface GroupJoinParm {
  /** id */
  gid: number;
  /** 1 to 99; default 1 */
  type?: number;
}

/** Parameters of group.leave. */
export interface GroupLeaveParm {
  /** id */
  gid: number;
}

/** Parameters of group.likepost. */
export interface GroupLikepostParm {
  /** id */
  postid: number;
}

/** Parameters of group.members. */
export interface GroupMembersParm {
  /** id */
  gid: number;
  /** 0 or more; default 0 */
  pos?: number;
  /** 1 to 500; brought into that range, never refused; default 500 */
  count?: number;
  /** Unix seconds */
  before_time?: number;
  /** An id where 0 means none (or myself, as the function says); 0 or more */
  before_uid?: number;
}

/** Parameters of group.mute. */
export interface GroupMuteParm {
  /** id */
  gid: number;
  /** 0 or 1; default 1 */
  on?: Flag;
}

/** Parameters of group.mute_all. */
export interface GroupMuteAllParm {
  /** id */
  gid: number;
  /** 0 or 1; default 1 */
  on?: Flag;
}

/** Parameters of group.mute_member. */
export interface GroupMuteMemberParm {
  /** id */
  gid: number;
  /** id */
  uid: number;
  /** 0 = none, at most 30 days; 0 to 2592000 */
  seconds: number;
}

/** Parameters of group.post_after. */
export interface GroupPostAfterParm {
  /** id */
  gid: number;
  /** To page from; 0 = no bound; 0 or more */
  after_postid: number;
}

/** Parameters of group.post_list. */
export interface GroupPostListParm {
  /** id */
  gid: number;
  /** To page from; 0 = no bound; 0 or more; default 0 */
  pos?: number;
  /** 1 to 200; brought into that range, never refused; default 50 */
  count?: number;
}

/** Parameters of group.postlist. */
export interface GroupPostlistParm {
  /** id */
  gid: number;
  /** To page from; 0 = no bound; 0 or more */
  before_postid?: number;
  /** 1 to 100; brought into that range, never refused; default 20 */
  count?: number;
}

/** Parameters of group.refuse_join. */
export interface GroupRefuseJoinParm {
  /** id */
  eid: number;
}

/** Parameters of group.regupdate. */
export interface GroupRegupdateParm {
  /** id */
  gid: number;
}

/** Parameters of group.remove_member. */
export interface GroupRemoveMemberParm {
  /** id */
  gid: number;
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Parameters of group.search. */
export interface GroupSearchParm {
  type: number;
}

/** Parameters of group.set_admin. */
export interface GroupSetAdminParm {
  /** id */
  gid: number;
  /** id */
  uid: number;
  /** 0 or 1; default 1 */
  on?: Flag;
}

/** Parameters of group.set_member_control. */
export interface GroupSetMemberControlParm {
  /** id */
  gid: number;
  /** id */
  uid: number;
  /** 0 or 1 */
  can_post?: Flag;
}

/** Parameters of group.transfer. */
export interface GroupTransferParm {
  /** id */
  gid: number;
  /** id */
  uid: number;
}

/** Parameters of group.unregupdate. */
export interface GroupUnregupdateParm {
  /** id */
  gid: number;
}

/** Parameters of group.update. */
export interface GroupUpdateParm {
  /** id */
  gid: number;
  /** 1 to 64 characters */
  name?: string;
  /** at most 4096 characters */
  board?: string;
  /** A `type` that is free for clients; 0 to 99 */
  type?: number;
  /** Free text, a place; at most 256 characters */
  position?: string;
  /** 0 or 1 */
  everyone_caninvite?: Flag;
  /** 0 or 1 */
  only_member_speak?: Flag;
  /** 0 or 1 */
  only_member_watch?: Flag;
  /** -90 to 90 */
  lat?: number;
  /** -180 to 180 */
  long?: number;
  /** 0 or 1 */
  member_control?: Flag;
  /** 0 or 1 */
  join_approval?: Flag;
}

/** Parameters of ios.reg. */
export interface IosRegParm {
  /** 32 to 256 characters */
  device_token: string;
  /** 0 or 1 */
  is_debug: Flag;
}

/** Parameters of ios.set_badge. */
export interface IosSetBadgeParm {
  /** 0 to 9999 */
  badge: number;
}

/** Parameters of merchandise.count_price. */
export interface MerchandiseCountPriceParm {
  /** id */
  mid: number;
  /** Further people beside the buyer, each at a price of their own; 0 to 100 */
  people_count: number;
}

/** Parameters of merchandise.createorder. */
export interface MerchandiseCreateorderParm {
  /** id */
  mid: number;
  /** Further people beside the buyer, each at a price of their own; 0 to 100 */
  people_count: number;
  /** Constant per phone; 1 to 128 characters */
  hardwareid: string;
  /** id */
  recommend_uid?: number;
}

/** Parameters of merchandise.get. */
export interface MerchandiseGetParm {
  /** id or list of ids; Repeats count once; at most 500 */
  mid: number | number[];
}

/** Parameters of merchandise.history. */
export interface MerchandiseHistoryParm {
  /** An orderid to page from; "" = no bound */
  before?: string;
  /** 1 to 1000; brought into that range, never refused; default 10 */
  count?: number;
}

/** Parameters of merchandise.list. */
export interface MerchandiseListParm {
  /** id */
  gid: number;
}

/** Parameters of merchandise.paybycard. */
export interface MerchandisePaybycardParm {
  /** 1 to 128 characters */
  cardid: string;
  /** id */
  mid: number;
  /** Further people beside the buyer, each at a price of their own; 0 to 100 */
  people_count: number;
  /** Constant per phone; 1 to 128 characters */
  hardwareid: string;
  /** id */
  recommend_uid?: number;
}

/** Parameters of merchandise.pre_order. */
export interface MerchandisePreOrderParm {
  /** id */
  mid: number;
  /** id */
  recommend_uid?: number;
}

/** Parameters of merchandise.recommendbyme. */
export interface MerchandiseRecommendbymeParm {
  /** An orderid to page from; "" = no bound */
  before?: string;
  /** 1 to 1000; brought into that range, never refused; default 10 */
  count?: number;
}

/** Parameters of merchandise.unbind. */
export interface MerchandiseUnbindParm {
  /** 1 to 128 characters */
  cardid: string;
}

/** Parameters of message.conversations. */
export interface MessageConversationsParm {
  /** To page from; 0 = no bound; 0 or more */
  before?: number;
  /** 1 to 100; brought into that range, never refused; default 50 */
  count?: number;
}

/** Parameters of message.history. */
export interface MessageHistoryParm {
  /** id */
  uid: number;
  /** To page from; 0 = no bound; 0 or more */
  beforeid?: number;
  /** 1 to 100; brought into that range, never refused; default 50 */
  count?: number;
}

/** Parameters of message.mark_read. */
export interface MessageMarkReadParm {
  /** id */
  uid: number;
  /** id */
  msgid: number;
}

/** Parameters of message.read. */
export interface MessageReadParm {
  /** To page from; 0 = no bound; 0 or more; default 0 */
  afterid?: number;
  /** To page from; 0 = no bound; 0 or more */
  beforeid?: number;
  /** 1 to 100; brought into that range, never refused; default 100 */
  count?: number;
}

/** Parameters of message.recall. */
export interface MessageRecallParm {
  /** id */
  msgid: number;
}

/** Parameters of message.send. */
export interface MessageSendParm {
  /** id */
  uid: number;
  /** at most 4096 characters */
  content?: string;
  /** -90 to 90 */
  lat?: number;
  /** -180 to 180 */
  long?: number;
  /** url; at most 1024 characters */
  picture?: string;
  /** 0 or more */
  width?: number;
  /** 0 or more */
  height?: number;
}

/** Parameters of message.typing. */
export interface MessageTypingParm {
  /** id */
  uid: number;
}

/** Parameters of phonebook.upload. */
export interface PhonebookUploadParm {
  /** What is no line in it counts as one without a phone; at most 2000 */
  phone_list: PhoneEntry[];
}

/** Parameters of post.add. */
export interface PostAddParm {
  /** id */
  gid: number;
  /** at most 4096 characters */
  content: string;
}

/** Parameters of post.delete. */
export interface PostDeleteParm {
  /** id */
  postid: number;
}

/** Parameters of post.dislike. */
export interface PostDislikeParm {
  /** id */
  postid: number;
}

/** Parameters of post.get. */
export interface PostGetParm {
  /** id or list of ids; Repeats count once; at most 500 */
  postid: number | number[];
}

/** Parameters of post.get_new_reply. */
export interface PostGetNewReplyParm {
  /** To page from; 0 = no bound; 0 or more; default 0 */
  from_reply?: number;
  /** To page from; 0 = no bound; 0 or more */
  like_after?: number;
}

/** Parameters of post.get_reply. */
export interface PostGetReplyParm {
  /** id */
  postid: number;
  /** 0 or more; default 0 */
  pos?: number;
  /** 1 to 1000; brought into that range, never refused; default 50 */
  count?: number;
  /** To page from; 0 = no bound; 0 or more; default 0 */
  after?: number;
}

/** Parameters of post.like. */
export interface PostLikeParm {
  /** id */
  postid: number;
}

/** Parameters of post.likes. */
export interface PostLikesParm {
  /** id */
  postid: number;
  /** 0 or more; default 0 */
  pos?: number;
  /** 1 to 500; brought into that range, never refused; default 50 */
  count?: number;
  /** Unix seconds */
  before_time?: number;
  /** An id where 0 means none (or myself, as the function says); 0 or more */
  before_uid?: number;
}

/** Parameters of post.readex. */
export interface PostReadexParm {
  /** id */
  postid: number;
}

/** Parameters of post.reply. */
export interface PostReplyParm {
  /** id */
  postid: number;
  /** 1 to 4096 characters */
  content: string;
}

/** Parameters of post.reply_to_me. */
export interface PostReplyToMeParm {
  /** To page from; 0 = no bound; 0 or more; default 0 */
  from_reply?: number;
}

/** Parameters of report.add. */
export interface ReportAddParm {
  kind: string;
  /** id */
  id: number;
  reason: string;
  /** What a report says; operations alone see it; at most 4096 characters */
  text?: string;
}

/** Parameters of report.mine. */
export interface ReportMineParm {
  /** To page from; 0 = no bound; 0 or more */
  before?: number;
  /** 1 to 100; brought into that range, never refused; default 20 */
  count?: number;
}

/** Parameters of session.revoke. */
export interface SessionRevokeParm {
  /** id */
  id: number;
}

/** Parameters of tools.change_phone. */
export interface ToolsChangePhoneParm {
  /** 1 to 32 characters */
  newphone: string;
  /** secret; What was typed as an SMS code; 1 to 64 characters */
  code?: string;
  /** secret; What was typed as an SMS code; 1 to 64 characters */
  confirm?: string;
}

/** Parameters of user.add_friend. */
export interface UserAddFriendParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
  /** A `type` that is free for clients; 0 to 99 */
  type?: number;
}

/** Parameters of user.block. */
export interface UserBlockParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Parameters of user.block_list. */
export interface UserBlockListParm {
  /** 0 or more; default 0 */
  pos?: number;
  /** 1 to 1000; brought into that range, never refused; default 50 */
  count?: number;
}

/** Parameters of user.del_friend. */
export interface UserDelFriendParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Parameters of user.delete_account. */
export interface UserDeleteAccountParm {
  /** secret; What was typed as an SMS code; 1 to 64 characters */
  code?: string;
}

/** Parameters of user.filter. */
export interface UserFilterParm {
  /** at most 20, each at most 20 characters */
  alltag?: string[];
  /** -90 to 90 */
  lat?: number;
  /** -180 to 180 */
  long?: number;
}

/** Parameters of user.find. */
export interface UserFindParm {
  /** 3 to 32 characters */
  phone: string;
}

/** Parameters of user.friend_list. */
export interface UserFriendListParm {
  /** An id where 0 means none (or myself, as the function says); 0 or more; default 0 */
  uid?: number;
  /** 0 or more; default 0 */
  pos?: number;
  /** 1 to 1000; brought into that range, never refused; default 50 */
  count?: number;
  /** Unix seconds */
  before_time?: number;
  /** An id where 0 means none (or myself, as the function says); 0 or more */
  before_uid?: number;
}

/** Parameters of user.friend_timeline. */
export interface UserFriendTimelineParm {
  /** To page from; 0 = no bound; 0 or more */
  before?: number;
  /** 1 to 200; brought into that range, never refused; default 50 */
  count?: number;
}

/** Parameters of user.friend_timeline_new. */
export interface UserFriendTimelineNewParm {
  /** To page from; 0 = no bound; 0 or more */
  after: number;
}

/** Parameters of user.get_tag. */
export interface UserGetTagParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uids: number | number[];
}

/** Parameters of user.info. */
export interface UserInfoParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Parameters of user.info2. */
export interface UserInfo2Parm {
  /** id */
  uid: number;
}

/** Parameters of user.invite. */
export interface UserInviteParm {
  /** 1 to 32 characters */
  phone: string;
  /** 1 to 32 characters */
  nick: string;
  /** url; A url, or "" to clear what is stored; at most 1024 characters */
  headpic?: string;
  /** 0 unknown, 1 male, 2 female; 0 to 2 */
  sex?: number;
  /** Unix seconds, negative before 1970 */
  birthday?: number;
  /** 0 to 9 */
  marriage?: number;
  /** In cm; 0 to 300 */
  height?: number;
  /** Free text, a place; at most 256 characters */
  position?: string;
  /** id */
  join_cid?: number;
  /** id */
  join_roleid?: number;
}

/** Parameters of user.like. */
export interface UserLikeParm {
  /** id */
  uid: number;
}

/** Parameters of user.mute. */
export interface UserMuteParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
  /** 0 or 1; default 1 */
  on?: Flag;
}

/** Parameters of user.online. */
export interface UserOnlineParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Parameters of user.posts. */
export interface UserPostsParm {
  /** id */
  uid: number;
  /** To page from; 0 = no bound; 0 or more */
  before?: number;
  /** 1 to 200; brought into that range, never refused; default 50 */
  count?: number;
}

/** Parameters of user.search. */
export interface UserSearchParm {
  /** 1 to 32 characters */
  nick: string;
}

/** Parameters of user.set_password. */
export interface UserSetPasswordParm {
  /** secret; 8 to 128 characters */
  psw: string;
  /** secret; What was typed as a password; at most 1024 characters */
  old?: string;
  /** secret; What was typed as an SMS code; 1 to 64 characters */
  code?: string;
}

/** Parameters of user.unblock. */
export interface UserUnblockParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Parameters of user.update. */
export interface UserUpdateParm {
  /** 1 to 32 characters */
  nick?: string;
  /** at most 256 characters */
  signature?: string;
  /** 0 unknown, 1 male, 2 female; 0 to 2 */
  sex?: number;
  /** Unix seconds, negative before 1970 */
  birthday?: number;
  /** 0 to 9 */
  marriage?: number;
  /** In cm; 0 to 300 */
  height?: number;
  /** Free text, a place; at most 256 characters */
  position?: string;
  /** url; A url, or "" to clear what is stored; at most 1024 characters */
  headpic?: string;
  /** at most 32 characters */
  job?: string;
  /** 0 or 1 */
  find_by_phone?: Flag;
  /** 0 or 1 */
  show_online?: Flag;
}

/** Parameters of user.update_tag. */
export interface UserUpdateTagParm {
  /** at most 20, each at most 20 characters */
  tags: string[];
}

/** Parameters of user.watch_online. */
export interface UserWatchOnlineParm {
  /** id or list of ids; Repeats count once; at most 500 */
  uid: number | number[];
}

/** Sends one call and gives its result; an errno other than 0 is thrown as RpcError. */
export type Caller = <T>(func: string, parm: object, options?: CallOptions) => Promise<T>;

/** Every function a client can call, by its name: `api.message.send({...})`. */
export const functions = (call: Caller) => ({
  active: {
    /**
     * Activate myself through another user, with that user's actor_level; else like active.do.
     *
     * The activator, who need not agree, is put on my friend list and gets a push, and may add me.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    by_user: (parm: ActiveByUserParm, options?: CallOptions) => call<Activation>("active.by_user", parm, options),
    /**
     * Activate myself with a code; the activator and I become friends.
     *
     * Returns my values afterwards: a higher level and its activator stay. Errno 2: my own code,
     * or
     * its maker may not give the level any more.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    do: (parm: ActiveDoParm, options?: CallOptions) => call<Activation>("active.do", parm, options),
    /**
     * Make an activation code of a level up to my own actor_level.
     *
     * Good for 45 minutes and any number of people; `timeout` = unix seconds of expiry.
     *
     * Rate class create.
     *
     * Errors: 2 no permission.
     */
    generate_code: (parm: ActiveGenerateCodeParm = {}, options?: CallOptions) => call<ActiveCode>("active.generate_code", parm, options),
  },
  album: {
    /**
     * Add one file to my album; the file itself is not fetched.
     *
     * `width` and `height` count for pictures, `length` (ms) for voices and videos; what does not
     * belong to the filetype is dropped. `content` is called `text` in results.
     *
     * Rate class create.
     */
    add: (parm: AlbumAddParm, options?: CallOptions) => call<AlbumAdded>("album.add", parm, options),
    /**
     * Delete one of my album entries; a file that I uploaded is deleted when nothing names it.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    delete: (parm: AlbumDeleteParm, options?: CallOptions) => call<Record<string, never>>("album.delete", parm, options),
    /**
     * Album entries of all endorsers, newest first; legacy connections see pictures only.
     *
     * `pos`: did, exclusive.
     *
     * Rate class read.
     */
    endorsements: (parm: AlbumEndorsementsParm = {}, options?: CallOptions) => call<EndorserAlbum>("album.endorsements", parm, options),
    /**
     * A user's album, newest first; legacy connections see pictures only.
     *
     * `before`: did, exclusive.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    read: (parm: AlbumReadParm, options?: CallOptions) => call<Album>("album.read", parm, options),
  },
  circle: {
    /**
     * Accept a request to me and become friends; a request can be accepted once.
     *
     * `eid`: the event of the request. `roleid`: not above my own; absent: my own.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    accept_join: (parm: CircleAcceptJoinParm, options?: CallOptions) => call<Record<string, never>>("circle.accept_join", parm, options),
    /**
     * Post into a circle; there is no push, clients refresh with `circle.post_after`.
     *
     * `mid`: goods to recommend. Without pictures or goods the content must not be empty.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    addpost: (parm: CircleAddpostParm, options?: CallOptions) => call<CirclePosted>("circle.addpost", parm, options),
    /**
     * Reply to a post of a circle or group.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newreply.
     */
    addreply: (parm: CircleAddreplyParm, options?: CallOptions) => call<CircleReplied>("circle.addreply", parm, options),
    /**
     * Announcements of a circle, the current one included, newest first.
     *
     * `before`: bid, exclusive.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    board_history: (parm: CircleBoardHistoryParm, options?: CallOptions) => call<Boards>("circle.board_history", parm, options),
    /**
     * Join a circle of another user without a code, if it is open, and become friends.
     *
     * `cid` absent: the circle that the user joined first. When I am a member nothing changes.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    by_user: (parm: CircleByUserParm, options?: CallOptions) => call<CircleJoined>("circle.by_user", parm, options),
    /**
     * A circle and all its roles, lowest level first.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    info: (parm: CircleInfoParm, options?: CallOptions) => call<Info>("circle.info", parm, options),
    /**
     * Make a code to join the circle with, for a role that is not above mine.
     *
     * Valid for 45 minutes and any number of people, as long as I have the right to make it;
     * `timeout`
     * = unix seconds of expiry.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    invite_code: (parm: CircleInviteCodeParm, options?: CallOptions) => call<CircleCode>("circle.invite_code", parm, options),
    /**
     * Join a circle with an invite code, or raise my role in it; returns the role I have now.
     *
     * Errno 2: my own code, or it would lower my level.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    join: (parm: CircleJoinParm, options?: CallOptions) => call<CircleJoined>("circle.join", parm, options),
    /**
     * Leave a circle; nothing happens when I am no member.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     */
    leave: (parm: CircleLeaveParm, options?: CallOptions) => call<Record<string, never>>("circle.leave", parm, options),
    /**
     * Like a post of a circle or group; a repeat returns the first like with its time.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newlike.
     */
    likepost: (parm: CircleLikepostParm, options?: CallOptions) => call<CircleLiked>("circle.likepost", parm, options),
    /**
     * Circles I am in, oldest membership first, with the links that operations attached.
     *
     * Rate class read.
     */
    my: (options?: CallOptions) => call<CircleMine>("circle.my", {}, options),
    /**
     * The newest posts after a known one, newest first.
     *
     * `more`: older new posts were left out; get them with `postlist` before the last postid.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    post_after: (parm: CirclePostAfterParm, options?: CallOptions) => call<CircleNewPosts>("circle.post_after", parm, options),
    /**
     * Posts of a circle, newest first, with likes and replies.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    postlist: (parm: CirclePostlistParm, options?: CallOptions) => call<CirclePosts>("circle.postlist", parm, options),
    /**
     * Ask a member to let me into a circle.
     *
     * An open request to the same user within 24 hours is not sent again. When I am a member the
     * result has my present role instead.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    request_join: (parm: CircleRequestJoinParm, options?: CallOptions) => call<Asked>("circle.request_join", parm, options),
    /**
     * Give myself any role in any circle; for tests, only with the setting DEBUG.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    set: (parm: CircleSetParm, options?: CallOptions) => call<HasRole>("circle.set", parm, options),
    /**
     * Members of a circle, newest first.
     *
     * `more`: there are others; ask again with time and uid of the last one. `pos`, for old
     * clients,
     * skips so many entries; the more, the slower.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    users: (parm: CircleUsersParm, options?: CallOptions) => call<CircleMembers>("circle.users", parm, options),
  },
  device: {
    /**
     * Register this session's device: `ios` is alerted by APNs, `fcm` by Google, `jpush` by JPush.
     *
     * is_debug 1 = an ios token that belongs to the sandbox. A new token replaces the old one; a
     * token
     * registered by another session moves to this one; both start with badge 0. When the same
     * token is
     * registered again the badge stays.
     *
     * Rate class light.
     */
    reg: (parm: DeviceRegParm, options?: CallOptions) => call<Record<string, never>>("device.reg", parm, options),
    /**
     * Unregister the device with this token, if it is one of mine.
     *
     * Rate class light.
     */
    unreg: (parm: DeviceUnregParm, options?: CallOptions) => call<Record<string, never>>("device.unreg", parm, options),
  },
  endorsement: {
    /**
     * My bookable times as pairs of start and end, by start.
     *
     * Rate class read.
     */
    get_times: (options?: CallOptions) => call<Times>("endorsement.get_times", {}, options),
    /**
     * All endorsers, at most 1000, in the order that operations gave; `time` = endorser since.
     *
     * Rate class read.
     */
    list_user: (options?: CallOptions) => call<Endorsers>("endorsement.list_user", {}, options),
    /**
     * Replace my bookable times.
     *
     * They may overlap; of several with the same start the last counts.
     *
     * Rate class light.
     */
    set_times: (parm: EndorsementSetTimesParm, options?: CallOptions) => call<Record<string, never>>("endorsement.set_times", parm, options),
  },
  event: {
    /**
     * My events after a known one, newest first.
     *
     * `pos`: eid, exclusive. `more`: older ones were left out; ask with `before` = the last eid.
     *
     * Rate class read.
     */
    read: (parm: EventReadParm = {}, options?: CallOptions) => call<Events>("event.read", parm, options),
    /**
     * Everything addressed to me after the number `seq`, oldest first, with its present content.
     *
     * Events, messages to and by me, replies and likes on my posts, announcements and paylogs, as
     * their pushes show them. What was deleted is left out. `groups`: at most 500 with a post in
     * the
     * last 30 days, for `group.get_new_post`.
     *
     * Rate class read.
     */
    sync: (parm: EventSyncParm = {}, options?: CallOptions) => call<Synced>("event.sync", parm, options),
  },
  geo: {
    user: {
      /**
       * Store where I am now, in place of what I reported before.
       *
       * Rate class light.
       */
      report: (parm: GeoUserReportParm, options?: CallOptions) => call<Record<string, never>>("geo.user.report", parm, options),
      /**
       * Users near a place, nearest first, at most 300. I may be among them.
       *
       * Places are exact to about 100 m; `time` is when they were reported. Old reports are not
       * shown.
       *
       * Rate class read.
       */
      search: (parm: GeoUserSearchParm, options?: CallOptions) => call<Nearest>("geo.user.search", parm, options),
    },
  },
  group: {
    /**
     * Accept a request to join; `eid`: an event of the request. For creator and admins.
     *
     * The first answer decides: the same answer again changes nothing, the opposite is errno 2.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    accept_join: (parm: GroupAcceptJoinParm, options?: CallOptions) => call<Record<string, never>>("group.accept_join", parm, options),
    /**
     * Post into a group: text, pictures, video, voice, place.
     *
     * `videolen` and `voicelen` in ms. The longitude is called `lng` here.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newpost.
     */
    addpost: (parm: GroupAddpostParm, options?: CallOptions) => call<GroupPosted>("group.addpost", parm, options),
    /**
     * Reply to a post of a group or circle.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newreply.
     */
    addreply: (parm: GroupAddreplyParm, options?: CallOptions) => call<GroupReplied>("group.addreply", parm, options),
    /**
     * Create a group with me as creator and first member.
     *
     * Rate class create.
     */
    create: (parm: GroupCreateParm, options?: CallOptions) => call<Created>("group.create", parm, options),
    /**
     * Delete a group with memberships, invitations, watches and posts.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    delete: (parm: GroupDeleteParm, options?: CallOptions) => call<Record<string, never>>("group.delete", parm, options),
    /**
     * Posts after a known one, oldest first (old view), to catch up.
     *
     * `frompos`: postid, exclusive. `more`: there are newer ones; ask again with the last postid.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    get_new_post: (parm: GroupGetNewPostParm, options?: CallOptions) => call<MoreOldPosts>("group.get_new_post", parm, options),
    /**
     * Basic data of groups, in the order asked; unknown ids of a list are left out.
     *
     * Of a group with `only_member_watch` only its members see board, place and admins.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    info: (parm: GroupInfoParm, options?: CallOptions) => call<Groups>("group.info", parm, options),
    /**
     * Invite users into a group; they join with `group.join`.
     *
     * This undoes an earlier removal. Members, I myself and, in a list, unknown ids are skipped.
     * The
     * same invitation within 24 hours makes no new event. Of users who do not have me as friend at
     * most 20 are invited in a call, and 100 in a day; the others are left out.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    invite: (parm: GroupInviteParm, options?: CallOptions) => call<Record<string, never>>("group.invite", parm, options),
    /**
     * Join a group; one with `join_approval` 1 gets a request instead.
     *
     * `type` is kept for old clients; the creator's is always 0. Errno 2: removed from the group
     * and
     * not invited since. Creator and admins get an event for a request, and for a repeated one
     * after
     * 24 hours. A user invited by one of them needs no approval.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    join: (parm: GroupJoinParm, options?: CallOptions) => call<GroupJoined>("group.join", parm, options),
    /**
     * Leave a group; a ban on posting stays stored, and a creator keeps all rights.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     */
    leave: (parm: GroupLeaveParm, options?: CallOptions) => call<Record<string, never>>("group.leave", parm, options),
    /**
     * Like a post of a group or circle; a repeat returns the first like with its time.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newlike.
     */
    likepost: (parm: GroupLikepostParm, options?: CallOptions) => call<GroupLiked>("group.likepost", parm, options),
    /**
     * Members of a group, newest first.
     *
     * `more`: there are others; ask again with time and uid of the last one. `pos`, for old
     * clients,
     * skips so many entries; the more, the slower.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    members: (parm: GroupMembersParm, options?: CallOptions) => call<GroupMembers>("group.members", parm, options),
    /**
     * Get no alerts and no `newpost` of a group, or get them again with `on` 0.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     */
    mute: (parm: GroupMuteParm, options?: CallOptions) => call<Record<string, never>>("group.mute", parm, options),
    /**
     * Let only creator and admins post and reply, until `on` 0. For creator and admins.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    mute_all: (parm: GroupMuteAllParm, options?: CallOptions) => call<Record<string, never>>("group.mute_all", parm, options),
    /**
     * Forbid a member to post and reply for so many seconds; 0 ends that.
     *
     * For creator and admins, who cannot be muted themselves. It also counts after the member has
     * left.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    mute_member: (parm: GroupMuteMemberParm, options?: CallOptions) => call<Record<string, never>>("group.mute_member", parm, options),
    /**
     * Groups I am a member of, newest membership first.
     *
     * Rate class read.
     */
    my: (options?: CallOptions) => call<GroupLines>("group.my", {}, options),
    /**
     * The newest posts after a known one, newest first (new view).
     *
     * `more`: older new posts were left out; get them with `postlist` before the last postid.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    post_after: (parm: GroupPostAfterParm, options?: CallOptions) => call<NewGroupPosts>("group.post_after", parm, options),
    /**
     * Posts of a group, newest first (old view).
     *
     * `pos`: 0 = from the newest, else a postid, exclusive: ask again with the last postid of the
     * page
     * before. It is not an offset: a number below all postids of the group finds nothing. `more`:
     * the
     * group has posts besides these and newer ones. With an empty page it means that `pos` was
     * none of
     * the group's postids.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    post_list: (parm: GroupPostListParm, options?: CallOptions) => call<MoreOldPosts>("group.post_list", parm, options),
    /**
     * Posts of a group, newest first (new view, with likes and replies).
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    postlist: (parm: GroupPostlistParm, options?: CallOptions) => call<GroupPosts>("group.postlist", parm, options),
    /**
     * Refuse a request to join; otherwise like `group.accept_join`.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    refuse_join: (parm: GroupRefuseJoinParm, options?: CallOptions) => call<Record<string, never>>("group.refuse_join", parm, options),
    /**
     * Watch the group on this connection: its new posts arrive as `newpost` pushes.
     *
     * At most 100 groups at once; a further watch ends the oldest. Rights are checked at each
     * push.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    regupdate: (parm: GroupRegupdateParm, options?: CallOptions) => call<Record<string, never>>("group.regupdate", parm, options),
    /**
     * Remove members; they cannot join, post or reply until somebody invites them again.
     *
     * For creator and admins. The creator cannot be removed, and admins only by the creator.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    remove_member: (parm: GroupRemoveMemberParm, options?: CallOptions) => call<Record<string, never>>("group.remove_member", parm, options),
    /**
     * Groups of one type, newest first, at most 100; each as `group.info` shows it.
     *
     * Rate class read.
     */
    search: (parm: GroupSearchParm, options?: CallOptions) => call<Groups>("group.search", parm, options),
    /**
     * Make a member an admin, or (`on` 0) an ordinary member; at most 20 admins, else errno 6.
     *
     * Only the creator may do this. Admins have the rights of the creator, except to delete the
     * group,
     * to transfer it and to make admins. An admin who leaves or is removed is no admin any more.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    set_admin: (parm: GroupSetAdminParm, options?: CallOptions) => call<Record<string, never>>("group.set_admin", parm, options),
    /**
     * Set whether a member may post; it counts while the group's `member_control` is 1.
     *
     * For creator and admins, who may always post themselves.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    set_member_control: (parm: GroupSetMemberControlParm, options?: CallOptions) => call<Record<string, never>>("group.set_member_control", parm, options),
    /**
     * Make a member the creator; I become an ordinary member. Only for the creator.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    transfer: (parm: GroupTransferParm, options?: CallOptions) => call<Record<string, never>>("group.transfer", parm, options),
    /**
     * End this connection's watch.
     *
     * Rate class read.
     */
    unregupdate: (parm: GroupUnregupdateParm, options?: CallOptions) => call<Record<string, never>>("group.unregupdate", parm, options),
    /**
     * Change group data and rules; absent parameters change nothing, position "" clears it.
     *
     * For creator and admins. `join_approval` 1: they must accept everybody who wants to join.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    update: (parm: GroupUpdateParm, options?: CallOptions) => call<Record<string, never>>("group.update", parm, options),
  },
  ios: {
    /**
     * Register this session's device; is_debug 1 = its token belongs to the sandbox.
     *
     * A new token replaces the old one; a token registered by another session moves to this one;
     * both
     * start with badge 0. When the same token is registered again the badge stays.
     *
     * Rate class light.
     */
    reg: (parm: IosRegParm, options?: CallOptions) => call<Record<string, never>>("ios.reg", parm, options),
    /**
     * Set the badge of this session's device, if there is one; alerts count up from it.
     *
     * Rate class light.
     */
    set_badge: (parm: IosSetBadgeParm, options?: CallOptions) => call<Record<string, never>>("ios.set_badge", parm, options),
    /**
     * Unregister this session's device, if there is one.
     *
     * Rate class light.
     */
    unreg: (options?: CallOptions) => call<Record<string, never>>("ios.unreg", {}, options),
  },
  merchandise: {
    /**
     * My bound bank cards; none if the provider does not answer within 6 s. Slow: cache it.
     *
     * Rate class read.
     */
    cards: (options?: CallOptions) => call<Cards>("merchandise.cards", {}, options),
    /**
     * Compute the price in fen: amount + ex_people_amount x people_count.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    count_price: (parm: MerchandiseCountPriceParm, options?: CallOptions) => call<Price>("merchandise.count_price", parm, options),
    /**
     * Order goods, and get a page to pay on in a browser.
     *
     * The outcome is pushed as `paylog`. An order of price 0 is paid at once.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: paylog.
     */
    createorder: (parm: MerchandiseCreateorderParm, options?: CallOptions) => call<Ordered>("merchandise.createorder", parm, options),
    /**
     * Goods by id, hidden ones too, in the order asked.
     *
     * Only a single id can be "not found"; unknown ids of a list are left out.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    get: (parm: MerchandiseGetParm, options?: CallOptions) => call<Listed>("merchandise.get", parm, options),
    /**
     * All groups of goods (shops), by gid.
     *
     * Rate class read.
     */
    groups: (options?: CallOptions) => call<Shops>("merchandise.groups", {}, options),
    /**
     * My orders in every state, newest first; `before`: orderid, exclusive.
     *
     * Rate class read.
     */
    history: (parm: MerchandiseHistoryParm = {}, options?: CallOptions) => call<Orders>("merchandise.history", parm, options),
    /**
     * The goods of a group, by mid, without hidden ones.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    list: (parm: MerchandiseListParm, options?: CallOptions) => call<Listed>("merchandise.list", parm, options),
    /**
     * Order goods and charge a bound card; the outcome is pushed as `paylog`, too.
     *
     * Refused: errno 2 with `orderid` and `reason`. Without an answer within 6 s: errno 0, and the
     * outcome comes later. Nothing is charged twice, because the order is stored before the card
     * is
     * charged.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: paylog.
     */
    paybycard: (parm: MerchandisePaybycardParm, options?: CallOptions) => call<Charged>("merchandise.paybycard", parm, options),
    /**
     * Reserve goods, without payment; operations decide about the reservation.
     *
     * Rate class create.
     *
     * Errors: 3 target not found.
     */
    pre_order: (parm: MerchandisePreOrderParm, options?: CallOptions) => call<Reserved>("merchandise.pre_order", parm, options),
    /**
     * Paid and refunded orders that name me as recommender, newest first.
     *
     * `before`: orderid, exclusive.
     *
     * Rate class read.
     */
    recommendbyme: (parm: MerchandiseRecommendbymeParm = {}, options?: CallOptions) => call<Orders>("merchandise.recommendbyme", parm, options),
    /**
     * Unbind a bank card at the payment provider; nothing is stored here.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    unbind: (parm: MerchandiseUnbindParm, options?: CallOptions) => call<Unbound>("merchandise.unbind", parm, options),
  },
  message: {
    /**
     * My conversations, one for each peer, the one with the newest message first.
     *
     * `before`: msgid of a `last`, exclusive. `more`: there are others; ask with `before` = the
     * last
     * one's `last.msgid`.
     *
     * Rate class read.
     */
    conversations: (parm: MessageConversationsParm = {}, options?: CallOptions) => call<Conversations>("message.conversations", parm, options),
    /**
     * What a user and I wrote to each other, newest first. It moves no read mark.
     *
     * `beforeid`: msgid, exclusive. `more`: older ones were left out; ask with `beforeid` = the
     * last
     * msgid.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    history: (parm: MessageHistoryParm, options?: CallOptions) => call<Messages>("message.history", parm, options),
    /**
     * Mark everything of a user up to a message as read; the user and my other devices get a push.
     *
     * The mark only moves forward, to the newest message of the user that is not newer than
     * `msgid`.
     * `unread`: how many messages of the user are newer. Errno 3: we have not written to each
     * other.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     *
     * Pushes: readmsg.
     */
    mark_read: (parm: MessageMarkReadParm, options?: CallOptions) => call<Unread>("message.mark_read", parm, options),
    /**
     * Messages to me, newest first. This marks them and older ones of their senders as read.
     *
     * Read messages count neither in badges nor as `unread`; the senders get no push (see
     * `message.mark_read`).
     *
     * `afterid`: msgid, exclusive. `more`: older ones in the range were left out; ask with the
     * same
     * `afterid` and `beforeid` = the last msgid.
     *
     * Rate class read.
     */
    read: (parm: MessageReadParm = {}, options?: CallOptions) => call<Messages>("message.read", parm, options),
    /**
     * Recall a message of mine: for both sides it stays without content, as type recalled.
     *
     * Errno 2: a message of somebody else, or older than RECALL_SECONDS. Its file is deleted
     * unless it
     * is used elsewhere. A repeat changes nothing.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: recallmsg.
     */
    recall: (parm: MessageRecallParm, options?: CallOptions) => call<Record<string, never>>("message.recall", parm, options),
    /**
     * Send a private message: text, picture or place.
     *
     * With a content, picture and place are dropped; with a picture, the place.
     *
     * Rate class message.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newmsg.
     */
    send: (parm: MessageSendParm, options?: CallOptions) => call<Sent>("message.send", parm, options),
    /**
     * Push to a user that I am writing to them; nothing is stored, and there is no alert.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: typing.
     */
    typing: (parm: MessageTypingParm, options?: CallOptions) => call<Record<string, never>>("message.typing", parm, options),
  },
  phonebook: {
    /**
     * Add contacts to my phone book; a given name takes the place of the old one.
     *
     * Numbers are found between other words and beside each other; lines without any are skipped,
     * names are cut at 64 characters. At most 5000 numbers, in at most 10000 spellings. Contacts
     * with
     * an account who are not my friends are pushed, now or when the account is made.
     *
     * Rate class create.
     *
     * Pushes: fromphonebook.
     */
    upload: (parm: PhonebookUploadParm, options?: CallOptions) => call<Uploaded>("phonebook.upload", parm, options),
  },
  post: {
    /**
     * Post a text into a group; it may be empty when pictures are uploaded to it afterwards.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newpost.
     */
    add: (parm: PostAddParm, options?: CallOptions) => call<PostPosted>("post.add", parm, options),
    /**
     * Delete my own post with its replies, likes and further media.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    delete: (parm: PostDeleteParm, options?: CallOptions) => call<Record<string, never>>("post.delete", parm, options),
    /**
     * Remove my like.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    dislike: (parm: PostDislikeParm, options?: CallOptions) => call<Record<string, never>>("post.dislike", parm, options),
    /**
     * Posts in the order asked; missing ones and those I may not read are left out of a list.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    get: (parm: PostGetParm, options?: CallOptions) => call<PostPosts>("post.get", parm, options),
    /**
     * The latest replies and likes by others on my 20 newest posts, newest first, to catch up.
     *
     * `from_reply`: replyid, exclusive. `like_after`: time of the last like you know, exclusive;
     * if
     * several were made in that second, they come again; postid and uid tell them apart. Without
     * `like_after` there are no likes in the result.
     *
     * Rate class read.
     */
    get_new_reply: (parm: PostGetNewReplyParm = {}, options?: CallOptions) => call<News>("post.get_new_reply", parm, options),
    /**
     * Replies of a post, oldest first.
     *
     * `more`: there are others; ask again with the last replyid as `after` (exclusive). `pos`, for
     * old
     * clients, skips so many entries; the more, the slower.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    get_reply: (parm: PostGetReplyParm, options?: CallOptions) => call<Replies>("post.get_reply", parm, options),
    /**
     * Like a post.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newlike.
     */
    like: (parm: PostLikeParm, options?: CallOptions) => call<Record<string, never>>("post.like", parm, options),
    /**
     * Who likes a post, newest first.
     *
     * `more`: there are others; ask again with time and uid of the last one. `pos`, for old
     * clients,
     * skips so many entries; the more, the slower.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    likes: (parm: PostLikesParm, options?: CallOptions) => call<Likers>("post.likes", parm, options),
    /**
     * Further media of a post, in the order in which they were added.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    readex: (parm: PostReadexParm, options?: CallOptions) => call<PostExdata>("post.readex", parm, options),
    /**
     * Reply to a post (never to a reply).
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newreply.
     */
    reply: (parm: PostReplyParm, options?: CallOptions) => call<PostReplied>("post.reply", parm, options),
    /**
     * Replies by others to my posts, oldest first.
     *
     * `from_reply`: replyid, exclusive. `more`: there are newer ones; ask again with the last
     * replyid.
     *
     * Rate class read.
     */
    reply_to_me: (parm: PostReplyToMeParm = {}, options?: CallOptions) => call<RepliesToMe>("post.reply_to_me", parm, options),
  },
  report: {
    /**
     * Report something that breaks the rules; its present content is stored for operations.
     *
     * `kind`: user, post, reply, message, group, circle or album; `reason`: spam, abuse, sexual,
     * violence, child, illegal or other. A repeated report returns the first one. Errno 3: there
     * is
     * no such thing that I can see.
     *
     * Rate class create.
     *
     * Errors: 3 target not found.
     */
    add: (parm: ReportAddParm, options?: CallOptions) => call<ReportAdded>("report.add", parm, options),
    /**
     * My reports, newest first, with their states. `before`: reportid, exclusive.
     *
     * Rate class read.
     */
    mine: (parm: ReportMineParm = {}, options?: CallOptions) => call<ReportMine>("report.mine", parm, options),
  },
  session: {
    /**
     * My logins, the newest first, at most 1000; `id` names one and cannot be used to log in.
     *
     * Rate class read.
     */
    list: (options?: CallOptions) => call<Sessions>("session.list", {}, options),
    /**
     * Exchange the session id for a new one; the old one stays valid for 10 minutes.
     *
     * Rate class none.
     */
    renew: (options?: CallOptions) => call<Renewed>("session.renew", {}, options),
    /**
     * End a login of mine, perhaps this one: its sockets close and its device gets no alerts.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     */
    revoke: (parm: SessionRevokeParm, options?: CallOptions) => call<Revoked>("session.revoke", parm, options),
    /**
     * End all my logins but this one.
     *
     * Rate class light.
     */
    revoke_others: (options?: CallOptions) => call<Revoked>("session.revoke_others", {}, options),
    /**
     * Unbind the connection; the session stays valid.
     *
     * No pushes come any more, and every call other than a start is errno 1.
     *
     * Rate class none.
     */
    stop: (options?: CallOptions) => call<Record<string, never>>("session.stop", {}, options),
  },
  tools: {
    /**
     * Change my phone number. Step 1, without code: a code is sent to the new number.
     *
     * Step 2, with the code: the number is mine, and my other sessions end. In a session younger
     * than
     * 7 days, or from another address than the login's, step 2 also wants a code of the present
     * phone:
     * it is sent, with errno 2 and the phone in `result.confirm`; repeat step 2 with `confirm`
     * beside
     * `code`.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 1001 new number equals the old, 1002 number used by another
     * account, 1003 wrong code, 1004 code expired or too many wrong tries.
     *
     * Pushes: fromphonebook.
     */
    change_phone: (parm: ToolsChangePhoneParm, options?: CallOptions) => call<ChangeOfPhone>("tools.change_phone", parm, options),
    /**
     * Upload token for pictures and other files, valid for 1 hour and any number of files.
     *
     * Post a form with `token` and `file` to `upload_url`; the answer has the file's address,
     * `url`.
     *
     * Rate class read.
     */
    qiniu_uploadtoken: (options?: CallOptions) => call<Token>("tools.qiniu_uploadtoken", {}, options),
    /**
     * Read back what `tools.save_data` stored; the result is the stored object itself.
     *
     * Rate class read.
     */
    read_data: (options?: CallOptions) => call<Record<string, unknown>>("tools.read_data", {}, options),
    /**
     * Store data of the client: the keys of parm are merged into what is there.
     *
     * At most 256 keys and 64 KiB as JSON in all.
     *
     * Rate class light.
     */
    save_data: (parm: Record<string, unknown>, options?: CallOptions) => call<Record<string, never>>("tools.save_data", parm, options),
  },
  user: {
    /**
     * Put users on my friend list; they get a push, and need not agree.
     *
     * Unknown ids in a list are skipped. `type` says how the friend was found; absent = 0 for a
     * new
     * friend, unchanged for an old one.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     */
    add_friend: (parm: UserAddFriendParm, options?: CallOptions) => call<Record<string, never>>("user.add_friend", parm, options),
    /**
     * Block users: they cannot reach or find me, nor I them, and I do not see what they write.
     *
     * Ends friendship both ways; there is no push. I myself and, in a list, unknown ids are
     * skipped.
     * At most 2000 users can be blocked at a time.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     */
    block: (parm: UserBlockParm, options?: CallOptions) => call<Record<string, never>>("user.block", parm, options),
    /**
     * Users whom I have blocked, newest first; `pos` and `count` come back as used.
     *
     * Rate class read.
     */
    block_list: (parm: UserBlockListParm = {}, options?: CallOptions) => call<BlockList>("user.block_list", parm, options),
    /**
     * Take users off my friend list; whether I am on theirs does not change.
     *
     * Rate class light.
     */
    del_friend: (parm: UserDelFriendParm, options?: CallOptions) => call<Record<string, never>>("user.del_friend", parm, options),
    /**
     * Delete my account. Step 1, without code: a code is sent by SMS.
     *
     * Step 2, with the code: the account is closed. All its sessions end, and nobody can find it
     * any
     * more. At `time` it is erased with everything that is mine; a login before that opens it
     * again.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 1003 wrong code, 1004 code expired or too many wrong tries.
     */
    delete_account: (parm: UserDeleteAccountParm = {}, options?: CallOptions) => call<Deletion>("user.delete_account", parm, options),
    /**
     * Collect everything that is mine in a ZIP file, once a day: JSON by kind, links to my media.
     *
     * The event `export_ready` has its address, which is good for 24 hours and for everybody who
     * knows
     * it. errno 4 until a day has passed, unless it could not be made.
     *
     * Rate class create.
     *
     * Pushes: event.
     */
    export: (options?: CallOptions) => call<Record<string, never>>("user.export", {}, options),
    /**
     * Users who have all the tags and, when a place is given, are near it.
     *
     * Latest change of tags or place first, at most 300; in a dense area only the nearest 2000 are
     * searched. I may be among them. Tags, or `lat` and `long`, or all are needed; places are
     * exact to
     * about 100 m.
     *
     * Rate class read.
     */
    filter: (parm: UserFilterParm = {}, options?: CallOptions) => call<Nearby>("user.filter", parm, options),
    /**
     * Find users by the beginning of the phone number, at least 3 digits; at most 4, by uid.
     *
     * A complete number finds exactly its owner. The numbers themselves are not shown. Of very
     * many
     * numbers the first 500 are looked at. The number of strangers found is limited by hour and
     * day.
     *
     * Rate class read.
     */
    find: (parm: UserFindParm, options?: CallOptions) => call<Found>("user.find", parm, options),
    /**
     * Friends of any user, newest first. `uid` 0 = me; `pos` and `count` come back as used.
     *
     * The next page: time and uid of the last friend in `before_time` and `before_uid`. `pos`, for
     * old
     * clients, skips so many entries; the more, the slower.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    friend_list: (parm: UserFriendListParm = {}, options?: CallOptions) => call<FriendList>("user.friend_list", parm, options),
    /**
     * Group posts of my friends, newest first. `before`: postid, exclusive.
     *
     * Rate class read.
     */
    friend_timeline: (parm: UserFriendTimelineParm = {}, options?: CallOptions) => call<UserPosts>("user.friend_timeline", parm, options),
    /**
     * Newer group posts of my friends, oldest first, at most 200. `after`: postid, exclusive.
     *
     * `more`: there are newer ones; ask with `after` = the last postid.
     *
     * Rate class read.
     */
    friend_timeline_new: (parm: UserFriendTimelineNewParm, options?: CallOptions) => call<UserNewPosts>("user.friend_timeline_new", parm, options),
    /**
     * Tags of several users, in the order asked; unknown ids are left out.
     *
     * Rate class read.
     */
    get_tag: (parm: UserGetTagParm, options?: CallOptions) => call<AllTags>("user.get_tag", parm, options),
    /**
     * Several profiles at once, in the order asked. Unknown ids in a list are left out.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    info: (parm: UserInfoParm, options?: CallOptions) => call<Infos>("user.info", parm, options),
    /**
     * Profile of one user: basics, tags and votes, circles; of endorsers also their goods.
     *
     * When one of us has blocked the other only uid, nick and headpic have values.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    info2: (parm: UserInfo2Parm, options?: CallOptions) => call<Profile>("user.info2", parm, options),
    /**
     * Invite somebody without an account by SMS, also into a circle of mine if one is given.
     *
     * A repeat for the same phone changes the given values. The SMS is sent at most once a day; a
     * phone gets at most 3 a day, and I can cause at most 20.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found, 2001 invite already accepted, 2002 phone
     * already registered.
     */
    invite: (parm: UserInviteParm, options?: CallOptions) => call<Record<string, never>>("user.invite", parm, options),
    /**
     * Invitations I have made, newest first, at most 500; `joined_uid`: who accepted.
     *
     * Rate class read.
     */
    invite_list: (options?: CallOptions) => call<Invites>("user.invite_list", {}, options),
    /**
     * Vote for a user, once per pair for ever; a repeat changes nothing.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     */
    like: (parm: UserLikeParm, options?: CallOptions) => call<Record<string, never>>("user.like", parm, options),
    /**
     * Get no alerts and no `newpost` because of users, or get them again with `on` 0.
     *
     * They still may write to me, and there is no push. At most 2000 can be muted at a time.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     */
    mute: (parm: UserMuteParm, options?: CallOptions) => call<Record<string, never>>("user.mute", parm, options),
    /**
     * Which of these users are online, in the order asked.
     *
     * Users who do not have me as a friend, or do not show it (`user.update`, `show_online`), are
     * left
     * out.
     *
     * Rate class read.
     */
    online: (parm: UserOnlineParm, options?: CallOptions) => call<OnlineUsers>("user.online", parm, options),
    /**
     * Group posts of one user that I may read, newest first. `before`: postid, exclusive.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     */
    posts: (parm: UserPostsParm, options?: CallOptions) => call<UserPosts>("user.posts", parm, options),
    /**
     * Find users by the beginning of the nick or, in any spelling, of the phone number.
     *
     * By nick, at most 20. A complete number finds exactly its owner, an incomplete one of at
     * least 3
     * digits at most 4 users. The number of strangers found by number is limited by hour and day.
     *
     * Rate class read.
     */
    search: (parm: UserSearchParm, options?: CallOptions) => call<Searched>("user.search", parm, options),
    /**
     * Set or change the password for `/login`, which ends my other sessions.
     *
     * To change it `old` is needed. For the first password a code is sent to my phone, with errno
     * 2
     * and the phone in `result.confirm`; repeat the call with `code`. Within 10 minutes after a
     * login
     * by SMS neither is needed. A very common password is errno 6.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 1003 wrong code, 1004 code expired or too many wrong tries.
     */
    set_password: (parm: UserSetPasswordParm, options?: CallOptions) => call<Record<string, never>>("user.set_password", parm, options),
    /**
     * Take users off my block list; ended friendships stay ended.
     *
     * Rate class light.
     */
    unblock: (parm: UserUnblockParm, options?: CallOptions) => call<Record<string, never>>("user.unblock", parm, options),
    /**
     * Change my profile; absent parameters change nothing, 0 is a value, "" clears a text.
     *
     * Nicks are unique whatever their case and width. `birthday` in unix seconds, `height` in cm.
     * `find_by_phone` 0: nobody finds me by my number, in searches or in phone books (1 at first).
     * `show_online` 0: nobody learns from `user.online` and `user.watch_online` whether I am
     * online.
     *
     * Rate class light.
     *
     * Errors: 1000 nick taken.
     */
    update: (parm: UserUpdateParm = {}, options?: CallOptions) => call<Record<string, never>>("user.update", parm, options),
    /**
     * Replace my tags, at most 20; empty ones and repeats are dropped, [] clears.
     *
     * Rate class light.
     */
    update_tag: (parm: UserUpdateTagParm, options?: CallOptions) => call<Record<string, never>>("user.update_tag", parm, options),
    /**
     * Watch users on this connection: `online` pushes tell when they come and go.
     *
     * At most 200, who replace those watched before; [] ends all watches. As in `user.online` only
     * users count who have me as a friend and show it. When a user takes me off the friend list,
     * blocks me or stops showing it, a last push says 0 and the watch ends. The present state is
     * not
     * pushed: ask `user.online` afterwards, also after a `resync`.
     *
     * Rate class light.
     *
     * Pushes: online.
     */
    watch_online: (parm: UserWatchOnlineParm, options?: CallOptions) => call<Record<string, never>>("user.watch_online", parm, options),
  },
});
