package social.client

import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import social.client.generated.Renewed

private val BEFORE = 7.days

/** Clocks of phones are set: look at them again now and then. */
private val LOOK = 12.hours

private fun now() = System.currentTimeMillis().milliseconds

/** Exchanges the session before it ends. */
internal class Exchange(first: Session) {
    private val current = MutableStateFlow(first)
    private var due = first.timeout?.let { it.seconds - BEFORE }

    val session: StateFlow<Session> = current.asStateFlow()

    fun renewed(fresh: Renewed) {
        val end = fresh.timeout.seconds
        // Half of its life at least, where sessions live for less than a fortnight.
        due = maxOf(end - BEFORE, (now() + end) / 2)
        current.update { it.copy(sessionid = fresh.sessionid, timeout = fresh.timeout) }
    }

    /** As long as a connection stands; `renew` calls session.renew, and `renewed` with its result. */
    suspend fun watch(renew: suspend () -> Unit) {
        while (true) {
            val wait = due?.let { it - now() } ?: return
            // A refusal or a broken line: the next start tries again, and so does the next hour.
            if (wait.isPositive()) delay(minOf(wait, LOOK)) else if (!tried(renew)) delay(1.hours)
        }
    }
}
