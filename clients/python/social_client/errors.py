"""How a call can end without a result."""

from typing import Any

from .generated.errors import TEXTS, Errno


def user_text(errno: int, language: str) -> str:
    """What a user is told about an errno; `language` such as "zh-CN"."""
    chinese, english = TEXTS.get(errno) or TEXTS[Errno.Internal]
    return chinese if language.lower().startswith("zh") else english


class RpcError(Exception):
    """The service refused: `errno` says why, the text is for developers."""

    def __init__(self, errno: int, text: str, result: dict[str, Any]) -> None:
        super().__init__(f"errno {errno}: {text}")
        self.errno, self.result = errno, result

    @property
    def retry_after(self) -> int:
        """Seconds to wait, when the errno is 4."""
        return int(self.result.get("retry_after", 0))

    def user_text(self, language: str) -> str:
        return user_text(self.errno, language)


class CallTimeout(Exception):
    """No answer within the call's deadline. Whether it was executed is not known."""


class Stopped(Exception):
    """The client has stopped; `reason`: closed, logged out, replaced or fault."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the client has stopped: {reason}")
        self.reason = reason
