import itertools
from dataclasses import replace

import numpy as np
import pytest
from fakes import ENCODER, person
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.domain.members import Intent, Kind, Statement, Visibility
from models.domain.reading import readable_evidence
from models.ranking.evidence import SentenceVectors, best_evidence, evidence_for_both
from models.retrieval.background import language_lead
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import SHELVES, IndexedStatement
from models.text.language import Language

CHALLENGE, EXPERTISE = Kind.CHALLENGE, Kind.EXPERTISE
DANISH, ENGLISH = Language
NO_LEAD = np.zeros((4, 4))
LEADS = arrays(np.float64, (4, 4), elements=st.floats(-0.5, 0.5))


def said(*sentences):
    """Sentences of one person, each with its kind, encoded by words."""
    texts, shelves = tuple(s for _, s in sentences), tuple((k, DANISH) for k, _ in sentences)
    return SentenceVectors(texts, tuple(range(len(texts))), shelves, ENCODER.encode(texts, CHALLENGE))


def shown(mine, theirs, intent, limit=3, lead=NO_LEAD):
    return [(e.mine, e.theirs) for e in best_evidence(mine, theirs, lead, intent, limit)]


def member(number, said, visibilities):
    """The author of these sentences, each a statement of its own."""
    stated = zip(said.statement_ids, said.kinds, said.sentences, visibilities, strict=True)
    statements = tuple(Statement(id_, number, kind, text, shown) for id_, kind, text, shown in stated)
    return replace(person(number), statements=statements)


@st.composite
def people(draw):
    shelves = tuple(draw(st.lists(st.sampled_from(SHELVES), max_size=5)))
    matrix = draw(arrays(np.float32, (len(shelves), 3), elements=st.floats(-1, 1, width=32)))
    texts = tuple(f"{draw(st.sampled_from('abc'))}" for _ in shelves)
    return SentenceVectors(texts, tuple(range(len(shelves))), shelves, matrix)


@given(mine=people(), theirs=people(), intent=st.sampled_from(Intent), limit=st.integers(1, 4), lead=LEADS)
def test_evidence_is_verbatim_on_topic_without_repetition_and_there_whenever_it_can_be(
    mine, theirs, intent, limit, lead
):
    pairs = shown(mine, theirs, intent, limit, lead)

    assert len(pairs) <= limit
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert {one for one, _ in pairs} <= set(mine.sentences)
    assert {other for _, other in pairs} <= set(theirs.sentences)
    comparable = (CHALLENGE in mine.kinds and theirs.kinds) or (
        EXPERTISE in mine.kinds and CHALLENGE in theirs.kinds
    )
    assert bool(pairs) == bool(comparable)


@given(mine=people(), theirs=people(), intent=st.sampled_from(Intent))
def test_no_pair_shown_is_nearer_to_the_average_than_to_the_best(mine, theirs, intent):
    cosines = mine.matrix @ theirs.matrix.T
    topical = [
        cosines[i, j]
        for i, my_kind in enumerate(mine.kinds)
        for j, their_kind in enumerate(theirs.kinds)
        if their_kind is CHALLENGE or (my_kind is CHALLENGE and their_kind is EXPERTISE)
    ]

    shown_similarities = [e.similarity for e in best_evidence(mine, theirs, NO_LEAD, intent, 3)]

    assert all(s >= (np.mean(topical) + max(topical)) / 2 - 1e-4 for s in shown_similarities)


MINE = said(
    (CHALLENGE, "Natholdet glemmer at overlevere fejl til dagholdet."),
    (CHALLENGE, "Vi har også travlt."),
    (EXPERTISE, "Jeg har forhandlet lokale overenskomster med tillidsfolk."),
)
THEIRS = said(
    (EXPERTISE, "Hos os blev overlevering af fejl mellem natholdet og dagholdet en fast samtale."),
    (EXPERTISE, "Jeg sejler kajak."),
    (CHALLENGE, "Tillidsfolk og ledelse kan ikke forhandle lokale overenskomster hos os."),
)


def test_what_they_solved_comes_first_and_then_what_they_may_gain():
    assert shown(MINE, THEIRS, Intent.SUPPORT) == [
        (MINE.sentences[0], THEIRS.sentences[0]),
        (MINE.sentences[2], THEIRS.sentences[2]),
    ]


def test_a_pair_far_below_the_best_is_no_reason():
    assert "Jeg sejler kajak." not in {theirs for _, theirs in shown(MINE, THEIRS, Intent.SUPPORT, limit=9)}


def test_support_from_someone_without_expertise_is_explained_by_the_same_problem():
    fellow = said((CHALLENGE, "Natholdet og dagholdet glemmer overlevering af fejl."))

    assert shown(MINE, fellow, Intent.SUPPORT) == [(MINE.sentences[0], fellow.sentences[0])]


def test_for_a_challenge_the_nearer_of_expertise_and_the_same_problem_comes_first():
    theirs = said(
        (EXPERTISE, "Natholdet er mit hjerte nær."),
        (CHALLENGE, "Natholdet glemmer at overlevere fejl."),
    )

    assert shown(MINE, theirs, Intent.CHALLENGE)[0] == (MINE.sentences[0], theirs.sentences[1])
    assert shown(MINE, theirs, Intent.SUPPORT)[-1] == (MINE.sentences[0], theirs.sentences[1])


def test_for_support_what_they_solved_comes_before_an_even_nearer_same_problem():
    mine = said(
        (CHALLENGE, "Natholdet glemmer at overlevere fejl."), (CHALLENGE, "Vi glemmer fejl om natten.")
    )
    theirs = said(
        (CHALLENGE, "Natholdet glemmer at overlevere fejl."),
        (EXPERTISE, "Natholdet glemmer ikke at overlevere fejl."),
    )

    assert shown(mine, theirs, Intent.SUPPORT)[0] == (mine.sentences[0], theirs.sentences[1])
    assert shown(mine, theirs, Intent.CHALLENGE)[0] == (mine.sentences[0], theirs.sentences[0])


def test_a_sentence_said_twice_is_shown_once():
    twice = said((CHALLENGE, "Vi mangler folk."), (CHALLENGE, "Vi mangler folk."))
    theirs = said((EXPERTISE, "Vi mangler folk nu."), (EXPERTISE, "Vi mangler folk her."))

    assert len(shown(twice, theirs, Intent.SUPPORT)) == 1
    assert len(shown(said(*((CHALLENGE, s) for s in theirs.sentences)), twice, Intent.CHALLENGE)) == 1


def test_my_expertise_does_not_meet_their_expertise():
    text = "Jeg har forhandlet lokale overenskomster."

    assert shown(said((EXPERTISE, text)), said((EXPERTISE, text)), Intent.SUPPORT) == []


def test_the_similarity_is_the_cosine():
    same = said((CHALLENGE, "Vi mangler folk.")), said((EXPERTISE, "Vi mangler folk."))

    assert best_evidence(*same, NO_LEAD + 0.3, Intent.SUPPORT, 3)[0].similarity == pytest.approx(1)


def spoken(language, topic):
    """A unit vector that lies nearer to all of its language than to what is said in the other."""
    vector = np.zeros(2 + 40, dtype=np.float32)
    vector[list(Language).index(language)], vector[2 + topic] = 2, 1
    return vector / np.linalg.norm(vector)


def written(*sentences):
    """Sentences of one person, each with its kind, its language and its topic."""
    shelves = tuple((kind, language) for kind, language, _ in sentences)
    texts = tuple(f"{language} {topic}" for _, language, topic in sentences)
    vectors = np.stack([spoken(language, topic) for _, language, topic in sentences])
    return SentenceVectors(texts, tuple(range(len(texts))), shelves, vectors)


def test_two_sentences_in_one_language_are_not_taken_for_two_that_say_the_same():
    index = MemberIndex(42, "test-1")
    everything = itertools.product(SHELVES, range(40))
    index.add(
        [
            IndexedStatement(number, number, kind, language, spoken(language, topic))
            for number, ((kind, language), topic) in enumerate(everything)
        ]
    )
    mine = written((CHALLENGE, DANISH, 7))
    theirs = written((EXPERTISE, DANISH, 3), (EXPERTISE, ENGLISH, 7))
    lead = language_lead(index.background)
    for intent in Intent:
        assert shown(mine, theirs, intent) == [("da 7", "da 3")]
        assert shown(mine, theirs, intent, lead=lead) == [("da 7", "en 7")]


@given(mine=people(), theirs=people(), lead=LEADS, intent=st.sampled_from(Intent), data=st.data())
def test_no_hidden_text_takes_the_place_of_one_a_reader_may_see(mine, theirs, lead, intent, data):
    visibilities = st.sampled_from(Visibility)
    seeker, candidate = (
        member(number, said, [data.draw(visibilities) for _ in said.sentences])
        for number, said in ((1, mine), (2, theirs))
    )
    kept = evidence_for_both(seeker, candidate, mine, theirs, lead, intent, 3)

    for reader, agreed in itertools.product((1, 2), (True, False)):
        my_texts, their_texts = (who.legible_to(reader, both_said_yes=agreed) for who in (seeker, candidate))
        best = best_evidence(mine.of(my_texts), theirs.of(their_texts), lead, intent, 3)
        read = readable_evidence(kept, my_texts, their_texts)
        assert bool(read) == bool(best)
        assert {pair.my_statement for pair in read} <= set(my_texts)
        assert {pair.their_statement for pair in read} <= set(their_texts)


@given(mine=people(), theirs=people(), lead=LEADS, intent=st.sampled_from(Intent))
def test_where_all_is_shown_the_evidence_for_both_is_the_best_evidence(mine, theirs, lead, intent):
    seeker, candidate = (
        member(number, said, [Visibility.NETWORK] * len(said.sentences))
        for number, said in ((1, mine), (2, theirs))
    )
    kept = evidence_for_both(seeker, candidate, mine, theirs, lead, intent, 3)
    assert kept == best_evidence(mine, theirs, lead, intent, 3)


def test_a_person_who_has_said_nothing_gives_no_evidence():
    silent = SentenceVectors((), (), (), np.empty((0, ENCODER.dimensions), dtype=np.float32))

    assert best_evidence(MINE, silent, NO_LEAD, Intent.SUPPORT, 3) == ()
    assert best_evidence(silent, THEIRS, NO_LEAD, Intent.CHALLENGE, 3) == ()
