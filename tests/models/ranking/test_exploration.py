import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError
from models.ranking.exploration import NO_EXPLORATION, Exploration

EXPLORATIONS = st.builds(Exploration, st.floats(0, 0.99), st.integers(1, 5))
SIZES = st.integers(0, 8), st.integers(1, 4)


class Scripted:
    """Stands in for a random generator: explores or not as told, and draws the n-th of those in line."""

    def __init__(self, *, explores, nth):
        self.explores, self.nth = explores, nth

    def random(self):
        return 0.0 if self.explores else 1.0

    def choice(self, waiting):
        return waiting[self.nth]


def outcomes(exploration, ranked, seats):
    """Every slate that can be drawn, with its probability."""
    waiting = min(exploration.width, ranked - seats)
    if waiting <= 0 or exploration.epsilon == 0:
        return [(1.0, exploration.draw(ranked, seats, Scripted(explores=False, nth=0)))]
    stays = exploration.draw(ranked, seats, Scripted(explores=False, nth=0))
    explores = [exploration.draw(ranked, seats, Scripted(explores=True, nth=n)) for n in range(waiting)]
    return [(1 - exploration.epsilon, stays), *((exploration.epsilon / waiting, slate) for slate in explores)]


@given(exploration=EXPLORATIONS, ranked=SIZES[0], seats=SIZES[1])
def test_propensities_are_those_of_all_slates_that_can_be_drawn(exploration, ranked, seats):
    enumerated = np.zeros(ranked)
    for probability, slate in outcomes(exploration, ranked, seats):
        enumerated[slate] += probability

    np.testing.assert_allclose(exploration.propensities(ranked, seats), enumerated)


@given(exploration=EXPLORATIONS, ranked=SIZES[0], seats=SIZES[1])
def test_propensities_sum_to_the_size_of_the_slate(exploration, ranked, seats):
    assert exploration.propensities(ranked, seats).sum() == pytest.approx(min(ranked, seats))


@given(exploration=EXPLORATIONS, ranked=SIZES[0], seats=SIZES[1], seed=st.integers(0, 9))
def test_a_slate_is_full_without_doubles_and_everyone_in_it_could_be_shown(exploration, ranked, seats, seed):
    slate = exploration.draw(ranked, seats, np.random.default_rng(seed))

    assert len(slate) == len(set(slate)) == min(ranked, seats)
    assert slate[:-1] == list(range(len(slate)))[:-1]
    assert (exploration.propensities(ranked, seats)[slate] > 0).all()


def test_one_person_has_one_position():
    exploration = Exploration(epsilon=0.3, width=3)

    positions = {}
    for _, slate in outcomes(exploration, 8, 3):
        for position, person in enumerate(slate):
            positions.setdefault(person, set()).add(position)

    assert positions == {0: {0}, 1: {1}, 2: {2}, 3: {2}, 4: {2}, 5: {2}}


def test_drawing_often_comes_near_the_propensities():
    exploration, rng = Exploration(epsilon=0.4, width=2), np.random.default_rng(3)
    seen = np.zeros(5)
    for _ in range(4000):
        seen[exploration.draw(5, 2, rng)] += 1

    np.testing.assert_allclose(seen / 4000, exploration.propensities(5, 2), atol=0.03)


def test_no_exploration_shows_the_best():
    assert NO_EXPLORATION.propensities(4, 2).tolist() == [1, 1, 0, 0]
    assert NO_EXPLORATION.draw(4, 2, np.random.default_rng(0)) == [0, 1]


@pytest.mark.parametrize(("epsilon", "width"), [(-0.1, 1), (1.0, 1), (float("nan"), 1), (0.1, 0)])
def test_an_impossible_exploration_is_refused(epsilon, width):
    with pytest.raises(BadInputError, match=r"exploration|Exploration"):
        Exploration(epsilon, width)
