"""Vectors beside their statements: complete, resumable, and one encoder at a time."""

import io

import numpy as np
import pytest
from service_fakes import fields, jsonl, profile

from models.domain.errors import IllegalTransitionError
from models.domain.members import Intent, Kind
from models.text.hashing import HashingEncoder
from models.text.sentences import split_sentences
from service import embedding
from service.db import vectors
from service.matcher import Matcher
from service.use_cases.import_members import import_members
from service.use_cases.members import erase_member, get_member, save_member
from service.use_cases.suggest import suggest


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
        embedding.embed_pending(context.database, StoppingEncoder(2), change_over=True)
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
        embedding.embed_pending(context.database, StoppingEncoder(2, dimensions=64), change_over=True)
    assert successor.refresh().fingerprint == context.matcher.refresh().fingerprint == old
    successor.change_over()
    assert successor.refresh().fingerprint == embedding.fingerprint_of(wider) != old
    # A process that started with the old encoder sees the change at its next look.
    assert context.matcher.refresh().dimensions == 64
    assert len(context.matcher.refresh()) == 6


def test_the_service_is_ready_while_it_changes_over_because_the_old_encoder_serves(context):
    save_member(context, profile(1), expected_version=None)
    successor = Matcher(context.settings, context.database, HashingEncoder(dimensions=64))
    assert successor.pending() == 2
    assert successor.ready()


def test_a_process_with_the_old_encoder_does_not_change_back(context):
    save_member(context, profile(1), expected_version=None)
    successor = Matcher(context.settings, context.database, HashingEncoder(dimensions=64))
    successor.change_over()
    save_member(context, profile(1, challenges=("Ny.",), expertise=("Også ny.",)), expected_version=None)
    report = import_members(context, io.BytesIO(jsonl([fields(2)])), file_name="x.jsonl", skip_invalid=False)
    assert report.created == 1
    assert any("modspil embed" in notice for notice in report.notices)
    context.matcher.warm_up()
    assert context.matcher.refresh().dimensions == 64
    # What it wrote is found once the encoder in use has read it.
    assert not successor.ready()
    successor.embed_pending()
    assert len(successor.refresh()) == 4


def test_a_process_that_is_still_reading_when_the_encoder_changes_stops(context, monkeypatch):
    save_member(context, profile(1), expected_version=None)
    save_unread(context, range(2, 6))
    monkeypatch.setattr(embedding, "BATCH", 2)
    successor = Matcher(context.settings, context.database, HashingEncoder(dimensions=64))

    def change(done, _total):
        if done == 2:
            successor.change_over()

    assert context.matcher.embed_pending(change) == 2
    assert successor.ready()
    assert not successor.serves_other_encoder()


def test_a_text_that_comes_in_at_the_last_moment_does_not_keep_the_new_encoder_out(context, monkeypatch):
    save_member(context, profile(1), expected_version=None)
    wider, pending, late = HashingEncoder(dimensions=64), vectors.pending, [2]

    def pending_once_more(session, *args):
        batch = pending(session, *args)
        if not batch and late:
            save_unread(context, [late.pop()])
        return batch

    monkeypatch.setattr(vectors, "pending", pending_once_more)
    assert embedding.embed_pending(context.database, wider, change_over=True) == 4
    with context.database.read() as session:
        assert vectors.active_fingerprint(session) == embedding.fingerprint_of(wider)


def test_all_texts_of_a_member_are_read_however_many_there_are(context, monkeypatch):
    monkeypatch.setattr(embedding, "BATCH", 2)
    texts = tuple(f"Udfordring {number}." for number in range(5))
    save_member(context, profile(1, challenges=texts), expected_version=None)
    assert context.matcher.ready()


def test_a_challenge_that_is_still_being_read_is_no_unknown_one(context):
    save_member(context, profile(1), expected_version=None)
    save_unread(context, [2])
    with pytest.raises(IllegalTransitionError, match="still being read; ask again"):
        suggest(context, profile(2).email, Intent.SUPPORT)
