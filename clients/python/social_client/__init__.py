"""A client of the social backend for asyncio."""

from .client import Client, Session
from .errors import CallTimeout, RpcError, Stopped, user_text
from .generated.errors import TEXTS, Errno
from .login import login_with_code, login_with_password, request_code

__all__ = [
    "TEXTS",
    "CallTimeout",
    "Client",
    "Errno",
    "RpcError",
    "Session",
    "Stopped",
    "login_with_code",
    "login_with_password",
    "request_code",
    "user_text",
]  # fmt: skip
