"""Pages about goods, orders, files and the log."""

from __future__ import annotations

from web.functions import Function
from web.ops.page import Page, RowAct

TRADE = (
    Page(
        "StoreGroupEdit",
        Function("ops.trade.edit_store_group"),
        "Groups of goods",
        "Save",
        done="Group {gid} is saved.",
        edits="shop",
        key=("gid",),
        needs=("groupname",),
    ),
    Page(
        "MerchandiseEdit",
        Function("ops.trade.edit_merchandise"),
        "Goods",
        "Save",
        done="Merchandise {mid} is saved.",
        edits="goods",
        key=("mid",),
        needs=("productname", "amount"),
    ),
    Page(
        "EndorsementEdit",
        Function("ops.trade.edit_endorser"),
        "Endorsers",
        "Save",
        done="Endorser {uid} is saved.",
        edits="endorser",
        key=("uid",),
        numbered=False,
    ),
    Page(
        "EndorsementItemEdit",
        Function("ops.trade.edit_endorsed"),
        "What endorsers stand for",
        "Save",
        edits="endorsed",
        key=("uid", "mid"),
        numbered=False,
    ),
    Page(
        "OrderState",
        Function("ops.trade.end_reservation"),
        "End a reservation",
        "End it",
        done="Order {orderid} is in state {paystate}.",
        page_only=("gourl",),
    ),
    Page(
        "RefundOrder",
        Function("ops.trade.refund"),
        "Pay an order back",
        "Refund",
        done="Order {orderid} is in state {paystate}.",
        again="Order {orderid} was paid back before; nothing was done now.",
        danger="Give the buyer the whole amount back",
    ),
    Page(
        "AskProvider",
        Function("ops.trade.ask"),
        "Ask the payment provider about an order",
        "Ask",
        done="The provider says: {status}. Amount: {amount}. Paid back: {refunded}. {reason}",
        role="look",
    ),
)

LOG = (
    Page(
        "Image",
        Function("ops.uploads.image"),
        "Upload a picture",
        "Choose a picture",
        looks=True,
        uploads=True,
        role="support",
    ),
    Page(
        "DeadLetters",
        Function("ops.queue.dead_letters"),
        "Messages set aside",
        "Show",
        done="",
        looks=True,
        cursor="pos",
        acts=(RowAct("RequeueDeadLetter", {"letter": "letter"}),),
    ),
    Page(
        "RequeueDeadLetter",
        Function("ops.queue.requeue"),
        "Put a message back into its queue",
        "Put back",
        danger="Run it again, though workers may end over it",
    ),
    Page(
        "AuditLog",
        Function("ops.access.audit_log"),
        "What operations did",
        "Show",
        done="",
        looks=True,
        columns=("time", "who", "address", "action", "params", "errno", "result"),
        cursor="id",
    ),
    Page(
        "AuditAbout",
        Function("ops.lists.audit"),
        "What operations did to it",
        "Show",
        by_get=True,
        cursor="id",
        columns=("time", "who", "address", "action", "params", "errno", "result"),
        listed=False,
    ),
)

OPERATORS = (
    Page(
        "Operators",
        Function("ops.operators.find"),
        "Operators",
        "Show",
        looks=True,
        role="admin",
        cursor="pos",
        acts=(
            RowAct("OperatorEdit", {"name": "name"}, "Change"),
            RowAct("OperatorDelete", {"name": "name"}),
            RowAct("SecondFactorDrop", {"name": "name"}, "No second factor"),
        ),
    ),
    Page(
        "OperatorEdit",
        Function("ops.operators.edit"),
        "Make or change an operator",
        "Save",
        done="Operator {name} is of role {role}.",
    ),
    Page(
        "OperatorDelete",
        Function("ops.operators.delete"),
        "Delete an operator",
        "Delete",
        done="Operator {name} is gone.",
        danger="End all logins of the operator, and let nobody log in by this name",
    ),
    Page(
        "SecondFactorDrop",
        Function("ops.second_factor.drop"),
        "Take a lost second factor away",
        "Take away",
        done="Operator {name} logs in by the password alone.",
        danger="End all logins of the operator, and let the password alone log in",
        listed=False,
    ),
)
