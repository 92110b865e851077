package social.client

import java.security.SecureRandom
import kotlin.math.pow
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull
import social.client.generated.Errno

/** The service knows a repeated call for ten minutes. */
private val LONGEST = 9.minutes

private val random = SecureRandom()

/** What a connection does for its calls. */
internal interface Sender {
    val online: Boolean

    fun send(text: String)

    /** A reply is overdue: gives up a connection from which nothing came for so long. */
    fun check(silence: Duration)
}

internal fun request(func: String, parm: JsonObject, cdata: String) = JsonObject(
    mapOf("func" to JsonPrimitive(func), "parm" to parm, "cdata" to JsonPrimitive(cdata)),
)

internal fun newCdata(): String =
    ByteArray(12).also(random::nextBytes).joinToString("") { "%02x".format(it) }

/** Calls that have no answer yet. Each is sent again, with the same cdata, until it has one. */
internal class Pending(
    private val sender: Sender,
    private val patience: Duration,
    private val scope: CoroutineScope,
) {
    private class Entry(val text: String) {
        val answer = CompletableDeferred<JsonElement>()
        var timer: Job? = null
        var busy = 0
    }

    /** In the order of the calls. */
    private val entries = LinkedHashMap<String, Entry>()

    /** The result; RpcError, CallTimeout, Stopped, or IllegalArgumentException for one too long. */
    suspend fun call(func: String, parm: JsonObject, deadline: Duration): JsonElement {
        val cdata = newCdata()
        val entry = Entry(encode(request(func, parm, cdata)))
        entries[cdata] = entry
        try {
            send(entry)
            val answer = withTimeoutOrNull(minOf(deadline, LONGEST)) { entry.answer.await() }
            return answer ?: throw CallTimeout(func)
        } finally {
            entry.timer?.cancel()
            entries.remove(cdata)
        }
    }

    /** A connection stands: send all that has no answer. */
    fun resend() = entries.values.toList().forEach(::send)

    /** The connection is gone: nothing is overdue until there is another. */
    fun pause() = entries.values.forEach { it.timer?.cancel() }

    private fun send(entry: Entry) {
        if (!sender.online || entry.answer.isCompleted) return
        sender.send(entry.text)
        expect(entry)
    }

    /** While others are answered this one may only be waiting for its turn. */
    private fun expect(entry: Entry): Unit = later(entry, patience) {
        expect(entry)
        sender.check(patience)
    }

    private fun later(entry: Entry, pause: Duration, act: () -> Unit) {
        entry.timer?.cancel()
        entry.timer = scope.launch {
            delay(pause)
            act()
        }
    }

    fun reply(frame: JsonObject) {
        val entry = entries[(frame["cdata"] as? JsonPrimitive)?.contentOrNull] ?: return
        entry.timer?.cancel()
        when (errno(frame)) {
            0 -> entry.answer.complete(frame.getValue("result"))
            Errno.Busy -> later(entry, rest(entry.busy++)) { send(entry) }
            else -> entry.answer.completeExceptionally(refusal(frame))
        }
    }

    private fun rest(busy: Int): Duration =
        minOf(8.0, 0.5 * 2.0.pow(busy)).seconds * Random.nextDouble()

    fun stop(reason: Reason) = entries.values.forEach {
        it.timer?.cancel()
        it.answer.completeExceptionally(Stopped(reason))
    }
}
