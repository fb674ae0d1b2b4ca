"""Keep the vectors beside the statements complete; safe to stop at any moment and to run twice at once."""

from collections.abc import Iterator

import numpy as np

from models.domain.members import Kind
from models.progress import Progress
from models.text.encoder import TextEncoder, Vectors
from models.text.sentences import SPLITTER_VERSION, split_sentences
from service.db import vectors
from service.db.database import Database

BATCH = 256


def fingerprint_of(encoder: TextEncoder) -> str:
    """Name the vectors: by the encoder that made them and by the splitter that cut their sentences."""
    return f"{encoder.fingerprint}.{SPLITTER_VERSION}"


def embed_pending(
    database: Database, encoder: TextEncoder, progress: Progress | None = None, *, change_over: bool
) -> int:
    """Encode all open statements this encoder has not read, batch by batch; return how many were encoded.

    Each batch is committed as a whole, so a killed run loses one batch at most. When all is encoded the
    encoder's vectors begin to serve; until then those of the encoder before it do. Unless it is to change
    over, it ends as soon as another encoder's vectors serve: two settings must not take turns.
    """
    fingerprint, done = fingerprint_of(encoder), 0
    with database.read() as session:
        total = vectors.count_pending(session, fingerprint)
    while change_over or not serves_other(database, encoder):
        for count in _embed(database, encoder, fingerprint):
            done += count
            if progress is not None:
                progress(done, max(total, done))
            if not change_over and serves_other(database, encoder):
                return done
        if _activate(database, fingerprint):
            return done
    return done


def serves_other(database: Database, encoder: TextEncoder) -> bool:
    """Say whether the vectors in use are those of another encoder."""
    with database.read() as session:
        return vectors.active_fingerprint(session) not in {None, fingerprint_of(encoder)}


def embed_member(database: Database, encoder: TextEncoder, member_id: int) -> int:
    """Encode one member's new statements at once; return how many there were.

    That never takes the place of another encoder's vectors: a process with an old setting may go on for a
    while after a change of encoder, and must not undo it.
    """
    fingerprint = fingerprint_of(encoder)
    done = sum(_embed(database, encoder, fingerprint, member_id))
    with database.read() as session:
        is_first = vectors.active_fingerprint(session) is None
    if is_first:
        _activate(database, fingerprint)
    return done


def encode_statements(
    encoder: TextEncoder, statements: list[vectors.PendingStatement]
) -> list[vectors.EncodedStatement]:
    """Encode texts and sentences of one batch, each kind in one go."""
    return [
        encoded
        for kind in Kind
        for encoded in _encode_kind(encoder, [s for s in statements if s.kind is kind], kind)
    ]


def _encode_kind(
    encoder: TextEncoder, statements: list[vectors.PendingStatement], kind: Kind
) -> list[vectors.EncodedStatement]:
    if not statements:
        return []
    sentences = [split_sentences(s.text) for s in statements]
    # A text of one sentence is its own sentence: reading it twice would double the work for short texts.
    extra = [parts if len(parts) > 1 else [] for parts in sentences]
    rows = encoder.encode([s.text for s in statements] + [part for parts in extra for part in parts], kind)
    ends = len(statements) + np.cumsum([len(parts) for parts in extra])
    return [
        vectors.EncodedStatement(s.id, rows[i], _sentence_rows(rows, i, int(ends[i]), len(extra[i])))
        for i, s in enumerate(statements)
    ]


def _sentence_rows(rows: Vectors, text: int, end: int, count: int) -> Vectors:
    return rows[end - count : end] if count else rows[text : text + 1]


def _embed(
    database: Database, encoder: TextEncoder, fingerprint: str, member_id: int | None = None
) -> Iterator[int]:
    """Encode what is pending (of one member), and give the size of each batch once it is stored."""
    while batch := _next_batch(database, fingerprint, member_id):
        encoded = encode_statements(encoder, batch)
        with database.write() as session:
            vectors.store(session, fingerprint, encoded)
        yield len(batch)


def _next_batch(
    database: Database, fingerprint: str, member_id: int | None
) -> list[vectors.PendingStatement]:
    with database.read() as session:
        return vectors.pending(session, fingerprint, BATCH, member_id)


def _activate(database: Database, fingerprint: str) -> bool:
    """Let these vectors serve, unless a statement has come in since the last batch; say whether they do."""
    with database.read() as session:
        if vectors.active_fingerprint(session) == fingerprint:
            return True
    with database.write() as session:
        is_complete = not vectors.count_pending(session, fingerprint)
        if is_complete:
            vectors.activate(session, fingerprint)
        return is_complete
