// Written by ./dev clients from the registry; ./dev lint compares.

/// Sends one call and gives its result; an errno other than 0 is thrown as RpcError.
public typealias Caller = @Sendable (String, [String: JSON]) async throws -> JSON

public struct ActiveApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Activate myself through another user, with that user's actor_level; else like active.do.
    ///
    /// The activator, who need not agree, is put on my friend list and gets a push, and may add me.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter uid: id
    public func by_user(
        uid: Int
    ) async throws -> Activation {
        try await call("active.by_user", JSON.given([
            "uid": JSON.encoded(uid),
        ])).decoded()
    }

    /// Activate myself with a code; the activator and I become friends.
    ///
    /// Returns my values afterwards: a higher level and its activator stay. Errno 2: my own code,
    /// or
    /// its maker may not give the level any more.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter active_code: A code that was given by another user; 1 to 16 characters
    public func `do`(
        active_code: String
    ) async throws -> Activation {
        try await call("active.do", JSON.given([
            "active_code": JSON.encoded(active_code),
        ])).decoded()
    }

    /// Make an activation code of a level up to my own actor_level.
    ///
    /// Good for 45 minutes and any number of people; `timeout` = unix seconds of expiry.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission.
    ///
    /// - Parameter level: 1 to 100; default 1
    public func generate_code(
        level: Int? = nil
    ) async throws -> ActiveCode {
        try await call("active.generate_code", JSON.given([
            "level": JSON.encoded(level),
        ])).decoded()
    }
}

public struct AlbumApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Add one file to my album; the file itself is not fetched.
    ///
    /// `width` and `height` count for pictures, `length` (ms) for voices and videos; what does not
    /// belong to the filetype is dropped. `content` is called `text` in results.
    ///
    /// Rate class create.
    ///
    /// - Parameter url: url; at most 1024 characters
    /// - Parameter filetype: 1 picture, 2 voice, 3 video; 1 to 3
    /// - Parameter content: at most 256 characters
    /// - Parameter width: 0 or more
    /// - Parameter height: 0 or more
    /// - Parameter length: 0 or more
    public func add(
        url: String,
        filetype: Int,
        content: String? = nil,
        width: Int? = nil,
        height: Int? = nil,
        length: Int? = nil
    ) async throws -> AlbumAdded {
        try await call("album.add", JSON.given([
            "url": JSON.encoded(url),
            "filetype": JSON.encoded(filetype),
            "content": JSON.encoded(content),
            "width": JSON.encoded(width),
            "height": JSON.encoded(height),
            "length": JSON.encoded(length),
        ])).decoded()
    }

    /// Delete one of my album entries; a file that I uploaded is deleted when nothing names it.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter did: id
    public func delete(
        did: Int
    ) async throws {
        _ = try await call("album.delete", JSON.given([
            "did": JSON.encoded(did),
        ]))
    }

    /// Album entries of all endorsers, newest first; legacy connections see pictures only.
    ///
    /// `pos`: did, exclusive.
    ///
    /// Rate class read.
    ///
    /// - Parameter pos: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 1000; brought into that range, never refused; default 20
    public func endorsements(
        pos: Int? = nil,
        count: Int? = nil
    ) async throws -> EndorserAlbum {
        try await call("album.endorsements", JSON.given([
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// A user's album, newest first; legacy connections see pictures only.
    ///
    /// `before`: did, exclusive.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: id
    /// - Parameter before: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 1000; brought into that range, never refused; default 10
    public func read(
        uid: Int,
        before: Int? = nil,
        count: Int? = nil
    ) async throws -> Album {
        try await call("album.read", JSON.given([
            "uid": JSON.encoded(uid),
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }
}

public struct CircleApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Accept a request to me and become friends; a request can be accepted once.
    ///
    /// `eid`: the event of the request. `roleid`: not above my own; absent: my own.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter eid: id
    /// - Parameter roleid: id
    public func accept_join(
        eid: Int,
        roleid: Int? = nil
    ) async throws {
        _ = try await call("circle.accept_join", JSON.given([
            "eid": JSON.encoded(eid),
            "roleid": JSON.encoded(roleid),
        ]))
    }

    /// Post into a circle; there is no push, clients refresh with `circle.post_after`.
    ///
    /// `mid`: goods to recommend. Without pictures or goods the content must not be empty.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter cid: id
    /// - Parameter content: at most 4096 characters
    /// - Parameter pictures: url or list of them; at most 20, each at most 1024 characters; default
    /// []
    /// - Parameter mid: id
    public func addpost(
        cid: Int,
        content: String,
        pictures: [String]? = nil,
        mid: Int? = nil
    ) async throws -> CirclePosted {
        try await call("circle.addpost", JSON.given([
            "cid": JSON.encoded(cid),
            "content": JSON.encoded(content),
            "pictures": JSON.encoded(pictures),
            "mid": JSON.encoded(mid),
        ])).decoded()
    }

    /// Reply to a post of a circle or group.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newreply.
    ///
    /// - Parameter postid: id
    /// - Parameter content: 1 to 4096 characters
    public func addreply(
        postid: Int,
        content: String
    ) async throws -> CircleReplied {
        try await call("circle.addreply", JSON.given([
            "postid": JSON.encoded(postid),
            "content": JSON.encoded(content),
        ])).decoded()
    }

    /// Announcements of a circle, the current one included, newest first.
    ///
    /// `before`: bid, exclusive.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter cid: id
    /// - Parameter before: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 200; brought into that range, never refused; default 50
    public func board_history(
        cid: Int,
        before: Int? = nil,
        count: Int? = nil
    ) async throws -> Boards {
        try await call("circle.board_history", JSON.given([
            "cid": JSON.encoded(cid),
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Join a circle of another user without a code, if it is open, and become friends.
    ///
    /// `cid` absent: the circle that the user joined first. When I am a member nothing changes.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter uid: id
    /// - Parameter cid: id
    public func by_user(
        uid: Int,
        cid: Int? = nil
    ) async throws -> CircleJoined {
        try await call("circle.by_user", JSON.given([
            "uid": JSON.encoded(uid),
            "cid": JSON.encoded(cid),
        ])).decoded()
    }

    /// A circle and all its roles, lowest level first.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter cid: id
    public func info(
        cid: Int
    ) async throws -> Info {
        try await call("circle.info", JSON.given([
            "cid": JSON.encoded(cid),
        ])).decoded()
    }

    /// Make a code to join the circle with, for a role that is not above mine.
    ///
    /// Valid for 45 minutes and any number of people, as long as I have the right to make it;
    /// `timeout`
    /// = unix seconds of expiry.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter cid: id
    /// - Parameter roleid: id
    public func invite_code(
        cid: Int,
        roleid: Int
    ) async throws -> CircleCode {
        try await call("circle.invite_code", JSON.given([
            "cid": JSON.encoded(cid),
            "roleid": JSON.encoded(roleid),
        ])).decoded()
    }

    /// Join a circle with an invite code, or raise my role in it; returns the role I have now.
    ///
    /// Errno 2: my own code, or it would lower my level.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter vcode: A code that was given by another user; 1 to 16 characters
    public func join(
        vcode: String
    ) async throws -> CircleJoined {
        try await call("circle.join", JSON.given([
            "vcode": JSON.encoded(vcode),
        ])).decoded()
    }

    /// Leave a circle; nothing happens when I am no member.
    ///
    /// Rate class light.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter cid: id
    public func leave(
        cid: Int
    ) async throws {
        _ = try await call("circle.leave", JSON.given([
            "cid": JSON.encoded(cid),
        ]))
    }

    /// Like a post of a circle or group; a repeat returns the first like with its time.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newlike.
    ///
    /// - Parameter postid: id
    public func likepost(
        postid: Int
    ) async throws -> CircleLiked {
        try await call("circle.likepost", JSON.given([
            "postid": JSON.encoded(postid),
        ])).decoded()
    }

    /// Circles I am in, oldest membership first, with the links that operations attached.
    ///
    /// Rate class read.
    public func my() async throws -> CircleMine {
        try await call("circle.my", [:]).decoded()
    }

    /// The newest posts after a known one, newest first.
    ///
    /// `more`: older new posts were left out; get them with `postlist` before the last postid.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter cid: id
    /// - Parameter after_postid: To page from; 0 = no bound; 0 or more
    public func post_after(
        cid: Int,
        after_postid: Int
    ) async throws -> CircleNewPosts {
        try await call("circle.post_after", JSON.given([
            "cid": JSON.encoded(cid),
            "after_postid": JSON.encoded(after_postid),
        ])).decoded()
    }

    /// Posts of a circle, newest first, with likes and replies.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter cid: id
    /// - Parameter before_postid: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 100; brought into that range, never refused; default 20
    public func postlist(
        cid: Int,
        before_postid: Int? = nil,
        count: Int? = nil
    ) async throws -> CirclePosts {
        try await call("circle.postlist", JSON.given([
            "cid": JSON.encoded(cid),
            "before_postid": JSON.encoded(before_postid),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Ask a member to let me into a circle.
    ///
    /// An open request to the same user within 24 hours is not sent again. When I am a member the
    /// result has my present role instead.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter uid: id
    /// - Parameter cid: id
    public func request_join(
        uid: Int,
        cid: Int
    ) async throws -> Asked {
        try await call("circle.request_join", JSON.given([
            "uid": JSON.encoded(uid),
            "cid": JSON.encoded(cid),
        ])).decoded()
    }

    /// Give myself any role in any circle; for tests, only with the setting DEBUG.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter cid: id
    /// - Parameter roleid: id; also called `subid`
    public func set(
        cid: Int,
        roleid: Int
    ) async throws -> HasRole {
        try await call("circle.set", JSON.given([
            "cid": JSON.encoded(cid),
            "roleid": JSON.encoded(roleid),
        ])).decoded()
    }

    /// Members of a circle, newest first.
    ///
    /// `more`: there are others; ask again with time and uid of the last one. `pos`, for old
    /// clients,
    /// skips so many entries; the more, the slower.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter cid: id
    /// - Parameter pos: 0 or more; default 0
    /// - Parameter count: 1 to 500; brought into that range, never refused; default 500
    /// - Parameter before_time: Unix seconds
    /// - Parameter before_uid: An id where 0 means none (or myself, as the function says); 0 or
    /// more
    public func users(
        cid: Int,
        pos: Int? = nil,
        count: Int? = nil,
        before_time: Int? = nil,
        before_uid: Int? = nil
    ) async throws -> CircleMembers {
        try await call("circle.users", JSON.given([
            "cid": JSON.encoded(cid),
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
            "before_time": JSON.encoded(before_time),
            "before_uid": JSON.encoded(before_uid),
        ])).decoded()
    }
}

public struct DeviceApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Register this session's device: `ios` is alerted by APNs, `fcm` by Google, `jpush` by JPush.
    ///
    /// is_debug 1 = an ios token that belongs to the sandbox. A new token replaces the old one; a
    /// token
    /// registered by another session moves to this one; both start with badge 0. When the same
    /// token is
    /// registered again the badge stays.
    ///
    /// Rate class light.
    ///
    /// - Parameter platform: The service that alerts a device: APNs, Google or JPush
    /// - Parameter token: As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024
    /// characters, jpush 8 to 64; 8 to 1024 characters
    /// - Parameter is_debug: 0 or 1; default 0
    public func reg(
        platform: String,
        token: String,
        is_debug: Bool? = nil
    ) async throws {
        _ = try await call("device.reg", JSON.given([
            "platform": JSON.encoded(platform),
            "token": JSON.encoded(token),
            "is_debug": JSON.encoded(is_debug),
        ]))
    }

    /// Unregister the device with this token, if it is one of mine.
    ///
    /// Rate class light.
    ///
    /// - Parameter token: As the platform gives it: ios 32 to 256 hex digits, fcm 32 to 1024
    /// characters, jpush 8 to 64; 8 to 1024 characters
    public func unreg(
        token: String
    ) async throws {
        _ = try await call("device.unreg", JSON.given([
            "token": JSON.encoded(token),
        ]))
    }
}

public struct EndorsementApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// My bookable times as pairs of start and end, by start.
    ///
    /// Rate class read.
    public func get_times() async throws -> Times {
        try await call("endorsement.get_times", [:]).decoded()
    }

    /// All endorsers, at most 1000, in the order that operations gave; `time` = endorser since.
    ///
    /// Rate class read.
    public func list_user() async throws -> Endorsers {
        try await call("endorsement.list_user", [:]).decoded()
    }

    /// Replace my bookable times.
    ///
    /// They may overlap; of several with the same start the last counts.
    ///
    /// Rate class light.
    ///
    /// - Parameter times: Times from start to end; at most 500, each exactly 2
    public func set_times(
        times: [[Int]]
    ) async throws {
        _ = try await call("endorsement.set_times", JSON.given([
            "times": JSON.encoded(times),
        ]))
    }
}

public struct EventApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// My events after a known one, newest first.
    ///
    /// `pos`: eid, exclusive. `more`: older ones were left out; ask with `before` = the last eid.
    ///
    /// Rate class read.
    ///
    /// - Parameter pos: To page from; 0 = no bound; 0 or more; default 0
    /// - Parameter before: To page from; 0 = no bound; 0 or more
    public func read(
        pos: Int? = nil,
        before: Int? = nil
    ) async throws -> Events {
        try await call("event.read", JSON.given([
            "pos": JSON.encoded(pos),
            "before": JSON.encoded(before),
        ])).decoded()
    }

    /// Everything addressed to me after the number `seq`, oldest first, with its present content.
    ///
    /// Events, messages to and by me, replies and likes on my posts, announcements and paylogs, as
    /// their pushes show them. What was deleted is left out. `groups`: at most 500 with a post in
    /// the
    /// last 30 days, for `group.get_new_post`.
    ///
    /// Rate class read.
    ///
    /// - Parameter seq: To page from; 0 = no bound; 0 or more; default 0
    /// - Parameter count: 1 to 500; brought into that range, never refused; default 200
    public func sync(
        seq: Int? = nil,
        count: Int? = nil
    ) async throws -> Synced {
        try await call("event.sync", JSON.given([
            "seq": JSON.encoded(seq),
            "count": JSON.encoded(count),
        ])).decoded()
    }
}

public struct GeoUserApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Store where I am now, in place of what I reported before.
    ///
    /// Rate class light.
    ///
    /// - Parameter lat: -90 to 90
    /// - Parameter long: -180 to 180
    public func report(
        lat: Double,
        long: Double
    ) async throws {
        _ = try await call("geo.user.report", JSON.given([
            "lat": JSON.encoded(lat),
            "long": JSON.encoded(long),
        ]))
    }

    /// Users near a place, nearest first, at most 300. I may be among them.
    ///
    /// Places are exact to about 100 m; `time` is when they were reported. Old reports are not
    /// shown.
    ///
    /// Rate class read.
    ///
    /// - Parameter lat: -90 to 90
    /// - Parameter long: -180 to 180
    public func search(
        lat: Double,
        long: Double
    ) async throws -> Nearest {
        try await call("geo.user.search", JSON.given([
            "lat": JSON.encoded(lat),
            "long": JSON.encoded(long),
        ])).decoded()
    }
}

public struct GeoApi: Sendable {
    private let call: Caller
    public let user: GeoUserApi

    init(call: @escaping Caller) {
        self.call = call
        user = GeoUserApi(call: call)
    }
}

public struct GroupApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Accept a request to join; `eid`: an event of the request. For creator and admins.
    ///
    /// The first answer decides: the same answer again changes nothing, the opposite is errno 2.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter eid: id
    public func accept_join(
        eid: Int
    ) async throws {
        _ = try await call("group.accept_join", JSON.given([
            "eid": JSON.encoded(eid),
        ]))
    }

    /// Post into a group: text, pictures, video, voice, place.
    ///
    /// `videolen` and `voicelen` in ms. The longitude is called `lng` here.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newpost.
    ///
    /// - Parameter gid: id
    /// - Parameter content: at most 4096 characters
    /// - Parameter pictures: url or list of them; at most 20, each at most 1024 characters; default
    /// []
    /// - Parameter video: url; at most 1024 characters
    /// - Parameter videolen: 0 or more
    /// - Parameter voice: url; at most 1024 characters
    /// - Parameter voicelen: 0 or more
    /// - Parameter lat: -90 to 90
    /// - Parameter lng: -180 to 180
    public func addpost(
        gid: Int,
        content: String? = nil,
        pictures: [String]? = nil,
        video: String? = nil,
        videolen: Int? = nil,
        voice: String? = nil,
        voicelen: Int? = nil,
        lat: Double? = nil,
        lng: Double? = nil
    ) async throws -> GroupPosted {
        try await call("group.addpost", JSON.given([
            "gid": JSON.encoded(gid),
            "content": JSON.encoded(content),
            "pictures": JSON.encoded(pictures),
            "video": JSON.encoded(video),
            "videolen": JSON.encoded(videolen),
            "voice": JSON.encoded(voice),
            "voicelen": JSON.encoded(voicelen),
            "lat": JSON.encoded(lat),
            "lng": JSON.encoded(lng),
        ])).decoded()
    }

    /// Reply to a post of a group or circle.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newreply.
    ///
    /// - Parameter postid: id
    /// - Parameter content: 1 to 4096 characters
    public func addreply(
        postid: Int,
        content: String
    ) async throws -> GroupReplied {
        try await call("group.addreply", JSON.given([
            "postid": JSON.encoded(postid),
            "content": JSON.encoded(content),
        ])).decoded()
    }

    /// Create a group with me as creator and first member.
    ///
    /// Rate class create.
    ///
    /// - Parameter name: 1 to 64 characters
    /// - Parameter board: at most 4096 characters
    /// - Parameter type: A `type` that is free for clients; 0 to 99; default 0
    /// - Parameter position: Free text, a place; at most 256 characters
    /// - Parameter lat: -90 to 90
    /// - Parameter long: -180 to 180
    public func create(
        name: String,
        board: String,
        type: Int? = nil,
        position: String? = nil,
        lat: Double? = nil,
        long: Double? = nil
    ) async throws -> Created {
        try await call("group.create", JSON.given([
            "name": JSON.encoded(name),
            "board": JSON.encoded(board),
            "type": JSON.encoded(type),
            "position": JSON.encoded(position),
            "lat": JSON.encoded(lat),
            "long": JSON.encoded(long),
        ])).decoded()
    }

    /// Delete a group with memberships, invitations, watches and posts.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    public func delete(
        gid: Int
    ) async throws {
        _ = try await call("group.delete", JSON.given([
            "gid": JSON.encoded(gid),
        ]))
    }

    /// Posts after a known one, oldest first (old view), to catch up.
    ///
    /// `frompos`: postid, exclusive. `more`: there are newer ones; ask again with the last postid.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter frompos: To page from; 0 = no bound; 0 or more
    public func get_new_post(
        gid: Int,
        frompos: Int
    ) async throws -> MoreOldPosts {
        try await call("group.get_new_post", JSON.given([
            "gid": JSON.encoded(gid),
            "frompos": JSON.encoded(frompos),
        ])).decoded()
    }

    /// Basic data of groups, in the order asked; unknown ids of a list are left out.
    ///
    /// Of a group with `only_member_watch` only its members see board, place and admins.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter gid: id or list of ids; Repeats count once; at most 500
    public func info(
        gid: [Int]
    ) async throws -> Groups {
        try await call("group.info", JSON.given([
            "gid": JSON.encoded(gid),
        ])).decoded()
    }

    /// Invite users into a group; they join with `group.join`.
    ///
    /// This undoes an earlier removal. Members, I myself and, in a list, unknown ids are skipped.
    /// The
    /// same invitation within 24 hours makes no new event. Of users who do not have me as friend at
    /// most 20 are invited in a call, and 100 in a day; the others are left out.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter gid: id
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func invite(
        gid: Int,
        uid: [Int]
    ) async throws {
        _ = try await call("group.invite", JSON.given([
            "gid": JSON.encoded(gid),
            "uid": JSON.encoded(uid),
        ]))
    }

    /// Join a group; one with `join_approval` 1 gets a request instead.
    ///
    /// `type` is kept for old clients; the creator's is always 0. Errno 2: removed from the group
    /// and
    /// not invited since. Creator and admins get an event for a request, and for a repeated one
    /// after
    /// 24 hours. A user invited by one of them needs no approval.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter gid: id
    /// - Parameter type: 1 to 99; default 1
    public func join(
        gid: Int,
        type: Int? = nil
    ) async throws -> GroupJoined {
        try await call("group.join", JSON.given([
            "gid": JSON.encoded(gid),
            "type": JSON.encoded(type),
        ])).decoded()
    }

    /// Leave a group; a ban on posting stays stored, and a creator keeps all rights.
    ///
    /// Rate class light.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter gid: id
    public func leave(
        gid: Int
    ) async throws {
        _ = try await call("group.leave", JSON.given([
            "gid": JSON.encoded(gid),
        ]))
    }

    /// Like a post of a group or circle; a repeat returns the first like with its time.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newlike.
    ///
    /// - Parameter postid: id
    public func likepost(
        postid: Int
    ) async throws -> GroupLiked {
        try await call("group.likepost", JSON.given([
            "postid": JSON.encoded(postid),
        ])).decoded()
    }

    /// Members of a group, newest first.
    ///
    /// `more`: there are others; ask again with time and uid of the last one. `pos`, for old
    /// clients,
    /// skips so many entries; the more, the slower.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter pos: 0 or more; default 0
    /// - Parameter count: 1 to 500; brought into that range, never refused; default 500
    /// - Parameter before_time: Unix seconds
    /// - Parameter before_uid: An id where 0 means none (or myself, as the function says); 0 or
    /// more
    public func members(
        gid: Int,
        pos: Int? = nil,
        count: Int? = nil,
        before_time: Int? = nil,
        before_uid: Int? = nil
    ) async throws -> GroupMembers {
        try await call("group.members", JSON.given([
            "gid": JSON.encoded(gid),
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
            "before_time": JSON.encoded(before_time),
            "before_uid": JSON.encoded(before_uid),
        ])).decoded()
    }

    /// Get no alerts and no `newpost` of a group, or get them again with `on` 0.
    ///
    /// Rate class light.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter on: 0 or 1; default 1
    public func mute(
        gid: Int,
        on: Bool? = nil
    ) async throws {
        _ = try await call("group.mute", JSON.given([
            "gid": JSON.encoded(gid),
            "on": JSON.encoded(on),
        ]))
    }

    /// Let only creator and admins post and reply, until `on` 0. For creator and admins.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter on: 0 or 1; default 1
    public func mute_all(
        gid: Int,
        on: Bool? = nil
    ) async throws {
        _ = try await call("group.mute_all", JSON.given([
            "gid": JSON.encoded(gid),
            "on": JSON.encoded(on),
        ]))
    }

    /// Forbid a member to post and reply for so many seconds; 0 ends that.
    ///
    /// For creator and admins, who cannot be muted themselves. It also counts after the member has
    /// left.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter uid: id
    /// - Parameter seconds: 0 = none, at most 30 days; 0 to 2592000
    public func mute_member(
        gid: Int,
        uid: Int,
        seconds: Int
    ) async throws {
        _ = try await call("group.mute_member", JSON.given([
            "gid": JSON.encoded(gid),
            "uid": JSON.encoded(uid),
            "seconds": JSON.encoded(seconds),
        ]))
    }

    /// Groups I am a member of, newest membership first.
    ///
    /// Rate class read.
    public func my() async throws -> GroupLines {
        try await call("group.my", [:]).decoded()
    }

    /// The newest posts after a known one, newest first (new view).
    ///
    /// `more`: older new posts were left out; get them with `postlist` before the last postid.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter after_postid: To page from; 0 = no bound; 0 or more
    public func post_after(
        gid: Int,
        after_postid: Int
    ) async throws -> NewGroupPosts {
        try await call("group.post_after", JSON.given([
            "gid": JSON.encoded(gid),
            "after_postid": JSON.encoded(after_postid),
        ])).decoded()
    }

    /// Posts of a group, newest first (old view).
    ///
    /// `pos`: 0 = from the newest, else a postid, exclusive: ask again with the last postid of the
    /// page
    /// before. It is not an offset: a number below all postids of the group finds nothing. `more`:
    /// the
    /// group has posts besides these and newer ones. With an empty page it means that `pos` was
    /// none of
    /// the group's postids.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter pos: To page from; 0 = no bound; 0 or more; default 0
    /// - Parameter count: 1 to 200; brought into that range, never refused; default 50
    public func post_list(
        gid: Int,
        pos: Int? = nil,
        count: Int? = nil
    ) async throws -> MoreOldPosts {
        try await call("group.post_list", JSON.given([
            "gid": JSON.encoded(gid),
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Posts of a group, newest first (new view, with likes and replies).
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter before_postid: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 100; brought into that range, never refused; default 20
    public func postlist(
        gid: Int,
        before_postid: Int? = nil,
        count: Int? = nil
    ) async throws -> GroupPosts {
        try await call("group.postlist", JSON.given([
            "gid": JSON.encoded(gid),
            "before_postid": JSON.encoded(before_postid),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Refuse a request to join; otherwise like `group.accept_join`.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter eid: id
    public func refuse_join(
        eid: Int
    ) async throws {
        _ = try await call("group.refuse_join", JSON.given([
            "eid": JSON.encoded(eid),
        ]))
    }

    /// Watch the group on this connection: its new posts arrive as `newpost` pushes.
    ///
    /// At most 100 groups at once; a further watch ends the oldest. Rights are checked at each
    /// push.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    public func regupdate(
        gid: Int
    ) async throws {
        _ = try await call("group.regupdate", JSON.given([
            "gid": JSON.encoded(gid),
        ]))
    }

    /// Remove members; they cannot join, post or reply until somebody invites them again.
    ///
    /// For creator and admins. The creator cannot be removed, and admins only by the creator.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func remove_member(
        gid: Int,
        uid: [Int]
    ) async throws {
        _ = try await call("group.remove_member", JSON.given([
            "gid": JSON.encoded(gid),
            "uid": JSON.encoded(uid),
        ]))
    }

    /// Groups of one type, newest first, at most 100; each as `group.info` shows it.
    ///
    /// Rate class read.
    public func search(
        type: Int
    ) async throws -> Groups {
        try await call("group.search", JSON.given([
            "type": JSON.encoded(type),
        ])).decoded()
    }

    /// Make a member an admin, or (`on` 0) an ordinary member; at most 20 admins, else errno 6.
    ///
    /// Only the creator may do this. Admins have the rights of the creator, except to delete the
    /// group,
    /// to transfer it and to make admins. An admin who leaves or is removed is no admin any more.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter uid: id
    /// - Parameter on: 0 or 1; default 1
    public func set_admin(
        gid: Int,
        uid: Int,
        on: Bool? = nil
    ) async throws {
        _ = try await call("group.set_admin", JSON.given([
            "gid": JSON.encoded(gid),
            "uid": JSON.encoded(uid),
            "on": JSON.encoded(on),
        ]))
    }

    /// Set whether a member may post; it counts while the group's `member_control` is 1.
    ///
    /// For creator and admins, who may always post themselves.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter uid: id
    /// - Parameter can_post: 0 or 1
    public func set_member_control(
        gid: Int,
        uid: Int,
        can_post: Bool? = nil
    ) async throws {
        _ = try await call("group.set_member_control", JSON.given([
            "gid": JSON.encoded(gid),
            "uid": JSON.encoded(uid),
            "can_post": JSON.encoded(can_post),
        ]))
    }

    /// Make a member the creator; I become an ordinary member. Only for the creator.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter uid: id
    public func transfer(
        gid: Int,
        uid: Int
    ) async throws {
        _ = try await call("group.transfer", JSON.given([
            "gid": JSON.encoded(gid),
            "uid": JSON.encoded(uid),
        ]))
    }

    /// End this connection's watch.
    ///
    /// Rate class read.
    ///
    /// - Parameter gid: id
    public func unregupdate(
        gid: Int
    ) async throws {
        _ = try await call("group.unregupdate", JSON.given([
            "gid": JSON.encoded(gid),
        ]))
    }

    /// Change group data and rules; absent parameters change nothing, position "" clears it.
    ///
    /// For creator and admins. `join_approval` 1: they must accept everybody who wants to join.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter gid: id
    /// - Parameter name: 1 to 64 characters
    /// - Parameter board: at most 4096 characters
    /// - Parameter type: A `type` that is free for clients; 0 to 99
    /// - Parameter position: Free text, a place; at most 256 characters
    /// - Parameter everyone_caninvite: 0 or 1
    /// - Parameter only_member_speak: 0 or 1
    /// - Parameter only_member_watch: 0 or 1
    /// - Parameter lat: -90 to 90
    /// - Parameter long: -180 to 180
    /// - Parameter member_control: 0 or 1
    /// - Parameter join_approval: 0 or 1
    public func update(
        gid: Int,
        name: String? = nil,
        board: String? = nil,
        type: Int? = nil,
        position: String? = nil,
        everyone_caninvite: Bool? = nil,
        only_member_speak: Bool? = nil,
        only_member_watch: Bool? = nil,
        lat: Double? = nil,
        long: Double? = nil,
        member_control: Bool? = nil,
        join_approval: Bool? = nil
    ) async throws {
        _ = try await call("group.update", JSON.given([
            "gid": JSON.encoded(gid),
            "name": JSON.encoded(name),
            "board": JSON.encoded(board),
            "type": JSON.encoded(type),
            "position": JSON.encoded(position),
            "everyone_caninvite": JSON.encoded(everyone_caninvite),
            "only_member_speak": JSON.encoded(only_member_speak),
            "only_member_watch": JSON.encoded(only_member_watch),
            "lat": JSON.encoded(lat),
            "long": JSON.encoded(long),
            "member_control": JSON.encoded(member_control),
            "join_approval": JSON.encoded(join_approval),
        ]))
    }
}

public struct IosApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Register this session's device; is_debug 1 = its token belongs to the sandbox.
    ///
    /// A new token replaces the old one; a token registered by another session moves to this one;
    /// both
    /// start with badge 0. When the same token is registered again the badge stays.
    ///
    /// Rate class light.
    ///
    /// - Parameter device_token: 32 to 256 characters
    /// - Parameter is_debug: 0 or 1
    public func reg(
        device_token: String,
        is_debug: Bool
    ) async throws {
        _ = try await call("ios.reg", JSON.given([
            "device_token": JSON.encoded(device_token),
            "is_debug": JSON.encoded(is_debug),
        ]))
    }

    /// Set the badge of this session's device, if there is one; alerts count up from it.
    ///
    /// Rate class light.
    ///
    /// - Parameter badge: 0 to 9999
    public func set_badge(
        badge: Int
    ) async throws {
        _ = try await call("ios.set_badge", JSON.given([
            "badge": JSON.encoded(badge),
        ]))
    }

    /// Unregister this session's device, if there is one.
    ///
    /// Rate class light.
    public func unreg() async throws {
        _ = try await call("ios.unreg", [:])
    }
}

public struct MerchandiseApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// My bound bank cards; none if the provider does not answer within 6 s. Slow: cache it.
    ///
    /// Rate class read.
    public func cards() async throws -> Cards {
        try await call("merchandise.cards", [:]).decoded()
    }

    /// Compute the price in fen: amount + ex_people_amount x people_count.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter mid: id
    /// - Parameter people_count: Further people beside the buyer, each at a price of their own; 0
    /// to 100
    public func count_price(
        mid: Int,
        people_count: Int
    ) async throws -> Price {
        try await call("merchandise.count_price", JSON.given([
            "mid": JSON.encoded(mid),
            "people_count": JSON.encoded(people_count),
        ])).decoded()
    }

    /// Order goods, and get a page to pay on in a browser.
    ///
    /// The outcome is pushed as `paylog`. An order of price 0 is paid at once.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: paylog.
    ///
    /// - Parameter mid: id
    /// - Parameter people_count: Further people beside the buyer, each at a price of their own; 0
    /// to 100
    /// - Parameter hardwareid: Constant per phone; 1 to 128 characters
    /// - Parameter recommend_uid: id
    public func createorder(
        mid: Int,
        people_count: Int,
        hardwareid: String,
        recommend_uid: Int? = nil
    ) async throws -> Ordered {
        try await call("merchandise.createorder", JSON.given([
            "mid": JSON.encoded(mid),
            "people_count": JSON.encoded(people_count),
            "hardwareid": JSON.encoded(hardwareid),
            "recommend_uid": JSON.encoded(recommend_uid),
        ])).decoded()
    }

    /// Goods by id, hidden ones too, in the order asked.
    ///
    /// Only a single id can be "not found"; unknown ids of a list are left out.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter mid: id or list of ids; Repeats count once; at most 500
    public func get(
        mid: [Int]
    ) async throws -> Listed {
        try await call("merchandise.get", JSON.given([
            "mid": JSON.encoded(mid),
        ])).decoded()
    }

    /// All groups of goods (shops), by gid.
    ///
    /// Rate class read.
    public func groups() async throws -> Shops {
        try await call("merchandise.groups", [:]).decoded()
    }

    /// My orders in every state, newest first; `before`: orderid, exclusive.
    ///
    /// Rate class read.
    ///
    /// - Parameter before: An orderid to page from; "" = no bound
    /// - Parameter count: 1 to 1000; brought into that range, never refused; default 10
    public func history(
        before: String? = nil,
        count: Int? = nil
    ) async throws -> Orders {
        try await call("merchandise.history", JSON.given([
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// The goods of a group, by mid, without hidden ones.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter gid: id
    public func list(
        gid: Int
    ) async throws -> Listed {
        try await call("merchandise.list", JSON.given([
            "gid": JSON.encoded(gid),
        ])).decoded()
    }

    /// Order goods and charge a bound card; the outcome is pushed as `paylog`, too.
    ///
    /// Refused: errno 2 with `orderid` and `reason`. Without an answer within 6 s: errno 0, and the
    /// outcome comes later. Nothing is charged twice, because the order is stored before the card
    /// is
    /// charged.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: paylog.
    ///
    /// - Parameter cardid: 1 to 128 characters
    /// - Parameter mid: id
    /// - Parameter people_count: Further people beside the buyer, each at a price of their own; 0
    /// to 100
    /// - Parameter hardwareid: Constant per phone; 1 to 128 characters
    /// - Parameter recommend_uid: id
    public func paybycard(
        cardid: String,
        mid: Int,
        people_count: Int,
        hardwareid: String,
        recommend_uid: Int? = nil
    ) async throws -> Charged {
        try await call("merchandise.paybycard", JSON.given([
            "cardid": JSON.encoded(cardid),
            "mid": JSON.encoded(mid),
            "people_count": JSON.encoded(people_count),
            "hardwareid": JSON.encoded(hardwareid),
            "recommend_uid": JSON.encoded(recommend_uid),
        ])).decoded()
    }

    /// Reserve goods, without payment; operations decide about the reservation.
    ///
    /// Rate class create.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter mid: id
    /// - Parameter recommend_uid: id
    public func pre_order(
        mid: Int,
        recommend_uid: Int? = nil
    ) async throws -> Reserved {
        try await call("merchandise.pre_order", JSON.given([
            "mid": JSON.encoded(mid),
            "recommend_uid": JSON.encoded(recommend_uid),
        ])).decoded()
    }

    /// Paid and refunded orders that name me as recommender, newest first.
    ///
    /// `before`: orderid, exclusive.
    ///
    /// Rate class read.
    ///
    /// - Parameter before: An orderid to page from; "" = no bound
    /// - Parameter count: 1 to 1000; brought into that range, never refused; default 10
    public func recommendbyme(
        before: String? = nil,
        count: Int? = nil
    ) async throws -> Orders {
        try await call("merchandise.recommendbyme", JSON.given([
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Unbind a bank card at the payment provider; nothing is stored here.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter cardid: 1 to 128 characters
    public func unbind(
        cardid: String
    ) async throws -> Unbound {
        try await call("merchandise.unbind", JSON.given([
            "cardid": JSON.encoded(cardid),
        ])).decoded()
    }
}

public struct MessageApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// My conversations, one for each peer, the one with the newest message first.
    ///
    /// `before`: msgid of a `last`, exclusive. `more`: there are others; ask with `before` = the
    /// last
    /// one's `last.msgid`.
    ///
    /// Rate class read.
    ///
    /// - Parameter before: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 100; brought into that range, never refused; default 50
    public func conversations(
        before: Int? = nil,
        count: Int? = nil
    ) async throws -> Conversations {
        try await call("message.conversations", JSON.given([
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// What a user and I wrote to each other, newest first. It moves no read mark.
    ///
    /// `beforeid`: msgid, exclusive. `more`: older ones were left out; ask with `beforeid` = the
    /// last
    /// msgid.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: id
    /// - Parameter beforeid: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 100; brought into that range, never refused; default 50
    public func history(
        uid: Int,
        beforeid: Int? = nil,
        count: Int? = nil
    ) async throws -> Messages {
        try await call("message.history", JSON.given([
            "uid": JSON.encoded(uid),
            "beforeid": JSON.encoded(beforeid),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Mark everything of a user up to a message as read; the user and my other devices get a push.
    ///
    /// The mark only moves forward, to the newest message of the user that is not newer than
    /// `msgid`.
    /// `unread`: how many messages of the user are newer. Errno 3: we have not written to each
    /// other.
    ///
    /// Rate class light.
    ///
    /// Errors: 3 target not found.
    ///
    /// Pushes: readmsg.
    ///
    /// - Parameter uid: id
    /// - Parameter msgid: id
    public func mark_read(
        uid: Int,
        msgid: Int
    ) async throws -> Unread {
        try await call("message.mark_read", JSON.given([
            "uid": JSON.encoded(uid),
            "msgid": JSON.encoded(msgid),
        ])).decoded()
    }

    /// Messages to me, newest first. This marks them and older ones of their senders as read.
    ///
    /// Read messages count neither in badges nor as `unread`; the senders get no push (see
    /// `message.mark_read`).
    ///
    /// `afterid`: msgid, exclusive. `more`: older ones in the range were left out; ask with the
    /// same
    /// `afterid` and `beforeid` = the last msgid.
    ///
    /// Rate class read.
    ///
    /// - Parameter afterid: To page from; 0 = no bound; 0 or more; default 0
    /// - Parameter beforeid: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 100; brought into that range, never refused; default 100
    public func read(
        afterid: Int? = nil,
        beforeid: Int? = nil,
        count: Int? = nil
    ) async throws -> Messages {
        try await call("message.read", JSON.given([
            "afterid": JSON.encoded(afterid),
            "beforeid": JSON.encoded(beforeid),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Recall a message of mine: for both sides it stays without content, as type recalled.
    ///
    /// Errno 2: a message of somebody else, or older than RECALL_SECONDS. Its file is deleted
    /// unless it
    /// is used elsewhere. A repeat changes nothing.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: recallmsg.
    ///
    /// - Parameter msgid: id
    public func recall(
        msgid: Int
    ) async throws {
        _ = try await call("message.recall", JSON.given([
            "msgid": JSON.encoded(msgid),
        ]))
    }

    /// Send a private message: text, picture or place.
    ///
    /// With a content, picture and place are dropped; with a picture, the place.
    ///
    /// Rate class message.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newmsg.
    ///
    /// - Parameter uid: id
    /// - Parameter content: at most 4096 characters
    /// - Parameter lat: -90 to 90
    /// - Parameter long: -180 to 180
    /// - Parameter picture: url; at most 1024 characters
    /// - Parameter width: 0 or more
    /// - Parameter height: 0 or more
    public func send(
        uid: Int,
        content: String? = nil,
        lat: Double? = nil,
        long: Double? = nil,
        picture: String? = nil,
        width: Int? = nil,
        height: Int? = nil
    ) async throws -> Sent {
        try await call("message.send", JSON.given([
            "uid": JSON.encoded(uid),
            "content": JSON.encoded(content),
            "lat": JSON.encoded(lat),
            "long": JSON.encoded(long),
            "picture": JSON.encoded(picture),
            "width": JSON.encoded(width),
            "height": JSON.encoded(height),
        ])).decoded()
    }

    /// Push to a user that I am writing to them; nothing is stored, and there is no alert.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: typing.
    ///
    /// - Parameter uid: id
    public func typing(
        uid: Int
    ) async throws {
        _ = try await call("message.typing", JSON.given([
            "uid": JSON.encoded(uid),
        ]))
    }
}

public struct PhonebookApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Add contacts to my phone book; a given name takes the place of the old one.
    ///
    /// Numbers are found between other words and beside each other; lines without any are skipped,
    /// names are cut at 64 characters. At most 5000 numbers, in at most 10000 spellings. Contacts
    /// with
    /// an account who are not my friends are pushed, now or when the account is made.
    ///
    /// Rate class create.
    ///
    /// Pushes: fromphonebook.
    ///
    /// - Parameter phone_list: What is no line in it counts as one without a phone; at most 2000
    public func upload(
        phone_list: [PhoneEntry]
    ) async throws -> Uploaded {
        try await call("phonebook.upload", JSON.given([
            "phone_list": JSON.encoded(phone_list),
        ])).decoded()
    }
}

public struct PostApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Post a text into a group; it may be empty when pictures are uploaded to it afterwards.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newpost.
    ///
    /// - Parameter gid: id
    /// - Parameter content: at most 4096 characters
    public func add(
        gid: Int,
        content: String
    ) async throws -> PostPosted {
        try await call("post.add", JSON.given([
            "gid": JSON.encoded(gid),
            "content": JSON.encoded(content),
        ])).decoded()
    }

    /// Delete my own post with its replies, likes and further media.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter postid: id
    public func delete(
        postid: Int
    ) async throws {
        _ = try await call("post.delete", JSON.given([
            "postid": JSON.encoded(postid),
        ]))
    }

    /// Remove my like.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter postid: id
    public func dislike(
        postid: Int
    ) async throws {
        _ = try await call("post.dislike", JSON.given([
            "postid": JSON.encoded(postid),
        ]))
    }

    /// Posts in the order asked; missing ones and those I may not read are left out of a list.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter postid: id or list of ids; Repeats count once; at most 500
    public func get(
        postid: [Int]
    ) async throws -> PostPosts {
        try await call("post.get", JSON.given([
            "postid": JSON.encoded(postid),
        ])).decoded()
    }

    /// The latest replies and likes by others on my 20 newest posts, newest first, to catch up.
    ///
    /// `from_reply`: replyid, exclusive. `like_after`: time of the last like you know, exclusive;
    /// if
    /// several were made in that second, they come again; postid and uid tell them apart. Without
    /// `like_after` there are no likes in the result.
    ///
    /// Rate class read.
    ///
    /// - Parameter from_reply: To page from; 0 = no bound; 0 or more; default 0
    /// - Parameter like_after: To page from; 0 = no bound; 0 or more
    public func get_new_reply(
        from_reply: Int? = nil,
        like_after: Int? = nil
    ) async throws -> News {
        try await call("post.get_new_reply", JSON.given([
            "from_reply": JSON.encoded(from_reply),
            "like_after": JSON.encoded(like_after),
        ])).decoded()
    }

    /// Replies of a post, oldest first.
    ///
    /// `more`: there are others; ask again with the last replyid as `after` (exclusive). `pos`, for
    /// old
    /// clients, skips so many entries; the more, the slower.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter postid: id
    /// - Parameter pos: 0 or more; default 0
    /// - Parameter count: 1 to 1000; brought into that range, never refused; default 50
    /// - Parameter after: To page from; 0 = no bound; 0 or more; default 0
    public func get_reply(
        postid: Int,
        pos: Int? = nil,
        count: Int? = nil,
        after: Int? = nil
    ) async throws -> Replies {
        try await call("post.get_reply", JSON.given([
            "postid": JSON.encoded(postid),
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
            "after": JSON.encoded(after),
        ])).decoded()
    }

    /// Like a post.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newlike.
    ///
    /// - Parameter postid: id
    public func like(
        postid: Int
    ) async throws {
        _ = try await call("post.like", JSON.given([
            "postid": JSON.encoded(postid),
        ]))
    }

    /// Who likes a post, newest first.
    ///
    /// `more`: there are others; ask again with time and uid of the last one. `pos`, for old
    /// clients,
    /// skips so many entries; the more, the slower.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter postid: id
    /// - Parameter pos: 0 or more; default 0
    /// - Parameter count: 1 to 500; brought into that range, never refused; default 50
    /// - Parameter before_time: Unix seconds
    /// - Parameter before_uid: An id where 0 means none (or myself, as the function says); 0 or
    /// more
    public func likes(
        postid: Int,
        pos: Int? = nil,
        count: Int? = nil,
        before_time: Int? = nil,
        before_uid: Int? = nil
    ) async throws -> Likers {
        try await call("post.likes", JSON.given([
            "postid": JSON.encoded(postid),
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
            "before_time": JSON.encoded(before_time),
            "before_uid": JSON.encoded(before_uid),
        ])).decoded()
    }

    /// Further media of a post, in the order in which they were added.
    ///
    /// Rate class read.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter postid: id
    public func readex(
        postid: Int
    ) async throws -> PostExdata {
        try await call("post.readex", JSON.given([
            "postid": JSON.encoded(postid),
        ])).decoded()
    }

    /// Reply to a post (never to a reply).
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: newreply.
    ///
    /// - Parameter postid: id
    /// - Parameter content: 1 to 4096 characters
    public func reply(
        postid: Int,
        content: String
    ) async throws -> PostReplied {
        try await call("post.reply", JSON.given([
            "postid": JSON.encoded(postid),
            "content": JSON.encoded(content),
        ])).decoded()
    }

    /// Replies by others to my posts, oldest first.
    ///
    /// `from_reply`: replyid, exclusive. `more`: there are newer ones; ask again with the last
    /// replyid.
    ///
    /// Rate class read.
    ///
    /// - Parameter from_reply: To page from; 0 = no bound; 0 or more; default 0
    public func reply_to_me(
        from_reply: Int? = nil
    ) async throws -> RepliesToMe {
        try await call("post.reply_to_me", JSON.given([
            "from_reply": JSON.encoded(from_reply),
        ])).decoded()
    }
}

public struct ReportApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Report something that breaks the rules; its present content is stored for operations.
    ///
    /// `kind`: user, post, reply, message, group, circle or album; `reason`: spam, abuse, sexual,
    /// violence, child, illegal or other. A repeated report returns the first one. Errno 3: there
    /// is
    /// no such thing that I can see.
    ///
    /// Rate class create.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter id: id
    /// - Parameter text: What a report says; operations alone see it; at most 4096 characters
    public func add(
        kind: String,
        id: Int,
        reason: String,
        text: String? = nil
    ) async throws -> ReportAdded {
        try await call("report.add", JSON.given([
            "kind": JSON.encoded(kind),
            "id": JSON.encoded(id),
            "reason": JSON.encoded(reason),
            "text": JSON.encoded(text),
        ])).decoded()
    }

    /// My reports, newest first, with their states. `before`: reportid, exclusive.
    ///
    /// Rate class read.
    ///
    /// - Parameter before: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 100; brought into that range, never refused; default 20
    public func mine(
        before: Int? = nil,
        count: Int? = nil
    ) async throws -> ReportMine {
        try await call("report.mine", JSON.given([
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }
}

public struct SessionApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// My logins, the newest first, at most 1000; `id` names one and cannot be used to log in.
    ///
    /// Rate class read.
    public func list() async throws -> Sessions {
        try await call("session.list", [:]).decoded()
    }

    /// Exchange the session id for a new one; the old one stays valid for 10 minutes.
    ///
    /// Rate class none.
    public func renew() async throws -> Renewed {
        try await call("session.renew", [:]).decoded()
    }

    /// End a login of mine, perhaps this one: its sockets close and its device gets no alerts.
    ///
    /// Rate class light.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter id: id
    public func revoke(
        id: Int
    ) async throws -> Revoked {
        try await call("session.revoke", JSON.given([
            "id": JSON.encoded(id),
        ])).decoded()
    }

    /// End all my logins but this one.
    ///
    /// Rate class light.
    public func revoke_others() async throws -> Revoked {
        try await call("session.revoke_others", [:]).decoded()
    }

    /// Unbind the connection; the session stays valid.
    ///
    /// No pushes come any more, and every call other than a start is errno 1.
    ///
    /// Rate class none.
    public func stop() async throws {
        _ = try await call("session.stop", [:])
    }
}

public struct ToolsApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Change my phone number. Step 1, without code: a code is sent to the new number.
    ///
    /// Step 2, with the code: the number is mine, and my other sessions end. In a session younger
    /// than
    /// 7 days, or from another address than the login's, step 2 also wants a code of the present
    /// phone:
    /// it is sent, with errno 2 and the phone in `result.confirm`; repeat step 2 with `confirm`
    /// beside
    /// `code`.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 1001 new number equals the old, 1002 number used by another
    /// account, 1003 wrong code, 1004 code expired or too many wrong tries.
    ///
    /// Pushes: fromphonebook.
    ///
    /// - Parameter newphone: 1 to 32 characters
    /// - Parameter code: secret; What was typed as an SMS code; 1 to 64 characters
    /// - Parameter confirm: secret; What was typed as an SMS code; 1 to 64 characters
    public func change_phone(
        newphone: String,
        code: String? = nil,
        confirm: String? = nil
    ) async throws -> ChangeOfPhone {
        try await call("tools.change_phone", JSON.given([
            "newphone": JSON.encoded(newphone),
            "code": JSON.encoded(code),
            "confirm": JSON.encoded(confirm),
        ])).decoded()
    }

    /// Upload token for pictures and other files, valid for 1 hour and any number of files.
    ///
    /// Post a form with `token` and `file` to `upload_url`; the answer has the file's address,
    /// `url`.
    ///
    /// Rate class read.
    public func qiniu_uploadtoken() async throws -> Token {
        try await call("tools.qiniu_uploadtoken", [:]).decoded()
    }

    /// Read back what `tools.save_data` stored; the result is the stored object itself.
    ///
    /// Rate class read.
    public func read_data() async throws -> [String: JSON] {
        try await call("tools.read_data", [:]).decoded()
    }

    /// Store data of the client: the keys of parm are merged into what is there.
    ///
    /// At most 256 keys and 64 KiB as JSON in all.
    ///
    /// Rate class light.
    public func save_data(_ parm: [String: JSON]) async throws {
        _ = try await call("tools.save_data", parm)
    }
}

public struct UserApi: Sendable {
    private let call: Caller

    init(call: @escaping Caller) {
        self.call = call
    }

    /// Put users on my friend list; they get a push, and need not agree.
    ///
    /// Unknown ids in a list are skipped. `type` says how the friend was found; absent = 0 for a
    /// new
    /// friend, unchanged for an old one.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// Pushes: event.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    /// - Parameter type: A `type` that is free for clients; 0 to 99
    public func add_friend(
        uid: [Int],
        type: Int? = nil
    ) async throws {
        _ = try await call("user.add_friend", JSON.given([
            "uid": JSON.encoded(uid),
            "type": JSON.encoded(type),
        ]))
    }

    /// Block users: they cannot reach or find me, nor I them, and I do not see what they write.
    ///
    /// Ends friendship both ways; there is no push. I myself and, in a list, unknown ids are
    /// skipped.
    /// At most 2000 users can be blocked at a time.
    ///
    /// Rate class light.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func block(
        uid: [Int]
    ) async throws {
        _ = try await call("user.block", JSON.given([
            "uid": JSON.encoded(uid),
        ]))
    }

    /// Users whom I have blocked, newest first; `pos` and `count` come back as used.
    ///
    /// Rate class read.
    ///
    /// - Parameter pos: 0 or more; default 0
    /// - Parameter count: 1 to 1000; brought into that range, never refused; default 50
    public func block_list(
        pos: Int? = nil,
        count: Int? = nil
    ) async throws -> BlockList {
        try await call("user.block_list", JSON.given([
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Take users off my friend list; whether I am on theirs does not change.
    ///
    /// Rate class light.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func del_friend(
        uid: [Int]
    ) async throws {
        _ = try await call("user.del_friend", JSON.given([
            "uid": JSON.encoded(uid),
        ]))
    }

    /// Delete my account. Step 1, without code: a code is sent by SMS.
    ///
    /// Step 2, with the code: the account is closed. All its sessions end, and nobody can find it
    /// any
    /// more. At `time` it is erased with everything that is mine; a login before that opens it
    /// again.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 1003 wrong code, 1004 code expired or too many wrong tries.
    ///
    /// - Parameter code: secret; What was typed as an SMS code; 1 to 64 characters
    public func delete_account(
        code: String? = nil
    ) async throws -> Deletion {
        try await call("user.delete_account", JSON.given([
            "code": JSON.encoded(code),
        ])).decoded()
    }

    /// Collect everything that is mine in a ZIP file, once a day: JSON by kind, links to my media.
    ///
    /// The event `export_ready` has its address, which is good for 24 hours and for everybody who
    /// knows
    /// it. errno 4 until a day has passed, unless it could not be made.
    ///
    /// Rate class create.
    ///
    /// Pushes: event.
    public func export() async throws {
        _ = try await call("user.export", [:])
    }

    /// Users who have all the tags and, when a place is given, are near it.
    ///
    /// Latest change of tags or place first, at most 300; in a dense area only the nearest 2000 are
    /// searched. I may be among them. Tags, or `lat` and `long`, or all are needed; places are
    /// exact to
    /// about 100 m.
    ///
    /// Rate class read.
    ///
    /// - Parameter alltag: at most 20, each at most 20 characters
    /// - Parameter lat: -90 to 90
    /// - Parameter long: -180 to 180
    public func filter(
        alltag: [String]? = nil,
        lat: Double? = nil,
        long: Double? = nil
    ) async throws -> Nearby {
        try await call("user.filter", JSON.given([
            "alltag": JSON.encoded(alltag),
            "lat": JSON.encoded(lat),
            "long": JSON.encoded(long),
        ])).decoded()
    }

    /// Find users by the beginning of the phone number, at least 3 digits; at most 4, by uid.
    ///
    /// A complete number finds exactly its owner. The numbers themselves are not shown. Of very
    /// many
    /// numbers the first 500 are looked at. The number of strangers found is limited by hour and
    /// day.
    ///
    /// Rate class read.
    ///
    /// - Parameter phone: 3 to 32 characters
    public func find(
        phone: String
    ) async throws -> Found {
        try await call("user.find", JSON.given([
            "phone": JSON.encoded(phone),
        ])).decoded()
    }

    /// Friends of any user, newest first. `uid` 0 = me; `pos` and `count` come back as used.
    ///
    /// The next page: time and uid of the last friend in `before_time` and `before_uid`. `pos`, for
    /// old
    /// clients, skips so many entries; the more, the slower.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: An id where 0 means none (or myself, as the function says); 0 or more;
    /// default 0
    /// - Parameter pos: 0 or more; default 0
    /// - Parameter count: 1 to 1000; brought into that range, never refused; default 50
    /// - Parameter before_time: Unix seconds
    /// - Parameter before_uid: An id where 0 means none (or myself, as the function says); 0 or
    /// more
    public func friend_list(
        uid: Int? = nil,
        pos: Int? = nil,
        count: Int? = nil,
        before_time: Int? = nil,
        before_uid: Int? = nil
    ) async throws -> FriendList {
        try await call("user.friend_list", JSON.given([
            "uid": JSON.encoded(uid),
            "pos": JSON.encoded(pos),
            "count": JSON.encoded(count),
            "before_time": JSON.encoded(before_time),
            "before_uid": JSON.encoded(before_uid),
        ])).decoded()
    }

    /// Group posts of my friends, newest first. `before`: postid, exclusive.
    ///
    /// Rate class read.
    ///
    /// - Parameter before: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 200; brought into that range, never refused; default 50
    public func friend_timeline(
        before: Int? = nil,
        count: Int? = nil
    ) async throws -> UserPosts {
        try await call("user.friend_timeline", JSON.given([
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Newer group posts of my friends, oldest first, at most 200. `after`: postid, exclusive.
    ///
    /// `more`: there are newer ones; ask with `after` = the last postid.
    ///
    /// Rate class read.
    ///
    /// - Parameter after: To page from; 0 = no bound; 0 or more
    public func friend_timeline_new(
        after: Int
    ) async throws -> UserNewPosts {
        try await call("user.friend_timeline_new", JSON.given([
            "after": JSON.encoded(after),
        ])).decoded()
    }

    /// Tags of several users, in the order asked; unknown ids are left out.
    ///
    /// Rate class read.
    ///
    /// - Parameter uids: id or list of ids; Repeats count once; at most 500
    public func get_tag(
        uids: [Int]
    ) async throws -> AllTags {
        try await call("user.get_tag", JSON.given([
            "uids": JSON.encoded(uids),
        ])).decoded()
    }

    /// Several profiles at once, in the order asked. Unknown ids in a list are left out.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func info(
        uid: [Int]
    ) async throws -> Infos {
        try await call("user.info", JSON.given([
            "uid": JSON.encoded(uid),
        ])).decoded()
    }

    /// Profile of one user: basics, tags and votes, circles; of endorsers also their goods.
    ///
    /// When one of us has blocked the other only uid, nick and headpic have values.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: id
    public func info2(
        uid: Int
    ) async throws -> Profile {
        try await call("user.info2", JSON.given([
            "uid": JSON.encoded(uid),
        ])).decoded()
    }

    /// Invite somebody without an account by SMS, also into a circle of mine if one is given.
    ///
    /// A repeat for the same phone changes the given values. The SMS is sent at most once a day; a
    /// phone gets at most 3 a day, and I can cause at most 20.
    ///
    /// Rate class create.
    ///
    /// Errors: 2 no permission, 3 target not found, 2001 invite already accepted, 2002 phone
    /// already registered.
    ///
    /// - Parameter phone: 1 to 32 characters
    /// - Parameter nick: 1 to 32 characters
    /// - Parameter headpic: url; A url, or "" to clear what is stored; at most 1024 characters
    /// - Parameter sex: 0 unknown, 1 male, 2 female; 0 to 2
    /// - Parameter birthday: Unix seconds, negative before 1970
    /// - Parameter marriage: 0 to 9
    /// - Parameter height: In cm; 0 to 300
    /// - Parameter position: Free text, a place; at most 256 characters
    /// - Parameter join_cid: id
    /// - Parameter join_roleid: id
    public func invite(
        phone: String,
        nick: String,
        headpic: String? = nil,
        sex: Int? = nil,
        birthday: Int? = nil,
        marriage: Int? = nil,
        height: Int? = nil,
        position: String? = nil,
        join_cid: Int? = nil,
        join_roleid: Int? = nil
    ) async throws {
        _ = try await call("user.invite", JSON.given([
            "phone": JSON.encoded(phone),
            "nick": JSON.encoded(nick),
            "headpic": JSON.encoded(headpic),
            "sex": JSON.encoded(sex),
            "birthday": JSON.encoded(birthday),
            "marriage": JSON.encoded(marriage),
            "height": JSON.encoded(height),
            "position": JSON.encoded(position),
            "join_cid": JSON.encoded(join_cid),
            "join_roleid": JSON.encoded(join_roleid),
        ]))
    }

    /// Invitations I have made, newest first, at most 500; `joined_uid`: who accepted.
    ///
    /// Rate class read.
    public func invite_list() async throws -> Invites {
        try await call("user.invite_list", [:]).decoded()
    }

    /// Vote for a user, once per pair for ever; a repeat changes nothing.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 3 target not found.
    ///
    /// - Parameter uid: id
    public func like(
        uid: Int
    ) async throws {
        _ = try await call("user.like", JSON.given([
            "uid": JSON.encoded(uid),
        ]))
    }

    /// Get no alerts and no `newpost` because of users, or get them again with `on` 0.
    ///
    /// They still may write to me, and there is no push. At most 2000 can be muted at a time.
    ///
    /// Rate class light.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    /// - Parameter on: 0 or 1; default 1
    public func mute(
        uid: [Int],
        on: Bool? = nil
    ) async throws {
        _ = try await call("user.mute", JSON.given([
            "uid": JSON.encoded(uid),
            "on": JSON.encoded(on),
        ]))
    }

    /// Which of these users are online, in the order asked.
    ///
    /// Users who do not have me as a friend, or do not show it (`user.update`, `show_online`), are
    /// left
    /// out.
    ///
    /// Rate class read.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func online(
        uid: [Int]
    ) async throws -> OnlineUsers {
        try await call("user.online", JSON.given([
            "uid": JSON.encoded(uid),
        ])).decoded()
    }

    /// Group posts of one user that I may read, newest first. `before`: postid, exclusive.
    ///
    /// Rate class read.
    ///
    /// Errors: 3 target not found.
    ///
    /// - Parameter uid: id
    /// - Parameter before: To page from; 0 = no bound; 0 or more
    /// - Parameter count: 1 to 200; brought into that range, never refused; default 50
    public func posts(
        uid: Int,
        before: Int? = nil,
        count: Int? = nil
    ) async throws -> UserPosts {
        try await call("user.posts", JSON.given([
            "uid": JSON.encoded(uid),
            "before": JSON.encoded(before),
            "count": JSON.encoded(count),
        ])).decoded()
    }

    /// Find users by the beginning of the nick or, in any spelling, of the phone number.
    ///
    /// By nick, at most 20. A complete number finds exactly its owner, an incomplete one of at
    /// least 3
    /// digits at most 4 users. The number of strangers found by number is limited by hour and day.
    ///
    /// Rate class read.
    ///
    /// - Parameter nick: 1 to 32 characters
    public func search(
        nick: String
    ) async throws -> Searched {
        try await call("user.search", JSON.given([
            "nick": JSON.encoded(nick),
        ])).decoded()
    }

    /// Set or change the password for `/login`, which ends my other sessions.
    ///
    /// To change it `old` is needed. For the first password a code is sent to my phone, with errno
    /// 2
    /// and the phone in `result.confirm`; repeat the call with `code`. Within 10 minutes after a
    /// login
    /// by SMS neither is needed. A very common password is errno 6.
    ///
    /// Rate class light.
    ///
    /// Errors: 2 no permission, 1003 wrong code, 1004 code expired or too many wrong tries.
    ///
    /// - Parameter psw: secret; 8 to 128 characters
    /// - Parameter old: secret; What was typed as a password; at most 1024 characters
    /// - Parameter code: secret; What was typed as an SMS code; 1 to 64 characters
    public func set_password(
        psw: String,
        old: String? = nil,
        code: String? = nil
    ) async throws {
        _ = try await call("user.set_password", JSON.given([
            "psw": JSON.encoded(psw),
            "old": JSON.encoded(old),
            "code": JSON.encoded(code),
        ]))
    }

    /// Take users off my block list; ended friendships stay ended.
    ///
    /// Rate class light.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func unblock(
        uid: [Int]
    ) async throws {
        _ = try await call("user.unblock", JSON.given([
            "uid": JSON.encoded(uid),
        ]))
    }

    /// Change my profile; absent parameters change nothing, 0 is a value, "" clears a text.
    ///
    /// Nicks are unique whatever their case and width. `birthday` in unix seconds, `height` in cm.
    /// `find_by_phone` 0: nobody finds me by my number, in searches or in phone books (1 at first).
    /// `show_online` 0: nobody learns from `user.online` and `user.watch_online` whether I am
    /// online.
    ///
    /// Rate class light.
    ///
    /// Errors: 1000 nick taken.
    ///
    /// - Parameter nick: 1 to 32 characters
    /// - Parameter signature: at most 256 characters
    /// - Parameter sex: 0 unknown, 1 male, 2 female; 0 to 2
    /// - Parameter birthday: Unix seconds, negative before 1970
    /// - Parameter marriage: 0 to 9
    /// - Parameter height: In cm; 0 to 300
    /// - Parameter position: Free text, a place; at most 256 characters
    /// - Parameter headpic: url; A url, or "" to clear what is stored; at most 1024 characters
    /// - Parameter job: at most 32 characters
    /// - Parameter find_by_phone: 0 or 1
    /// - Parameter show_online: 0 or 1
    public func update(
        nick: String? = nil,
        signature: String? = nil,
        sex: Int? = nil,
        birthday: Int? = nil,
        marriage: Int? = nil,
        height: Int? = nil,
        position: String? = nil,
        headpic: String? = nil,
        job: String? = nil,
        find_by_phone: Bool? = nil,
        show_online: Bool? = nil
    ) async throws {
        _ = try await call("user.update", JSON.given([
            "nick": JSON.encoded(nick),
            "signature": JSON.encoded(signature),
            "sex": JSON.encoded(sex),
            "birthday": JSON.encoded(birthday),
            "marriage": JSON.encoded(marriage),
            "height": JSON.encoded(height),
            "position": JSON.encoded(position),
            "headpic": JSON.encoded(headpic),
            "job": JSON.encoded(job),
            "find_by_phone": JSON.encoded(find_by_phone),
            "show_online": JSON.encoded(show_online),
        ]))
    }

    /// Replace my tags, at most 20; empty ones and repeats are dropped, [] clears.
    ///
    /// Rate class light.
    ///
    /// - Parameter tags: at most 20, each at most 20 characters
    public func update_tag(
        tags: [String]
    ) async throws {
        _ = try await call("user.update_tag", JSON.given([
            "tags": JSON.encoded(tags),
        ]))
    }

    /// Watch users on this connection: `online` pushes tell when they come and go.
    ///
    /// At most 200, who replace those watched before; [] ends all watches. As in `user.online` only
    /// users count who have me as a friend and show it. When a user takes me off the friend list,
    /// blocks me or stops showing it, a last push says 0 and the watch ends. The present state is
    /// not
    /// pushed: ask `user.online` afterwards, also after a `resync`.
    ///
    /// Rate class light.
    ///
    /// Pushes: online.
    ///
    /// - Parameter uid: id or list of ids; Repeats count once; at most 500
    public func watch_online(
        uid: [Int]
    ) async throws {
        _ = try await call("user.watch_online", JSON.given([
            "uid": JSON.encoded(uid),
        ]))
    }
}

/// Every function a client can call: `api.message.send(uid: 30)`.
public struct Api: Sendable {
    private let call: Caller
    public let active: ActiveApi
    public let album: AlbumApi
    public let circle: CircleApi
    public let device: DeviceApi
    public let endorsement: EndorsementApi
    public let event: EventApi
    public let geo: GeoApi
    public let group: GroupApi
    public let ios: IosApi
    public let merchandise: MerchandiseApi
    public let message: MessageApi
    public let phonebook: PhonebookApi
    public let post: PostApi
    public let report: ReportApi
    public let session: SessionApi
    public let tools: ToolsApi
    public let user: UserApi

    init(call: @escaping Caller) {
        self.call = call
        active = ActiveApi(call: call)
        album = AlbumApi(call: call)
        circle = CircleApi(call: call)
        device = DeviceApi(call: call)
        endorsement = EndorsementApi(call: call)
        event = EventApi(call: call)
        geo = GeoApi(call: call)
        group = GroupApi(call: call)
        ios = IosApi(call: call)
        merchandise = MerchandiseApi(call: call)
        message = MessageApi(call: call)
        phonebook = PhonebookApi(call: call)
        post = PostApi(call: call)
        report = ReportApi(call: call)
        session = SessionApi(call: call)
        tools = ToolsApi(call: call)
        user = UserApi(call: call)
    }
}
