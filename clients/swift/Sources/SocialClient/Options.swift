import Foundation

/// What a login gives. Keep it: it is good for months.
public struct Session: Codable, Sendable, Equatable {
    public var sessionid: String
    /// When it ends, in unix seconds; without it the session is not exchanged before its end.
    public var timeout: Int?
    /// The address of the socket.
    public var url: URL

    public init(sessionid: String, timeout: Int? = nil, url: URL) {
        self.sessionid = sessionid
        self.timeout = timeout
        self.url = url
    }
}

/// What a client is doing; it waits for the next try to connect.
public enum ClientState: Sendable, Equatable {
    case connecting, online, waiting
    case stopped(Reason)
}

public struct Options: Sendable {
    /// The number up to which the app has everything, as `client.seq` said last time. nil: the
    /// stream begins with what comes from now on; 0: with all that the service still has.
    public var seq: Int?
    /// Frames from the service are compressed.
    public var compressed = true
    /// Seconds without a reply after which the connection counts as dead.
    public var patience = 12.0
    /// The session was exchanged: keep this one from now on.
    public var onSession: @Sendable (Session) -> Void = { _ in }
    public var onState: @Sendable (ClientState) -> Void = { _ in }

    public init(seq: Int? = nil) {
        self.seq = seq
    }
}
