"""Posts of groups and circles with their media, likes and replies."""

from models.post.attached import PostLike, PostMedia, PostReply
from models.post.authors import Placed
from models.post.news import Liked, Replied
from models.post.post import Post, Seen

__all__ = ["Liked", "Placed", "Post", "PostLike", "PostMedia", "PostReply", "Replied", "Seen"]
