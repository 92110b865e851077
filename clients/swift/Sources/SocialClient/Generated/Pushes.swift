// Written by ./dev clients from the registry; ./dev lint compares.

/// What arrives unasked. `seq` is its number among what is addressed to the user.
public enum Push: Sendable, Equatable {
    /// An event was recorded for me.
    case event(seq: Int, data: EventPush)
    /// A private message to me, or by me from another device.
    case newmsg(seq: Int, data: NewMsg)
    /// `uid` (my peer, or I) has read everything that the other one wrote up to `msgid`.
    case readmsg(seq: Int, data: ReadMsg)
    /// The sender `uid` took back a message to `toid`: it has no content any more.
    case recallmsg(seq: Int, data: RecallMsg)
    /// Somebody is writing to me. It is not stored.
    case typing(data: Typing)
    /// Users whose numbers I uploaded and who are not my friends, as I spelt the numbers.
    case fromphonebook(data: FromPhonebook)
    /// A post in a group I watch, or by a friend of mine; never a circle post.
    case newpost(data: NewPost)
    /// Somebody replied to my post, which I may still read.
    ///
    /// `gid` is 0 and `cid` present for a circle post.
    case newreply(seq: Int, data: NewReply)
    /// Somebody likes my post, which I may still read, for the first time.
    case newlike(seq: Int, data: NewLike)
    /// A circle I am in has a new announcement; its ids and time are repeated flat.
    case circleNewboard(seq: Int, data: CircleNewBoard)
    /// A user whom this connection watches came online (1) or went offline (0). May repeat.
    case online(data: OnlinePush)
    /// An order I made or recommended was paid, or its payment failed. May repeat.
    case paylog(seq: Int, data: PaylogPush)
    /// Pushes to this connection may have been lost: call `event.sync`, `seq` is the last number.
    ///
    /// With `gid`, those of a group that I watch: call `group.get_new_post`. It takes no number.
    case resync(seq: Int, data: Resync)
    /// Made by this client: what lay before `seq` is no longer kept by the service, so read
    /// your lists again.
    case gap(seq: Int)
    /// Of a type that this version does not know, or not in this form.
    case unknown(type: String, seq: Int?, data: JSON)

    init(type: String, seq: Int?, data: JSON) {
        self = (try? Push.known(type, seq, data)) ?? .unknown(type: type, seq: seq, data: data)
    }

    private static func known(_ type: String, _ seq: Int?, _ data: JSON) throws -> Push? {
        switch (type, seq) {
        case ("event", let seq?): return .event(seq: seq, data: try data.decoded())
        case ("newmsg", let seq?): return .newmsg(seq: seq, data: try data.decoded())
        case ("readmsg", let seq?): return .readmsg(seq: seq, data: try data.decoded())
        case ("recallmsg", let seq?): return .recallmsg(seq: seq, data: try data.decoded())
        case ("typing", _): return .typing(data: try data.decoded())
        case ("fromphonebook", _): return .fromphonebook(data: try data.decoded())
        case ("newpost", _): return .newpost(data: try data.decoded())
        case ("newreply", let seq?): return .newreply(seq: seq, data: try data.decoded())
        case ("newlike", let seq?): return .newlike(seq: seq, data: try data.decoded())
        case ("circle.newboard", let seq?): return .circleNewboard(seq: seq, data: try data.decoded())
        case ("online", _): return .online(data: try data.decoded())
        case ("paylog", let seq?): return .paylog(seq: seq, data: try data.decoded())
        case ("resync", let seq?): return .resync(seq: seq, data: try data.decoded())
        case ("gap", let seq?): return .gap(seq: seq)
        default: return nil
        }
    }
}
