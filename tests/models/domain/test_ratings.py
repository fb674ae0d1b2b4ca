import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError
from models.domain.introductions import Rating

NOW = dt.datetime(2025, 3, 3, 9, 0, tzinfo=dt.UTC)
RATING = Rating("i-1", 1, 5, 4, 3, learned="to ask", did="asked", meet_again=True, rated_at=NOW)
QUESTIONS = st.sampled_from(["useful", "challenged", "supported"])


@given(QUESTIONS, st.integers(1, 5))
def test_one_to_five_stars_are_stars(question, stars):
    assert getattr(replace(RATING, **{question: stars}), question) == stars


@given(
    QUESTIONS, st.integers().filter(lambda n: not 1 <= n <= 5) | st.sampled_from(["5", None, 2.5, 3.0, True])
)
def test_anything_else_is_refused_by_name(question, stars):
    with pytest.raises(BadInputError, match=f"{question} is {stars!r}; give a whole number from 1 to 5"):
        replace(RATING, **{question: stars})


@given(st.timedeltas(dt.timedelta(0), dt.timedelta(days=400)))
def test_only_the_time_may_differ_between_ratings_that_say_the_same(later):
    assert RATING.says_the_same_as(replace(RATING, rated_at=NOW + later))


@pytest.mark.parametrize(
    "change",
    [
        {"useful": 1},
        {"challenged": 1},
        {"supported": 1},
        {"learned": ""},
        {"did": ""},
        {"meet_again": None},
        {"rater_id": 2},
        {"introduction_id": "i-2"},
    ],
)
def test_any_other_difference_makes_another_rating(change):
    assert not RATING.says_the_same_as(replace(RATING, **change))
