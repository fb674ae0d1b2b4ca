import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.domain.errors import BadInputError
from models.domain.members import Intent
from training.evaluate import Estimate, evaluate, gain_over_seekers, mean_over_seekers, ndcg, recall
from training.judgements import Query


def query(seeker, challenge=1):
    return Query(seeker, challenge, Intent.SUPPORT)


def graded(grades):
    return {query("ida"): dict(zip("abcdefgh", grades, strict=False))}


GRADES = st.lists(st.integers(0, 3), min_size=1, max_size=8)
VALUES = st.dictionaries(
    st.builds(Query, st.sampled_from("abcde"), st.integers(1, 3), st.just(Intent.SUPPORT)),
    st.floats(0, 1),
    min_size=1,
)


@given(grades=GRADES, data=st.data(), k=st.integers(1, 10))
def test_no_order_beats_the_order_of_the_grades(grades, data, k):
    judgements = graded(grades)
    assume(any(grades))
    people = judgements[query("ida")]
    order = data.draw(st.permutations(list(people)))
    best = sorted(people, key=people.__getitem__, reverse=True)

    assert ndcg({query("ida"): best}, judgements, k)[query("ida")] == pytest.approx(1)
    assert 0 <= ndcg({query("ida"): order}, judgements, k)[query("ida")] <= 1 + 1e-12


@given(grades=GRADES, k=st.integers(1, 10))
def test_looking_deeper_never_loses_recall(grades, k):
    judgements = graded(grades)
    assume(max(grades) >= 2)
    rankings = {query("ida"): list(judgements[query("ida")])}

    assert recall(rankings, judgements, k)[query("ida")] <= recall(rankings, judgements, k + 1)[query("ida")]


@given(values=VALUES, seed=st.integers(0, 5))
def test_the_interval_is_the_same_for_the_same_seed_and_lies_within_the_values(values, seed):
    estimate = mean_over_seekers(values, random_state=seed, draws=200)

    assert estimate == mean_over_seekers(values, random_state=seed, draws=200)
    assert min(values.values()) - 1e-9 <= estimate.low <= estimate.high <= max(values.values()) + 1e-9
    assert estimate.value == pytest.approx(math.fsum(values.values()) / len(values))


@given(values=VALUES)
def test_nothing_is_gained_over_oneself(values):
    assert gain_over_seekers(values, values, random_state=0) == Estimate(0, 0, 0)


def test_ndcg_of_a_small_example_is_known():
    rankings = {query("ida"): ["b", "stranger", "a"]}
    judgements = {query("ida"): {"a": 3, "b": 1, "c": 2}}

    gained = 1 / math.log2(2) + 7 / math.log2(4)
    ideal = 7 / math.log2(2) + 3 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(rankings, judgements, 3) == {query("ida"): pytest.approx(gained / ideal)}


def test_recall_counts_those_worth_a_meeting():
    judgements = {query("ida"): {"a": 3, "b": 1, "c": 2, "d": 2}}

    assert recall({query("ida"): ["b", "a", "c", "d"]}, judgements, 2) == {query("ida"): pytest.approx(1 / 3)}


def test_queries_for_which_nobody_is_any_good_do_not_count():
    judgements = {query("ida"): {"a": 1}, query("bo"): {"a": 0}}
    rankings = {query("ida"): ["a"], query("bo"): ["a"]}

    assert set(ndcg(rankings, judgements, 5)) == {query("ida")}
    assert recall(rankings, judgements, 5) == {}


def test_an_evaluation_says_what_it_rests_on():
    judgements = {query("ida"): {"a": 3, "b": 2}, query("ida", 2): {"a": 2}, query("bo"): {"a": 2}}
    rankings = {query("ida"): ["a", "x"], query("ida", 2): ["a"], query("bo"): ["x", "y", "a"]}

    evaluation = evaluate(rankings, judgements, 2, random_state=1)

    assert (evaluation.k, evaluation.queries, evaluation.seekers) == (2, 3, 2)
    assert evaluation.recall.value == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert evaluation.ndcg.low < evaluation.ndcg.value < evaluation.ndcg.high


def test_seekers_are_drawn_whole():
    alike = {query("ida", n): 1.0 for n in range(1, 9)} | {query("bo", n): 0.0 for n in range(1, 9)}
    apart = {query(f"seeker {n}"): float(n % 2) for n in range(16)}

    def width(values):
        estimate = mean_over_seekers(values, random_state=0)
        return estimate.high - estimate.low

    assert width(alike) == 1
    assert width(apart) < 0.6


def test_the_interval_surrounds_the_mean_over_queries_however_unevenly_they_are_spread():
    busy = {query(f"busy {seeker}", n): 1.0 for seeker in range(20) for n in range(1, 10)}
    quiet = {query(f"quiet {seeker}"): 0.0 for seeker in range(20)}

    estimate = mean_over_seekers(busy | quiet, random_state=0)

    assert estimate.value == pytest.approx(0.9)
    assert 0.8 < estimate.low < 0.9 < estimate.high < 1


def test_the_gain_is_taken_pair_by_pair():
    weak = {query(f"seeker {n}"): n / 20 for n in range(10)}
    strong = {asked: value + 0.1 for asked, value in weak.items()}

    gain = gain_over_seekers(strong, weak, random_state=0)

    assert gain.low == pytest.approx(0.1)
    assert gain.high == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("attempt", "complaint"),
    [
        (lambda: evaluate({}, {query("ida"): {"a": 2}}, 5, random_state=0), "no ranking for"),
        (lambda: evaluate({}, {}, 5, random_state=0), "nothing to average"),
        (lambda: evaluate({}, {}, 0, random_state=0), "depth is 0"),
        (lambda: ndcg({query("ida"): ["a", "a"]}, {query("ida"): {"a": 2}}, 5), "names somebody twice"),
        (lambda: gain_over_seekers({query("ida"): 1.0}, {}, random_state=0), "same queries"),
    ],
)
def test_what_cannot_be_measured_is_refused(attempt, complaint):
    with pytest.raises(BadInputError, match=complaint):
        attempt()
