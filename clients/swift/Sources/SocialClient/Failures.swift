/// What a user is told about an errno; `language` such as "zh-CN".
public func userText(_ errno: Int, language: String) -> String {
    guard let text = texts[errno] ?? texts[Errno.Internal] else { return "" }
    return language.lowercased().hasPrefix("zh") ? text.zh : text.en
}

/// The service refused: `errno` says why, `text` is for developers.
public struct RpcError: Error {
    public let errno: Int
    public let text: String
    public let result: JSON

    /// Seconds to wait, when the errno is 4.
    public var retryAfter: Int { result["retry_after"]?.int ?? 0 }

    public func userText(language: String) -> String {
        SocialClient.userText(errno, language: language)
    }

    /// The refusal that a reply, or an answer over HTTP, tells of; nil for errno 0.
    init?(_ frame: JSON) {
        let errno = frame["errno"]?.int ?? Errno.Internal
        if errno == 0 { return nil }
        self.errno = errno
        text = frame["error"]?.string ?? ""
        result = frame["result"] ?? frame
    }
}

/// No answer within the call's deadline. Whether it was executed is not known.
public struct CallTimeout: Error {
    public let function: String
}

/// The client has stopped.
public struct Stopped: Error {
    public let reason: Reason
}

/// The call is over 256 KiB, which the service would not take.
public struct TooLong: Error {}

/// Why a client stopped.
public enum Reason: String, Sendable {
    /// By the app.
    case closed
    /// The session is over: log in again.
    case loggedOut
    /// The same session was started elsewhere, or the user has too many connections.
    case replaced
    /// The service refuses how this client behaves.
    case fault
}
