package social.client

import java.io.ByteArrayInputStream
import java.util.zip.InflaterInputStream
import kotlin.time.Duration
import kotlin.time.TimeSource
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.trySendBlocking
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.Response
import okhttp3.WebSocket
import okhttp3.WebSocketListener
import okio.ByteString

/** A frame over this is closed with 1009 by the service. */
private const val FRAME_LIMIT = 256 * 1024

/** So many frames are read before their turn. */
private const val AHEAD = 64

/** No close frame came. */
internal const val BROKEN = 1006

/** A frame as text; throws IllegalArgumentException when the service would not take it. */
internal fun encode(frame: JsonObject): String {
    val text = frame.toString()
    require(text.toByteArray().size <= FRAME_LIMIT) { "the call is over 256 KiB" }
    return text
}

/** One websocket: texts out, objects in, in their order. */
internal class Line(http: OkHttpClient, request: Request) : WebSocketListener() {
    private val incoming = Channel<JsonObject>(AHEAD)

    /** What came, until the connection ended. */
    val frames: ReceiveChannel<JsonObject> get() = incoming

    /** What it was closed with. */
    @Volatile
    var code = BROKEN
        private set

    @Volatile
    private var heard = TimeSource.Monotonic.markNow()

    private val socket = http.newWebSocket(request, this)

    /** For how long nothing came. */
    val silence: Duration get() = heard.elapsedNow()

    fun send(text: String) {
        socket.send(text)
    }

    /** It is of no use any more; what came and was not taken is forgotten. */
    fun close() {
        socket.close(1000, null)
        // Not only closed: a frame that waits for room would wait for ever.
        incoming.cancel()
    }

    /** Nothing comes from it any more: `frames` ends now. */
    fun drop() {
        incoming.close()
        socket.cancel()
    }

    override fun onMessage(webSocket: WebSocket, text: String) = take(webSocket) { text }

    override fun onMessage(webSocket: WebSocket, bytes: ByteString) = take(webSocket) {
        InflaterInputStream(ByteArrayInputStream(bytes.toByteArray())).reader().readText()
    }

    /** Waits for room, so that a service that says much does not fill the memory. */
    private fun take(webSocket: WebSocket, text: () -> String) {
        heard = TimeSource.Monotonic.markNow()
        runCatching { format.parseToJsonElement(text()).jsonObject }
            .onSuccess { incoming.trySendBlocking(it) }
            .onFailure { webSocket.cancel() }
    }

    override fun onClosing(webSocket: WebSocket, code: Int, reason: String) {
        this.code = code
        webSocket.close(1000, null)
        incoming.close()
    }

    override fun onFailure(webSocket: WebSocket, t: Throwable, response: Response?) {
        incoming.close()
    }
}
