"""Posts of groups and circles with their media, likes and replies."""

from models.post.attached import PostLike, PostMedia, PostReply
from models.post.authors import Placed
from models.post.news import Liked, Replied
from models.post.post import Post, Seen
from models.post.row import PostRow

__all__ = [
    "Liked",
    "Placed",
    "Post",
    "PostLike",
    "PostMedia",
    "PostReply",
    "PostRow",
    "Replied",
    "Seen",
]
