"""Maps from a user or session to its connections.

Nearly every user has one connection: it is stored bare, several as a tuple, because a set each
would cost more memory than the rest of an idle connection.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Index(Generic[T]):
    def __init__(self) -> None:
        self._entries: dict[int, T | tuple[T, ...]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._entries)

    def get(self, key: int) -> tuple[T, ...]:
        entry = self._entries.get(key)
        if entry is None:
            return ()
        return entry if isinstance(entry, tuple) else (entry,)

    def add(self, key: int, one: T) -> None:
        present = self.get(key)
        if one not in present:
            self._entries[key] = (*present, one) if present else one

    def remove(self, key: int, one: T) -> bool:
        """Remove a connection; return whether it was the key's last."""
        left = tuple(other for other in self.get(key) if other is not one)
        if not left:
            self._entries.pop(key, None)
        else:
            self._entries[key] = left if len(left) > 1 else left[0]
        return not left
