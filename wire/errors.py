"""Every errno a client can see."""

from __future__ import annotations

from typing import Any, ClassVar


class RpcError(Exception):
    """A refusal that is part of the protocol: `errno`, a short English text, perhaps a result."""

    errno: ClassVar[int]
    text: ClassVar[str]

    def __init__(self, text: str = "", **result: Any) -> None:
        super().__init__(text or self.text)
        self.result = result


class NoSession(RpcError):
    """Log in again."""

    errno, text = 1, "session invalid or not started"


class Forbidden(RpcError):
    errno, text = 2, "no permission"


class NotFound(RpcError):
    errno, text = 3, "target not found"


class TooFast(RpcError):
    """Wait; `result.retry_after` is in whole seconds. `result.challenge`: or show work."""

    errno, text = 4, "too fast"

    def __init__(self, retry_after: int, **result: object) -> None:
        super().__init__(f"too fast, wait {retry_after} s", retry_after=retry_after, **result)


class Busy(RpcError):
    """The queue is down or the answer is late: send the call again with the same cdata."""

    errno, text = 5, "busy, try again"
    no_database: ClassVar = "database unreachable"


class BadRequest(RpcError):
    """Not JSON, no `func`, an unknown function or a bad parameter; `error` says which."""

    errno, text = 6, "bad request"


class Internal(RpcError):
    """`error` carries an incident id, the `request` under which the logs have the whole story."""

    errno, text = 7, "internal error"

    def __init__(self, incident: str) -> None:
        super().__init__(f"internal error, incident {incident}")


class ContentRefused(RpcError):
    """A text holds what operations do not allow; nothing was stored."""

    errno, text = 8, "content refused"


class NickTaken(RpcError):
    errno, text = 1000, "nick taken"


class SameNumber(RpcError):
    errno, text = 1001, "new number equals the old"


class NumberTaken(RpcError):
    errno, text = 1002, "number used by another account"


class WrongCode(RpcError):
    errno, text = 1003, "wrong code"


class CodeExpired(RpcError):
    """Ask for a new code."""

    errno, text = 1004, "code expired or too many wrong tries"


class InviteAccepted(RpcError):
    errno, text = 2001, "invite already accepted"


class PhoneRegistered(RpcError):
    """`result.user` is the account that has the phone."""

    errno, text = 2002, "phone already registered"


OK, OK_TEXT = 0, "no error"

# A call with one of these was not executed, or that is unknown: never replayed to a resend.
NOT_EXECUTED = frozenset({1, 4, 5, 6, 7})
