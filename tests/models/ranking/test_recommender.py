import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest
from fakes import NO_RULES, TODAY, finder, index_of, person
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.distance import NO_WISH, DistancePreference, Wish
from models.domain.errors import BadInputError, NotFoundError
from models.domain.members import Intent, Kind
from models.ranking.arrangement import Arrangement, Capped
from models.ranking.distance import Distances
from models.ranking.exploration import NO_EXPLORATION, Exploration
from models.ranking.exposure import Exposure
from models.ranking.features import FEATURE_NAMES
from models.ranking.rankers import CosineRanker, PriorRanker, RandomRanker
from models.ranking.recommender import Recommender

DISTANCES = Distances.read(Path(__file__).parents[3] / "data" / "functions.csv")
HANDOVER = "natholdet glemmer at overlevere fejl til dagholdet"
HANDOVER_SOLVED = "jeg fik natholdet til at overlevere fejl til dagholdet"
SUBJECTS = [
    "regnskab",
    "kantinen",
    "lageret",
    "bestyrelsen",
    "sygefravær",
    "prisen",
    "datakvalitet",
    "rekruttering",
]


def recommender(members, **settings_):
    chosen = {"ranker": PriorRanker(), "exploration": NO_EXPLORATION} | settings_
    return Recommender(index=index_of(members), distances=DISTANCES, **chosen)


def recommend(  # noqa: PLR0913 - as many as the real one
    members,
    intent=Intent.SUPPORT,
    *,
    by=None,
    rules=NO_RULES,
    exclude=(),
    limit=10,
    seed=0,
    known=None,
    preference=NO_WISH,
    same_theme=(),
):
    """Ask for the first member's first challenge."""
    seeker = members[0]
    return (by or recommender(members)).recommend(
        seeker,
        seeker.stated(Kind.CHALLENGE)[0],
        intent,
        rules=rules,
        barred=lambda _ids: exclude,
        members=finder(members if known is None else known),
        limit=limit,
        rng=np.random.default_rng(seed),
        preference=preference,
        same_theme=same_theme,
    )


def ids(ranking):
    return [suggestion.member.id for suggestion in ranking.suggestions]


def crowd(size):
    """A seeker, and people of whom every third has to do with the seeker's problem."""
    seeker = person(1, [HANDOVER], ["jeg kan regnskab og budget"])
    others = [
        person(
            n,
            [f"vi strides om {SUBJECTS[n % 8]}"],
            [HANDOVER_SOLVED if n % 3 == 0 else f"jeg kan {SUBJECTS[n % 7]}"],
        )
        for n in range(2, size + 1)
    ]
    return [seeker, *others]


SEEKER = person(1, [HANDOVER], ["jeg kan lægge budget"])
SOLVER = person(2, ["kantinen er for dyr"], [HANDOVER_SOLVED])
FELLOW = person(3, ["dagholdet får ikke fejl overleveret af natholdet"], ["jeg kan sejle"])
TAKER = person(4, ["vi kan ikke lægge budget"], ["jeg kan male"])
STRANGER = person(5, ["huslejen stiger"], ["jeg kan tysk grammatik"])
NETWORK = [SEEKER, SOLVER, FELLOW, TAKER, STRANGER]


@settings(deadline=None, max_examples=40)
@given(
    size=st.integers(1, 30),
    limit=st.integers(1, 6),
    intent=st.sampled_from(Intent),
    exclude=st.sets(st.integers(1, 30), max_size=5),
    introduced=st.sets(st.integers(2, 30), max_size=5),
    not_with=st.sets(st.integers(2, 30), max_size=5),
    ranker=st.sampled_from([PriorRanker(), CosineRanker(), RandomRanker()]),
    seed=st.integers(0, 9),
)
def test_a_slate_is_ordered_within_its_limit_and_free_of_conflicts(  # noqa: PLR0913, PLR0917 - drawn values
    size, limit, intent, exclude, introduced, not_with, ranker, seed
):
    members = crowd(size)
    rules = dataclasses.replace(
        NO_RULES,
        introduced=frozenset(frozenset((1, other)) for other in introduced),
        not_with=frozenset(frozenset((1, other)) for other in not_with),
    )
    by = recommender(members, ranker=ranker, exploration=Exploration(epsilon=0.5, width=3))

    ranking = recommend(members, intent, by=by, rules=rules, exclude=exclude, limit=limit, seed=seed)

    shown = ranking.suggestions
    assert len(shown) <= limit == ranking.wanted
    assert (ranking.ranker, ranking.intent) == (ranker.name, intent)
    assert [s.position for s in shown] == list(range(1, len(shown) + 1))
    assert len(set(ids(ranking))) == len(shown)
    assert {1, *exclude, *introduced, *not_with}.isdisjoint(ids(ranking))
    scores = [s.score for s in shown]
    assert all(better >= worse - 1e-9 for better, worse in itertools.pairwise(scores))
    assert all(0 < s.propensity <= 1 and 0 <= s.score <= 1 for s in shown)
    assert all(min(s.forward, s.backward) <= s.score + 1e-9 for s in shown)


def test_who_has_solved_it_is_worth_most_to_the_seeker_then_who_stands_in_it():
    by_worth = sorted(recommend(NETWORK).suggestions, key=lambda s: s.forward, reverse=True)

    assert [s.member.id for s in by_worth][:2] == [2, 3]


def test_who_stands_in_it_too_is_suggested_before_who_gives_and_gains_nothing():
    assert ids(recommend(NETWORK))[:2] == [3, 2]


def test_who_has_confirmed_the_same_theme_joins_the_pool():
    by = recommender(NETWORK, pool=1, floor=-np.inf)

    assert STRANGER.id not in ids(recommend(NETWORK, by=by))
    assert STRANGER.id in ids(recommend(NETWORK, by=by, same_theme=[STRANGER.id]))


def test_a_shared_theme_overcomes_no_conflict():
    by = recommender(NETWORK, pool=1, floor=-np.inf)
    themed = {"same_theme": [SEEKER.id, STRANGER.id]}

    assert {1, 5}.isdisjoint(ids(recommend(NETWORK, by=by, exclude=[5], **themed)))


def test_who_may_gain_from_me_is_found_too():
    by = recommender(NETWORK, pool=1, floor=-np.inf)

    assert set(ids(recommend(NETWORK, by=by))) == {2, 3, 4}


def test_the_one_who_gains_goes_before_an_equal_who_does_not():
    gainer = person(6, ["vi kan ikke lægge budget"], [HANDOVER_SOLVED])

    order = ids(recommend([*NETWORK, gainer]))

    assert order.index(6) < order.index(2)


def test_suggestions_carry_what_they_were_judged_by():
    first = recommend(NETWORK).suggestions[0]

    assert first.score == pytest.approx(first.forward**0.7 * first.backward**0.3)
    assert len(first.features) == len(first.backward_features) == len(FEATURE_NAMES)
    assert (first.distance.industry, first.distance.function, first.distance.level) == first.features[3:6]


def test_what_is_unknown_is_none():
    quiet = person(2, [], [HANDOVER_SOLVED], industry="hemmelig")
    first = recommend([SEEKER, quiet]).suggestions[0]

    assert first.features[1] is None
    assert first.backward_features[0] is None
    assert first.distance.industry is None


def test_equal_scores_are_ordered_by_member_id():
    twins = [person(n, ["kantinen er for dyr"], [HANDOVER_SOLVED]) for n in (9, 4, 7)]

    assert ids(recommend([SEEKER, *twins])) == [4, 7, 9]


class Unsteady:
    """Judges all alike, but for what is lost in rounding."""

    name = "unsteady"

    def affinity(self, features, intent):
        return 0.5 + 1e-14 * np.arange(len(features))


def test_the_order_does_not_hang_on_rounding():
    assert ids(recommend(NETWORK, by=recommender(NETWORK, ranker=Unsteady(), floor=-np.inf))) == [2, 3, 4, 5]


def test_the_excluded_take_nobodys_place_in_the_search():
    solvers = [person(n, ["kantinen er for dyr"], [HANDOVER_SOLVED]) for n in range(2, 8)]
    members = [SEEKER, *solvers]

    assert ids(recommend(members, by=recommender(members, pool=2), exclude=[2, 3, 4, 5])) == [6, 7]


def test_those_met_before_take_nobodys_place_in_the_search():
    solvers = [person(n, ["kantinen er for dyr"], [HANDOVER_SOLVED]) for n in range(2, 8)]
    members = [SEEKER, *solvers]
    met = dataclasses.replace(
        NO_RULES,
        introduced=frozenset({frozenset((1, 2)), frozenset((3, 1))}),
        not_with=frozenset({frozenset((4, 1)), frozenset((1, 5))}),
    )

    assert ids(recommend(members, by=recommender(members, pool=2), rules=met)) == [6, 7]


def test_only_the_challenge_that_is_asked_about_counts():
    seeker = person(1, [HANDOVER, "kantinen er alt for dyr"], ["jeg kan lægge budget"])
    cook = person(6, ["huslejen stiger"], ["jeg gjorde kantinen billig, den var alt for dyr"])
    members = [seeker, cook, SOLVER]
    ranking = recommend(members, by=recommender(members, floor=-np.inf))
    solver, cooking = sorted(ranking.suggestions, key=lambda s: s.member.id)

    assert solver.forward > 2 * cooking.forward


@pytest.mark.parametrize(
    "barred",
    [
        person(2, ["kantinen"], [HANDOVER_SOLVED], organisation="firma  1"),
        person(2, ["kantinen"], [HANDOVER_SOLVED], paused_until=TODAY.replace(year=2026)),
    ],
    ids=["colleague", "paused"],
)
def test_conflicts_the_caller_forgot_to_exclude_are_caught(barred):
    assert 2 not in ids(recommend([SEEKER, barred, FELLOW, TAKER]))


def test_people_who_left_since_the_index_was_built_are_skipped():
    assert 2 not in ids(recommend(NETWORK, known=[SEEKER, FELLOW]))


def test_who_plainly_does_not_fit_is_not_shown_and_the_slate_is_shorter_than_wanted():
    alike = [person(n, ["kantinen er for dyr"], [HANDOVER_SOLVED]) for n in range(2, 12)]
    misfit = person(12, ["vi kan ikke lægge budget"], ["tysk grammatik"])
    ranking = recommend([SEEKER, *alike, misfit], limit=12)

    assert set(ids(ranking)) == {member.id for member in alike}
    assert ranking.wanted == 12


@pytest.mark.parametrize("intent", Intent)
@pytest.mark.parametrize("size", range(3, 11))
@pytest.mark.parametrize(
    "related",
    [
        person(2, ["kantinen er for dyr"], [HANDOVER_SOLVED]),
        person(2, ["dagholdet får ikke natholdets fejl overleveret"], ["jeg kan sejle"]),
        person(2, ["dagholdet får ikke natholdets fejl overleveret"], []),
    ],
    ids=["has solved it", "stands in it", "has no expertise"],
)
def test_the_smallest_networks_get_their_related_person_first(related, size, intent):
    others = [
        person(n, [f"vi strides om {SUBJECTS[n - 3]}"], [f"jeg kan noget med {SUBJECTS[2 - n]}"])
        for n in range(3, size + 1)
    ]

    assert ids(recommend([SEEKER, related, *others], intent))[0] == 2


@pytest.mark.parametrize("intent", Intent)
@pytest.mark.parametrize("size", range(2, 11))
def test_a_small_network_in_which_all_fit_shows_all(size, intent):
    others = [
        person(n, [f"{HANDOVER} nummer {n}"], [f"{HANDOVER_SOLVED} nummer {n}"]) for n in range(2, size + 1)
    ]

    assert len(ids(recommend([SEEKER, *others], intent))) == size - 1


def test_an_empty_network_gives_an_empty_slate():
    assert recommend([SEEKER]).suggestions == ()
    assert recommend([person(1, [HANDOVER], [])]).suggestions == ()


def test_chance_gives_the_last_seat_to_those_next_in_line_with_the_propensity_it_says():
    solvers = [person(n, ["kantinen er for dyr"], [HANDOVER_SOLVED]) for n in range(2, 8)]
    members = [SEEKER, *solvers]
    by = recommender(members, exploration=Exploration(epsilon=0.4, width=2))
    last_seats = {}
    for seed in range(40):
        *settled, last = recommend(members, by=by, limit=3, seed=seed).suggestions
        assert [(s.member.id, s.propensity) for s in settled] == [(2, 1), (3, 1)]
        last_seats[last.member.id] = last.propensity

    assert last_seats == {4: pytest.approx(0.6), 5: pytest.approx(0.2), 6: pytest.approx(0.2)}


@pytest.mark.parametrize(("wish", "first"), [(Wish.SAME, 2), (Wish.NEAR, 3), (Wish.FAR, 4)], ids=str)
def test_of_people_who_fit_alike_the_one_at_the_wished_distance_comes_first(wish, first):
    at = {2: "25.62", 3: "25.11", 4: "62.01"}
    solvers = [person(n, ["kantinen er for dyr"], [HANDOVER_SOLVED], industry=at[n]) for n in at]
    wished = recommend([SEEKER, *solvers], preference=DistancePreference(wish, Wish.ANY, Wish.ANY))

    assert ids(wished)[0] == first
    assert set(ids(wished)) == set(at)


def test_a_wish_weighs_the_seekers_direction_and_not_the_others():
    far = DistancePreference(Wish.FAR, Wish.ANY, Wish.ANY)
    without = {s.member.id: s for s in recommend(NETWORK).suggestions}
    wished = {s.member.id: s for s in recommend(NETWORK, preference=far).suggestions}

    assert without.keys() == wished.keys()
    for number, suggestion in wished.items():
        assert suggestion.backward == without[number].backward
        assert suggestion.forward < without[number].forward


def test_the_same_seed_gives_the_same_slate():
    by = recommender(crowd(20), exploration=Exploration(epsilon=0.9, width=5))

    assert recommend(crowd(20), by=by, limit=3, seed=5) == recommend(crowd(20), by=by, limit=3, seed=5)


def test_who_is_full_goes_behind_and_chance_draws_with_the_propensity_it_says():
    solvers = [person(n, ["kantinen er for dyr"], [HANDOVER_SOLVED]) for n in range(2, 8)]
    members = [SEEKER, *solvers]
    incoming = {number: 9.0 if number in {2, 4} else 1.0 for number in range(2, 8)}
    arrangement = Arrangement(capped=Capped(Exposure(), lambda _: incoming))
    by = recommender(members, exploration=Exploration(epsilon=0.4, width=2), arrangement=arrangement)
    last_seats = {}
    for seed in range(40):
        *settled, last = recommend(members, by=by, limit=3, seed=seed).suggestions
        assert [(s.member.id, s.propensity) for s in settled] == [(3, 1), (5, 1)]
        assert {s.position for s in settled} == {1, 2}
        last_seats[last.member.id] = last.propensity

    assert last_seats == {6: pytest.approx(0.6), 7: pytest.approx(0.2), 2: pytest.approx(0.2)}


@pytest.mark.parametrize("diversity", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("full", [(), (2, 3), tuple(range(2, 21))])
def test_neither_cap_nor_diversity_makes_a_slate_shorter_or_changes_a_score(diversity, full):
    members = crowd(20)
    plain = recommend(members, limit=6)
    capped = Capped(Exposure(), lambda _: dict.fromkeys(full, 9.0))
    by = recommender(members, arrangement=Arrangement(diversity=diversity, capped=capped))
    arranged = recommend(members, by=by, limit=6)
    everybody = {s.member.id: s.score for s in recommend(members, limit=50).suggestions}

    assert len(arranged.suggestions) == len(plain.suggestions)
    assert all(s.score == everybody[s.member.id] for s in arranged.suggestions)
    assert [s.position for s in arranged.suggestions] == [1, 2, 3, 4, 5, 6]


def ask(challenge, *, limit=5, index_holds=NETWORK):
    return recommender(index_holds).recommend(
        SEEKER,
        challenge,
        Intent.SUPPORT,
        rules=NO_RULES,
        barred=lambda _ids: (),
        members=finder(NETWORK),
        limit=limit,
        rng=np.random.default_rng(0),
    )


def test_what_cannot_be_asked_is_refused():
    mine = SEEKER.stated(Kind.CHALLENGE)[0]

    with pytest.raises(BadInputError, match=r"is no challenge of person1@firma1\.example"):
        ask(SOLVER.stated(Kind.CHALLENGE)[0])
    with pytest.raises(BadInputError, match="is no challenge of"):
        ask(SEEKER.stated(Kind.EXPERTISE)[0])
    with pytest.raises(BadInputError, match="0 suggestions were asked for"):
        ask(mine, limit=0)
    with pytest.raises(NotFoundError, match="indexed challenge"):
        ask(mine, index_holds=[SOLVER])
