"""The list of words that operations refuse, mask or review."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Now, Plain

LEVEL = "level IN ('refuse', 'review', 'mask')"


class ModerationWord(Base):
    """A word in its normalised form, and the level: what is done with texts that have it."""

    __tablename__ = "moderation_words"
    noun = "word"

    word: Mapped[Plain] = mapped_column(primary_key=True)
    level: Mapped[str]
    time: Mapped[Now]

    __table_args__ = (CheckConstraint(LEVEL, name="level"),)

    @classmethod
    def put(cls, db: Session, words: Sequence[str], level: str, now: int) -> None:
        """Put words on the list, or change their level."""
        rows = [{"word": word, "level": level, "time": now} for word in sorted(set(words))]
        if rows:
            new = insert(cls).values(rows)
            values = {"level": new.excluded.level, "time": new.excluded.time}
            db.execute(new.on_conflict_do_update(index_elements=[cls.word], set_=values))

    @classmethod
    def remove(cls, db: Session, words: Sequence[str]) -> int:
        """Take words off the list; return how many were on it."""
        gone = delete(cls).where(cls.word.in_(words)).returning(cls.word)
        return len(db.scalars(gone, execution_options={"synchronize_session": False}).all())

    @classmethod
    def levels(cls, db: Session, words: Sequence[str]) -> dict[str, str]:
        """The levels of those of these words that are on the list."""
        query = select(cls.word, cls.level).where(cls.word.in_(words)).order_by(cls.word)
        return {row.word: row.level for row in db.execute(query)}

    @classmethod
    def every(cls, db: Session) -> list[tuple[str, str]]:
        """All words with their levels."""
        return [(row.word, row.level) for row in db.execute(select(cls.word, cls.level))]

    @classmethod
    def version(cls, db: Session) -> tuple[int, int]:
        """A value that differs after each change of the list."""
        number, newest = db.execute(select(func.count(), func.max(cls.time))).one()
        return number, newest or 0

    @classmethod
    def page(cls, db: Session, prefix: str, offset: int, limit: int) -> list[ModerationWord]:
        """Words with this prefix, in their order."""
        query = select(cls).where(cls.word.startswith(prefix, autoescape=True)).order_by(cls.word)
        return list(db.scalars(query.offset(offset).limit(limit)))
