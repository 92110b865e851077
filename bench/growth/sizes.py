"""The ids in the filled database, shared by the fill and the cases."""

from __future__ import annotations

from msgspec import Struct

HERO, STAR, AUTHOR, SELLER, TYPICAL = 1, 2, 3, 4, 17
"""The heaviest user; one whom many have as friend; the author of hot posts; the one who
recommends most orders; and an ordinary one."""
STRANGER = 23
OPEN, PRIVATE, HOT, SMALL, MINE = 1, 2, 3, 1017, 1018
"""Groups: with N/10 members, the same for members only, with hot posts, and two ordinary ones."""
CITY = (30.66, 104.06)
NOWHERE = (-40.0, -120.0)


class Sizes(Struct, frozen=True):
    """Sizes and ids that depend on how many users there are."""

    users: int

    @property
    def crowd(self) -> int:
        """Members of the large groups and circles."""
        return self.users // 10

    @property
    def friends(self) -> int:
        """On the hero's friend list."""
        return min(5_000, self.users // 4)

    @property
    def groups(self) -> int:
        return max(2_000, self.users // 40)

    @property
    def posts(self) -> int:
        """Posts in ordinary groups; then those of the large group, then the hot ones."""
        return self.users

    @property
    def large_posts(self) -> int:
        return self.users // 10

    @property
    def hot_post(self) -> int:
        """The post with N/10 likes and N/20 replies; the 100 before it have N/1000 and N/2000."""
        return self.posts + self.large_posts + 101

    @property
    def last_reply(self) -> int:
        """The newest reply to the hot post; all others are older."""
        return 199 * (self.users // 2000) + self.users // 20

    @property
    def circle_post(self) -> int:
        """The last of a hundred hot posts in circle 1."""
        return self.hot_post + 100
