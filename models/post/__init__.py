"""Posts of groups and circles with their media, likes and replies."""

from models.post.attached import PostLike, PostMedia, PostReply
from models.post.post import Placed, Post, Seen

__all__ = ["Placed", "Post", "PostLike", "PostMedia", "PostReply", "Seen"]
