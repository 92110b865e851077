// Written by ./dev clients from the registry; ./dev lint compares.

package social.client.generated

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.encodeToJsonElement
import social.client.format

/** Sends one call and gives its result; an errno other than 0 is thrown as RpcError. */
fun interface Caller {
    suspend fun call(func: String, parm: JsonObject): JsonElement
}

private suspend inline fun <reified T> Caller.get(func: String, parm: JsonObject): T =
    format.decodeFromJsonElement(call(func, parm))

private class Parm {
    val keys = LinkedHashMap<String, JsonElement>()

    inline fun <reified T : Any> put(name: String, value: T?) {
        if (value != null) keys[name] = format.encodeToJsonElement(value)
    }
}

private inline fun parm(fill: Parm.() -> Unit) = JsonObject(Parm().apply(fill).keys)

class ActiveApi(private val call: Caller) {
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
     *
     * @param uid id
     */
    suspend fun by_user(
        uid: Long,
    ): Activation =
        call.get("active.by_user", parm {
            put("uid", uid)
        })

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
     *
     * @param active_code A code that was given by another user; 1 to 16 characters
     */
    suspend fun `do`(
        active_code: String,
    ): Activation =
        call.get("active.do", parm {
            put("active_code", active_code)
        })

    /**
     * Make an activation code of a level up to my own actor_level.
     *
     * Good for 45 minutes and any number of people; `timeout` = unix seconds of expiry.
     *
     * Rate class create.
     *
     * Errors: 2 no permission.
     *
     * @param level 1 to 100; default 1
     */
    suspend fun generate_code(
        level: Long? = null,
    ): ActiveCode =
        call.get("active.generate_code", parm {
            put("level", level)
        })
}

class AlbumApi(private val call: Caller) {
    /**
     * Add one file to my album; the file itself is not fetched.
     *
     * `width` and `height` count for pictures, `length` (ms) for voices and videos; what does not
     * belong to the filetype is dropped. `content` is called `text` in results.
     *
     * Rate class create.
     *
     * @param url url; at most 1024 characters
     * @param filetype 1 picture, 2 voice, 3 video; 1 to 3
     * @param content at most 256 characters
     * @param width 0 or more
     * @param height 0 or more
     * @param length 0 or more
     */
    suspend fun add(
        url: String,
        filetype: Long,
        content: String? = null,
        width: Long? = null,
        height: Long? = null,
        length: Long? = null,
    ): AlbumAdded =
        call.get("album.add", parm {
            put("url", url)
            put("filetype", filetype)
            put("content", content)
            put("width", width)
            put("height", height)
            put("length", length)
        })

    /**
     * Delete one of my album entries; a file that I uploaded is deleted when nothing names it.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param did id
     */
    suspend fun delete(
        did: Long,
    ) {
        call.call("album.delete", parm {
            put("did", did)
        })
    }

    /**
     * Album entries of all endorsers, newest first; legacy connections see pictures only.
     *
     * `pos`: did, exclusive.
     *
     * Rate class read.
     *
     * @param pos To page from; 0 = no bound; 0 or more
     * @param count 1 to 1000; brought into that range, never refused; default 20
     */
    suspend fun endorsements(
        pos: Long? = null,
        count: Long? = null,
    ): EndorserAlbum =
        call.get("album.endorsements", parm {
            put("pos", pos)
            put("count", count)
        })

    /**
     * A user's album, newest first; legacy connections see pictures only.
     *
     * `before`: did, exclusive.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param uid id
     * @param before To page from; 0 = no bound; 0 or more
     * @param count 1 to 1000; brought into that range, never refused; default 10
     */
    suspend fun read(
        uid: Long,
        before: Long? = null,
        count: Long? = null,
    ): Album =
        call.get("album.read", parm {
            put("uid", uid)
            put("before", before)
            put("count", count)
        })
}

class CircleApi(private val call: Caller) {
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
     *
     * @param eid id
     * @param roleid id
     */
    suspend fun accept_join(
        eid: Long,
        roleid: Long? = null,
    ) {
        call.call("circle.accept_join", parm {
            put("eid", eid)
            put("roleid", roleid)
        })
    }

    /**
     * Post into a circle; there is no push, clients refresh with `circle.post_after`.
     *
     * `mid`: goods to recommend. Without pictures or goods the content must not be empty.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param cid id
     * @param content at most 4096 characters
     * @param pictures url or list of them; at most 20, each at most 1024 characters; default []
     * @param mid id
     */
    suspend fun addpost(
        cid: Long,
        content: String,
        pictures: List<String>? = null,
        mid: Long? = null,
    ): CirclePosted =
        call.get("circle.addpost", parm {
            put("cid", cid)
            put("content", content)
            put("pictures", pictures)
            put("mid", mid)
        })

    /**
     * Reply to a post of a circle or group.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newreply.
     *
     * @param postid id
     * @param content 1 to 4096 characters
     */
    suspend fun addreply(
        postid: Long,
        content: String,
    ): CircleReplied =
        call.get("circle.addreply", parm {
            put("postid", postid)
            put("content", content)
        })

    /**
     * Announcements of a circle, the current one included, newest first.
     *
     * `before`: bid, exclusive.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param cid id
     * @param before To page from; 0 = no bound; 0 or more
     * @param count 1 to 200; brought into that range, never refused; default 50
     */
    suspend fun board_history(
        cid: Long,
        before: Long? = null,
        count: Long? = null,
    ): Boards =
        call.get("circle.board_history", parm {
            put("cid", cid)
            put("before", before)
            put("count", count)
        })

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
     *
     * @param uid id
     * @param cid id
     */
    suspend fun by_user(
        uid: Long,
        cid: Long? = null,
    ): CircleJoined =
        call.get("circle.by_user", parm {
            put("uid", uid)
            put("cid", cid)
        })

    /**
     * A circle and all its roles, lowest level first.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param cid id
     */
    suspend fun info(
        cid: Long,
    ): Info =
        call.get("circle.info", parm {
            put("cid", cid)
        })

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
     *
     * @param cid id
     * @param roleid id
     */
    suspend fun invite_code(
        cid: Long,
        roleid: Long,
    ): CircleCode =
        call.get("circle.invite_code", parm {
            put("cid", cid)
            put("roleid", roleid)
        })

    /**
     * Join a circle with an invite code, or raise my role in it; returns the role I have now.
     *
     * Errno 2: my own code, or it would lower my level.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param vcode A code that was given by another user; 1 to 16 characters
     */
    suspend fun join(
        vcode: String,
    ): CircleJoined =
        call.get("circle.join", parm {
            put("vcode", vcode)
        })

    /**
     * Leave a circle; nothing happens when I am no member.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     *
     * @param cid id
     */
    suspend fun leave(
        cid: Long,
    ) {
        call.call("circle.leave", parm {
            put("cid", cid)
        })
    }

    /**
     * Like a post of a circle or group; a repeat returns the first like with its time.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newlike.
     *
     * @param postid id
     */
    suspend fun likepost(
        postid: Long,
    ): CircleLiked =
        call.get("circle.likepost", parm {
            put("postid", postid)
        })

    /**
     * Circles I am in, oldest membership first, with the links that operations attached.
     *
     * Rate class read.
     */
    suspend fun my(): CircleMine =
        call.get("circle.my", parm {})

    /**
     * The newest posts after a known one, newest first.
     *
     * `more`: older new posts were left out; get them with `postlist` before the last postid.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param cid id
     * @param after_postid To page from; 0 = no bound; 0 or more
     */
    suspend fun post_after(
        cid: Long,
        after_postid: Long,
    ): CircleNewPosts =
        call.get("circle.post_after", parm {
            put("cid", cid)
            put("after_postid", after_postid)
        })

    /**
     * Posts of a circle, newest first, with likes and replies.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param cid id
     * @param before_postid To page from; 0 = no bound; 0 or more
     * @param count 1 to 100; brought into that range, never refused; default 20
     */
    suspend fun postlist(
        cid: Long,
        before_postid: Long? = null,
        count: Long? = null,
    ): CirclePosts =
        call.get("circle.postlist", parm {
            put("cid", cid)
            put("before_postid", before_postid)
            put("count", count)
        })

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
     *
     * @param uid id
     * @param cid id
     */
    suspend fun request_join(
        uid: Long,
        cid: Long,
    ): Asked =
        call.get("circle.request_join", parm {
            put("uid", uid)
            put("cid", cid)
        })

    /**
     * Give myself any role in any circle; for tests, only with the setting DEBUG.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param cid id
     * @param roleid id; also called `subid`
     */
    suspend fun set(
        cid: Long,
        roleid: Long,
    ): HasRole =
        call.get("circle.set", parm {
            put("cid", cid)
            put("roleid", roleid)
        })

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
     *
     * @param cid id
     * @param pos 0 or more; default 0
     * @param count 1 to 500; brought into that range, never refused; default 500
     * @param before_time Unix seconds
     * @param before_uid An id where 0 means none (or myself, as the function says); 0 or more
     */
    suspend fun users(
        cid: Long,
        pos: Long? = null,
        count: Long? = null,
        before_time: Long? = null,
        before_uid: Long? = null,
    ): CircleMembers =
        call.get("circle.users", parm {
            put("cid", cid)
            put("pos", pos)
            put("count", count)
            put("before_time", before_time)
            put("before_uid", before_uid)
        })
}

class DeviceApi(private val call: Caller) {
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
     *
     * @param platform The service that alerts a device: APNs, Google or JPush
     * @param token As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024 characters,
     * jpush 8 to 64; 8 to 1024 characters
     * @param is_debug 0 or 1; default 0
     */
    suspend fun reg(
        platform: String,
        token: String,
        is_debug: Boolean? = null,
    ) {
        call.call("device.reg", parm {
            put("platform", platform)
            put("token", token)
            put("is_debug", is_debug)
        })
    }

    /**
     * Unregister the device with this token, if it is one of mine.
     *
     * Rate class light.
     *
     * @param token As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024 characters,
     * jpush 8 to 64; 8 to 1024 characters
     */
    suspend fun unreg(
        token: String,
    ) {
        call.call("device.unreg", parm {
            put("token", token)
        })
    }
}

class EndorsementApi(private val call: Caller) {
    /**
     * My bookable times as pairs of start and end, by start.
     *
     * Rate class read.
     */
    suspend fun get_times(): Times =
        call.get("endorsement.get_times", parm {})

    /**
     * All endorsers, at most 1000, in the order that operations gave; `time` = endorser since.
     *
     * Rate class read.
     */
    suspend fun list_user(): Endorsers =
        call.get("endorsement.list_user", parm {})

    /**
     * Replace my bookable times.
     *
     * They may overlap; of several with the same start the last counts.
     *
     * Rate class light.
     *
     * @param times Times from start to end; at most 500, each exactly 2
     */
    suspend fun set_times(
        times: List<List<Long>>,
    ) {
        call.call("endorsement.set_times", parm {
            put("times", times)
        })
    }
}

class EventApi(private val call: Caller) {
    /**
     * My events after a known one, newest first.
     *
     * `pos`: eid, exclusive. `more`: older ones were left out; ask with `before` = the last eid.
     *
     * Rate class read.
     *
     * @param pos To page from; 0 = no bound; 0 or more; default 0
     * @param before To page from; 0 = no bound; 0 or more
     */
    suspend fun read(
        pos: Long? = null,
        before: Long? = null,
    ): Events =
        call.get("event.read", parm {
            put("pos", pos)
            put("before", before)
        })

    /**
     * Everything addressed to me after the number `seq`, oldest first, with its present content.
     *
     * Events, messages to and by me, replies and likes on my posts, announcements and paylogs, as
     * their pushes show them. What was deleted is left out. `groups`: at most 500 with a post in
     * the
     * last 30 days, for `group.get_new_post`.
     *
     * Rate class read.
     *
     * @param seq To page from; 0 = no bound; 0 or more; default 0
     * @param count 1 to 500; brought into that range, never refused; default 200
     */
    suspend fun sync(
        seq: Long? = null,
        count: Long? = null,
    ): Synced =
        call.get("event.sync", parm {
            put("seq", seq)
            put("count", count)
        })
}

class GeoUserApi(private val call: Caller) {
    /**
     * Store where I am now, in place of what I reported before.
     *
     * Rate class light.
     *
     * @param lat -90 to 90
     * @param long -180 to 180
     */
    suspend fun report(
        lat: Double,
        long: Double,
    ) {
        call.call("geo.user.report", parm {
            put("lat", lat)
            put("long", long)
        })
    }

    /**
     * Users near a place, nearest first, at most 300. I may be among them.
     *
     * Places are exact to about 100 m; `time` is when they were reported. Old reports are not
     * shown.
     *
     * Rate class read.
     *
     * @param lat -90 to 90
     * @param long -180 to 180
     */
    suspend fun search(
        lat: Double,
        long: Double,
    ): Nearest =
        call.get("geo.user.search", parm {
            put("lat", lat)
            put("long", long)
        })
}

class GeoApi(private val call: Caller) {
    val user = GeoUserApi(call)
}

class GroupApi(private val call: Caller) {
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
     *
     * @param eid id
     */
    suspend fun accept_join(
        eid: Long,
    ) {
        call.call("group.accept_join", parm {
            put("eid", eid)
        })
    }

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
     *
     * @param gid id
     * @param content at most 4096 characters
     * @param pictures url or list of them; at most 20, each at most 1024 characters; default []
     * @param video url; at most 1024 characters
     * @param videolen 0 or more
     * @param voice url; at most 1024 characters
     * @param voicelen 0 or more
     * @param lat -90 to 90
     * @param lng -180 to 180
     */
    suspend fun addpost(
        gid: Long,
        content: String? = null,
        pictures: List<String>? = null,
        video: String? = null,
        videolen: Long? = null,
        voice: String? = null,
        voicelen: Long? = null,
        lat: Double? = null,
        lng: Double? = null,
    ): GroupPosted =
        call.get("group.addpost", parm {
            put("gid", gid)
            put("content", content)
            put("pictures", pictures)
            put("video", video)
            put("videolen", videolen)
            put("voice", voice)
            put("voicelen", voicelen)
            put("lat", lat)
            put("lng", lng)
        })

    /**
     * Reply to a post of a group or circle.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newreply.
     *
     * @param postid id
     * @param content 1 to 4096 characters
     */
    suspend fun addreply(
        postid: Long,
        content: String,
    ): GroupReplied =
        call.get("group.addreply", parm {
            put("postid", postid)
            put("content", content)
        })

    /**
     * Create a group with me as creator and first member.
     *
     * Rate class create.
     *
     * @param name 1 to 64 characters
     * @param board at most 4096 characters
     * @param type A `type` that is free for clients; 0 to 99; default 0
     * @param position Free text, a place; at most 256 characters
     * @param lat -90 to 90
     * @param long -180 to 180
     */
    suspend fun create(
        name: String,
        board: String,
        type: Long? = null,
        position: String? = null,
        lat: Double? = null,
        long: Double? = null,
    ): Created =
        call.get("group.create", parm {
            put("name", name)
            put("board", board)
            put("type", type)
            put("position", position)
            put("lat", lat)
            put("long", long)
        })

    /**
     * Delete a group with memberships, invitations, watches and posts.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     */
    suspend fun delete(
        gid: Long,
    ) {
        call.call("group.delete", parm {
            put("gid", gid)
        })
    }

    /**
     * Posts after a known one, oldest first (old view), to catch up.
     *
     * `frompos`: postid, exclusive. `more`: there are newer ones; ask again with the last postid.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param frompos To page from; 0 = no bound; 0 or more
     */
    suspend fun get_new_post(
        gid: Long,
        frompos: Long,
    ): MoreOldPosts =
        call.get("group.get_new_post", parm {
            put("gid", gid)
            put("frompos", frompos)
        })

    /**
     * Basic data of groups, in the order asked; unknown ids of a list are left out.
     *
     * Of a group with `only_member_watch` only its members see board, place and admins.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param gid id or list of ids; Repeats count once; at most 500
     */
    suspend fun info(
        gid: List<Long>,
    ): Groups =
        call.get("group.info", parm {
            put("gid", gid)
        })

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
     *
     * @param gid id
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun invite(
        gid: Long,
        uid: List<Long>,
    ) {
        call.call("group.invite", parm {
            put("gid", gid)
            put("uid", uid)
        })
    }

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
     *
     * @param gid id
     * @param type 1 to 99; default 1
     */
    suspend fun join(
        gid: Long,
        type: Long? = null,
    ): GroupJoined =
        call.get("group.join", parm {
            put("gid", gid)
            put("type", type)
        })

    /**
     * Leave a group; a ban on posting stays stored, and a creator keeps all rights.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     *
     * @param gid id
     */
    suspend fun leave(
        gid: Long,
    ) {
        call.call("group.leave", parm {
            put("gid", gid)
        })
    }

    /**
     * Like a post of a group or circle; a repeat returns the first like with its time.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newlike.
     *
     * @param postid id
     */
    suspend fun likepost(
        postid: Long,
    ): GroupLiked =
        call.get("group.likepost", parm {
            put("postid", postid)
        })

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
     *
     * @param gid id
     * @param pos 0 or more; default 0
     * @param count 1 to 500; brought into that range, never refused; default 500
     * @param before_time Unix seconds
     * @param before_uid An id where 0 means none (or myself, as the function says); 0 or more
     */
    suspend fun members(
        gid: Long,
        pos: Long? = null,
        count: Long? = null,
        before_time: Long? = null,
        before_uid: Long? = null,
    ): GroupMembers =
        call.get("group.members", parm {
            put("gid", gid)
            put("pos", pos)
            put("count", count)
            put("before_time", before_time)
            put("before_uid", before_uid)
        })

    /**
     * Get no alerts and no `newpost` of a group, or get them again with `on` 0.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     *
     * @param gid id
     * @param on 0 or 1; default 1
     */
    suspend fun mute(
        gid: Long,
        on: Boolean? = null,
    ) {
        call.call("group.mute", parm {
            put("gid", gid)
            put("on", on)
        })
    }

    /**
     * Let only creator and admins post and reply, until `on` 0. For creator and admins.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param on 0 or 1; default 1
     */
    suspend fun mute_all(
        gid: Long,
        on: Boolean? = null,
    ) {
        call.call("group.mute_all", parm {
            put("gid", gid)
            put("on", on)
        })
    }

    /**
     * Forbid a member to post and reply for so many seconds; 0 ends that.
     *
     * For creator and admins, who cannot be muted themselves. It also counts after the member has
     * left.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param uid id
     * @param seconds 0 = none, at most 30 days; 0 to 2592000
     */
    suspend fun mute_member(
        gid: Long,
        uid: Long,
        seconds: Long,
    ) {
        call.call("group.mute_member", parm {
            put("gid", gid)
            put("uid", uid)
            put("seconds", seconds)
        })
    }

    /**
     * Groups I am a member of, newest membership first.
     *
     * Rate class read.
     */
    suspend fun my(): GroupLines =
        call.get("group.my", parm {})

    /**
     * The newest posts after a known one, newest first (new view).
     *
     * `more`: older new posts were left out; get them with `postlist` before the last postid.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param after_postid To page from; 0 = no bound; 0 or more
     */
    suspend fun post_after(
        gid: Long,
        after_postid: Long,
    ): NewGroupPosts =
        call.get("group.post_after", parm {
            put("gid", gid)
            put("after_postid", after_postid)
        })

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
     *
     * @param gid id
     * @param pos To page from; 0 = no bound; 0 or more; default 0
     * @param count 1 to 200; brought into that range, never refused; default 50
     */
    suspend fun post_list(
        gid: Long,
        pos: Long? = null,
        count: Long? = null,
    ): MoreOldPosts =
        call.get("group.post_list", parm {
            put("gid", gid)
            put("pos", pos)
            put("count", count)
        })

    /**
     * Posts of a group, newest first (new view, with likes and replies).
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param before_postid To page from; 0 = no bound; 0 or more
     * @param count 1 to 100; brought into that range, never refused; default 20
     */
    suspend fun postlist(
        gid: Long,
        before_postid: Long? = null,
        count: Long? = null,
    ): GroupPosts =
        call.get("group.postlist", parm {
            put("gid", gid)
            put("before_postid", before_postid)
            put("count", count)
        })

    /**
     * Refuse a request to join; otherwise like `group.accept_join`.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: event.
     *
     * @param eid id
     */
    suspend fun refuse_join(
        eid: Long,
    ) {
        call.call("group.refuse_join", parm {
            put("eid", eid)
        })
    }

    /**
     * Watch the group on this connection: its new posts arrive as `newpost` pushes.
     *
     * At most 100 groups at once; a further watch ends the oldest. Rights are checked at each
     * push.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     */
    suspend fun regupdate(
        gid: Long,
    ) {
        call.call("group.regupdate", parm {
            put("gid", gid)
        })
    }

    /**
     * Remove members; they cannot join, post or reply until somebody invites them again.
     *
     * For creator and admins. The creator cannot be removed, and admins only by the creator.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun remove_member(
        gid: Long,
        uid: List<Long>,
    ) {
        call.call("group.remove_member", parm {
            put("gid", gid)
            put("uid", uid)
        })
    }

    /**
     * Groups of one type, newest first, at most 100; each as `group.info` shows it.
     *
     * Rate class read.
     */
    suspend fun search(
        type: Long,
    ): Groups =
        call.get("group.search", parm {
            put("type", type)
        })

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
     *
     * @param gid id
     * @param uid id
     * @param on 0 or 1; default 1
     */
    suspend fun set_admin(
        gid: Long,
        uid: Long,
        on: Boolean? = null,
    ) {
        call.call("group.set_admin", parm {
            put("gid", gid)
            put("uid", uid)
            put("on", on)
        })
    }

    /**
     * Set whether a member may post; it counts while the group's `member_control` is 1.
     *
     * For creator and admins, who may always post themselves.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param uid id
     * @param can_post 0 or 1
     */
    suspend fun set_member_control(
        gid: Long,
        uid: Long,
        can_post: Boolean? = null,
    ) {
        call.call("group.set_member_control", parm {
            put("gid", gid)
            put("uid", uid)
            put("can_post", can_post)
        })
    }

    /**
     * Make a member the creator; I become an ordinary member. Only for the creator.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param uid id
     */
    suspend fun transfer(
        gid: Long,
        uid: Long,
    ) {
        call.call("group.transfer", parm {
            put("gid", gid)
            put("uid", uid)
        })
    }

    /**
     * End this connection's watch.
     *
     * Rate class read.
     *
     * @param gid id
     */
    suspend fun unregupdate(
        gid: Long,
    ) {
        call.call("group.unregupdate", parm {
            put("gid", gid)
        })
    }

    /**
     * Change group data and rules; absent parameters change nothing, position "" clears it.
     *
     * For creator and admins. `join_approval` 1: they must accept everybody who wants to join.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param gid id
     * @param name 1 to 64 characters
     * @param board at most 4096 characters
     * @param type A `type` that is free for clients; 0 to 99
     * @param position Free text, a place; at most 256 characters
     * @param everyone_caninvite 0 or 1
     * @param only_member_speak 0 or 1
     * @param only_member_watch 0 or 1
     * @param lat -90 to 90
     * @param long -180 to 180
     * @param member_control 0 or 1
     * @param join_approval 0 or 1
     */
    suspend fun update(
        gid: Long,
        name: String? = null,
        board: String? = null,
        type: Long? = null,
        position: String? = null,
        everyone_caninvite: Boolean? = null,
        only_member_speak: Boolean? = null,
        only_member_watch: Boolean? = null,
        lat: Double? = null,
        long: Double? = null,
        member_control: Boolean? = null,
        join_approval: Boolean? = null,
    ) {
        call.call("group.update", parm {
            put("gid", gid)
            put("name", name)
            put("board", board)
            put("type", type)
            put("position", position)
            put("everyone_caninvite", everyone_caninvite)
            put("only_member_speak", only_member_speak)
            put("only_member_watch", only_member_watch)
            put("lat", lat)
            put("long", long)
            put("member_control", member_control)
            put("join_approval", join_approval)
        })
    }
}

class IosApi(private val call: Caller) {
    /**
     * Register this session's device; is_debug 1 = its token belongs to the sandbox.
     *
     * A new token replaces the old one; a token registered by another session moves to this one;
     * both
     * start with badge 0. When the same token is registered again the badge stays.
     *
     * Rate class light.
     *
     * @param device_token 32 to 256 characters
     * @param is_debug 0 or 1
     */
    suspend fun reg(
        device_token: String,
        is_debug: Boolean,
    ) {
        call.call("ios.reg", parm {
            put("device_token", device_token)
            put("is_debug", is_debug)
        })
    }

    /**
     * Set the badge of this session's device, if there is one; alerts count up from it.
     *
     * Rate class light.
     *
     * @param badge 0 to 9999
     */
    suspend fun set_badge(
        badge: Long,
    ) {
        call.call("ios.set_badge", parm {
            put("badge", badge)
        })
    }

    /**
     * Unregister this session's device, if there is one.
     *
     * Rate class light.
     */
    suspend fun unreg() {
        call.call("ios.unreg", parm {})
    }
}

class MerchandiseApi(private val call: Caller) {
    /**
     * My bound bank cards; none if the provider does not answer within 6 s. Slow: cache it.
     *
     * Rate class read.
     */
    suspend fun cards(): Cards =
        call.get("merchandise.cards", parm {})

    /**
     * Compute the price in fen: amount + ex_people_amount x people_count.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param mid id
     * @param people_count Further people beside the buyer, each at a price of their own; 0 to 100
     */
    suspend fun count_price(
        mid: Long,
        people_count: Long,
    ): Price =
        call.get("merchandise.count_price", parm {
            put("mid", mid)
            put("people_count", people_count)
        })

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
     *
     * @param mid id
     * @param people_count Further people beside the buyer, each at a price of their own; 0 to 100
     * @param hardwareid Constant per phone; 1 to 128 characters
     * @param recommend_uid id
     */
    suspend fun createorder(
        mid: Long,
        people_count: Long,
        hardwareid: String,
        recommend_uid: Long? = null,
    ): Ordered =
        call.get("merchandise.createorder", parm {
            put("mid", mid)
            put("people_count", people_count)
            put("hardwareid", hardwareid)
            put("recommend_uid", recommend_uid)
        })

    /**
     * Goods by id, hidden ones too, in the order asked.
     *
     * Only a single id can be "not found"; unknown ids of a list are left out.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param mid id or list of ids; Repeats count once; at most 500
     */
    suspend fun get(
        mid: List<Long>,
    ): Listed =
        call.get("merchandise.get", parm {
            put("mid", mid)
        })

    /**
     * All groups of goods (shops), by gid.
     *
     * Rate class read.
     */
    suspend fun groups(): Shops =
        call.get("merchandise.groups", parm {})

    /**
     * My orders in every state, newest first; `before`: orderid, exclusive.
     *
     * Rate class read.
     *
     * @param before An orderid to page from; "" = no bound
     * @param count 1 to 1000; brought into that range, never refused; default 10
     */
    suspend fun history(
        before: String? = null,
        count: Long? = null,
    ): Orders =
        call.get("merchandise.history", parm {
            put("before", before)
            put("count", count)
        })

    /**
     * The goods of a group, by mid, without hidden ones.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param gid id
     */
    suspend fun list(
        gid: Long,
    ): Listed =
        call.get("merchandise.list", parm {
            put("gid", gid)
        })

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
     *
     * @param cardid 1 to 128 characters
     * @param mid id
     * @param people_count Further people beside the buyer, each at a price of their own; 0 to 100
     * @param hardwareid Constant per phone; 1 to 128 characters
     * @param recommend_uid id
     */
    suspend fun paybycard(
        cardid: String,
        mid: Long,
        people_count: Long,
        hardwareid: String,
        recommend_uid: Long? = null,
    ): Charged =
        call.get("merchandise.paybycard", parm {
            put("cardid", cardid)
            put("mid", mid)
            put("people_count", people_count)
            put("hardwareid", hardwareid)
            put("recommend_uid", recommend_uid)
        })

    /**
     * Reserve goods, without payment; operations decide about the reservation.
     *
     * Rate class create.
     *
     * Errors: 3 target not found.
     *
     * @param mid id
     * @param recommend_uid id
     */
    suspend fun pre_order(
        mid: Long,
        recommend_uid: Long? = null,
    ): Reserved =
        call.get("merchandise.pre_order", parm {
            put("mid", mid)
            put("recommend_uid", recommend_uid)
        })

    /**
     * Paid and refunded orders that name me as recommender, newest first.
     *
     * `before`: orderid, exclusive.
     *
     * Rate class read.
     *
     * @param before An orderid to page from; "" = no bound
     * @param count 1 to 1000; brought into that range, never refused; default 10
     */
    suspend fun recommendbyme(
        before: String? = null,
        count: Long? = null,
    ): Orders =
        call.get("merchandise.recommendbyme", parm {
            put("before", before)
            put("count", count)
        })

    /**
     * Unbind a bank card at the payment provider; nothing is stored here.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param cardid 1 to 128 characters
     */
    suspend fun unbind(
        cardid: String,
    ): Unbound =
        call.get("merchandise.unbind", parm {
            put("cardid", cardid)
        })
}

class MessageApi(private val call: Caller) {
    /**
     * My conversations, one for each peer, the one with the newest message first.
     *
     * `before`: msgid of a `last`, exclusive. `more`: there are others; ask with `before` = the
     * last
     * one's `last.msgid`.
     *
     * Rate class read.
     *
     * @param before To page from; 0 = no bound; 0 or more
     * @param count 1 to 100; brought into that range, never refused; default 50
     */
    suspend fun conversations(
        before: Long? = null,
        count: Long? = null,
    ): Conversations =
        call.get("message.conversations", parm {
            put("before", before)
            put("count", count)
        })

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
     *
     * @param uid id
     * @param beforeid To page from; 0 = no bound; 0 or more
     * @param count 1 to 100; brought into that range, never refused; default 50
     */
    suspend fun history(
        uid: Long,
        beforeid: Long? = null,
        count: Long? = null,
    ): Messages =
        call.get("message.history", parm {
            put("uid", uid)
            put("beforeid", beforeid)
            put("count", count)
        })

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
     *
     * @param uid id
     * @param msgid id
     */
    suspend fun mark_read(
        uid: Long,
        msgid: Long,
    ): Unread =
        call.get("message.mark_read", parm {
            put("uid", uid)
            put("msgid", msgid)
        })

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
     *
     * @param afterid To page from; 0 = no bound; 0 or more; default 0
     * @param beforeid To page from; 0 = no bound; 0 or more
     * @param count 1 to 100; brought into that range, never refused; default 100
     */
    suspend fun read(
        afterid: Long? = null,
        beforeid: Long? = null,
        count: Long? = null,
    ): Messages =
        call.get("message.read", parm {
            put("afterid", afterid)
            put("beforeid", beforeid)
            put("count", count)
        })

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
     *
     * @param msgid id
     */
    suspend fun recall(
        msgid: Long,
    ) {
        call.call("message.recall", parm {
            put("msgid", msgid)
        })
    }

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
     *
     * @param uid id
     * @param content at most 4096 characters
     * @param lat -90 to 90
     * @param long -180 to 180
     * @param picture url; at most 1024 characters
     * @param width 0 or more
     * @param height 0 or more
     */
    suspend fun send(
        uid: Long,
        content: String? = null,
        lat: Double? = null,
        long: Double? = null,
        picture: String? = null,
        width: Long? = null,
        height: Long? = null,
    ): Sent =
        call.get("message.send", parm {
            put("uid", uid)
            put("content", content)
            put("lat", lat)
            put("long", long)
            put("picture", picture)
            put("width", width)
            put("height", height)
        })

    /**
     * Push to a user that I am writing to them; nothing is stored, and there is no alert.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: typing.
     *
     * @param uid id
     */
    suspend fun typing(
        uid: Long,
    ) {
        call.call("message.typing", parm {
            put("uid", uid)
        })
    }
}

class PhonebookApi(private val call: Caller) {
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
     *
     * @param phone_list What is no line in it counts as one without a phone; at most 2000
     */
    suspend fun upload(
        phone_list: List<PhoneEntry>,
    ): Uploaded =
        call.get("phonebook.upload", parm {
            put("phone_list", phone_list)
        })
}

class PostApi(private val call: Caller) {
    /**
     * Post a text into a group; it may be empty when pictures are uploaded to it afterwards.
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newpost.
     *
     * @param gid id
     * @param content at most 4096 characters
     */
    suspend fun add(
        gid: Long,
        content: String,
    ): PostPosted =
        call.get("post.add", parm {
            put("gid", gid)
            put("content", content)
        })

    /**
     * Delete my own post with its replies, likes and further media.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param postid id
     */
    suspend fun delete(
        postid: Long,
    ) {
        call.call("post.delete", parm {
            put("postid", postid)
        })
    }

    /**
     * Remove my like.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param postid id
     */
    suspend fun dislike(
        postid: Long,
    ) {
        call.call("post.dislike", parm {
            put("postid", postid)
        })
    }

    /**
     * Posts in the order asked; missing ones and those I may not read are left out of a list.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param postid id or list of ids; Repeats count once; at most 500
     */
    suspend fun get(
        postid: List<Long>,
    ): PostPosts =
        call.get("post.get", parm {
            put("postid", postid)
        })

    /**
     * The latest replies and likes by others on my 20 newest posts, newest first, to catch up.
     *
     * `from_reply`: replyid, exclusive. `like_after`: time of the last like you know, exclusive;
     * if
     * several were made in that second, they come again; postid and uid tell them apart. Without
     * `like_after` there are no likes in the result.
     *
     * Rate class read.
     *
     * @param from_reply To page from; 0 = no bound; 0 or more; default 0
     * @param like_after To page from; 0 = no bound; 0 or more
     */
    suspend fun get_new_reply(
        from_reply: Long? = null,
        like_after: Long? = null,
    ): News =
        call.get("post.get_new_reply", parm {
            put("from_reply", from_reply)
            put("like_after", like_after)
        })

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
     *
     * @param postid id
     * @param pos 0 or more; default 0
     * @param count 1 to 1000; brought into that range, never refused; default 50
     * @param after To page from; 0 = no bound; 0 or more; default 0
     */
    suspend fun get_reply(
        postid: Long,
        pos: Long? = null,
        count: Long? = null,
        after: Long? = null,
    ): Replies =
        call.get("post.get_reply", parm {
            put("postid", postid)
            put("pos", pos)
            put("count", count)
            put("after", after)
        })

    /**
     * Like a post.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newlike.
     *
     * @param postid id
     */
    suspend fun like(
        postid: Long,
    ) {
        call.call("post.like", parm {
            put("postid", postid)
        })
    }

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
     *
     * @param postid id
     * @param pos 0 or more; default 0
     * @param count 1 to 500; brought into that range, never refused; default 50
     * @param before_time Unix seconds
     * @param before_uid An id where 0 means none (or myself, as the function says); 0 or more
     */
    suspend fun likes(
        postid: Long,
        pos: Long? = null,
        count: Long? = null,
        before_time: Long? = null,
        before_uid: Long? = null,
    ): Likers =
        call.get("post.likes", parm {
            put("postid", postid)
            put("pos", pos)
            put("count", count)
            put("before_time", before_time)
            put("before_uid", before_uid)
        })

    /**
     * Further media of a post, in the order in which they were added.
     *
     * Rate class read.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param postid id
     */
    suspend fun readex(
        postid: Long,
    ): PostExdata =
        call.get("post.readex", parm {
            put("postid", postid)
        })

    /**
     * Reply to a post (never to a reply).
     *
     * Rate class create.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * Pushes: newreply.
     *
     * @param postid id
     * @param content 1 to 4096 characters
     */
    suspend fun reply(
        postid: Long,
        content: String,
    ): PostReplied =
        call.get("post.reply", parm {
            put("postid", postid)
            put("content", content)
        })

    /**
     * Replies by others to my posts, oldest first.
     *
     * `from_reply`: replyid, exclusive. `more`: there are newer ones; ask again with the last
     * replyid.
     *
     * Rate class read.
     *
     * @param from_reply To page from; 0 = no bound; 0 or more; default 0
     */
    suspend fun reply_to_me(
        from_reply: Long? = null,
    ): RepliesToMe =
        call.get("post.reply_to_me", parm {
            put("from_reply", from_reply)
        })
}

class ReportApi(private val call: Caller) {
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
     *
     * @param id id
     * @param text What a report says; operations alone see it; at most 4096 characters
     */
    suspend fun add(
        kind: String,
        id: Long,
        reason: String,
        text: String? = null,
    ): ReportAdded =
        call.get("report.add", parm {
            put("kind", kind)
            put("id", id)
            put("reason", reason)
            put("text", text)
        })

    /**
     * My reports, newest first, with their states. `before`: reportid, exclusive.
     *
     * Rate class read.
     *
     * @param before To page from; 0 = no bound; 0 or more
     * @param count 1 to 100; brought into that range, never refused; default 20
     */
    suspend fun mine(
        before: Long? = null,
        count: Long? = null,
    ): ReportMine =
        call.get("report.mine", parm {
            put("before", before)
            put("count", count)
        })
}

class SessionApi(private val call: Caller) {
    /**
     * My logins, the newest first, at most 1000; `id` names one and cannot be used to log in.
     *
     * Rate class read.
     */
    suspend fun list(): Sessions =
        call.get("session.list", parm {})

    /**
     * Exchange the session id for a new one; the old one stays valid for 10 minutes.
     *
     * Rate class none.
     */
    suspend fun renew(): Renewed =
        call.get("session.renew", parm {})

    /**
     * End a login of mine, perhaps this one: its sockets close and its device gets no alerts.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     *
     * @param id id
     */
    suspend fun revoke(
        id: Long,
    ): Revoked =
        call.get("session.revoke", parm {
            put("id", id)
        })

    /**
     * End all my logins but this one.
     *
     * Rate class light.
     */
    suspend fun revoke_others(): Revoked =
        call.get("session.revoke_others", parm {})

    /**
     * Unbind the connection; the session stays valid.
     *
     * No pushes come any more, and every call other than a start is errno 1.
     *
     * Rate class none.
     */
    suspend fun stop() {
        call.call("session.stop", parm {})
    }
}

class ToolsApi(private val call: Caller) {
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
     *
     * @param newphone 1 to 32 characters
     * @param code secret; What was typed as an SMS code; 1 to 64 characters
     * @param confirm secret; What was typed as an SMS code; 1 to 64 characters
     */
    suspend fun change_phone(
        newphone: String,
        code: String? = null,
        confirm: String? = null,
    ): ChangeOfPhone =
        call.get("tools.change_phone", parm {
            put("newphone", newphone)
            put("code", code)
            put("confirm", confirm)
        })

    /**
     * Upload token for pictures and other files, valid for 1 hour and any number of files.
     *
     * Post a form with `token` and `file` to `upload_url`; the answer has the file's address,
     * `url`.
     *
     * Rate class read.
     */
    suspend fun qiniu_uploadtoken(): Token =
        call.get("tools.qiniu_uploadtoken", parm {})

    /**
     * Read back what `tools.save_data` stored; the result is the stored object itself.
     *
     * Rate class read.
     */
    suspend fun read_data(): JsonObject =
        call.get("tools.read_data", parm {})

    /**
     * Store data of the client: the keys of parm are merged into what is there.
     *
     * At most 256 keys and 64 KiB as JSON in all.
     *
     * Rate class light.
     */
    suspend fun save_data(parm: JsonObject) {
        call.call("tools.save_data", parm)
    }
}

class UserApi(private val call: Caller) {
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
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     * @param type A `type` that is free for clients; 0 to 99
     */
    suspend fun add_friend(
        uid: List<Long>,
        type: Long? = null,
    ) {
        call.call("user.add_friend", parm {
            put("uid", uid)
            put("type", type)
        })
    }

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
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun block(
        uid: List<Long>,
    ) {
        call.call("user.block", parm {
            put("uid", uid)
        })
    }

    /**
     * Users whom I have blocked, newest first; `pos` and `count` come back as used.
     *
     * Rate class read.
     *
     * @param pos 0 or more; default 0
     * @param count 1 to 1000; brought into that range, never refused; default 50
     */
    suspend fun block_list(
        pos: Long? = null,
        count: Long? = null,
    ): BlockList =
        call.get("user.block_list", parm {
            put("pos", pos)
            put("count", count)
        })

    /**
     * Take users off my friend list; whether I am on theirs does not change.
     *
     * Rate class light.
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun del_friend(
        uid: List<Long>,
    ) {
        call.call("user.del_friend", parm {
            put("uid", uid)
        })
    }

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
     *
     * @param code secret; What was typed as an SMS code; 1 to 64 characters
     */
    suspend fun delete_account(
        code: String? = null,
    ): Deletion =
        call.get("user.delete_account", parm {
            put("code", code)
        })

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
    suspend fun export() {
        call.call("user.export", parm {})
    }

    /**
     * Users who have all the tags and, when a place is given, are near it.
     *
     * Latest change of tags or place first, at most 300; in a dense area only the nearest 2000 are
     * searched. I may be among them. Tags, or `lat` and `long`, or all are needed; places are
     * exact to
     * about 100 m.
     *
     * Rate class read.
     *
     * @param alltag at most 20, each at most 20 characters
     * @param lat -90 to 90
     * @param long -180 to 180
     */
    suspend fun filter(
        alltag: List<String>? = null,
        lat: Double? = null,
        long: Double? = null,
    ): Nearby =
        call.get("user.filter", parm {
            put("alltag", alltag)
            put("lat", lat)
            put("long", long)
        })

    /**
     * Find users by the beginning of the phone number, at least 3 digits; at most 4, by uid.
     *
     * A complete number finds exactly its owner. The numbers themselves are not shown. Of very
     * many
     * numbers the first 500 are looked at. The number of strangers found is limited by hour and
     * day.
     *
     * Rate class read.
     *
     * @param phone 3 to 32 characters
     */
    suspend fun find(
        phone: String,
    ): Found =
        call.get("user.find", parm {
            put("phone", phone)
        })

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
     *
     * @param uid An id where 0 means none (or myself, as the function says); 0 or more; default 0
     * @param pos 0 or more; default 0
     * @param count 1 to 1000; brought into that range, never refused; default 50
     * @param before_time Unix seconds
     * @param before_uid An id where 0 means none (or myself, as the function says); 0 or more
     */
    suspend fun friend_list(
        uid: Long? = null,
        pos: Long? = null,
        count: Long? = null,
        before_time: Long? = null,
        before_uid: Long? = null,
    ): FriendList =
        call.get("user.friend_list", parm {
            put("uid", uid)
            put("pos", pos)
            put("count", count)
            put("before_time", before_time)
            put("before_uid", before_uid)
        })

    /**
     * Group posts of my friends, newest first. `before`: postid, exclusive.
     *
     * Rate class read.
     *
     * @param before To page from; 0 = no bound; 0 or more
     * @param count 1 to 200; brought into that range, never refused; default 50
     */
    suspend fun friend_timeline(
        before: Long? = null,
        count: Long? = null,
    ): UserPosts =
        call.get("user.friend_timeline", parm {
            put("before", before)
            put("count", count)
        })

    /**
     * Newer group posts of my friends, oldest first, at most 200. `after`: postid, exclusive.
     *
     * `more`: there are newer ones; ask with `after` = the last postid.
     *
     * Rate class read.
     *
     * @param after To page from; 0 = no bound; 0 or more
     */
    suspend fun friend_timeline_new(
        after: Long,
    ): UserNewPosts =
        call.get("user.friend_timeline_new", parm {
            put("after", after)
        })

    /**
     * Tags of several users, in the order asked; unknown ids are left out.
     *
     * Rate class read.
     *
     * @param uids id or list of ids; Repeats count once; at most 500
     */
    suspend fun get_tag(
        uids: List<Long>,
    ): AllTags =
        call.get("user.get_tag", parm {
            put("uids", uids)
        })

    /**
     * Several profiles at once, in the order asked. Unknown ids in a list are left out.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun info(
        uid: List<Long>,
    ): Infos =
        call.get("user.info", parm {
            put("uid", uid)
        })

    /**
     * Profile of one user: basics, tags and votes, circles; of endorsers also their goods.
     *
     * When one of us has blocked the other only uid, nick and headpic have values.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param uid id
     */
    suspend fun info2(
        uid: Long,
    ): Profile =
        call.get("user.info2", parm {
            put("uid", uid)
        })

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
     *
     * @param phone 1 to 32 characters
     * @param nick 1 to 32 characters
     * @param headpic url; A url, or "" to clear what is stored; at most 1024 characters
     * @param sex 0 unknown, 1 male, 2 female; 0 to 2
     * @param birthday Unix seconds, negative before 1970
     * @param marriage 0 to 9
     * @param height In cm; 0 to 300
     * @param position Free text, a place; at most 256 characters
     * @param join_cid id
     * @param join_roleid id
     */
    suspend fun invite(
        phone: String,
        nick: String,
        headpic: String? = null,
        sex: Long? = null,
        birthday: Long? = null,
        marriage: Long? = null,
        height: Long? = null,
        position: String? = null,
        join_cid: Long? = null,
        join_roleid: Long? = null,
    ) {
        call.call("user.invite", parm {
            put("phone", phone)
            put("nick", nick)
            put("headpic", headpic)
            put("sex", sex)
            put("birthday", birthday)
            put("marriage", marriage)
            put("height", height)
            put("position", position)
            put("join_cid", join_cid)
            put("join_roleid", join_roleid)
        })
    }

    /**
     * Invitations I have made, newest first, at most 500; `joined_uid`: who accepted.
     *
     * Rate class read.
     */
    suspend fun invite_list(): Invites =
        call.get("user.invite_list", parm {})

    /**
     * Vote for a user, once per pair for ever; a repeat changes nothing.
     *
     * Rate class light.
     *
     * Errors: 2 no permission, 3 target not found.
     *
     * @param uid id
     */
    suspend fun like(
        uid: Long,
    ) {
        call.call("user.like", parm {
            put("uid", uid)
        })
    }

    /**
     * Get no alerts and no `newpost` because of users, or get them again with `on` 0.
     *
     * They still may write to me, and there is no push. At most 2000 can be muted at a time.
     *
     * Rate class light.
     *
     * Errors: 3 target not found.
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     * @param on 0 or 1; default 1
     */
    suspend fun mute(
        uid: List<Long>,
        on: Boolean? = null,
    ) {
        call.call("user.mute", parm {
            put("uid", uid)
            put("on", on)
        })
    }

    /**
     * Which of these users are online, in the order asked.
     *
     * Users who do not have me as a friend, or do not show it (`user.update`, `show_online`), are
     * left
     * out.
     *
     * Rate class read.
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun online(
        uid: List<Long>,
    ): OnlineUsers =
        call.get("user.online", parm {
            put("uid", uid)
        })

    /**
     * Group posts of one user that I may read, newest first. `before`: postid, exclusive.
     *
     * Rate class read.
     *
     * Errors: 3 target not found.
     *
     * @param uid id
     * @param before To page from; 0 = no bound; 0 or more
     * @param count 1 to 200; brought into that range, never refused; default 50
     */
    suspend fun posts(
        uid: Long,
        before: Long? = null,
        count: Long? = null,
    ): UserPosts =
        call.get("user.posts", parm {
            put("uid", uid)
            put("before", before)
            put("count", count)
        })

    /**
     * Find users by the beginning of the nick or, in any spelling, of the phone number.
     *
     * By nick, at most 20. A complete number finds exactly its owner, an incomplete one of at
     * least 3
     * digits at most 4 users. The number of strangers found by number is limited by hour and day.
     *
     * Rate class read.
     *
     * @param nick 1 to 32 characters
     */
    suspend fun search(
        nick: String,
    ): Searched =
        call.get("user.search", parm {
            put("nick", nick)
        })

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
     *
     * @param psw secret; 8 to 128 characters
     * @param old secret; What was typed as a password; at most 1024 characters
     * @param code secret; What was typed as an SMS code; 1 to 64 characters
     */
    suspend fun set_password(
        psw: String,
        old: String? = null,
        code: String? = null,
    ) {
        call.call("user.set_password", parm {
            put("psw", psw)
            put("old", old)
            put("code", code)
        })
    }

    /**
     * Take users off my block list; ended friendships stay ended.
     *
     * Rate class light.
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun unblock(
        uid: List<Long>,
    ) {
        call.call("user.unblock", parm {
            put("uid", uid)
        })
    }

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
     *
     * @param nick 1 to 32 characters
     * @param signature at most 256 characters
     * @param sex 0 unknown, 1 male, 2 female; 0 to 2
     * @param birthday Unix seconds, negative before 1970
     * @param marriage 0 to 9
     * @param height In cm; 0 to 300
     * @param position Free text, a place; at most 256 characters
     * @param headpic url; A url, or "" to clear what is stored; at most 1024 characters
     * @param job at most 32 characters
     * @param find_by_phone 0 or 1
     * @param show_online 0 or 1
     */
    suspend fun update(
        nick: String? = null,
        signature: String? = null,
        sex: Long? = null,
        birthday: Long? = null,
        marriage: Long? = null,
        height: Long? = null,
        position: String? = null,
        headpic: String? = null,
        job: String? = null,
        find_by_phone: Boolean? = null,
        show_online: Boolean? = null,
    ) {
        call.call("user.update", parm {
            put("nick", nick)
            put("signature", signature)
            put("sex", sex)
            put("birthday", birthday)
            put("marriage", marriage)
            put("height", height)
            put("position", position)
            put("headpic", headpic)
            put("job", job)
            put("find_by_phone", find_by_phone)
            put("show_online", show_online)
        })
    }

    /**
     * Replace my tags, at most 20; empty ones and repeats are dropped, [] clears.
     *
     * Rate class light.
     *
     * @param tags at most 20, each at most 20 characters
     */
    suspend fun update_tag(
        tags: List<String>,
    ) {
        call.call("user.update_tag", parm {
            put("tags", tags)
        })
    }

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
     *
     * @param uid id or list of ids; Repeats count once; at most 500
     */
    suspend fun watch_online(
        uid: List<Long>,
    ) {
        call.call("user.watch_online", parm {
            put("uid", uid)
        })
    }
}

/** Every function a client can call: `api.message.send(uid = 30)`. */
class Api(private val call: Caller) {
    val active = ActiveApi(call)
    val album = AlbumApi(call)
    val circle = CircleApi(call)
    val device = DeviceApi(call)
    val endorsement = EndorsementApi(call)
    val event = EventApi(call)
    val geo = GeoApi(call)
    val group = GroupApi(call)
    val ios = IosApi(call)
    val merchandise = MerchandiseApi(call)
    val message = MessageApi(call)
    val phonebook = PhonebookApi(call)
    val post = PostApi(call)
    val report = ReportApi(call)
    val session = SessionApi(call)
    val tools = ToolsApi(call)
    val user = UserApi(call)
}
