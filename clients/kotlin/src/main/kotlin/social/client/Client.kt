package social.client

import kotlin.math.pow
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull
import okhttp3.Request
import social.client.generated.Api
import social.client.generated.Errno
import social.client.generated.Push
import social.client.generated.Started
import social.client.generated.Synced
import social.client.generated.push

/** Close codes after which connecting again is of no use. */
private val FINAL = mapOf(
    1008 to Reason.FAULT,
    1009 to Reason.FAULT,
    4001 to Reason.LOGGED_OUT,
    4002 to Reason.REPLACED,
    4004 to Reason.LOGGED_OUT,
)
private val RESTARTS = setOf(1001, 1012)
private val SPREAD = 5.seconds
private val LONGEST = 60.seconds
private val DEADLINE = 60.seconds

/** A connection that lasted so long was a good one. */
private val LASTING = 10.seconds

private val EMPTY = JsonObject(emptyMap())

/**
 * A connection that lasts: it reconnects, sends again what has no answer, and misses nothing.
 *
 * Connects at once, and goes on until `close`, or until the service says that it is of no use. All
 * of it may be used from any thread.
 */
@OptIn(ExperimentalCoroutinesApi::class)
class Client(session: Session, private val options: Options = Options()) : AutoCloseable {
    // One thing at a time: what is below needs no locks.
    private val home = Dispatchers.Default.limitedParallelism(1)
    private val scope = CoroutineScope(SupervisorJob() + home)
    private val states = MutableStateFlow<State>(State.Waiting)
    private val query = "?own_pushes=1" + if (options.compressed) "&usezlib=1" else ""
    private val request = Request.Builder().url(session.url + query).build()
    private val exchange = Exchange(session)
    private val pending = Pending(Calls(), options.patience, scope)
    private val stream = Stream(scope, options.seq, ::sync)
    private val watches = Watches()
    private val awake = Channel<Unit>(Channel.CONFLATED)
    private var line: Line? = null
    private var failures = 0
    private var reason: Reason? = null

    /** All functions of the service: `client.api.message.send(uid = 30, content = "hi")`. */
    val api: Api = within(DEADLINE)

    val state: StateFlow<State> = states.asStateFlow()

    /** The session as it is now; keep it whenever it changes, which is when it is exchanged. */
    val session: StateFlow<Session> = exchange.session

    /** What the last session start said, my profile among it. */
    @Volatile
    var started: Started? = null
        private set

    /** Everything up to this number was taken from `pushes`; keep it for the next Client. */
    val seq: Long get() = stream.seq

    init {
        scope.launch { run() }
    }

    /** All functions, with another time after which a call is given up; at most nine minutes. */
    fun within(deadline: Duration): Api = Api { func, parm -> call(func, parm, deadline) }

    /**
     * What arrives, in the order in which all devices of the user see it. Ends when the client has
     * stopped. There is one stream: collect it once. A push whose collector was cancelled or threw
     * comes again at the next collection.
     */
    fun pushes(): Flow<Push> = flow {
        var item: Item? = null
        while (true) {
            item = withContext(home) { stream.next(item) } ?: break
            emit(push(item.type, item.seq, item.data))
        }
    }

    /**
     * Any function by its name, also one that this version does not know; throws RpcError,
     * CallTimeout, Stopped, or IllegalArgumentException for a call over 256 KiB.
     */
    suspend fun call(func: String, parm: JsonObject, deadline: Duration = DEADLINE): JsonElement =
        withContext(home) {
            reason?.let { throw Stopped(it) }
            val result = pending.call(func, parm, deadline)
            watches.done(func, parm)
            if (func == "session.renew") exchange.renewed(format.decodeFromJsonElement(result))
            result
        }

    /** Connect now if it waits: for when the app comes to the front or the network is back. */
    fun wake() {
        scope.launch {
            failures = 0
            awake.trySend(Unit)
        }
    }

    override fun close() {
        scope.launch { stop(Reason.CLOSED) }
    }

    // ------------------------------------------------------------------------------ connections

    private suspend fun run() {
        while (reason == null) {
            states.value = State.Connecting
            val code = connection()
            FINAL[code]?.let(::stop)
            if (reason != null) return
            states.value = State.Waiting
            awake.tryReceive()
            withTimeoutOrNull(pause(code, failures++)) { awake.receive() }
        }
    }

    /** A random time, so that the clients of a service that comes back do not come all at once. */
    private fun pause(code: Int, failures: Int): Duration {
        val longest = minOf(LONGEST, 2.0.pow(minOf(failures, 10)).seconds)
        return (if (code in RESTARTS) maxOf(SPREAD, longest) else longest) * Random.nextDouble()
    }

    /** One connection from its beginning to its end; the code it was closed with. */
    private suspend fun connection(): Int {
        val now = Line(options.http, request).also { line = it }
        try {
            val reply = withTimeoutOrNull(options.patience) { start(now) }
            if (reply == null) now.drop() else replied(now, reply)
        } catch (cancelled: CancellationException) {
            throw cancelled
        } catch (_: Exception) {
            return BROKEN // a frame that is not as the protocol says
        } finally {
            now.close()
            line = null
            pending.pause()
        }
        return now.code
    }

    private suspend fun replied(line: Line, reply: JsonObject) {
        when (errno(reply)) {
            0 -> online(line, format.decodeFromJsonElement(reply.getValue("result")))
            Errno.NoSession -> stop(Reason.LOGGED_OUT)
        }
    }

    /** The reply to the session's start; null when the connection ended before. */
    private suspend fun start(line: Line): JsonObject? {
        val cdata = newCdata()
        val parm = JsonObject(mapOf("sessionid" to JsonPrimitive(session.value.sessionid)))
        line.send(encode(request("session.start2", parm, cdata)))
        for (frame in line.frames) {
            if ((frame["cdata"] as? JsonPrimitive)?.content == cdata) return frame
        }
        return null
    }

    private suspend fun online(line: Line, fresh: Started) {
        val again = started != null
        val begun = TimeSource.Monotonic.markNow()
        started = fresh
        states.value = State.Online
        stream.online(fresh.seq)
        pending.resend()
        if (again) scope.launch { watchAgain(fresh.seq) }
        val renewing = scope.launch { exchange.watch { call("session.renew", EMPTY) } }
        try {
            for (frame in line.frames) take(frame)
        } finally {
            renewing.cancel()
        }
        if (begun.elapsedNow() > LASTING) failures = 0
    }

    private fun take(frame: JsonObject) {
        if (frame["push"]?.jsonPrimitive?.booleanOrNull != true) return pending.reply(frame)
        val seq = frame["seq"]?.jsonPrimitive?.longOrNull
        stream.take(Item(frame.getValue("type").jsonPrimitive.content, seq, frame.getValue("data")))
    }

    /** Pushes without numbers may have been missed: the app is told, once all watches stand again. */
    private suspend fun watchAgain(seq: Long) {
        val resync = { data: JsonObject -> stream.take(Item("resync", seq, data)) }
        watches.again({ func, parm -> pending.call(func, parm, DEADLINE) }, resync)
        resync(EMPTY)
    }

    /** Waits until it is answered: the stream cannot go on without it. */
    private suspend fun sync(seq: Long, count: Long): Synced {
        val parm = mapOf("seq" to JsonPrimitive(seq), "count" to JsonPrimitive(count))
        while (true) {
            reason?.let { throw Stopped(it) }
            try {
                val found = pending.call("event.sync", JsonObject(parm), DEADLINE)
                return format.decodeFromJsonElement(found)
            } catch (refused: RpcError) {
                delay(refused.retryAfter.takeIf { it > 0 }?.seconds ?: 5.seconds)
            } catch (cancelled: CancellationException) {
                throw cancelled
            } catch (_: Exception) {
                delay(5.seconds)
            }
        }
    }

    private inner class Calls : Sender {
        override val online get() = states.value == State.Online

        override fun send(text: String) {
            line?.send(text)
        }

        override fun check(silence: Duration) {
            line?.takeIf { it.silence >= silence }?.drop()
        }
    }

    // -------------------------------------------------------------------------------------- end

    private fun stop(why: Reason) {
        if (reason != null) return
        reason = why
        pending.stop(why)
        stream.end()
        line?.close()
        awake.trySend(Unit)
        states.value = State.Stopped(why)
    }
}
