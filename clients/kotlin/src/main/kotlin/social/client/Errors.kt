/** How a call can end without a result. */

package social.client

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonPrimitive
import social.client.generated.Errno
import social.client.generated.TEXTS

/** Keys that this version does not know are ignored, and absent ones are not sent. */
internal val format = Json {
    ignoreUnknownKeys = true
    explicitNulls = false
}

/** What a user is told about an errno; `language` such as "zh-CN". */
fun userText(errno: Int, language: String): String {
    val text = TEXTS[errno] ?: TEXTS.getValue(Errno.Internal)
    return if (language.startsWith("zh", ignoreCase = true)) text.zh else text.en
}

/** The service refused: `errno` says why, the message is for developers. */
class RpcError(val errno: Int, text: String, val result: JsonObject) :
    Exception("errno $errno: $text") {
    /** Seconds to wait, when the errno is 4. */
    val retryAfter: Int get() = (result["retry_after"] as? JsonPrimitive)?.intOrNull ?: 0

    fun userText(language: String): String = userText(errno, language)
}

/** No answer within the call's deadline. Whether it was executed is not known. */
class CallTimeout(func: String) : Exception("no answer to $func")

/** The client has stopped. */
class Stopped(val reason: Reason) : Exception("the client has stopped: ${reason.text}")

/** The refusal that a reply, or an answer over HTTP, tells of. */
internal fun refusal(frame: JsonObject): RpcError {
    val text = frame["error"]?.jsonPrimitive?.content.orEmpty()
    return RpcError(errno(frame), text, frame["result"] as? JsonObject ?: frame)
}

internal fun errno(frame: JsonObject): Int = frame.getValue("errno").jsonPrimitive.content.toInt()
