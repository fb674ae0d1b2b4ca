import dataclasses
from pathlib import Path

import numpy as np
import pytest
from fakes import ENCODER, index_of, person

from models.domain.members import Kind, Level
from models.ranking.distance import Distances
from models.ranking.features import (
    FEATURE_NAMES,
    WORDS_ACROSS,
    Party,
    column,
    directed_features,
    pair_features,
    shared_words,
)
from models.retrieval.background import moments
from models.text.language import Language
from models.text.themes import ThemeClassifier

DISTANCES = Distances.read(Path(__file__).parents[3] / "data" / "functions.csv")
DANISH = [*Language].index(Language.DANISH)
HANDOVER = "natholdet glemmer at overlevere fejl til dagholdet"
HANDOVER_SOLVED = "jeg fik natholdet til at overlevere fejl til dagholdet"
SALES = "vores største kunde presser prisen hvert år"
SALES_SOLVED = "jeg sagde nej til vores største kunde om prisen"
SEEKER = person(1, [HANDOVER], [SALES_SOLVED])
SOLVER = person(2, [SALES], [HANDOVER_SOLVED, "regnskab og budget"], function="hr", languages=("en",))
FELLOW = person(3, ["kantinen er for dyr", HANDOVER], [], industry="86.10", level=Level.BOARD)
SILENT = person(4)
EVERYONE = [SEEKER, SOLVER, FELLOW, SILENT]
INDEX = index_of(EVERYONE)


def party(*members):
    return Party.of(members, INDEX)


def both_ways():
    return pair_features(party(SEEKER), party(SOLVER, FELLOW, SILENT), INDEX, DISTANCES)


def confirming(member, theme):
    statements = tuple(dataclasses.replace(s, theme=theme) for s in member.statements)
    return dataclasses.replace(member, statements=statements)


def test_each_candidate_has_one_row_of_named_features_each_way():
    forward, backward = both_ways()

    assert forward.shape == backward.shape == (3, len(FEATURE_NAMES))


def test_the_plain_similarity_is_that_of_the_best_expertise():
    forward, backward = both_ways()
    asked, solved, sold, selling = ENCODER.encode(
        [HANDOVER, HANDOVER_SOLVED, SALES, SALES_SOLVED], Kind.CHALLENGE
    )

    assert column(forward, "cosine")[0] == pytest.approx(asked @ solved, abs=1e-6)
    assert column(backward, "cosine")[0] == pytest.approx(sold @ selling, abs=1e-6)


def test_a_standardised_similarity_is_the_mean_of_both_sides():
    forward, _ = both_ways()
    challenge = ENCODER.encode([HANDOVER], Kind.CHALLENGE)
    expertise = ENCODER.encode([HANDOVER_SOLVED], Kind.EXPERTISE)
    cosine = challenge @ expertise.T
    mean, deviation = moments([INDEX.background((Kind.EXPERTISE, s)).observed(challenge) for s in Language])
    one = (cosine[0, 0] - mean[0, DANISH]) / deviation[0, DANISH]
    mean, deviation = moments([INDEX.background((Kind.CHALLENGE, s)).observed(expertise) for s in Language])
    other = (cosine[0, 0] - mean[0, DANISH]) / deviation[0, DANISH]

    assert column(forward, "challenge_to_expertise")[0] == pytest.approx((one + other) / 2)


def test_the_same_problem_is_seen_alike_from_both_ends():
    forward, backward = both_ways()

    np.testing.assert_allclose(
        column(forward, "challenge_to_challenge"), column(backward, "challenge_to_challenge"), rtol=1e-5
    )
    assert column(forward, "challenge_to_challenge")[1] > column(forward, "challenge_to_challenge")[0]


def test_what_was_never_said_is_unknown():
    forward, backward = both_ways()

    assert np.isnan(forward[2, :3]).all()
    assert np.isnan(backward[2, :3]).all()
    assert np.isnan(column(forward, "challenge_to_expertise")[1])
    assert np.isfinite(column(backward, "challenge_to_expertise")[1])


def test_distances_and_language_are_those_of_the_pair_in_either_direction():
    forward, backward = both_ways()

    assert forward[:, 3:7].tolist() == [[0, 0.8, 0, 0], [1, 0, 0.75, 1], [0, 0, 0, 1]]
    np.testing.assert_array_equal(forward[:, 3:7], backward[:, 3:7])


def test_many_askers_at_once_are_judged_as_one_by_one():
    together = directed_features(party(*EVERYONE), party(*EVERYONE), INDEX, DISTANCES)

    for row, asker in enumerate(EVERYONE):
        for place, giver in enumerate(EVERYONE):
            alone = directed_features(party(asker), party(giver), INDEX, DISTANCES)[0, 0]
            # Which words are rare is judged among those who are compared, so their columns do, too.
            np.testing.assert_allclose(together[row, place, :7], alone[:7], rtol=1e-5)
            np.testing.assert_array_equal(together[row, place, 9:], alone[9:])


def test_nobody_to_judge_gives_no_rows():
    forward, backward = pair_features(party(SEEKER), party(), INDEX, DISTANCES)

    assert forward.shape == backward.shape == (0, len(FEATURE_NAMES))


def test_a_text_that_resembles_everything_is_worth_less_than_one_that_resembles_this():
    words = [f"ord{n} emne{n} sag{n}" for n in range(12)]
    hub = person(50, expertise=[" ".join(f"ord{n}" for n in range(12)) + " emne0"])
    own = person(51, expertise=["ord0 emne0 noget andet her hele vejen"])
    askers = [person(n + 1, [text]) for n, text in enumerate(words)]
    index = index_of([*askers, hub, own])
    forward, _ = pair_features(Party.of(askers[:1], index), Party.of([hub, own], index), index, DISTANCES)

    assert column(forward, "challenge_to_expertise")[1] > column(forward, "challenge_to_expertise")[0]


def test_texts_in_two_languages_get_the_shared_words_their_meaning_lets_expect():
    overlap = np.array([[0.3, 0.0, 0.0, 0.0]])
    same_language = np.array([[True, True, False, False]])
    words = shared_words(overlap, same_language, meaning=np.array([[3.0, 1.0, 3.0, 1.0]]))[0]

    assert words[0] > words[2] > words[3] > words[1]
    assert (words[2] + words[3]) / 2 == pytest.approx(WORDS_ACROSS)


def test_one_pair_of_texts_that_share_words_is_no_sensation():
    alone = shared_words(np.array([[0.2]]), np.array([[True]]), np.array([[2.0]]))

    assert 0 < alone[0, 0] < 5


def test_words_in_common_are_told_from_none():
    forward, _ = both_ways()

    assert column(forward, "words_to_expertise")[0] > 1
    assert column(forward, "words_to_challenge")[1] > 1


@pytest.mark.parametrize("named", [(), ("da",)])
def test_whoever_has_named_no_language_is_not_taken_to_share_none(named):
    one, other = person(1, [HANDOVER], languages=()), person(2, [], [HANDOVER_SOLVED], languages=named)
    for features in pair_features(party(one), party(other), INDEX, DISTANCES):
        assert np.isnan(column(features, "shared_language")).all()


def test_a_theme_both_have_confirmed_joins_their_texts_either_way():
    seeker, solver, fellow = (confirming(member, "handover") for member in (SEEKER, SOLVER, FELLOW))
    forward, backward = pair_features(party(seeker), party(solver, fellow, SILENT), INDEX, DISTANCES)

    np.testing.assert_array_equal(column(forward, "theme_to_expertise"), [1, np.nan, np.nan])
    np.testing.assert_array_equal(column(forward, "theme_to_challenge"), [1, 1, np.nan])
    np.testing.assert_array_equal(column(backward, "theme_to_expertise"), [1, 1, np.nan])


@pytest.mark.parametrize(("theme", "probable"), [("pricing", 0), (None, np.nan)])
def test_another_theme_joins_nothing_and_none_says_nothing(theme, probable):
    forward, _ = pair_features(
        party(confirming(SEEKER, "handover")), party(confirming(SOLVER, theme)), INDEX, DISTANCES
    )

    np.testing.assert_array_equal(column(forward, "theme_to_expertise"), [probable])


def test_of_several_texts_the_pair_most_probably_of_one_theme_counts():
    each = tuple(dataclasses.replace(s, theme=f"theme {s.id}") for s in SOLVER.statements)
    asked = confirming(SEEKER, each[-1].theme)
    forward, _ = pair_features(
        party(asked), party(dataclasses.replace(SOLVER, statements=each)), INDEX, DISTANCES
    )

    assert column(forward, "theme_to_expertise").tolist() == [1]
    assert column(forward, "theme_to_challenge").tolist() == [0]


def test_likely_themes_are_told_from_the_vectors_in_the_index():
    weights = 20 * np.random.default_rng(0).standard_normal((3, ENCODER.dimensions)).astype(np.float32)
    themes = ThemeClassifier(("a", "b", "c"), weights, np.zeros((len(Kind), 4), np.float32))
    mine = themes.probabilities(party(SEEKER).challenges.matrix, Kind.CHALLENGE)
    theirs = themes.probabilities(party(SOLVER).expertise.matrix, Kind.EXPERTISE)
    asker, giver = (Party.of([member], INDEX, themes) for member in (SEEKER, SOLVER))
    forward = directed_features(asker, giver, INDEX, DISTANCES)[0]

    np.testing.assert_allclose(column(forward, "theme_to_expertise"), [(mine @ theirs.T).max()])
