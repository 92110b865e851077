package social.client

import java.util.concurrent.TimeUnit
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.serialization.Serializable
import okhttp3.OkHttpClient

/**
 * What a login gives. Keep it: it is good for months.
 *
 * @param timeout when it ends, in unix seconds; without it the session is not exchanged before its
 * end
 * @param url the address of the socket
 */
@Serializable
data class Session(val sessionid: String, val timeout: Long? = null, val url: String)

/** Why a client stopped. */
enum class Reason(val text: String) {
    /** By the app. */
    CLOSED("closed"),

    /** The session is over: log in again. */
    LOGGED_OUT("logged out"),

    /** The same session was started elsewhere, or the user has too many connections. */
    REPLACED("replaced"),

    /** The service refuses how this client behaves. */
    FAULT("fault"),
}

/** What a client is doing. */
sealed interface State {
    data object Connecting : State

    data object Online : State

    /** For the next try to connect. */
    data object Waiting : State

    data class Stopped(val reason: Reason) : State
}

/**
 * @param seq the number up to which the app has everything, as `client.seq` said last time. null:
 * the stream begins with what comes from now on; 0: with all that the service still has
 * @param compressed frames from the service are compressed
 * @param patience time without a reply after which the connection counts as dead
 * @param http where connections come from; for proxies and certificates of your own
 */
class Options(
    val seq: Long? = null,
    val compressed: Boolean = true,
    val patience: Duration = 12.seconds,
    val http: OkHttpClient = plain,
)

/** A socket may be silent for as long as it likes. */
private val plain by lazy { OkHttpClient.Builder().readTimeout(0, TimeUnit.SECONDS).build() }
