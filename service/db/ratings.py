"""Ratings: one a party and meeting; a withdrawn one leaves nothing behind."""

from dataclasses import asdict, fields

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from models.domain.introductions import Rating
from service.db.tables import RatingRow

_COLUMNS = tuple(getattr(RatingRow, field.name) for field in fields(Rating))


def find(session: Session, introduction_id: str, rater_id: int) -> Rating | None:
    """Return one party's rating, or None."""
    query = select(*_COLUMNS).where(*_of(introduction_id, rater_id))
    row = session.execute(query).one_or_none()
    return None if row is None else Rating(**row._asdict())


def of_introduction(session: Session, introduction_id: str) -> tuple[Rating, ...]:
    """Return the ratings of one meeting, earliest first."""
    query = select(*_COLUMNS).where(RatingRow.introduction_id == introduction_id)
    rows = session.execute(query.order_by(RatingRow.rated_at, RatingRow.rater_id))
    return tuple(Rating(**row._asdict()) for row in rows)


def save(session: Session, rating: Rating) -> None:
    """Keep a rating in place of what the same party said before."""
    session.merge(RatingRow(**asdict(rating)))
    session.flush()


def remove(session: Session, introduction_id: str, rater_id: int) -> bool:
    """Delete one party's rating; return whether there was one."""
    query = delete(RatingRow).where(*_of(introduction_id, rater_id)).returning(RatingRow.rater_id)
    return session.execute(query).first() is not None


def _of(introduction_id: str, rater_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return RatingRow.introduction_id == introduction_id, RatingRow.rater_id == rater_id
