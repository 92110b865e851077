import Foundation

/// No close frame came.
let broken = 1006
/// A frame over this is closed with 1009 by the service.
private let frameLimit = 256 * 1024
/// Frames from the service may be longer.
private let longest = 64 * 1024 * 1024
/// A socket may be silent for as long as it likes.
private let patient = 30 * 86_400.0

/// All clients take turns on one actor: what belongs to it needs no locks.
@globalActor
public actor ClientActor {
    public static let shared = ClientActor()
}

func delay(_ seconds: Double) async throws {
    try await Task.sleep(nanoseconds: UInt64(max(0, seconds) * 1_000_000_000))
}

/// A frame as text; throws TooLong.
func encode(_ frame: JSON) throws -> String {
    let data = try JSONEncoder().encode(frame)
    if data.count > frameLimit { throw TooLong() }
    return String(decoding: data, as: UTF8.self)
}

/// One websocket: texts out, frames in, in their order.
@ClientActor
final class Line {
    private let task: URLSessionWebSocketTask
    private var heard = ProcessInfo.processInfo.systemUptime

    init(_ url: URL) {
        task = URLSession.shared.webSocketTask(
            with: URLRequest(url: url, timeoutInterval: patient))
        task.maximumMessageSize = longest
        task.resume()
    }

    /// Seconds since something came.
    var silence: Double { ProcessInfo.processInfo.systemUptime - heard }

    /// What it was closed with.
    var code: Int { task.closeCode == .invalid ? broken : task.closeCode.rawValue }

    func send(_ text: String) {
        // A line that is broken says so to `next`.
        task.send(.string(text)) { _ in }
    }

    /// The next frame; throws when there is no other one.
    func next() async throws -> JSON {
        let message = try await task.receive()
        heard = ProcessInfo.processInfo.systemUptime
        switch message {
        case .string(let text): return try JSON.read(Data(text.utf8))
        case .data(let data): return try JSON.read(inflated(data))
        @unknown default: return .null
        }
    }

    /// Ends it: `next` throws from now on.
    func close() {
        task.cancel(with: .normalClosure, reason: nil)
    }
}

/// Foundation knows deflate without the two bytes of zlib before it and its four after it.
private func inflated(_ data: Data) throws -> Data {
    try NSData(data: data.dropFirst(2).dropLast(4)).decompressed(using: .zlib) as Data
}
