import itertools
import math

import numpy as np
import pytest
from fakes import index_of, person
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.domain.errors import BadInputError
from models.domain.members import Level
from models.ranking.diversity import diverse_order, likeness, organisations, slate_worth
from models.ranking.features import Party

DIVERSITIES = st.floats(0.01, 1)


@st.composite
def candidates(draw, most=7):
    """Qualities, a likeness that is a Gram matrix of unit vectors, and organisations."""
    size = draw(st.integers(1, most))
    quality = draw(arrays(float, size, elements=st.floats(0, 1)))
    vectors = draw(arrays(float, (size, 3), elements=st.sampled_from([-1.0, 0.0, 0.5, 1.0])))
    vectors[~vectors.any(axis=1)] = 1.0
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    groups = draw(arrays(np.intp, size, elements=st.integers(0, most)))
    return quality, vectors @ vectors.T, groups


def one_each(groups, slate):
    return len(set(groups[list(slate)])) == len(slate)


def best_worth(quality, alike, groups, seats, diversity):
    """The worth of the best slate there is, by trying all of them."""
    return max(
        slate_worth(quality, alike, list(slate), diversity=diversity)
        for size in range(1, seats + 1)
        for slate in itertools.combinations(range(len(quality)), size)
        if one_each(groups, slate)
    )


def chosen(drawn, seats, diversity):
    """The part of the slate that was chosen: as many as there are seats and organisations for."""
    quality, alike, groups = drawn
    order = diverse_order(quality, alike, groups, seats, diversity=diversity)
    return order[: min(seats, len(set(groups.tolist())))].tolist()


@given(drawn=candidates(), seats=st.integers(1, 4), diversity=DIVERSITIES)
def test_without_colleagues_the_choice_is_worth_at_least_1_less_1_over_e_of_the_best(drawn, seats, diversity):
    quality, alike, _ = drawn
    alone = np.arange(len(quality))
    reached = slate_worth(
        quality, alike, chosen((quality, alike, alone), seats, diversity), diversity=diversity
    )

    best = best_worth(quality, alike, alone, seats, diversity)
    assert (1 - 1 / math.e) * best <= reached + 1e-9 <= best + 2e-9


@given(drawn=candidates(), seats=st.integers(1, 4), diversity=DIVERSITIES)
def test_with_colleagues_the_choice_is_worth_at_least_half_of_the_best(drawn, seats, diversity):
    reached = slate_worth(*drawn[:2], chosen(drawn, seats, diversity), diversity=diversity)

    best = best_worth(*drawn, seats, diversity)
    assert best / 2 <= reached + 1e-9 <= best + 2e-9


@given(drawn=candidates(), seats=st.integers(1, 5), diversity=DIVERSITIES)
def test_each_seat_goes_to_the_one_who_adds_most_to_the_worth_of_the_slate(drawn, seats, diversity):
    quality, alike, groups = drawn
    slate = chosen(drawn, seats, diversity)
    for place, taken in enumerate(slate):
        before = slate[:place]
        worth = {
            one: slate_worth(quality, alike, [*before, one], diversity=diversity)
            for one in range(len(quality))
            if groups[one] not in groups[before]
        }
        assert worth[taken] >= max(worth.values()) - 1e-8


@given(drawn=candidates(), diversity=st.floats(0, 1), data=st.data())
def test_the_worth_of_a_slate_grows_with_each_person_and_less_the_more_there_are(drawn, diversity, data):
    quality, alike, _ = drawn
    shuffled = data.draw(st.permutations(range(len(quality))))
    few = shuffled[: data.draw(st.integers(0, len(shuffled) - 1))]
    one, *others = shuffled[len(few) :]
    more = few + others[: data.draw(st.integers(0, len(others)))]

    def gain(slate):
        return slate_worth(quality, alike, [*slate, one], diversity=diversity) - slate_worth(
            quality, alike, slate, diversity=diversity
        )

    assert gain(few) >= gain(more) - 1e-9
    assert gain(more) >= -1e-9
    assert slate_worth(quality, alike, [], diversity=diversity) == 0


@given(drawn=candidates(), seats=st.integers(1, 8), diversity=st.floats(0, 1))
def test_everyone_stays_and_stands_once(drawn, seats, diversity):
    order = diverse_order(*drawn, seats, diversity=diversity)

    assert sorted(order.tolist()) == list(range(len(order)))


@given(drawn=candidates(), seats=st.integers(1, 8), diversity=DIVERSITIES)
def test_no_organisation_has_two_seats_while_another_has_none(drawn, seats, diversity):
    assert one_each(drawn[2], chosen(drawn, seats, diversity))


@given(drawn=candidates(), seats=st.integers(1, 8), diversity=DIVERSITIES)
def test_the_best_stands_first_and_a_shorter_slate_begins_a_longer_one(drawn, seats, diversity):
    order = chosen(drawn, seats, diversity)

    assert drawn[0][order[0]] == pytest.approx(drawn[0].max())
    assert chosen(drawn, seats + 1, diversity)[: len(order)] == order


@given(drawn=candidates(), seats=st.integers(1, 8))
def test_no_diversity_is_the_plain_order(drawn, seats):
    order = diverse_order(*drawn, seats, diversity=0)

    assert order.tolist() == list(range(len(order)))


def test_nobody_to_choose_from_gives_nobody():
    assert diverse_order(np.zeros(0), np.zeros((0, 0)), np.zeros(0, int), 5, diversity=0.5).size == 0


def test_another_kind_is_chosen_before_a_little_better_copy_but_not_before_a_far_better_one():
    alike = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1.0]])
    groups = np.arange(3)

    def second(other):
        return diverse_order(np.array([1.0, 0.95, other]), alike, groups, 2, diversity=0.5)[1]

    assert second(0.9) == 2
    assert second(0.3) == 1


def test_the_worth_of_two_copies_and_of_two_strangers_is_as_worked_out_by_hand():
    both = [0, 1]

    assert slate_worth(np.ones(2), np.ones((2, 2)), both, diversity=1) == pytest.approx(math.log(21, 11))
    assert slate_worth(np.ones(2), np.eye(2), both, diversity=1) == pytest.approx(2)
    assert slate_worth(np.array([0.4, 0.2]), np.eye(2), both, diversity=0) == pytest.approx(1.5)


@pytest.mark.parametrize("diversity", [-0.1, 1.1, math.nan])
def test_an_impossible_diversity_is_refused(diversity):
    with pytest.raises(BadInputError, match="diversity of a slate"):
        diverse_order(np.ones(1), np.eye(1), np.zeros(1, int), 1, diversity=diversity)


def party(*members):
    return Party.of(members, index_of(members))


KITCHEN, KITCHEN_TOO = ("kantinen er for dyr",), ("kantinen er alt for dyr",)
PEOPLE = [
    person(1, KITCHEN),
    person(2, KITCHEN_TOO),
    person(3, ("vi mangler sygeplejersker",), industry="Q Sundhed", function="hr", level=Level.TEAM),
    person(4, ("bestyrelsen skal skiftes",), industry="25 Metal", function="hr", level=Level.TEAM),
    person(5, (), industry="hemmelig"),
]


def test_likeness_is_symmetric_with_ones_on_its_diagonal_and_no_negative_direction():
    alike = likeness(party(*PEOPLE))

    np.testing.assert_allclose(alike, alike.T)
    np.testing.assert_allclose(alike.diagonal(), 1)
    assert np.linalg.eigvalsh(alike).min() > -1e-9
    assert np.isfinite(alike).all()


def test_who_says_the_same_from_the_same_background_is_most_alike():
    alike = likeness(party(*PEOPLE))

    assert alike[0, 1] > 0.75
    assert alike[0, 3] > alike[0, 2]
    assert alike[0, 1] == alike[[0, 1, 2, 3], :][:, [0, 1, 2, 3]][~np.eye(4, dtype=bool)].max()


def test_two_opposite_topics_are_two_things_and_not_one_said_twice():
    said = [KITCHEN, KITCHEN_TOO, ("vi mangler sygeplejersker",), ("vi mangler mange sygeplejersker",)]
    alike = likeness(
        party(*(person(n, texts) for n, texts in enumerate(said))), ("industry", "function", "level")
    )

    assert (alike >= 0).all()
    for other in (2, 3):
        assert slate_worth(np.ones(4), alike, [0, other], diversity=1) > slate_worth(
            np.ones(4), alike, [0, 1], diversity=1
        )


def test_unknown_industries_are_alike_only_where_they_are_written_alike():
    one, same, other = (person(n, (), industry=text) for n, text in ((1, "?"), (2, "?"), (3, "!")))
    alike = likeness(party(one, same, other))

    assert alike[0, 1] == pytest.approx(0.5)
    assert alike[0, 2] == pytest.approx(0.25)


def test_people_are_not_alike_in_what_the_seeker_wished_for():
    one, other = person(1, (), function="hr"), person(2, (), function="hr", level=Level.TEAM)
    there, gone = (likeness(party(one, other), wished)[0, 1] for wished in ((), ("function",)))

    assert there == pytest.approx(0.5 * 3 / 4)
    assert gone == pytest.approx(0.5 * 2 / 3)
    assert likeness(party(one, other), ("industry", "function", "level"))[0, 1] == 0


def test_organisations_agree_by_name_or_by_register_number():
    members = [
        person(1, organisation="Beton A/S", cvr="11111111"),
        person(2, organisation="beton  a/s"),
        person(3, organisation="Beton Aktieselskab"),
        person(4, organisation="Andet"),
        person(5, organisation="Beton Aktieselskab", cvr="11111111"),
    ]

    groups = organisations(members)
    assert len(set(groups[[0, 1, 2, 4]])) == 1
    assert groups[3] != groups[0]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C"]),
            st.sampled_from([None, "1", "2"]),
            st.sampled_from([None, "B", "D"]),
        ),
        max_size=8,
    )
)
def test_organisations_are_the_smallest_classes_in_which_all_who_share_a_group_are_together(stated):
    members = [
        person(n, organisation=name, cvr=cvr, group=group) for n, (name, cvr, group) in enumerate(stated)
    ]
    together = {(one, other) for one in members for other in members if one.shares_group_with(other)}
    for middle, one, other in itertools.product(members, repeat=3):
        if (one, middle) in together and (middle, other) in together:
            together.add((one, other))
    groups = organisations(members)

    for one, other in itertools.product(members, repeat=2):
        assert (groups[one.id] == groups[other.id]) == ((one, other) in together)
