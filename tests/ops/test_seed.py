"""Demo data: complete, and the same after a second run."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from devtools.demo import PHONES
from devtools.seed import PARTS, seed
from models import Base, CircleRole, Merchandise, User


def counts(db: Session) -> dict[str, int]:
    return {
        name: db.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def test_every_part_is_made(db: Session) -> None:
    made = seed(db)

    assert made == ["people", *(part.__name__ for part, _ in PARTS)]
    phones = set(db.scalars(select(User.phone)))
    assert phones == {f"+86{phone}" for phone in PHONES}
    assert db.scalar(select(func.count()).select_from(CircleRole)) == 3
    assert db.scalar(select(func.min(Merchandise.amount))) == 0


def test_a_second_run_changes_nothing(db: Session) -> None:
    seed(db)
    db.flush()
    before = counts(db)

    assert seed(db) == []

    db.flush()
    assert counts(db) == before


def test_what_a_developer_changed_stays(db: Session) -> None:
    seed(db)
    user = db.scalars(select(User).where(User.phone == f"+86{PHONES[0]}")).one()
    user.nick = user.nick_key = "changed"
    db.flush()

    seed(db)

    assert user.nick == "changed"
