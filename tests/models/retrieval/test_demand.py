import numpy as np
import pytest
from fakes import ENCODER, index_of, person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.members import Kind
from models.retrieval.demand import STEPS, Demand, members_met

FERRY = "Færgen over sundet sejler kun om sommeren"
OTHERS = ("Regnskab og moms", "Elever på gulvet", "Vagtplan om natten", "Strøm i hallen", "Taget er tæt")


def network(*, ferries):
    """So many people on a ferry, the first of them with two texts of it, among others of other trades."""
    crowd = [person(n, [f"{OTHERS[n % 5]} {n}."]) for n in range(1, 60)]
    crew = [person(100 + n, [f"{FERRY} {n}."]) for n in range(ferries)]
    if crew:
        crew[0] = person(100, [f"{FERRY} 0.", f"{FERRY} igen."])
    return [*crowd, *crew]


def asked(index, texts, exclude=()):
    return members_met(index, ENCODER.encode(texts, Kind.EXPERTISE), Kind.CHALLENGE, exclude)


@given(members=st.integers(0, 500))
def test_a_told_demand_holds_the_number_and_is_all_that_is_told_of_it(members):
    told = Demand.of(members)
    assert told.at_least in STEPS
    assert told.at_least <= members <= (500 if told.at_most is None else told.at_most)
    assert Demand.of(told.at_least) == told
    assert told.at_most is None or Demand.of(told.at_most) == told


@given(members=st.integers(0, 500), more=st.integers(0, 500))
def test_no_step_is_so_narrow_that_two_texts_tell_two_numbers_apart(members, more):
    one, other = Demand.of(members), Demand.of(more)
    assert one == other or abs(one.at_least - other.at_least) >= 3
    assert (one == other) == (one.at_least == other.at_least)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        (0, (0, 2)),
        (2, (0, 2)),
        (3, (3, 5)),
        (5, (3, 5)),
        (6, (6, 10)),
        (14, (11, 20)),
        (50, (21, 50)),
        (51, (51, None)),
    ],
)
def test_demand_is_told_in_these_steps(members, told):
    assert Demand.of(members) == Demand(*told)
    assert Demand(*told).is_little == (members < 3)


def test_members_and_not_texts_are_counted():
    assert asked(index_of(network(ferries=4)), [FERRY]) == [4]


def test_who_is_left_out_is_not_counted():
    assert asked(index_of(network(ferries=4)), [FERRY], {100, 101}) == [2]


def test_each_text_is_counted_for_itself():
    index, other = index_of(network(ferries=4)), OTHERS[0]
    (alone,) = asked(index, [other])
    assert alone not in {0, 4}
    assert asked(index, [FERRY, other, FERRY]) == [4, alone, 4]


def test_texts_of_the_other_kind_are_not_counted():
    people, expert = network(ferries=4), person(200, expertise=[FERRY])
    assert asked(index_of([*people, expert]), [FERRY]) == asked(index_of(people), [FERRY])


def test_nobody_is_met_in_an_empty_network():
    assert asked(index_of([]), [FERRY]) == [0]
    assert asked(index_of([]), np.array([])) == []
