import Foundation

/// Close codes after which connecting again is of no use.
private let finalReasons: [Int: Reason] = [
    1008: .fault, 1009: .fault, 4001: .loggedOut, 4002: .replaced, 4004: .loggedOut,
]
private let restarts: Set<Int> = [1001, 1012]
private let spread = 5.0
private let longest = 60.0
private let deadline = 60.0
/// A connection that lasted so long was a good one.
private let lasting = 10.0
private let week = 7 * 86_400.0
/// Clocks of phones are set: look at them again now and then.
private let look = 43_200.0
private let hour = 3_600.0

/// A connection that lasts: it reconnects, sends again what has no answer, and misses nothing.
///
/// Connects at once, and goes on until `close`, or until the service says that it is of no use.
@ClientActor
public final class Client: Sender {
    public private(set) var state = ClientState.waiting
    /// The session as it is now; it changes when it is exchanged.
    public private(set) var session: Session
    /// What the last session start said, my profile among it.
    public private(set) var started: Started?

    private let options: Options
    private let pending: Pending
    private let stream: PushStream
    private let watches = Watches()
    private var due: Double
    private var line: Line?
    private var resting: Task<Void, Error>?
    private var failures = 0
    private var reason: Reason?

    public init(_ session: Session, _ options: Options = Options()) {
        self.session = session
        self.options = options
        pending = Pending(patience: options.patience)
        stream = PushStream(seq: options.seq)
        due = session.timeout.map { Double($0) - week } ?? .infinity
        pending.sender = self
        stream.fetch = { [weak self] seq, count in
            guard let self else { throw Stopped(reason: .closed) }
            return try await self.sync(seq, count)
        }
        Task { await run() }
    }

    /// All functions of the service: `client.api.message.send(uid: 30, content: "hi")`.
    public nonisolated var api: Api { within(deadline) }

    /// All functions, with other seconds after which a call is given up; at most 540.
    public nonisolated func within(_ seconds: Double) -> Api {
        Api { try await self.call($0, $1, within: seconds) }
    }

    /// Everything up to this number was taken from `pushes`; keep it for the next Client.
    public var seq: Int { stream.seq }

    /// What arrives, in the order in which all devices of the user see it. Ends when the client
    /// has stopped. There is one stream: read it in one loop at a time. The push with which a loop
    /// was left comes again in the next loop.
    public nonisolated func pushes() -> Pushes { Pushes(stream: stream) }

    /// Any function by its name, also one that this version does not know; throws RpcError,
    /// CallTimeout, Stopped or TooLong.
    public func call(
        _ function: String, _ parm: [String: JSON], within seconds: Double = 60
    ) async throws -> JSON {
        if let reason { throw Stopped(reason: reason) }
        let result = try await pending.call(function, parm, deadline: seconds)
        watches.done(function, parm)
        if function == "session.renew" { renewed(try result.decoded()) }
        return result
    }

    /// Connect now if it waits: for when the app comes to the front or the network is back.
    public func wake() {
        failures = 0
        resting?.cancel()
    }

    public func close() {
        stop(.closed)
    }

    // Connections.

    private func run() async {
        while reason == nil {
            enter(.connecting)
            let code = await connection()
            if let found = finalReasons[code] { stop(found) }
            if reason != nil { return }
            enter(.waiting)
            await rest(code)
        }
    }

    /// A random time, so that the clients of a service that comes back do not come all at once.
    private func rest(_ code: Int) async {
        let most = min(longest, pow(2, Double(min(failures, 10))))
        failures += 1
        let pause = Double.random(in: 0...1) * (restarts.contains(code) ? max(spread, most) : most)
        let task = Task { try await delay(pause) }
        resting = task
        _ = await task.result
        resting = nil
    }

    /// One connection from its beginning to its end; the code it was closed with.
    private func connection() async -> Int {
        let now = Line(address())
        line = now
        let limit = Task {
            try await delay(options.patience)
            now.close()
        }
        var renewing: Task<Void, Error>?
        defer {
            limit.cancel()
            renewing?.cancel()
            now.close()
            line = nil
            pending.pause()
        }
        do {
            guard let fresh = try await start(now) else { return broken }
            limit.cancel()
            let begun = ProcessInfo.processInfo.systemUptime
            renewing = begin(fresh)
            while let frame = try? await now.next() { take(frame) }
            if ProcessInfo.processInfo.systemUptime - begun > lasting { failures = 0 }
        } catch {
            return now.code
        }
        return now.code
    }

    private func address() -> URL {
        let found = URLComponents(url: session.url, resolvingAgainstBaseURL: false)
        guard var parts = found else { return session.url }
        parts.query = "own_pushes=1" + (options.compressed ? "&usezlib=1" : "")
        return parts.url ?? session.url
    }

    /// What the session's start said; nil: refused.
    private func start(_ line: Line) async throws -> Started? {
        let cdata = newCdata()
        let parm: [String: JSON] = ["sessionid": .string(session.sessionid)]
        line.send(try encode(request("session.start2", parm, cdata: cdata)))
        var reply = try await line.next()
        while reply["cdata"]?.string != cdata { reply = try await line.next() }
        guard let refusal = RpcError(reply) else { return try reply["result"]?.decoded() }
        if refusal.errno == Errno.NoSession { stop(.loggedOut) }
        return nil
    }

    private func begin(_ fresh: Started) -> Task<Void, Error> {
        let again = started != nil
        started = fresh
        enter(.online)
        stream.online(fresh.seq)
        pending.resend()
        if again { Task { await watchAgain(fresh.seq) } }
        return Task { try await exchange() }
    }

    private func take(_ frame: JSON) {
        guard frame["push"] == .bool(true) else { return pending.reply(frame) }
        let type = frame["type"]?.string ?? ""
        stream.take(Item(type: type, seq: frame["seq"]?.int, data: frame["data"] ?? .null))
    }

    /// Pushes without numbers may have been missed: the app is told, once all watches stand again.
    private func watchAgain(_ seq: Int) async {
        let watched = await watches.again { [self] in
            try await pending.call($0, $1, deadline: deadline)
        }
        for parm in watched + [[:]] {
            stream.take(Item(type: "resync", seq: seq, data: .object(parm)))
        }
    }

    /// Exchange the session when it is time.
    private func exchange() async throws {
        while due < .infinity {
            let wait = due - Date().timeIntervalSince1970
            if wait > 0 {
                try await delay(min(wait, look))
            } else if (try? await call("session.renew", [:])) == nil {
                // A refusal or a broken line: the next start tries again, and so does the next hour.
                try await delay(hour)
            }
        }
    }

    private func renewed(_ fresh: Renewed) {
        let end = Double(fresh.timeout)
        // Half of its life at least, where sessions live for less than a fortnight.
        due = max(end - week, (Date().timeIntervalSince1970 + end) / 2)
        session.sessionid = fresh.sessionid
        session.timeout = fresh.timeout
        options.onSession(session)
    }

    /// Waits until it is answered: the stream cannot go on without it.
    private func sync(_ seq: Int, _ count: Int) async throws -> Synced {
        let parm: [String: JSON] = ["seq": .int(seq), "count": .int(count)]
        while true {
            if let reason { throw Stopped(reason: reason) }
            do {
                return try await pending.call("event.sync", parm, deadline: deadline).decoded()
            } catch let refused as RpcError {
                try await delay(refused.retryAfter > 0 ? Double(refused.retryAfter) : 5)
            } catch {
                try await delay(5)
            }
        }
    }

    // What Pending asks for.

    var online: Bool { state == .online }

    func send(_ text: String) {
        line?.send(text)
    }

    func check(_ silence: Double) {
        if let line, line.silence >= silence { line.close() }
    }

    // The end.

    private func enter(_ now: ClientState) {
        state = now
        options.onState(now)
    }

    private func stop(_ why: Reason) {
        if reason != nil { return }
        reason = why
        pending.stop(why)
        stream.end()
        line?.close()
        resting?.cancel()
        enter(.stopped(why))
    }
}

/// `for await push in client.pushes()`: asking for the next one says that the one before is done.
public struct Pushes: AsyncSequence {
    public typealias Element = Push

    let stream: PushStream

    public func makeAsyncIterator() -> Iterator { Iterator(stream: stream) }

    public struct Iterator: AsyncIteratorProtocol {
        let stream: PushStream
        var asked = false

        public mutating func next() async -> Push? {
            defer { asked = true }
            return await stream.next(done: asked)
        }
    }
}
