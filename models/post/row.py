"""Posts of pages, without the ORM."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class PostRow(Struct):
    """A post on a page: the columns of Post."""

    @property
    def likes(self) -> int:
        return self.like  # type: ignore[attr-defined,no-any-return]

    @property
    def length(self) -> int:
        """Length in ms of the video if there is one, else of the voice."""
        return timed_length(self)


def timed_length(post: Any) -> int:
    """`length` of a post."""
    return post.videolen if post.video is not None else post.voicelen  # type: ignore[no-any-return]
