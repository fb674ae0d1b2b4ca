"""Every quote about any member of the sample network stands in a text its author shows to the reader."""

import random

import pytest

from models.domain.members import Intent, Visibility
from service.config import Settings
from service.context import open_context
from service.db import members
from service.use_cases import introductions
from service.use_cases.members import list_members
from service.use_cases.sample import load_sample
from service.use_cases.suggest import get_slate, suggest


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample network, in which everybody shows each text as chance would have it."""
    settings = Settings(home=tmp_path_factory.mktemp("sample"), database_url="", encoder="hashing")
    context = open_context(settings)
    load_sample(context)
    chance = random.Random(0)
    everybody = list_members(context, after=None, limit=500).members
    with context.database.write() as session:
        for member in everybody:
            for statement in member.statements:
                visibility = chance.choice(list(Visibility))
                members.show(session, member.id, statement.id, visibility, context.clock())
    yield context
    context.database.close()


def visible(author, reader_id, *, agreed):
    allowed = {Visibility.NETWORK} | ({Visibility.AFTER_YES} if agreed else set())
    return {s.text for s in author.statements if author.id == reader_id or s.visibility in allowed}


def check(entry, reader_id, seeker, candidate, *, agreed):
    mine, theirs = (visible(author, reader_id, agreed=agreed) for author in (seeker, candidate))
    for pair in entry.evidence:
        assert any(pair.mine in text for text in mine)
        assert any(pair.theirs in text for text in theirs)


def test_every_quote_about_any_sample_member_is_a_verbatim_part_of_a_visible_text(sample):
    quotes = silent = 0
    for number, seeker in enumerate(list_members(sample, after=None, limit=500).members):
        shown = suggest(sample, seeker.email, list(Intent)[number % 2])
        assert get_slate(sample, shown.slate.id).slate == shown.slate
        for entry in shown.slate.entries:
            check(entry, seeker.id, shown.seeker, shown.members[entry.candidate_id], agreed=False)
            quotes += len(entry.evidence)
            silent += not entry.evidence
    assert quotes > 500
    assert silent > 50


def test_every_quote_in_an_introduction_is_one_its_reader_may_see_before_and_after_the_yes(sample):
    quotes = 0
    for seeker in list_members(sample, after=None, limit=40).members:
        shown = suggest(sample, seeker.email, Intent.SUPPORT)
        for candidate in list(shown.members.values())[:1]:
            asked = introductions.request_introduction(
                sample, slate_id=shown.slate.id, candidate=candidate.email, message=""
            )
            for agreed in (False, True):
                for reader in (seeker, candidate):
                    view = introductions.get_introduction(sample, asked.id, reader.email)
                    check(view.entry, reader.id, view.seeker, view.candidate, agreed=agreed)
                    texts = visible(view.seeker, reader.id, agreed=agreed)
                    assert view.slate.challenge is None or view.slate.challenge in texts
                    quotes += len(view.entry.evidence)
                introductions.accept(sample, asked.id, candidate.email)
    assert quotes > 100
