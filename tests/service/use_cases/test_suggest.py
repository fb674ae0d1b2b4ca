"""How a slate meets the slates before it, and themes that members have confirmed."""

from functools import partial

import pytest
from service_fakes import profile

from models.domain.members import Intent
from models.ranking.recommender import Recommender
from service import matcher as matcher_module
from service.context import Context
from service.matcher import Matcher, open_encoder
from service.use_cases.members import confirm_theme, save_member
from service.use_cases.suggest import suggest

CANTEEN = ("Kantinen er for dyr for de unge.",)
CANTEEN_SOLVED = ("Jeg gjorde kantinen billig for de unge.",)


@pytest.fixture
def network(context):
    """Four who ask, and four who have solved it."""
    for number in range(1, 9):
        solved = CANTEEN_SOLVED if number > 4 else (f"Kan male skibe {number}.",)
        struggles = CANTEEN if number <= 6 else (f"Kantinen er dyr og huset {number} koldt.",)
        save_member(context, profile(number, challenges=struggles, expertise=solved), expected_version=None)
    return [profile(number).email for number in range(1, 9)]


def with_settings(context, **changes):
    settings = context.settings.model_copy(update={"exploration": 0.0, "diversity": 0.0} | changes)
    matcher = Matcher(settings, context.database, open_encoder(settings))
    return Context(settings, context.database, matcher, context.clock)


def shown(context, email, limit=2):
    slate = suggest(context, email, Intent.SUPPORT, limit=limit)
    return [slate.members[entry.candidate_id].email for entry in slate.slate.entries]


def test_whom_many_have_seen_goes_behind_and_comes_back_when_the_period_is_over(context, network, clock):
    capped = with_settings(context, exposure_cap=0.5)
    first, second = shown(capped, network[0]), shown(capped, network[1])
    assert first == second
    third = shown(capped, network[2], limit=8)
    assert first[0] not in third[: len(third) - 2]
    assert sorted(third) == sorted(set(network) - {network[2]})
    clock.advance(days=60)
    assert shown(capped, network[2]) == first


def test_without_a_cap_all_see_the_same(context, network):
    free = with_settings(context, exposure_cap=0.0)

    assert len({tuple(shown(free, email)) for email in network[:4]}) == 1


def test_asking_again_gives_the_same_people(context, network):
    capped = with_settings(context, exposure_cap=0.5)
    once = shown(capped, network[0])

    assert [shown(capped, network[0]) for _ in range(4)] == [once] * 4


def test_a_slate_remembers_who_has_confirmed_the_same_theme(context, network):
    save_member(context, profile(9, expertise_themes=("silos",)), expected_version=None)
    confirm_theme(context, network[0], 1, "silos")
    slate = suggest(context, network[0], Intent.SUPPORT, limit=9).slate

    place = slate.feature_names.index("theme_to_expertise")
    assert {entry.candidate_id for entry in slate.entries if entry.features[place] == 1} == {9}


def test_whoever_confirmed_the_theme_is_found_where_no_search_would(context, monkeypatch):
    solved = {"challenges": CANTEEN, "expertise": CANTEEN_SOLVED}
    for number in range(1, 6):
        save_member(context, profile(number, **solved), expected_version=None)
    themed = {"expertise": ("Har sunget i kor i tyve år.",), "expertise_themes": ("silos",)}
    save_member(context, profile(9, challenges=("Taget er utæt.",), **themed), expected_version=None)
    narrow = with_settings(context)
    monkeypatch.setattr(matcher_module, "Recommender", partial(Recommender, pool=1))

    assert "person9@firma9.example" not in shown(narrow, profile(1).email, limit=9)
    confirm_theme(narrow, profile(1).email, 1, "silos")
    assert "person9@firma9.example" in shown(narrow, profile(1).email, limit=9)
