/** Logging in, over HTTP. `base` is the service's address, such as "https://example.com". */

package social.client

import java.io.IOException
import java.net.HttpURLConnection
import java.net.URI
import java.net.URLEncoder
import java.security.MessageDigest
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

private const val MILLISECONDS = 30_000

@Serializable
internal class Challenge(val text: String, val bits: Int)

@Serializable
private class LoggedIn(val sessionid: String, val timeout: Long, val ws: String, val wss: String)

/**
 * Send a code to a phone; shows the work that the service may ask for. Gives "sent", or the code
 * itself where the service runs with DEBUG; throws RpcError, IOException.
 */
suspend fun requestCode(base: String, phone: String): String {
    val reply = ask(base, "getcode", "phone" to phone)
    val challenge = reply["challenge"] ?: return code(reply)
    val proof = prove(format.decodeFromJsonElement(challenge))
    return code(ask(base, "getcode", "phone" to phone, "proof" to proof))
}

/** Log in with the code that the phone got; a new number gets an account. */
suspend fun loginWithCode(base: String, phone: String, code: String): Session =
    session(base, ask(base, "PhoneLogin", "phone" to phone, "code" to code))

/** Log in with a password set by `user.set_password`; `name`: the phone or the nick. */
suspend fun loginWithPassword(base: String, name: String, psw: String): Session =
    session(base, ask(base, "login", "name" to name, "psw" to psw))

private fun code(reply: JsonObject) = taken(reply).getValue("code").jsonPrimitive.content

private fun session(base: String, reply: JsonObject): Session {
    val found = format.decodeFromJsonElement<LoggedIn>(taken(reply))
    val url = if (base.startsWith("https:")) found.wss else found.ws
    return Session(found.sessionid, found.timeout, url)
}

private fun taken(reply: JsonObject) = if (errno(reply) == 0) reply else throw refusal(reply)

/** As a form, so that no secret stands in an address. */
private suspend fun ask(base: String, path: String, vararg form: Pair<String, String>): JsonObject {
    val body = form.joinToString("&") { (name, value) -> "$name=${URLEncoder.encode(value, "UTF-8")}" }
    return withContext(Dispatchers.IO) { post("${base.trimEnd('/')}/$path", body) }
}

private fun post(url: String, body: String): JsonObject {
    val connection = URI(url).toURL().openConnection() as HttpURLConnection
    connection.connectTimeout = MILLISECONDS
    connection.readTimeout = MILLISECONDS
    connection.doOutput = true
    try {
        connection.outputStream.use { it.write(body.toByteArray()) }
        if (connection.responseCode != 200) throw IOException("HTTP ${connection.responseCode}")
        val text = connection.inputStream.use { it.reader().readText() }
        return format.parseToJsonElement(text).jsonObject
    } finally {
        connection.disconnect()
    }
}

/** `text:number` whose SHA-256 begins with so many zero bits. */
internal suspend fun prove(challenge: Challenge): String = withContext(Dispatchers.Default) {
    val sha = MessageDigest.getInstance("SHA-256")
    generateSequence(0L) { it + 1 }
        .map { "${challenge.text}:$it" }
        .onEach { ensureActive() }
        .first { zeroBits(sha.digest(it.toByteArray())) >= challenge.bits }
}

private fun zeroBits(hash: ByteArray): Int {
    val whole = hash.indexOfFirst { it != 0.toByte() }
    return if (whole < 0) hash.size * 8 else whole * 8 + hash[whole].countLeadingZeroBits()
}
