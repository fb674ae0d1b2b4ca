from pathlib import Path

import numpy as np
import pytest

from models.domain.errors import BadInputError
from models.domain.members import Intent, Kind
from models.ranking.distance import Distances
from models.retrieval.member_index import MemberIndex
from models.text.language import Language
from training.hubs import hubs
from training.simulate import Recipe, simulate

DISTANCES = Distances.read(Path(__file__).parents[2] / "data" / "functions.csv")
RECIPE = Recipe(members=150, topics=8)


@pytest.fixture(scope="module")
def period():
    return simulate(RECIPE, DISTANCES, random_state=3)


def vectors(period, kind):
    return period.network.index.vectors_of([m.id for m in period.network.members], kind)


def test_the_same_seed_gives_the_same_network_and_another_seed_another(period):
    again, other = (simulate(RECIPE, DISTANCES, random_state=seed) for seed in (3, 4))

    assert again.network.members == period.network.members
    assert again.asks == period.asks
    assert np.array_equal(vectors(again, Kind.EXPERTISE).matrix, vectors(period, Kind.EXPERTISE).matrix)
    assert other.asks != period.asks


def test_everybody_asks_one_to_three_times_in_order_of_time_and_not_before_he_joined(period):
    times = {member.id: [] for member in period.network.members}
    for ask in period.asks:
        assert ask.challenge in ask.seeker.stated(Kind.CHALLENGE)
        times[ask.seeker.id].append(ask.time)

    assert all(1 <= len(asked) <= 3 for asked in times.values())
    assert all(
        min(times[m.id]) >= since for m, since in zip(period.network.members, period.joined, strict=True)
    )
    assert [ask.time for ask in period.asks] == sorted(ask.time for ask in period.asks)
    assert {ask.intent for ask in period.asks} == set(Intent)


def test_texts_of_one_language_are_nearer_to_each_other(period):
    expertise = vectors(period, Kind.EXPERTISE)
    danish = np.array([period.network.members[n - 1].profile.languages == ("da",) for n in expertise.owners])
    english = np.array([period.network.members[n - 1].profile.languages == ("en",) for n in expertise.owners])
    cosines = expertise.matrix @ expertise.matrix.T

    within = cosines[np.ix_(danish, danish)].mean()
    assert within > cosines[np.ix_(danish, english)].mean() + 0.01


def test_generalists_are_hubs_and_standardising_makes_them_less_so():
    period = simulate(Recipe(members=300, popularity=0), DISTANCES, random_state=0)
    counted = hubs(period.network.index)
    plain, standardised = counted.share_of(np.flatnonzero(period.generalist) + 1)

    assert plain > 3 * period.generalist.mean()
    assert standardised < plain / 2
    assert counted.skewness[1] < counted.skewness[0]


def test_hubs_are_counted_the_same_in_parts(period, monkeypatch):
    whole = hubs(period.network.index)
    monkeypatch.setattr("training.hubs.AT_ONCE", 7)
    parts = hubs(period.network.index)

    assert whole.plain.sum() == whole.corrected.sum() == 10 * len(vectors(period, Kind.CHALLENGE).owners)
    assert parts.plain.tolist() == whole.plain.tolist()
    assert parts.corrected.tolist() == whole.corrected.tolist()


def test_hubs_of_one_language_are_counted_among_its_texts_alone(period):
    asked, answers = (vectors(period, kind) for kind in (Kind.CHALLENGE, Kind.EXPERTISE))
    for position, language in enumerate(Language):
        counted = hubs(period.network.index, language)
        assert counted.owners.tolist() == answers.owners[answers.languages == position].tolist()
        assert counted.plain.sum() == counted.corrected.sum() == 10 * len(asked.owners)


def test_hubs_among_too_few_texts_are_not_made_up():
    with pytest.raises(BadInputError, match="There are 0 texts"):
        hubs(MemberIndex(4, "test-1"), Language.ENGLISH)
