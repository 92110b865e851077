"""Operations on goods, endorsers and orders."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models import (
    Audit,
    Endorsement,
    EndorsementItem,
    Merchandise,
    Order,
    PayState,
    StoreGroup,
    User,
)
from models.editing import store
from push.pushes import PaylogPush
from tasks.ops import undo
from tasks.ops.action import action
from tasks.ops.needed import needed
from tasks.rpc import Ctx
from tasks.shared import settlement
from wire.errors import BadRequest, Busy, Forbidden, NotFound
from wire.types import (
    AlbumText,
    Description,
    Fen,
    Flag,
    Id,
    Int,
    Name,
    OptionalId,
    OptionalUrl,
    PeopleCount,
    ShowInfo,
    Size,
    Uid,
    Words,
)

OrderId = Annotated[str, Meta(min_length=1, max_length=64)]
EndedState = Annotated[int, Meta(ge=-1, le=0)]


class Shop(msgspec.Struct):
    gid: int


class Goods(msgspec.Struct):
    mid: int


class Endorser(msgspec.Struct):
    uid: int


class StandsFor(msgspec.Struct):
    uid: int
    mid: int


class Ordered(msgspec.Struct):
    orderid: str
    paystate: int


class Refunded(Ordered):
    """`repeated` 1: it was paid back before, and nothing was done now."""

    repeated: int | UnsetType = UNSET


class PaymentAnswer(msgspec.Struct):
    """What the provider says of a payment, amounts in fen; "" where it does not say."""

    orderid: str
    status: str
    amount: int | None
    refunded: int | None
    tradeid: str
    reason: str


class Ended(Ordered):
    """`gourl`: the page on which the buyer pays, when there is something to pay."""

    gourl: str | UnsetType = UNSET


@action("StoreGroupEdit", errors=[NotFound], undo=undo.edit("StoreGroupEdit", StoreGroup, "gid"))
def edit_store_group(
    ctx: Ctx,
    gid: OptionalId | None = None,
    groupname: Name | None = None,
    show_info: ShowInfo | None = None,
) -> Shop:
    """Make a group of goods (a shop), or change one; what is not given stays."""
    if not gid:
        needed(groupname=groupname)
    columns = {"groupname": groupname, "show_info": show_info}
    return Shop(store(ctx.db, StoreGroup, gid or None, **columns).gid)


@action("MerchandiseEdit", errors=[NotFound], undo=undo.edit("MerchandiseEdit", Merchandise, "mid"))
def edit_merchandise(
    ctx: Ctx,
    mid: OptionalId | None = None,
    productname: Name | None = None,
    productdesc: Description | None = None,
    amount: Fen | None = None,
    ex_people_amount: Fen | None = None,
    group_id: OptionalId | None = None,
    productcatalog: Int | None = None,
    show_info: ShowInfo | None = None,
    show_post_url: OptionalUrl | None = None,
    icon_url: OptionalUrl | None = None,
    no_list: Flag | None = None,
) -> Goods:
    """Make goods, or change them; what is not given stays. Orders keep the old price."""
    if not mid:
        needed(productname=productname, amount=amount)
    if group_id:
        StoreGroup.get(ctx.db, group_id)
    goods = store(
        ctx.db,
        Merchandise,
        mid or None,
        productname=productname,
        productdesc=productdesc,
        amount=amount,
        ex_people_amount=ex_people_amount,
        group_id=group_id,
        productcatalog=productcatalog,
        show_info=show_info,
        show_post_url=show_post_url,
        icon_url=icon_url,
        no_list=no_list,
        time=None if mid else ctx.now,
    )
    return Goods(goods.mid)


@action("EndorsementEdit", errors=[NotFound], undo=undo.edit("EndorsementEdit", Endorsement, "uid"))
def edit_endorser(
    ctx: Ctx,
    uid: Uid,
    endorsement_type: Size | None = None,
    endorsement_point: Int | None = None,
    consumer_point: Int | None = None,
    level: Int | None = None,
    type: Words | None = None,
    weight: Int | None = None,
) -> Endorser:
    """Make a user an endorser, change that, or end it with endorsement_type 0."""
    User.get(ctx.db, uid, lock=True)
    present = ctx.db.get(Endorsement, uid)
    was = present.endorsement_type if present else 0
    if present is None and endorsement_type is None:
        endorsement_type = 1
    store(
        ctx.db,
        Endorsement,
        None if present is None else uid,
        uid=uid,
        endorsement_type=endorsement_type,
        endorsement_point=endorsement_point,
        consumer_point=consumer_point,
        level=level,
        type=type,
        weight=weight,
        create_time=None if was else ctx.now,
    )
    return Endorser(uid)


@action(
    "EndorsementItemEdit",
    errors=[NotFound],
    undo=undo.edit("EndorsementItemEdit", EndorsementItem, "uid", "mid", deletes=True),
)
def edit_endorsed(
    ctx: Ctx, uid: Uid, mid: Id, slogan: AlbumText | None = None, delete: Flag = 0
) -> StandsFor:
    """Let an endorser stand for goods, with a slogan, or no longer."""
    if delete:
        ctx.db.delete(EndorsementItem.get(ctx.db, (uid, mid), lock=True))
        return StandsFor(uid, mid)
    User.get(ctx.db, uid, lock=True)
    Merchandise.get(ctx.db, mid)
    known = ctx.db.get(EndorsementItem, (uid, mid)) is not None
    time = None if known else ctx.now
    key = (uid, mid) if known else None
    store(ctx.db, EndorsementItem, key, uid=uid, mid=mid, slogan=slogan, create_time=time)
    return StandsFor(uid, mid)


@action("OrderState", hidden=("gourl",), errors=[Forbidden, NotFound], pushes=[PaylogPush])
def end_reservation(
    ctx: Ctx, orderid: OrderId, paystate: EndedState, people_count: PeopleCount | None = None
) -> Ended:
    """End a reservation: 0 = the price is to be paid now, -1 = it is off."""
    if people_count and paystate:
        raise BadRequest("people_count: only with paystate 0")
    order, page = settlement.end_reservation(
        ctx, orderid, to_pay=paystate == 0, people=people_count
    )
    return Ended(order.orderid, order.paystate, page or UNSET)


@action("RefundOrder", queue="slow", errors=[Busy, Forbidden, NotFound])
def refund(ctx: Ctx, orderid: OrderId) -> Refunded:
    """Pay an order back at its provider; a repeat changes nothing and says so."""
    done = Audit.did(ctx.db, "RefundOrder", {"orderid": orderid})
    before = Order.get(ctx.db, orderid, lock=True).paystate
    order = settlement.refund(ctx, orderid)
    repeated = before == PayState.REFUNDED or (done and before == PayState.FAILED)
    return Refunded(order.orderid, order.paystate, 1 if repeated else UNSET)


@action("AskProvider", queue="slow", errors=[Busy, Forbidden, NotFound])
def ask(ctx: Ctx, orderid: OrderId) -> PaymentAnswer:
    """Ask the payment provider what it knows of an order; changes nothing."""
    told = settlement.ask(Order.get(ctx.db, orderid))
    return PaymentAnswer(
        orderid, told.status.value, told.amount, told.refunded, told.tradeid, told.reason
    )
