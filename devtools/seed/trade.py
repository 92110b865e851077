"""A shop with goods, endorsers and orders."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from devtools.seed.common import DAY, HOUR, Users
from devtools.seed.pictures import picture
from models import (
    Endorsement,
    EndorsementItem,
    EndorsementTime,
    Merchandise,
    Order,
    PayState,
    StoreGroup,
)

SHOP = "江湖茶馆"


def goods(db: Session, users: Users, start: int) -> None:
    """A shop with tea to buy, a party to reserve and something free."""
    place = {"location": "上海市静安区", "phone": ["021-55550100"], "lat": 31.23, "lng": 121.47}
    shop = StoreGroup(groupname=SHOP, show_info=place)
    db.add(shop)
    db.flush()  # the goods need its gid
    # (name, description, fen, fen per further person)
    listed = [
        ("龙井 250 克", "明前龙井", 16_800, 0),
        ("茶会", "周六下午，四人起", 39_800, 6_800),
        ("试饮", "到店免费一杯", 0, 0),
    ]
    db.add_all(
        Merchandise(
            productname=name,
            productdesc=description,
            amount=fen,
            ex_people_amount=more,
            group_id=shop.gid,
            icon_url=picture(60 + index),
            time=start + index,
        )
        for index, (name, description, fen, more) in enumerate(listed)
    )


def _goods(db: Session) -> list[Merchandise]:
    shop = select(StoreGroup.gid).where(StoreGroup.groupname == SHOP).scalar_subquery()
    query = select(Merchandise).where(Merchandise.group_id == shop).order_by(Merchandise.mid)
    return list(db.scalars(query))


def endorsers(db: Session, users: Users, start: int) -> None:
    """Two stand for goods of the shop, and can be booked on the next days."""
    sold = _goods(db)
    for number, user in enumerate((users[3], users[5])):
        db.add(
            Endorsement(
                uid=user.uid,
                level=2 - number,
                endorsement_type=1,
                type=["茶"],
                endorsement_point=120 - 50 * number,
                weight=10 - number,
                create_time=start,
            )
        )
        db.add_all(
            EndorsementItem(uid=user.uid, mid=one.mid, slogan="我天天喝", create_time=start + index)
            for index, one in enumerate(sold[number:])
        )
        soon = start + 9 * DAY - start % HOUR
        times = {soon + day * DAY: soon + day * DAY + 2 * HOUR for day in range(3)}
        EndorsementTime.replace(db, user.uid, times)


def orders(db: Session, users: Users, start: int) -> None:
    """小明 bought tea that 莉莉 recommended and reserved the party."""
    sold, buyer, recommender = _goods(db), users[0], users[3].uid
    if not sold:
        return
    common = {"provider": "sandbox", "hardwareid": "demo"}
    bought = Order.make(db, sold[0], buyer.uid, 0, start, recommend_uid=recommender, **common)
    bought.move(db, PayState.PAID, start + HOUR)
    Order.reserve(db, sold[-2], buyer.uid, start + DAY, None)
