"""Close codes of sockets: RFC 6455's and our own."""

GOING_AWAY, PROTOCOL_ERROR, BAD_TEXT, TOO_MUCH, TOO_BIG, RESTART = (
    1001,
    1002,
    1007,
    1008,
    1009,
    1012,
)
# Never sent: the peer's close frame had no code; there was no close frame at all.
NO_STATUS, NO_CLOSE_FRAME = 1005, 1006
# The codes that a peer may send in its close frame.
VALID = frozenset((*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)))
BAD_SESSION, REPLACED, NO_START, REVOKED, SLOW = 4001, 4002, 4003, 4004, 4008

REASONS = {
    GOING_AWAY: "silent for too long",
    PROTOCOL_ERROR: "protocol error",
    BAD_TEXT: "a text that is not UTF-8",
    TOO_MUCH: "more work than one connection may ask for",
    TOO_BIG: "frame too large",
    RESTART: "service restart, connect again",
    BAD_SESSION: "log in again",
    REPLACED: "the session was started on another connection",
    NO_START: "no session was started",
    REVOKED: "the session has ended",
    SLOW: "too slow to read",
}
"""The text in the close frame beside the code, for readers of a client's log."""
