"""Vectors beside their statements: complete, resumable, and one encoder at a time."""

import numpy as np
import pytest
from service_fakes import profile

from models.domain.members import Kind
from models.text.hashing import HashingEncoder
from models.text.sentences import split_sentences
from service import embedding
from service.db import vectors
from service.matcher import Matcher
from service.use_cases.members import erase_member, get_member, save_member


class StoppingEncoder(HashingEncoder):
    """Stops, as a killed process does, after a number of calls."""

    def __init__(self, calls, **options):
        super().__init__(**options)
        self.calls = calls

    def encode(self, texts, kind, *, progress=None):
        if self.calls == 0:
            raise KeyboardInterrupt
        self.calls -= 1
        return super().encode(texts, kind, progress=progress)


def save_unread(context, numbers):
    """Save members as a process that is killed before it reads their texts leaves them."""
    stopping = Matcher(context.settings, context.database, StoppingEncoder(0))
    unread = type(context)(context.settings, context.database, stopping, context.clock)
    for number in numbers:
        with pytest.raises(KeyboardInterrupt):
            save_member(unread, profile(number), expected_version=None)


def stored_vectors(context):
    with context.database.read() as session:
        fingerprint = vectors.active_fingerprint(session)
        changes = vectors.changes_since(session, 0, fingerprint)
    return {entry.statement_id: entry.vector for entry in changes.changed}


def test_every_statement_is_kept_with_the_vector_of_its_text_and_of_each_sentence(context):
    text = "Vi mister folk. De siger lønnen. Jeg tror, det er mig."
    save_member(context, profile(1, challenges=(text,)), expected_version=None)
    member = get_member(context, profile(1).email)
    statement = member.stated(Kind.CHALLENGE)[0]
    encoder = HashingEncoder()
    assert np.allclose(stored_vectors(context)[statement.id], encoder.encode([text], Kind.CHALLENGE)[0])
    with context.database.read() as session:
        said = vectors.sentences_of(session, [member.id], context.matcher.refresh().fingerprint)[member.id]
    challenge_rows = [row for row, kind in enumerate(said.kinds) if kind is Kind.CHALLENGE]
    sentences = split_sentences(text)
    assert [said.sentences[row] for row in challenge_rows] == sentences
    assert np.allclose(said.matrix[challenge_rows], encoder.encode(sentences, Kind.CHALLENGE))


def test_what_a_killed_process_left_unread_is_read_by_the_next_one(context):
    save_unread(context, range(3))
    assert context.matcher.pending() == 6
    assert not context.matcher.ready()
    told = []
    assert context.matcher.embed_pending(lambda done, total: told.append((done, total))) == 6
    assert told == [(6, 6)]
    assert context.matcher.ready()
    assert len(context.matcher.refresh()) == 6


def test_a_killed_process_keeps_the_batches_it_had_read(context, monkeypatch):
    monkeypatch.setattr(embedding, "BATCH", 2)
    save_unread(context, range(4))
    with pytest.raises(KeyboardInterrupt):
        embedding.embed_pending(context.database, StoppingEncoder(2))
    assert 0 < context.matcher.pending() < 8


def test_reading_twice_at_once_stores_each_vector_once(context):
    save_unread(context, range(2))
    encoder, fingerprint = HashingEncoder(), embedding.fingerprint_of(HashingEncoder())
    with context.database.read() as session:
        batch = vectors.pending(session, fingerprint, 10)
    for _ in range(2):
        with context.database.write() as session:
            vectors.store(session, fingerprint, embedding.encode_statements(encoder, batch))
    context.matcher.embed_pending()
    assert len(stored_vectors(context)) == 4


def test_a_member_erased_while_his_texts_are_read_leaves_no_vector(context):
    save_unread(context, range(2))
    encoder, fingerprint = HashingEncoder(), embedding.fingerprint_of(HashingEncoder())
    with context.database.read() as session:
        batch = vectors.pending(session, fingerprint, 10)
    erase_member(context, profile(0).email)
    with context.database.write() as session:
        vectors.store(session, fingerprint, embedding.encode_statements(encoder, batch))
    context.matcher.embed_pending()
    assert len(stored_vectors(context)) == 2


def test_the_old_encoder_serves_until_the_new_one_has_read_everything(context, monkeypatch):
    for number in range(3):
        save_member(context, profile(number), expected_version=None)
    old = context.matcher.refresh().fingerprint
    wider = HashingEncoder(dimensions=64)
    successor = Matcher(context.settings, context.database, wider)
    assert successor.serves_other_encoder()
    monkeypatch.setattr(embedding, "BATCH", 2)
    with pytest.raises(KeyboardInterrupt):
        embedding.embed_pending(context.database, StoppingEncoder(2, dimensions=64))
    assert successor.refresh().fingerprint == context.matcher.refresh().fingerprint == old
    successor.embed_pending()
    assert successor.refresh().fingerprint == embedding.fingerprint_of(wider) != old
    # A process that started with the old encoder sees the change at its next look.
    assert context.matcher.refresh().dimensions == 64
    assert len(context.matcher.refresh()) == 6
