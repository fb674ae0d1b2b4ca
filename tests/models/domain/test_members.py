import datetime as dt
from dataclasses import replace

import pytest
from fakes import person
from hypothesis import given
from hypothesis import strategies as st

from models.domain.members import Kind, Level, Statement, Visibility, organisation_key

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
NAMES = st.text(st.sampled_from("aAæÆøåß \t\n"), max_size=12)


def with_profile(member, **changes):
    return replace(member, profile=replace(member.profile, **changes))


@given(NAMES)
def test_folding_an_organisation_twice_is_folding_it_once(name):
    assert organisation_key(organisation_key(name)) == organisation_key(name)


@given(NAMES, st.sampled_from(["", " ", "\n", " \t "]))
def test_space_around_an_organisation_hides_no_colleague(name, space):
    assert organisation_key(space + name + space) == organisation_key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Å-Gruppen A/S", "å-gruppen a/s"), ("Nord  Teknik", "NORD TEKNIK "), ("Straße", "STRASSE")],
)
def test_case_and_spacing_hide_no_colleague(one, other):
    assert person(1, organisation=one).works_with(person(2, organisation=other))


def test_other_organisations_are_other_organisations():
    assert not person(1, organisation="Nord Teknik").works_with(person(2, organisation="Nord Teknik Syd"))


def test_the_same_register_number_makes_colleagues_whatever_the_names():
    one, other = (with_profile(person(i), cvr="12345678") for i in (1, 2))
    assert one.works_with(other)


def test_two_missing_register_numbers_make_no_colleagues():
    assert not person(1).works_with(person(2))


def test_different_register_numbers_do_not_part_people_of_the_same_name():
    one = with_profile(person(1, organisation="Nord Teknik"), cvr="12345678")
    other = with_profile(person(2, organisation="nord teknik"), cvr="87654321")
    assert one.works_with(other)


@given(DAYS, DAYS)
def test_a_pause_ends_on_the_day_it_names(on, until):
    assert person(1, paused_until=until).is_paused(on) == ((until - on).days > 0)


@given(DAYS)
def test_nobody_is_paused_unasked(on):
    assert not person(1).is_paused(on)


def test_statements_of_one_kind_keep_the_members_own_order():
    member = person(1, challenges=("zulu", "alfa"), expertise=("mike",))
    assert [s.text for s in member.stated(Kind.CHALLENGE)] == ["zulu", "alfa"]
    assert member.profile.texts(Kind.EXPERTISE) == ("mike",)


def test_levels_count_downwards_from_the_board():
    assert [level.rank for level in Level] == [0, 1, 2, 3, 4]
    assert Level.BOARD.rank < Level("specialist").rank


@given(st.lists(st.sampled_from(Visibility)), st.booleans())
def test_the_narrowest_visibility_shows_only_what_each_of_them_shows(several, both_said_yes):
    shows = Visibility.narrowest(several).shows(both_said_yes=both_said_yes)
    assert shows == all(one.shows(both_said_yes=both_said_yes) for one in several)


TEXTS = st.lists(st.sampled_from("abcd"), unique=True).map(tuple)
STANDING = st.dictionaries(
    st.tuples(st.sampled_from(Kind), st.sampled_from("abcd")), st.sampled_from(["silos", "stress", None])
).map(
    lambda said: [
        Statement(number, 1, kind, text, Visibility.NETWORK, theme)
        for number, ((kind, text), theme) in enumerate(said.items())
    ]
)


@given(TEXTS, STANDING)
def test_where_nothing_is_said_of_themes_a_standing_text_keeps_its_own(texts, standing):
    settled = person(1, challenges=texts).profile.with_themes_kept(standing)
    own = {s.text: s.theme for s in standing if s.kind is Kind.CHALLENGE}
    moved = {s.text: s.theme for s in standing if s.kind is Kind.EXPERTISE}
    assert settled.themes(Kind.CHALLENGE) == tuple((moved | own).get(text) for text in texts)
    assert settled.with_themes_kept(()) == settled


@given(STANDING)
def test_what_is_said_of_themes_holds_whatever_stood_before(standing):
    said = person(1, challenges=("a", "b"), challenge_themes=(None, "pricing")).profile
    assert said.with_themes_kept(standing).challenge_themes == (None, "pricing")


@given(STANDING)
def test_no_theme_at_all_can_be_said_too(standing):
    said = person(1, challenges=("a", "b"), challenge_themes=(None, None)).profile
    settled = said.with_themes_kept(standing)
    assert settled.challenge_themes == ()
    assert settled.themes(Kind.CHALLENGE) == (None, None)
