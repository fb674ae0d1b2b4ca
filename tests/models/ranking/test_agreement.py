import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.domain.members import Kind
from models.ranking.agreement import Themed, agreement
from models.retrieval.statements import StatementVectors
from models.text.themes import ThemeClassifier

NAMES = ("handover", "pricing", "stress")
CONFIRMED = st.sampled_from([None, *NAMES, "a theme newer than the classifier"])


def classifier(seed=1):
    rng = np.random.default_rng(seed)
    weights, offsets = 3 * rng.standard_normal((3, 4)), rng.standard_normal((len(Kind), 4))
    return ThemeClassifier(NAMES, weights.astype(np.float32), offsets.astype(np.float32))


def statements(confirmed, kind, seed, told_by=None):
    count = len(confirmed)
    numbers = np.arange(count)
    matrix = np.random.default_rng(seed).standard_normal((count, 4)).astype(np.float32)
    return Themed(StatementVectors(kind, numbers, numbers, numbers, matrix), confirmed, told_by)


@st.composite
def sides(draw, told_by=classifier):
    themes = told_by() if told_by is not None else None
    return [
        statements(
            draw(st.lists(CONFIRMED, max_size=4)),
            draw(st.sampled_from(Kind)),
            draw(st.integers(0, 99)),
            themes,
        )
        for _ in range(2)
    ]


@given(sides())
def test_agreement_is_a_probability_and_the_same_from_either_side(sides):
    asked, answers = sides
    found = agreement(asked, answers)
    assert found.shape == (len(asked.confirmed), len(answers.confirmed))
    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_allclose(agreement(answers, asked), found.T, atol=1e-12)


@given(sides())
def test_what_both_have_confirmed_is_certain(sides):
    asked, answers = sides
    found = agreement(asked, answers)
    for row, mine in enumerate(asked.confirmed):
        for column, theirs in enumerate(answers.confirmed):
            if mine is not None and theirs is not None:
                assert found[row, column] == (mine == theirs)


@given(sides(told_by=None))
def test_without_a_classifier_only_what_both_have_confirmed_is_known(sides):
    asked, answers = sides
    found = agreement(asked, answers)
    for row, mine in enumerate(asked.confirmed):
        for column, theirs in enumerate(answers.confirmed):
            both = mine is not None and theirs is not None
            assert found[row, column] == (mine == theirs) if both else np.isnan(found[row, column])


def test_a_confirmed_theme_meets_a_likely_one_as_far_as_that_is_probable():
    asked = statements(["pricing"], Kind.CHALLENGE, 1, classifier())
    answers = statements([None], Kind.EXPERTISE, 2, classifier())
    ((probable,),) = classifier().probabilities(answers.vectors.matrix, Kind.EXPERTISE)[:, 1:2]
    np.testing.assert_allclose(agreement(asked, answers), [[probable]])


def test_two_likely_themes_agree_by_the_sum_of_their_products():
    asked = statements([None], Kind.CHALLENGE, 1, classifier())
    answers = statements([None], Kind.EXPERTISE, 2, classifier())
    mine = classifier().probabilities(asked.vectors.matrix, Kind.CHALLENGE)[0]
    theirs = classifier().probabilities(answers.vectors.matrix, Kind.EXPERTISE)[0]
    np.testing.assert_allclose(agreement(asked, answers)[0, 0], sum(mine[t] * theirs[t] for t in range(3)))
