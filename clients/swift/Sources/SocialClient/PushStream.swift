/// So many pushes wait for the app; what has a number beyond them is fetched later.
private let room = 1000
private let page = 200

struct Item {
    let type: String
    let seq: Int?
    let data: JSON

    /// Whether `seq` is a number of its own.
    var numbered: Bool { type != "resync" && type != "gap" }
}

/// Puts what is addressed to the user into one order: nothing missing, nothing twice.
@ClientActor
final class PushStream {
    /// Calls event.sync; throws only when the client has stopped.
    var fetch: (@ClientActor (Int, Int) async throws -> Synced)?
    /// Everything up to here was handed to the app, and the app has asked for more.
    private(set) var seq = 0
    private var started = false
    /// Everything up to here waits or was handed out.
    private var last = 0
    private var newest = 0
    /// The first one stays until the app is done with it.
    private var waiting: [Item] = []
    /// The app waits for a push.
    private var wanted: [CheckedContinuation<Void, Never>] = []
    private var handedOut = false
    private var fetching = false
    private var dropped = false
    private var ended = false

    init(seq: Int?) {
        if let seq { begin(seq) }
    }

    private func begin(_ from: Int) {
        started = true
        seq = from
        last = from
        newest = from
    }

    /// A session was started, and `now` is the number of the last thing addressed to the user.
    func online(_ now: Int) {
        if !started { begin(now) }
        if now < last {
            // The service has less than before, as after the restore of a backup.
            begin(now)
            put(Item(type: "gap", seq: now, data: .object([:])))
        }
        behind(now)
    }

    /// A push came.
    func take(_ push: Item) {
        guard let number = push.seq, push.type != "resync" else {
            if let number = push.seq { behind(number) }
            return whenRoom(push)
        }
        if number == last + 1 && waiting.count < room {
            keep(push, number)
        } else {
            behind(number)
        }
    }

    /// What has no number is not kept for an app that does not take it; it is told so afterwards.
    private func whenRoom(_ push: Item) {
        if waiting.count < room { put(push) } else { dropped = true }
    }

    private func keep(_ push: Item, _ number: Int) {
        last = number
        newest = max(newest, number)
        put(push)
    }

    private func behind(_ number: Int) {
        newest = max(newest, number)
        if newest > last && !fetching && !ended {
            fetching = true
            Task { await catchUp() }
        }
    }

    private func catchUp() async {
        defer { fetching = false }
        while newest > last && waiting.count < room {
            let asked = last
            guard let found = try? await fetch?(asked, page) else { return }
            synced(asked, found)
        }
    }

    private func synced(_ asked: Int, _ found: Synced) {
        if found.gap { put(Item(type: "gap", seq: found.seq, data: .object([:]))) }
        for one in found.items where one.seq > last {
            keep(Item(type: one.type, seq: one.seq, data: .object(one.data)), one.seq)
        }
        last = max(last, found.seq)
        // Numbers that the service does not know of would be asked for without end.
        if !found.more && found.seq <= asked { newest = last }
    }

    private func put(_ push: Item) {
        waiting.append(push)
        wake()
    }

    private func wake() {
        let found = wanted
        wanted = []
        for one in found { one.resume() }
    }

    // The app.

    /// The next push, nil at the end; `done`: the app is done with the one that it got before.
    func next(done: Bool) async -> Push? {
        if done { finish() }
        while waiting.isEmpty && !ended && !Task.isCancelled {
            await withTaskCancellationHandler {
                await withCheckedContinuation { wanted.append($0) }
            } onCancel: {
                Task { await self.wake() }
            }
        }
        guard let item = waiting.first, !Task.isCancelled else { return nil }
        handedOut = true
        return Push(type: item.type, seq: item.seq, data: item.data)
    }

    private func finish() {
        if handedOut {
            handedOut = false
            let item = waiting.removeFirst()
            if item.numbered { seq = item.seq ?? seq }
            if waiting.count < room / 2 { refill() }
        }
        if waiting.isEmpty && started { seq = max(seq, last) }
    }

    private func refill() {
        if dropped {
            dropped = false
            put(Item(type: "resync", seq: last, data: .object([:])))
        }
        behind(last)
    }

    func end() {
        ended = true
        wake()
    }
}
