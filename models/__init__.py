"""The tables and what their rows can do. Knows nothing of tasks, pushes or the wire."""

from models.base import Base
from models.errors import Forbidden, NotFound, RowError
from models.event import Event
from models.friend import Friend
from models.group import Group, GroupInvite, GroupMember
from models.message import Message
from models.outbox import Outbox
from models.post import Post, PostLike, PostMedia, PostReply
from models.reply import Reply
from models.session import Session
from models.sms import Failure, SmsCode, SmsSent
from models.user import ClientData, User, UserLike

__all__ = [
    "Base",
    "ClientData",
    "Event",
    "Failure",
    "Forbidden",
    "Friend",
    "Group",
    "GroupInvite",
    "GroupMember",
    "Message",
    "NotFound",
    "Outbox",
    "Post",
    "PostLike",
    "PostMedia",
    "PostReply",
    "Reply",
    "RowError",
    "Session",
    "SmsCode",
    "SmsSent",
    "User",
    "UserLike",
]
