import Foundation

/// The service knows a repeated call for ten minutes.
private let longest = 540.0

/// What a connection does for its calls.
@ClientActor
protocol Sender: AnyObject {
    var online: Bool { get }
    func send(_ text: String)
    /// A reply is overdue: gives up a connection from which nothing came for so long.
    func check(_ silence: Double)
}

func request(_ function: String, _ parm: [String: JSON], cdata: String) -> JSON {
    .object(["func": .string(function), "parm": .object(parm), "cdata": .string(cdata)])
}

func newCdata() -> String {
    UUID().uuidString.replacingOccurrences(of: "-", with: "")
}

/// Calls that have no answer yet. Each is sent again, with the same cdata, until it has one.
@ClientActor
final class Pending {
    @ClientActor
    private final class Entry {
        let number: Int
        let text: String
        let answer: CheckedContinuation<JSON, Error>
        var timer: Task<Void, Error>?
        var busy = 0

        init(_ number: Int, _ text: String, _ answer: CheckedContinuation<JSON, Error>) {
            self.number = number
            self.text = text
            self.answer = answer
        }
    }

    weak var sender: Sender?
    private let patience: Double
    private var entries: [String: Entry] = [:]
    private var count = 0

    init(patience: Double) {
        self.patience = patience
    }

    /// The result; throws RpcError, CallTimeout, Stopped, TooLong or CancellationError.
    func call(_ function: String, _ parm: [String: JSON], deadline: Double) async throws -> JSON {
        let cdata = newCdata()
        let text = try encode(request(function, parm, cdata: cdata))
        let limit = Task {
            try await delay(min(deadline, longest))
            finish(cdata, .failure(CallTimeout(function: function)))
        }
        defer { limit.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { add(cdata, text, $0) }
        } onCancel: {
            Task { await self.finish(cdata, .failure(CancellationError())) }
        }
    }

    private func add(_ cdata: String, _ text: String, _ answer: CheckedContinuation<JSON, Error>) {
        count += 1
        let entry = Entry(count, text, answer)
        entries[cdata] = entry
        send(entry)
    }

    private func finish(_ cdata: String, _ result: Result<JSON, Error>) {
        guard let entry = entries.removeValue(forKey: cdata) else { return }
        entry.timer?.cancel()
        entry.answer.resume(with: result)
    }

    /// A connection stands: send all that has no answer, in the order of the calls.
    func resend() {
        for entry in entries.values.sorted(by: { $0.number < $1.number }) { send(entry) }
    }

    /// The connection is gone: nothing is overdue until there is another.
    func pause() {
        for entry in entries.values { entry.timer?.cancel() }
    }

    private func send(_ entry: Entry) {
        guard let sender, sender.online else { return }
        sender.send(entry.text)
        expect(entry)
    }

    /// While others are answered this one may only be waiting for its turn.
    private func expect(_ entry: Entry) {
        later(entry, patience) { [self] in
            expect(entry)
            sender?.check(patience)
        }
    }

    private func later(_ entry: Entry, _ pause: Double, _ act: @escaping @ClientActor () -> Void) {
        entry.timer?.cancel()
        entry.timer = Task {
            try await delay(pause)
            act()
        }
    }

    func reply(_ frame: JSON) {
        guard let cdata = frame["cdata"]?.string, let entry = entries[cdata] else { return }
        guard let refusal = RpcError(frame) else {
            return finish(cdata, .success(frame["result"] ?? .null))
        }
        if refusal.errno != Errno.Busy { return finish(cdata, .failure(refusal)) }
        let rest = Double.random(in: 0...1) * min(8, 0.5 * pow(2, Double(entry.busy)))
        entry.busy += 1
        later(entry, rest) { [self] in send(entry) }
    }

    func stop(_ reason: Reason) {
        for cdata in Array(entries.keys) { finish(cdata, .failure(Stopped(reason: reason))) }
    }
}
