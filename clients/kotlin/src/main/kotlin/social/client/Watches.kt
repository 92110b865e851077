package social.client

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.long

private const val GROUPS = 100

private fun group(gid: Long) = JsonObject(mapOf("gid" to JsonPrimitive(gid)))

/** What this connection watches; the service forgets it with the connection. */
internal class Watches {
    private val groups = LinkedHashSet<Long>()
    private var online: JsonObject? = null

    /** A call was answered with errno 0. */
    fun done(func: String, parm: JsonObject) {
        val gid = (parm["gid"] as? JsonPrimitive)?.takeIf { func.startsWith("group.") }
        when (func) {
            "group.regupdate" -> gid?.let { watch(it.long) }
            "group.unregupdate" -> gid?.let { groups.remove(it.long) }
            "user.watch_online" -> online = parm
        }
    }

    /** The service ends the oldest watch beyond these, too. */
    private fun watch(gid: Long) {
        groups.remove(gid)
        groups.add(gid)
        if (groups.size > GROUPS) groups.remove(groups.first())
    }

    /** Watch everything again; tells of each group that is watched now. A refused one is left. */
    suspend fun again(call: suspend (String, JsonObject) -> Unit, watched: (JsonObject) -> Unit) =
        coroutineScope {
            online?.let { launch { tried { call("user.watch_online", it) } } }
            groups.map(::group).forEach { parm -> launch { again(parm, call, watched) } }
        }

    private suspend fun again(
        parm: JsonObject,
        call: suspend (String, JsonObject) -> Unit,
        watched: (JsonObject) -> Unit,
    ) {
        if (tried { call("group.regupdate", parm) }) watched(parm)
    }
}

/** Whether the call was answered with a result. */
internal suspend fun tried(call: suspend () -> Unit): Boolean =
    try {
        call()
        true
    } catch (cancelled: CancellationException) {
        throw cancelled
    } catch (_: Exception) {
        false
    }
