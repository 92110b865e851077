// Written by ./dev clients from the registry; ./dev lint compares.

package social.client.generated

import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.decodeFromJsonElement
import social.client.format

/** What arrives unasked. */
sealed interface Push {
    /** As the protocol names it. */
    val type: String

    /** Its number among what is addressed to the user; null where it takes none. */
    val seq: Long?

    /** An event was recorded for me. */
    data class Event(
        override val seq: Long,
        val data: social.client.generated.EventPush,
    ) : Push {
        override val type get() = "event"
    }

    /** A private message to me, or by me from another device. */
    data class Newmsg(
        override val seq: Long,
        val data: social.client.generated.NewMsg,
    ) : Push {
        override val type get() = "newmsg"
    }

    /** `uid` (my peer, or I) has read everything that the other one wrote up to `msgid`. */
    data class Readmsg(
        override val seq: Long,
        val data: social.client.generated.ReadMsg,
    ) : Push {
        override val type get() = "readmsg"
    }

    /** The sender `uid` took back a message to `toid`: it has no content any more. */
    data class Recallmsg(
        override val seq: Long,
        val data: social.client.generated.RecallMsg,
    ) : Push {
        override val type get() = "recallmsg"
    }

    /** Somebody is writing to me. It is not stored. */
    data class Typing(
        val data: social.client.generated.Typing,
    ) : Push {
        override val type get() = "typing"
        override val seq get() = null
    }

    /** Users whose numbers I uploaded and who are not my friends, as I spelt the numbers. */
    data class Fromphonebook(
        val data: social.client.generated.FromPhonebook,
    ) : Push {
        override val type get() = "fromphonebook"
        override val seq get() = null
    }

    /** A post in a group I watch, or by a friend of mine; never a circle post. */
    data class Newpost(
        val data: social.client.generated.NewPost,
    ) : Push {
        override val type get() = "newpost"
        override val seq get() = null
    }

    /**
     * Somebody replied to my post, which I may still read.
     *
     * `gid` is 0 and `cid` present for a circle post.
     */
    data class Newreply(
        override val seq: Long,
        val data: social.client.generated.NewReply,
    ) : Push {
        override val type get() = "newreply"
    }

    /** Somebody likes my post, which I may still read, for the first time. */
    data class Newlike(
        override val seq: Long,
        val data: social.client.generated.NewLike,
    ) : Push {
        override val type get() = "newlike"
    }

    /** A circle I am in has a new announcement; its ids and time are repeated flat. */
    data class CircleNewboard(
        override val seq: Long,
        val data: social.client.generated.CircleNewBoard,
    ) : Push {
        override val type get() = "circle.newboard"
    }

    /** A user whom this connection watches came online (1) or went offline (0). May repeat. */
    data class Online(
        val data: social.client.generated.OnlinePush,
    ) : Push {
        override val type get() = "online"
        override val seq get() = null
    }

    /** An order I made or recommended was paid, or its payment failed. May repeat. */
    data class Paylog(
        override val seq: Long,
        val data: social.client.generated.PaylogPush,
    ) : Push {
        override val type get() = "paylog"
    }

    /**
     * Pushes to this connection may have been lost: call `event.sync`, `seq` is the last number.
     *
     * With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no number.
     */
    data class Resync(
        override val seq: Long,
        val data: social.client.generated.Resync,
    ) : Push {
        override val type get() = "resync"
    }

    /**
     * Made by this client: what lay before `seq` is no longer kept by the service, so read your
     * lists again.
     */
    data class Gap(override val seq: Long) : Push {
        override val type get() = "gap"
    }

    /** Of a type that this version does not know, or not in this form. */
    data class Unknown(
        override val type: String,
        override val seq: Long?,
        val data: JsonElement,
    ) : Push
}

internal fun push(type: String, seq: Long?, data: JsonElement): Push =
    try {
        known(type, seq, data)
    } catch (_: SerializationException) {
        null
    } ?: Push.Unknown(type, seq, data)

private fun known(type: String, seq: Long?, data: JsonElement): Push? = when (type) {
    "event" -> seq?.let { Push.Event(it, of(data)) }
    "newmsg" -> seq?.let { Push.Newmsg(it, of(data)) }
    "readmsg" -> seq?.let { Push.Readmsg(it, of(data)) }
    "recallmsg" -> seq?.let { Push.Recallmsg(it, of(data)) }
    "typing" -> Push.Typing(of(data))
    "fromphonebook" -> Push.Fromphonebook(of(data))
    "newpost" -> Push.Newpost(of(data))
    "newreply" -> seq?.let { Push.Newreply(it, of(data)) }
    "newlike" -> seq?.let { Push.Newlike(it, of(data)) }
    "circle.newboard" -> seq?.let { Push.CircleNewboard(it, of(data)) }
    "online" -> Push.Online(of(data))
    "paylog" -> seq?.let { Push.Paylog(it, of(data)) }
    "resync" -> seq?.let { Push.Resync(it, of(data)) }
    "gap" -> seq?.let { Push.Gap(it) }
    else -> null
}

private inline fun <reified T> of(data: JsonElement): T = format.decodeFromJsonElement(data)
