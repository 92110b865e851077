private let most = 100

/// What this connection watches; the service forgets it with the connection.
@ClientActor
final class Watches {
    private var groups: [Int] = []
    private var online: [String: JSON]?

    /// A call was answered with errno 0.
    func done(_ function: String, _ parm: [String: JSON]) {
        switch (function, parm["gid"]?.int) {
        case ("group.regupdate", let gid?):
            groups.removeAll { $0 == gid }
            groups.append(gid)
            // The service ends the oldest watch beyond these, too.
            if groups.count > most { groups.removeFirst() }
        case ("group.unregupdate", let gid?):
            groups.removeAll { $0 == gid }
        case ("user.watch_online", _):
            online = parm
        default:
            break
        }
    }

    /// Watch everything again; gives the parameters of each group that is watched now. A refused
    /// one is left.
    func again(
        _ call: @ClientActor (String, [String: JSON]) async throws -> JSON
    ) async -> [[String: JSON]] {
        if let online { _ = try? await call("user.watch_online", online) }
        var watched: [[String: JSON]] = []
        for gid in groups {
            let parm: [String: JSON] = ["gid": .int(gid)]
            if (try? await call("group.regupdate", parm)) != nil { watched.append(parm) }
        }
        return watched
    }
}
