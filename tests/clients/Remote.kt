// The Kotlin client, driven from outside: commands as lines of JSON come in, what happens goes out.

import kotlin.system.exitProcess
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.drop
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.transformWhile
import kotlinx.coroutines.launch
import kotlinx.serialization.encodeToString
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.encodeToJsonElement
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.put
import kotlinx.serialization.serializer
import social.client.Challenge
import social.client.Client
import social.client.Options
import social.client.RpcError
import social.client.State
import social.client.Stopped
import social.client.generated.Push
import social.client.loginWithCode
import social.client.prove
import social.client.requestCode
import social.client.userText

val clients = HashMap<String, Client>()
val scope = CoroutineScope(Dispatchers.Default)
val json = Json { explicitNulls = false }

fun say(line: JsonObject) = synchronized(scope) {
    println(line)
    System.out.flush()
}

fun open(name: String, options: JsonObject) {
    val seq = options["seq"]?.jsonPrimitive?.long
    val compressed = options["compressed"]?.jsonPrimitive?.boolean ?: true
    val client = Client(json.decodeFromJsonElement(options.getValue("session")), Options(seq, compressed))
    clients[name] = client
    scope.launch { client.session.drop(1).collect { say(heard(name, "session", json.encodeToJsonElement(it))) } }
    val states = scope.launch {
        client.state.transformWhile { emit(it); it !is State.Stopped }.collect { say(state(name, it)) }
    }
    scope.launch {
        client.pushes().collect { say(heard(name, "push", shown(it))) }
        states.join()
        say(heard(name, "push", JsonNull))
    }
}

fun heard(name: String, key: String, value: JsonElement) =
    JsonObject(mapOf("name" to JsonPrimitive(name), key to value))

fun state(name: String, state: State) = buildJsonObject {
    put("name", name)
    put("state", state::class.simpleName!!.lowercase())
    if (state is State.Stopped) put("reason", state.reason.text)
}

fun shown(push: Push): JsonObject {
    val data = runCatching { push.javaClass.getMethod("getData").invoke(push) }.getOrNull()
    check(push !is Push.Unknown) { "unknown: $push" }
    return buildJsonObject {
        put("type", push.type)
        push.seq?.let { put("seq", it) }
        put("data", if (data == null) JsonObject(emptyMap()) else json.encodeToJsonElement(serializer(data.javaClass), data))
    }
}

suspend fun answer(client: Client, func: String, parm: JsonObject): JsonElement {
    fun text(key: String) = parm[key]?.jsonPrimitive?.content
    fun number(key: String) = parm.getValue(key).jsonPrimitive.long
    val api = client.api
    return when (func) {
        "message.send" -> json.encodeToJsonElement(api.message.send(number("uid"), content = text("content")))
        "group.create" -> json.encodeToJsonElement(api.group.create(text("name")!!, board = text("board")!!))
        "group.addpost" -> json.encodeToJsonElement(api.group.addpost(number("gid"), content = text("content")))
        "post.reply" -> json.encodeToJsonElement(api.post.reply(number("postid"), text("content")!!))
        else -> client.call(func, parm)
    }
}

suspend fun call(command: JsonObject): JsonObject {
    val client = clients.getValue(command.getValue("name").jsonPrimitive.content)
    val func = command.getValue("func").jsonPrimitive.content
    return try {
        JsonObject(mapOf("result" to answer(client, func, command.getValue("parm").jsonObject)))
    } catch (error: Exception) {
        failure(error)
    }
}

/** The work shown for a challenge, and the first push after a login, for two collectors in turn. */
suspend fun login(command: JsonObject): JsonObject {
    fun text(key: String) = command.getValue(key).jsonPrimitive.content
    val proof = prove(Challenge(text("challenge"), bits = 12))
    val session = loginWithCode(text("base"), text("phone"), requestCode(text("base"), text("phone")))
    val first = Client(session, Options(seq = 0)).use { client ->
        List(2) { shown(client.pushes().first()) } + JsonPrimitive(client.seq)
    }
    val result = mapOf("proof" to JsonPrimitive(proof), "first" to JsonArray(first))
    return JsonObject(mapOf("result" to JsonObject(result)))
}

fun answered(command: JsonObject, result: suspend () -> JsonObject) {
    scope.launch { say(JsonObject(result() + ("id" to command.getValue("id")))) }
}

fun failure(error: Exception) = buildJsonObject {
    if (error is RpcError) {
        val texts = listOf(error.userText("zh-Hans-CN"), userText(error.errno, "en"))
        put("errno", error.errno)
        put("retryAfter", error.retryAfter)
        put("texts", JsonArray(texts.map(::JsonPrimitive)))
    } else {
        put("failed", error::class.simpleName)
        put("reason", if (error is Stopped) error.reason.text else error.message)
    }
}

fun main() {
    for (line in generateSequence(::readlnOrNull)) {
        val command = json.parseToJsonElement(line).jsonObject
        val name = command["name"]?.jsonPrimitive?.content.orEmpty()
        when (command.getValue("do").jsonPrimitive.content) {
            "open" -> open(name, command.getValue("options").jsonObject)
            "call" -> answered(command) { call(command) }
            "login" -> answered(command) { login(command) }
            "seq" -> answered(command) { buildJsonObject { put("result", clients.getValue(name).seq) } }
            else -> clients.getValue(name).close()
        }
    }
    exitProcess(0)
}
