// Written by ./dev clients from the registry; ./dev lint compares.

import type {
  CircleNewBoard,
  EventPush,
  FromPhonebook,
  NewLike,
  NewMsg,
  NewPost,
  NewReply,
  OnlinePush,
  PaylogPush,
  ReadMsg,
  RecallMsg,
  Resync,
  Typing,
} from "./objects.ts";

/**
 * What arrives unasked, by `type`.
 *
 * event: An event was recorded for me.
 * newmsg: A private message to me, or by me from another device.
 * readmsg: `uid` (my peer, or I) has read everything that the other one wrote up to `msgid`.
 * recallmsg: The sender `uid` took back a message to `toid`: it has no content any more.
 * typing: Somebody is writing to me. It is not stored.
 * fromphonebook: Users whose numbers I uploaded and who are not my friends, as I spelt the
 * numbers.
 * newpost: A post in a group I watch, or by a friend of mine; never a circle post.
 * newreply: Somebody replied to my post, which I may still read.
 *
 * `gid` is 0 and `cid` present for a circle post.
 * newlike: Somebody likes my post, which I may still read, for the first time.
 * circle.newboard: A circle I am in has a new announcement; its ids and time are repeated flat.
 * online: A user whom this connection watches came online (1) or went offline (0). May repeat.
 * paylog: An order I made or recommended was paid, or its payment failed. May repeat.
 * resync: Pushes to this connection may have been lost: call `event.sync`, `seq` is the last
 * number.
 *
 * With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no number.
 *
 * gap: made by this client: what lay before `seq` is no longer kept by the service, so read your
 * lists again.
 */
export type Push =
  | { type: "event"; seq: number; data: EventPush }
  | { type: "newmsg"; seq: number; data: NewMsg }
  | { type: "readmsg"; seq: number; data: ReadMsg }
  | { type: "recallmsg"; seq: number; data: RecallMsg }
  | { type: "typing"; seq?: undefined; data: Typing }
  | { type: "fromphonebook"; seq?: undefined; data: FromPhonebook }
  | { type: "newpost"; seq?: undefined; data: NewPost }
  | { type: "newreply"; seq: number; data: NewReply }
  | { type: "newlike"; seq: number; data: NewLike }
  | { type: "circle.newboard"; seq: number; data: CircleNewBoard }
  | { type: "online"; seq?: undefined; data: OnlinePush }
  | { type: "paylog"; seq: number; data: PaylogPush }
  | { type: "resync"; seq: number; data: Resync }
  | { type: "gap"; seq: number; data: object };
