import numpy as np
from fakes import ENCODER, index_of, person

from models.domain.members import Kind
from models.retrieval.demand import members_met

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
