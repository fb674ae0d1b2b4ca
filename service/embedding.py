"""Keep the vectors beside the statements complete; safe to stop at any moment and to run twice at once."""

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


def embed_pending(database: Database, encoder: TextEncoder, progress: Progress | None = None) -> int:
    """Encode all open statements this encoder has not read, batch by batch; return how many were encoded.

    Each batch is committed as a whole, so a killed run loses one batch at most. When all is encoded the
    encoder's vectors begin to serve; until then those of the encoder before it do.
    """
    fingerprint, done = fingerprint_of(encoder), 0
    with database.read() as session:
        total = vectors.count_pending(session, fingerprint)
    while batch := _next_batch(database, fingerprint):
        encoded = encode_statements(encoder, batch)
        with database.write() as session:
            vectors.store(session, fingerprint, encoded)
        done += len(batch)
        if progress is not None:
            progress(done, max(total, done))
    _activate(database, fingerprint)
    return done


def embed_member(database: Database, encoder: TextEncoder, member_id: int) -> int:
    """Encode one member's new statements at once; return how many there were."""
    fingerprint = fingerprint_of(encoder)
    with database.read() as session:
        batch = vectors.pending(session, fingerprint, BATCH, member_id)
    if batch:
        encoded = encode_statements(encoder, batch)
        with database.write() as session:
            vectors.store(session, fingerprint, encoded)
    _activate(database, fingerprint)
    return len(batch)


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


def _next_batch(database: Database, fingerprint: str) -> list[vectors.PendingStatement]:
    with database.read() as session:
        return vectors.pending(session, fingerprint, BATCH)


def _activate(database: Database, fingerprint: str) -> None:
    with database.read() as session:
        active = vectors.active_fingerprint(session)
    if active != fingerprint:
        with database.write() as session:
            # A statement may have come in since the last batch; the next run takes it, then activates.
            if not vectors.count_pending(session, fingerprint):
                vectors.activate(session, fingerprint)
