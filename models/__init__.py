"""The tables and what their rows can do. Knows nothing of tasks, pushes or the wire."""

from models.activation_code import ActivationCode
from models.album import AlbumMedia
from models.audit import Audit
from models.base import Base
from models.block import Block, GroupMute, Mute
from models.circle import (
    Circle,
    CircleBoard,
    CircleCode,
    CircleLink,
    CircleMember,
    CircleRole,
    JoinRequest,
)
from models.closure import Closure
from models.conversation import Conversation
from models.delivery import Counter, Delivery
from models.device import Device, UnreadMessage
from models.endorsement import Endorsement, EndorsementItem, EndorsementTime
from models.errors import Forbidden, NotFound, RowError, Taken
from models.event import EVENTS, Event
from models.found import FoundStranger
from models.friend import Friend
from models.group import Group, GroupInvite, GroupMember, GroupRequest
from models.invite import Invite
from models.limits import Failure, Use
from models.media import DroppedFile, UploadedFile
from models.merchandise import Merchandise, StoreGroup
from models.message import Message
from models.moderation_word import ModerationWord
from models.operator import Operator, RecoveryCode
from models.ops_session import OpsSession
from models.order import Order, Paylog, PaymentNotice, PayState
from models.outbox import Outbox
from models.phonebook import Contact, ContactMatch
from models.position import Position
from models.post import Post, PostLike, PostMedia, PostReply
from models.reply import Reply
from models.report import Report
from models.session import Session
from models.sms import SmsCode, SmsSent
from models.suspension import Suspension
from models.upload_callback import UploadCallback
from models.user import ClientData, User, UserLike

PARTITIONED = (EVENTS,)
"""The tables in partitions."""

__all__ = [
    "PARTITIONED",
    "ActivationCode",
    "AlbumMedia",
    "Audit",
    "Base",
    "Block",
    "Circle",
    "CircleBoard",
    "CircleCode",
    "CircleLink",
    "CircleMember",
    "CircleRole",
    "ClientData",
    "Closure",
    "Contact",
    "ContactMatch",
    "Conversation",
    "Counter",
    "Delivery",
    "Device",
    "DroppedFile",
    "Endorsement",
    "EndorsementItem",
    "EndorsementTime",
    "Event",
    "Failure",
    "Forbidden",
    "FoundStranger",
    "Friend",
    "Group",
    "GroupInvite",
    "GroupMember",
    "GroupMute",
    "GroupRequest",
    "Invite",
    "JoinRequest",
    "Merchandise",
    "Message",
    "ModerationWord",
    "Mute",
    "NotFound",
    "Operator",
    "OpsSession",
    "Order",
    "Outbox",
    "PayState",
    "Paylog",
    "PaymentNotice",
    "Position",
    "Post",
    "PostLike",
    "PostMedia",
    "PostReply",
    "RecoveryCode",
    "Reply",
    "Report",
    "RowError",
    "Session",
    "SmsCode",
    "SmsSent",
    "StoreGroup",
    "Suspension",
    "Taken",
    "UnreadMessage",
    "UploadCallback",
    "UploadedFile",
    "Use",
    "User",
    "UserLike",
]
