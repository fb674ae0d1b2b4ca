import datetime as dt
from dataclasses import replace

import pytest
from fakes import person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.distance import NO_WISH, Distance
from models.domain.members import Intent, Kind, Visibility
from models.domain.reading import PAIRS_SHOWN, as_read, readable_evidence
from models.domain.slates import Evidence, Slate, SlateEntry

SENTENCES = st.sampled_from(["Vi mangler folk.", "Natten er lang.", "Budgettet skred.", "Alt er godt."])
TEXTS = st.lists(st.lists(SENTENCES, min_size=1, max_size=2).map(" ".join), max_size=3, unique=True)
PAIR = Evidence("Vi mangler folk.", "Alt er godt.", 0.5, 100, 200)
# Pairs of anything: of texts as they are, of texts long gone, and of rows that name no statement.
EVIDENCE = st.builds(
    Evidence,
    SENTENCES,
    SENTENCES,
    st.just(0.5),
    st.none() | st.integers(100, 106),
    st.none() | st.integers(200, 206),
)


def showing(member, *visibilities):
    statements = zip(member.statements, visibilities, strict=True)
    return replace(member, statements=tuple(replace(s, visibility=v) for s, v in statements))


@st.composite
def people(draw, number):
    stated = person(number, draw(TEXTS), draw(TEXTS))
    return showing(stated, *(draw(st.sampled_from(Visibility)) for _ in stated.statements))


def slate(*entries, statement_id=100):
    return Slate(
        id="slate",
        seeker_id=1,
        statement_id=statement_id,
        challenge="As it was.",
        intent=Intent.SUPPORT,
        ranker="prior",
        fingerprint="x",
        wanted=5,
        preference=NO_WISH,
        feature_names=(),
        shown_at=dt.datetime(2025, 3, 3, tzinfo=dt.UTC),
        entries=entries,
    )


def entry(candidate_id, *evidence):
    return SlateEntry(1, candidate_id, 0.5, 0.5, 0.5, 1.0, (), (), Distance(None, None, None), evidence)


def may_read(author, reader_id, agreed):
    """What the rules of visibility say, written down a second time."""
    allowed = {Visibility.NETWORK: True, Visibility.AFTER_YES: agreed, Visibility.MATCHING: False}
    return {s.id: s.text for s in author.statements if author.id == reader_id or allowed[s.visibility]}


@given(
    st.lists(EVIDENCE, max_size=6),
    st.integers(100, 105),
    people(1),
    people(2),
    st.sampled_from([1, 2]),
    st.booleans(),
)
def test_every_quote_is_a_verbatim_part_of_a_visible_text_of_the_right_author(  # noqa: PLR0913, PLR0917 - all that is drawn
    pairs, asked, seeker, candidate, reader, agreed
):
    shown = slate(entry(2, *pairs), statement_id=asked)
    read = as_read(shown, reader, {1: seeker, 2: candidate}, {2} if agreed else ())
    quotes = read.entries[0].evidence

    mine, theirs = (may_read(author, reader, agreed) for author in (seeker, candidate))
    for pair in quotes:
        assert any(pair.mine in text for key, text in mine.items() if pair.my_statement in {None, key})
        assert any(pair.theirs in text for key, text in theirs.items() if pair.their_statement in {None, key})
    assert read.challenge == mine.get(asked)
    assert len({pair.mine for pair in quotes}) == len({pair.theirs for pair in quotes}) == len(quotes)
    assert len(quotes) <= PAIRS_SHOWN
    assert replace(read, challenge=shown.challenge, entries=shown.entries) == shown


@given(st.lists(EVIDENCE, max_size=6), people(1), people(2), st.sampled_from([1, 2]), st.booleans())
def test_a_pair_is_shown_whenever_it_may_be_and_no_earlier_one_uses_its_sentences(
    pairs, seeker, candidate, reader, agreed
):
    people_now, yes = {1: seeker, 2: candidate}, {2} if agreed else ()
    quotes = as_read(slate(entry(2, *pairs)), reader, people_now, yes).entries[0].evidence
    for pair in pairs:
        alone = as_read(slate(entry(2, pair)), reader, people_now, yes).entries[0].evidence
        used = any(pair.mine == other.mine or pair.theirs == other.theirs for other in quotes)
        assert not alone or used or len(quotes) == PAIRS_SHOWN


@given(st.lists(EVIDENCE, max_size=6), people(1), people(2), st.sampled_from([1, 2]), st.booleans())
def test_a_removed_statement_is_quoted_to_nobody(pairs, seeker, candidate, reader, agreed):
    left = replace(candidate, statements=candidate.statements[1:])
    quotes = as_read(slate(entry(2, *pairs)), reader, {1: seeker, 2: left}, {2} if agreed else ())
    gone = {statement.id for statement in candidate.statements[:1]}
    assert not any(pair.their_statement in gone for pair in quotes.entries[0].evidence)


@pytest.mark.parametrize(
    ("visibility", "before", "after"),
    [
        (Visibility.NETWORK, True, True),
        (Visibility.AFTER_YES, False, True),
        (Visibility.MATCHING, False, False),
    ],
)
@pytest.mark.parametrize("author", [1, 2])
def test_a_text_is_shown_to_the_other_as_its_author_wishes_and_to_himself_always(
    author, visibility, before, after
):
    people_now = {1: person(1, ["Vi mangler folk."]), 2: person(2, [], ["Alt er godt."])}
    people_now[author] = showing(people_now[author], visibility)

    for agreed, expected in (((), before), ({2}, after)):
        to_author, to_other = (
            as_read(slate(entry(2, PAIR)), reader, people_now, agreed) for reader in (author, 3 - author)
        )
        assert to_author.entries[0].evidence == (PAIR,)
        assert to_other.entries[0].evidence == ((PAIR,) if expected else ())
        told = {1: to_author, 2: to_other} if author == 1 else {1: to_other, 2: to_author}
        assert told[1].challenge == "Vi mangler folk."
        assert told[2].challenge == (None if author == 1 and not expected else "Vi mangler folk.")


def test_a_yes_of_one_candidate_opens_nothing_of_another():
    hidden = {n: person(n, [], ["Alt er godt."], visibility=Visibility.AFTER_YES) for n in (2, 3)}
    people_now = {1: person(1, ["Vi mangler folk."])} | hidden
    entries = (entry(2, PAIR), entry(3, replace(PAIR, their_statement=300)))
    read = as_read(slate(*entries), 1, people_now, {3})
    assert [bool(one.evidence) for one in read.entries] == [False, True]


def test_whoever_is_no_party_to_a_pair_reads_nothing_of_it():
    people_now = {1: person(1, ["Vi mangler folk."]), 2: person(2, [], ["Alt er godt."]), 3: person(3)}
    assert as_read(slate(entry(2, PAIR)), 3, people_now, ()).entries[0].evidence == ()
    assert as_read(slate(entry(2, PAIR)), 1, {1: people_now[1]}, ()).entries[0].evidence == ()


def test_a_pair_kept_without_its_statements_is_shown_from_any_text_that_holds_it():
    pair = Evidence("Natten er lang.", "Alt er godt.", 0.5, None, None)
    assert readable_evidence([pair], {7: "Natten er lang. Ja."}, {8: "Alt er godt."}) == (pair,)
    assert readable_evidence([pair], {7: "Natten er kort."}, {8: "Alt er godt."}) == ()


def test_a_sentence_that_stands_in_another_text_too_is_not_shown_from_the_hidden_one():
    pair = Evidence("Natten er lang.", "Alt er godt.", 0.5, 1, 2)
    assert readable_evidence([pair], {9: "Natten er lang."}, {2: "Alt er godt."}) == ()


def test_hidden_texts_are_stated_all_the_same():
    hidden = person(1, ["Vi mangler folk."], ["Alt er godt."], visibility=Visibility.MATCHING)
    assert [statement.text for statement in hidden.stated(Kind.EXPERTISE)] == ["Alt er godt."]
    assert hidden.legible_to(2, both_said_yes=True) == {}
