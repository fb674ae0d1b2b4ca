"""The tables; rows stay in this package, the rest of the service sees domain objects."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.db.types import UtcDateTime

CASCADE = "CASCADE"


class Base(DeclarativeBase):
    """Base of all rows; constraints are named so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dt.datetime: UtcDateTime(), list[Any]: JSON(), dict[str, Any]: JSON()}  # noqa: RUF012 - SQLAlchemy reads it from the class


class NetworkRow(Base):
    """One row for the whole database: its identity and the number of the last change."""

    __tablename__ = "network"
    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(String(36))
    change: Mapped[int]
    encoder: Mapped[str | None] = mapped_column(String(80))


class MemberRow(Base):
    """A member's profile as last stated."""

    __tablename__ = "members"
    # SQLite would give an erased member's number to the next one, and with it his sessions and links.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy reads it from the class
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200))
    organisation_key: Mapped[str] = mapped_column(String(200), index=True)
    cvr: Mapped[str | None] = mapped_column(String(8), index=True)
    group_name: Mapped[str | None] = mapped_column(String(200))
    group_key: Mapped[str | None] = mapped_column(String(200), index=True)
    industry: Mapped[str] = mapped_column(String(200))
    # What the conflicts of one member with everybody else are found by, without reading everybody.
    market: Mapped[str | None] = mapped_column(String(4), index=True)
    language_key: Mapped[str] = mapped_column(String(600), index=True, server_default="")
    function: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(100))
    languages: Mapped[list[Any]]
    networks: Mapped[list[Any]]
    paused_until: Mapped[dt.date | None] = mapped_column(index=True)
    version: Mapped[int]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class StatementRow(Base):
    """One text; removed texts are closed, not deleted, because slates point at them."""

    __tablename__ = "statements"
    __table_args__ = (
        Index("ix_statements_open", "member_id", "closed_at"),
        Index("ix_statements_theme", "theme", "closed_at", "member_id"),
        # An index tells statements apart by number alone, so the number of an erased one never returns.
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete=CASCADE))
    kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    visibility: Mapped[str] = mapped_column(String(20), server_default="network")
    theme: Mapped[str | None] = mapped_column(String(60))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    change: Mapped[int] = mapped_column(index=True)


class ErasedStatementRow(Base):
    """The number of a statement that was erased, so that every index forgets it; nothing else is kept."""

    __tablename__ = "erased_statements"
    statement_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change: Mapped[int] = mapped_column(index=True)


class VectorRow(Base):
    """What one encoder made of one statement: the whole text, and its sentences, as float32 rows."""

    __tablename__ = "vectors"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id", ondelete=CASCADE), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(80), primary_key=True)
    text_vector: Mapped[bytes] = mapped_column(LargeBinary)
    sentence_vectors: Mapped[bytes] = mapped_column(LargeBinary)


class NotWithRow(Base):
    """A confidential wish not to be put together with somebody."""

    __tablename__ = "not_with"
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete=CASCADE), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete=CASCADE), primary_key=True, index=True
    )
    created_at: Mapped[dt.datetime]


class SlateRow(Base):
    """A list that was shown; never changed afterwards."""

    __tablename__ = "slates"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seeker_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete=CASCADE), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id", ondelete=CASCADE), index=True)
    intent: Mapped[str] = mapped_column(String(20))
    preference: Mapped[dict[str, Any] | None]
    ranker: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(80))
    wanted: Mapped[int]
    feature_names: Mapped[list[Any]]
    shown_at: Mapped[dt.datetime]


class SlateEntryRow(Base):
    """One person on a slate, with all that was known when shown; JSON holds no texts but the evidence.

    `seeker_id` and `shown_at` repeat the slate's, so that one index tells who was shown to whom lately.
    """

    __tablename__ = "slate_entries"
    __table_args__ = (
        Index("ix_slate_entries_showings", "candidate_id", "shown_at", "seeker_id", "position", "slate_id"),
    )
    slate_id: Mapped[str] = mapped_column(ForeignKey("slates.id", ondelete=CASCADE), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete=CASCADE))
    seeker_id: Mapped[int | None]
    shown_at: Mapped[dt.datetime | None]
    score: Mapped[float]
    forward: Mapped[float]
    backward: Mapped[float]
    propensity: Mapped[float]
    features: Mapped[list[Any]]
    backward_features: Mapped[list[Any]]
    distance: Mapped[dict[str, Any]]
    evidence: Mapped[list[Any]]


class IntroductionRow(Base):
    """An introduction in its present state."""

    __tablename__ = "introductions"
    __table_args__ = (UniqueConstraint("slate_id", "candidate_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slate_id: Mapped[str] = mapped_column(ForeignKey("slates.id", ondelete=CASCADE))
    seeker_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete=CASCADE), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete=CASCADE), index=True)
    message: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), index=True)
    requested_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    reported_at: Mapped[dt.datetime | None]
    version: Mapped[int]


class RatingRow(Base):
    """One side's view of one meeting; withdrawn ratings keep no answers."""

    __tablename__ = "ratings"
    introduction_id: Mapped[str] = mapped_column(
        ForeignKey("introductions.id", ondelete=CASCADE), primary_key=True
    )
    rater_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete=CASCADE), primary_key=True, index=True
    )
    useful: Mapped[int]
    challenged: Mapped[int]
    supported: Mapped[int]
    learned: Mapped[str] = mapped_column(Text)
    did: Mapped[str] = mapped_column(Text)
    meet_again: Mapped[bool | None]
    rated_at: Mapped[dt.datetime]


class NetworkDayRow(Base):
    """A network day as the organiser set it up."""

    __tablename__ = "network_days"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    on: Mapped[dt.date]
    rounds: Mapped[int]
    table_size: Mapped[int]
    version: Mapped[int]
    created_at: Mapped[dt.datetime]


class AttendeeRow(Base):
    """A member who attends a network day."""

    __tablename__ = "attendees"
    day_id: Mapped[int] = mapped_column(ForeignKey("network_days.id", ondelete=CASCADE), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete=CASCADE), primary_key=True, index=True
    )
    position: Mapped[int]


class SeatingPlanRow(Base):
    """One version of a day's seating plan; tables hold member ids."""

    __tablename__ = "seating_plans"
    day_id: Mapped[int] = mapped_column(ForeignKey("network_days.id", ondelete=CASCADE), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    seed: Mapped[int]
    rounds: Mapped[list[Any]]
    unplaced: Mapped[list[Any]]
    value: Mapped[float]
    bound: Mapped[float]
    worst_off: Mapped[float]
    seconds: Mapped[float]
    created_at: Mapped[dt.datetime]


class TokenRow(Base):
    """A bearer token for the API; only its hash is kept."""

    __tablename__ = "tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
