"""A transport without a network."""

from typing import Any


class Transport:
    """What was written, and whether it was closed, cut or paused."""

    def __init__(self) -> None:
        self.written = b""
        self.closed = self.aborted = self.paused = False
        self.protocol: Any = None
        self.peer = ("192.0.2.1", 5000)

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol

    def get_extra_info(self, name: str) -> object:
        return self.peer if name == "peername" else None

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False

    def set_write_buffer_limits(self, high: int) -> None:
        """Nothing waits here."""

    def get_write_buffer_size(self) -> int:
        return 0
