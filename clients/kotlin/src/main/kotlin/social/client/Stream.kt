package social.client

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import social.client.generated.Synced

/** So many pushes wait for the app; what has a number beyond them is fetched later. */
private const val ROOM = 1000
private const val PAGE = 200L

/** Their `seq` is not a number of their own. */
private val UNNUMBERED = setOf("resync", "gap")
private val NOTHING = JsonObject(emptyMap())

internal class Item(val type: String, val seq: Long?, val data: JsonElement)

/**
 * Puts what is addressed to the user into one order: nothing missing, nothing twice.
 *
 * @param fetch calls event.sync; throws only when the client has stopped
 */
internal class Stream(
    private val scope: CoroutineScope,
    seq: Long?,
    private val fetch: suspend (Long, Long) -> Synced,
) {
    /** Everything up to here was handed to the app, and the app has asked for more. */
    @Volatile
    var seq = 0L
        private set

    private var started = false

    /** Everything up to here waits or was handed out. */
    private var last = 0L
    private var newest = 0L

    /** The first one stays until the app is done with it. */
    private val waiting = ArrayDeque<Item>()
    private val news = Channel<Unit>(Channel.CONFLATED)
    private var fetching: Job? = null
    private var dropped = false
    private var ended = false

    init {
        if (seq != null) begin(seq)
    }

    private fun begin(from: Long) {
        started = true
        seq = from
        last = from
        newest = from
    }

    /** A session was started, and `now` is the number of the last thing addressed to the user. */
    fun online(now: Long) {
        if (!started) begin(now)
        if (now < last) {
            // The service has less than before, as after the restore of a backup.
            begin(now)
            put(Item("gap", now, NOTHING))
        }
        behind(now)
    }

    /** A push came. */
    fun take(push: Item) {
        if (push.type == "resync" || push.seq == null) {
            push.seq?.let(::behind)
            whenRoom(push)
        } else if (push.seq == last + 1 && waiting.size < ROOM) {
            number(push, push.seq)
        } else {
            behind(push.seq)
        }
    }

    /** What has no number is not kept for an app that does not take it; it is told so afterwards. */
    private fun whenRoom(push: Item) {
        if (waiting.size < ROOM) put(push) else dropped = true
    }

    private fun number(push: Item, number: Long) {
        last = number
        newest = maxOf(newest, number)
        put(push)
    }

    private fun behind(number: Long) {
        newest = maxOf(newest, number)
        if (newest > last && fetching?.isActive != true && !ended) fetching = scope.launch { catchUp() }
    }

    private suspend fun catchUp() {
        try {
            while (newest > last && waiting.size < ROOM) {
                val asked = last
                synced(asked, fetch(asked, PAGE))
            }
        } catch (_: Stopped) {
            return
        }
    }

    private fun synced(asked: Long, found: Synced) {
        if (found.gap) put(Item("gap", found.seq, NOTHING))
        found.items.filter { it.seq > last }.forEach { number(Item(it.type, it.seq, it.data), it.seq) }
        last = maxOf(last, found.seq)
        // Numbers that the service does not know of would be asked for without end.
        if (!found.more && found.seq <= asked) newest = last
    }

    private fun put(push: Item) {
        waiting.addLast(push)
        news.trySend(Unit)
    }

    // --------------------------------------------------------------------------------- the app

    /** The next push, null at the end; `before` is the one that the app is done with. */
    suspend fun next(before: Item?): Item? {
        done(before)
        while (waiting.isEmpty()) {
            if (ended) return null
            news.receive()
        }
        return waiting.first()
    }

    private fun done(before: Item?) {
        if (before != null && before === waiting.firstOrNull()) {
            waiting.removeFirst()
            if (before.type !in UNNUMBERED) seq = before.seq ?: seq
            if (waiting.size < ROOM / 2) refill()
        }
        if (waiting.isEmpty() && started) seq = maxOf(seq, last)
    }

    private fun refill() {
        if (dropped) {
            dropped = false
            put(Item("resync", last, NOTHING))
        }
        behind(last)
    }

    fun end() {
        ended = true
        fetching?.cancel()
        news.trySend(Unit)
    }
}
