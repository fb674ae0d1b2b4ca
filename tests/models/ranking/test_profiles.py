import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError
from models.ranking.profiles import ProfileRanker, TextProfile, TextQuery, best_few, mean_of_best
from models.text.hashing import HashingEncoder

WORDS = ["lean", "chef", "skift", "lager", "kunde", "the", "of", "growth", "board", "æble", "og", "i", "på"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
PROFILES = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=8
).map(lambda said: [TextProfile(id_, tuple(texts)) for id_, texts in said.items()])
CROWD = [
    "Vi flytter lageret til Polen og mangler en aftale med fragtmanden.",
    "Jeg blev leder for mine gamle kolleger på værftet.",
    "Our board argues about growth and nobody decides.",
    "Sygeplejerskerne siger op, og vagtplanen hænger ikke sammen.",
    "Et familieejet gartneri skal gives videre til næste led.",
    "The new payroll system went live with half the data.",
    "Kommunen vil have os til at måle borgernes tilfredshed.",
    "Vores største kunde betaler for sent hver eneste måned.",
]


def ranked(profiles, text, exclude=()):
    query = TextQuery("q", text, frozenset(exclude))
    (ranking,) = ProfileRanker(profiles, HashingEncoder()).ranked([query])
    return ranking


@given(PROFILES, TEXTS, st.data())
def test_every_profile_that_is_not_excluded_is_ranked_once_by_a_falling_score(profiles, text, data):
    ids = [profile.id for profile in profiles]
    exclude = data.draw(st.sets(st.sampled_from([*ids, "stranger"])))
    ranking = ranked(profiles, text, exclude)
    scores = [score for _, score in ranking]
    assert sorted(id_ for id_, _ in ranking) == sorted(set(ids) - exclude)
    assert scores == sorted(scores, reverse=True)
    assert np.isfinite(scores).all()


@given(PROFILES, TEXTS, st.randoms(use_true_random=False))
def test_the_order_in_which_profiles_are_told_is_irrelevant(profiles, text, random):
    shuffled = random.sample(profiles, len(profiles))
    assert ranked(shuffled, text) == ranked(profiles, text)


@given(PROFILES, st.lists(TEXTS, min_size=2, max_size=5))
def test_a_query_finds_the_same_whatever_else_is_asked(profiles, texts):
    ranker = ProfileRanker(profiles, HashingEncoder())
    together = ranker.scores(texts)
    alone = np.concatenate([ranker.scores([text]) for text in texts])
    # What is usual is worked out in single precision, and a batch is added up in another order.
    np.testing.assert_allclose(together, alone, rtol=1e-5, atol=1e-6)


def test_many_queries_are_answered_as_few_are():
    profiles = [TextProfile(f"p{number}", (text,)) for number, text in enumerate(CROWD)]
    ranker = ProfileRanker(profiles, HashingEncoder())
    np.testing.assert_allclose(ranker.scores(CROWD * 40)[-8:], ranker.scores(CROWD), atol=1e-9)


@pytest.mark.parametrize("place", range(len(CROWD)))
def test_a_query_that_says_what_a_profile_says_finds_it_first_in_a_crowd(place):
    profiles = [TextProfile(f"p{number}", (text,)) for number, text in enumerate(CROWD)]
    assert ranked(profiles, CROWD[place])[0][0] == f"p{place}"


def test_profiles_that_say_the_same_stand_in_the_order_of_their_ids():
    profiles = [TextProfile(id_, ("Lean i produktion",)) for id_ in ("b", "c", "a")]
    assert [id_ for id_, _ in ranked(profiles, "Hvem kan lean?")] == ["a", "b", "c"]


@pytest.mark.parametrize("profiles", [[], [TextProfile("a", ())]])
def test_where_there_is_no_text_to_find_that_is_said(profiles):
    with pytest.raises(BadInputError, match="without any text"):
        ProfileRanker(profiles, HashingEncoder())


def test_texts_without_any_word_can_be_ranked():
    assert len(ranked([TextProfile("a", ("!",)), TextProfile("b", ("?",))], "...")) == 2


def test_the_best_few_speak_for_their_owner():
    values = np.array([[5.0, 1.0, 4.0, 3.0, 2.0]])
    assert mean_of_best(values, np.array([0, 0, 0, 0, 1])).tolist() == [[4.5, 2.0]]


@given(st.integers(1, 1000))
def test_those_who_speak_are_few_and_more_of_more(count):
    assert 1 <= best_few(count) <= best_few(count + 1) <= min(count + 1, 3)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=5))
def test_the_mean_of_the_best_lies_between_the_mean_of_all_and_the_best(counts):
    owners = np.repeat(np.arange(len(counts)), counts)
    values = np.random.default_rng(0).normal(size=(3, len(owners)))
    pooled = mean_of_best(values, owners)
    for owner in range(len(counts)):
        own = values[:, owners == owner]
        assert (pooled[:, owner] <= own.max(axis=1) + 1e-12).all()
        assert (pooled[:, owner] >= own.mean(axis=1) - 1e-12).all()


def test_words_of_the_other_language_are_neither_asked_for_nor_missed():
    profiles = [TextProfile(f"p{number}", (text,)) for number, text in enumerate(CROWD)]
    ranker = ProfileRanker(profiles, HashingEncoder())
    silent = "Hvem er det, der ikke er med i dag?"
    scores = dict(zip(ranker.ids, ranker.scores([silent])[0], strict=True))
    assert scores["p2"] > min(scores.values())
