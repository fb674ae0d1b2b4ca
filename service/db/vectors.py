"""Vectors beside their statements, and what an index has to learn since its last change."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from models.domain.members import Kind
from models.ranking.evidence import SentenceVectors
from models.retrieval.statements import IndexedStatement, Shelf
from models.text.language import language_of
from models.text.sentences import split_sentences
from service.db.changes import next_change
from service.db.tables import ErasedStatementRow, NetworkRow, StatementRow, VectorRow

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class EncodedStatement:
    """What an encoder made of one statement: one row for the text, one row for each sentence."""

    statement_id: int
    text_vector: Vector
    sentence_vectors: Vector


@dataclass(frozen=True, slots=True)
class PendingStatement:
    """An open statement that one encoder has not read yet."""

    id: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """All that happened to statements up to a change number, since an earlier one."""

    changed: list[IndexedStatement]
    closed: list[int]
    erased: list[int]
    sequence: int

    @property
    def gone(self) -> list[int]:
        """The statements that may be found no longer."""
        return [*self.closed, *self.erased]


def active_fingerprint(session: Session) -> str | None:
    """Return the fingerprint whose vectors serve at present; None before the first."""
    return session.scalar(select(NetworkRow.encoder))


def last_change(session: Session) -> int:
    """Return the number of the last change; 0 while the database is empty."""
    return session.scalar(select(NetworkRow.change)) or 0


def network_identity(session: Session) -> str | None:
    """Return the identity of this database; None while it is empty."""
    return session.scalar(select(NetworkRow.identity))


def dimensions_of(session: Session, fingerprint: str) -> int | None:
    """Return the length of the vectors of this fingerprint; None while there are none."""
    blob = session.scalar(select(VectorRow.text_vector).where(VectorRow.fingerprint == fingerprint).limit(1))
    return None if blob is None else len(blob) // np.dtype(np.float32).itemsize


def activate(session: Session, fingerprint: str) -> None:
    """Let this fingerprint's vectors serve, and drop all others."""
    next_change(session)
    session.execute(update(NetworkRow).values(encoder=fingerprint))
    session.execute(delete(VectorRow).where(VectorRow.fingerprint != fingerprint))


def count_pending(session: Session, fingerprint: str) -> int:
    """Count open statements without a vector of this fingerprint."""
    missing = _missing(fingerprint)
    return session.scalar(select(func.count()).select_from(StatementRow).where(*missing)) or 0


def pending(
    session: Session, fingerprint: str, limit: int, member_id: int | None = None
) -> list[PendingStatement]:
    """Return some open statements (of one member) without a vector of this fingerprint, oldest first."""
    query = select(StatementRow).where(*_missing(fingerprint)).order_by(StatementRow.id).limit(limit)
    if member_id is not None:
        query = query.where(StatementRow.member_id == member_id)
    return [PendingStatement(row.id, Kind(row.kind), row.text) for row in session.scalars(query)]


def store(session: Session, fingerprint: str, encoded: Sequence[EncodedStatement]) -> None:
    """Keep vectors; those of statements closed or encoded by somebody else meanwhile are dropped."""
    change = next_change(session)
    ids = [item.statement_id for item in encoded]
    wanted = set(
        session.scalars(select(StatementRow.id).where(StatementRow.id.in_(ids), *_missing(fingerprint)))
    )
    session.add_all(
        VectorRow(
            statement_id=item.statement_id,
            fingerprint=fingerprint,
            text_vector=item.text_vector.astype(np.float32).tobytes(),
            sentence_vectors=item.sentence_vectors.astype(np.float32).tobytes(),
        )
        for item in encoded
        if item.statement_id in wanted
    )
    session.execute(update(StatementRow).where(StatementRow.id.in_(wanted)).values(change=change))


def changes_since(session: Session, sequence: int, fingerprint: str) -> Changes:
    """Return what an index of this fingerprint must apply to be as new as the database."""
    # The number is read first: a writer holds the counter until it commits, so none up to it is missing.
    last = last_change(session)
    if last == sequence:
        return Changes([], [], [], last)
    between = (StatementRow.change > sequence, StatementRow.change <= last)
    query = (
        select(
            StatementRow.id,
            StatementRow.member_id,
            StatementRow.kind,
            StatementRow.text,
            VectorRow.text_vector,
        )
        .join(VectorRow, VectorRow.statement_id == StatementRow.id)
        .where(StatementRow.closed_at.is_(None), VectorRow.fingerprint == fingerprint, *between)
        .order_by(StatementRow.id)
    )
    changed = [
        IndexedStatement(id_, member_id, Kind(kind), language_of(said), np.frombuffer(vector, np.float32))
        for id_, member_id, kind, said, vector in session.execute(query)
    ]
    closed = select(StatementRow.id).where(StatementRow.closed_at.is_not(None), *between)
    erased = select(ErasedStatementRow.statement_id).where(
        ErasedStatementRow.change > sequence, ErasedStatementRow.change <= last
    )
    return Changes(changed, list(session.scalars(closed)), list(session.scalars(erased)), last)


def sentences_of(
    session: Session, member_ids: Collection[int], fingerprint: str
) -> dict[int, SentenceVectors]:
    """Return each member's sentences of all open statements with their vectors."""
    query = (
        select(StatementRow, VectorRow.sentence_vectors)
        .join(VectorRow, VectorRow.statement_id == StatementRow.id)
        .where(
            StatementRow.member_id.in_(member_ids),
            StatementRow.closed_at.is_(None),
            VectorRow.fingerprint == fingerprint,
        )
        .order_by(StatementRow.kind, StatementRow.position)
    )
    found = defaultdict(list)
    for row, blob in session.execute(query):
        found[row.member_id].append((row, blob))
    return {member_id: _joined(rows) for member_id, rows in found.items()}


def _joined(rows: list[tuple[StatementRow, bytes]]) -> SentenceVectors:
    sentences: list[str] = []
    ids: list[int] = []
    shelves: list[Shelf] = []
    for row, _ in rows:
        parts = split_sentences(row.text)
        sentences += parts
        ids += [row.id] * len(parts)
        shelves += [(Kind(row.kind), language_of(row.text))] * len(parts)
    matrix = np.frombuffer(b"".join(blob for _, blob in rows), np.float32).reshape(len(sentences), -1)
    return SentenceVectors(tuple(sentences), tuple(ids), tuple(shelves), matrix)


def _missing(fingerprint: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    has_vector = exists().where(
        VectorRow.statement_id == StatementRow.id, VectorRow.fingerprint == fingerprint
    )
    return StatementRow.closed_at.is_(None), ~has_vector
