"""Parameters that only something new needs."""

from __future__ import annotations

from wire.errors import BadRequest


def needed(**values: object) -> None:
    """Raise BadRequest that names the first of these that is missing."""
    for name, value in values.items():
        if value is None:
            raise BadRequest(f"missing parameter `{name}`")
