import html
import re

import pytest
from theme_fakes import example_of, telling

from models.text.themes import themes
from service.use_cases import introductions, suggest
from service.use_cases.members import confirm_theme, get_member
from service.web.present_themes import AREAS

SILOS = example_of("silos")
NAMES = {
    "en": ("Silos between departments", "Complaints and apologies"),
    "da": ("Siloer mellem afdelinger", "Klager og undskyldninger"),
}


@pytest.fixture
def context(context):
    return telling(context)


@pytest.fixture
def reader(browser_of, network):
    return browser_of(network[0])


@pytest.fixture
def member(context, network):
    """Gives the reader as he is stored now."""
    return lambda: get_member(context, network[0])


def send(reader, *, version=1, text=SILOS, do="save", **chosen):
    form = {"version": version, "challenge": [text], "expertise": [], "do": do}
    answer = reader.post("/me/texts", **form | {name.replace("_", "-"): id_ for name, id_ in chosen.items()})
    return html.unescape(answer.text)


def chips(page, field="challenge-0"):
    """The themes to tap for a field, by id, each with whether it is chosen; a blank id is none of them."""
    found = re.findall(rf'<input type="radio"[^>]* name="theme-{field}" value="([\w-]*)"( checked)?>', page)
    return {id_: bool(checked) for id_, checked in found}


def test_a_text_is_offered_three_themes_at_most_and_none_is_chosen_for_its_author(reader):
    offered = chips(send(reader, do="check"))
    assert "silos" in offered
    assert "" in offered
    assert len(offered) <= 4
    assert not any(offered.values())


@pytest.mark.parametrize("language", NAMES)
def test_a_tapped_theme_is_saved_and_confirmed_the_next_time(browser_of, network, member, language):
    reader = browser_of(network[0], language)
    assert NAMES[language][0] in send(reader, theme_challenge_0="silos")
    assert member().profile.challenge_themes == ("silos",)
    page = reader.see("/me/texts")
    assert chips(page)["silos"]
    assert {"en": "Confirmed.", "da": "Bekræftet."}[language] in page


def test_a_tap_is_kept_in_the_form_until_it_is_saved(reader, member):
    page = send(reader, do="check", theme_challenge_0="silos")
    assert chips(page)["silos"]
    assert "Chosen; it is confirmed when you save." in page
    assert member().profile.challenge_themes == ()


@pytest.mark.parametrize("language", NAMES)
def test_another_theme_is_chosen_from_the_whole_list_and_stands_first(browser_of, network, member, language):
    reader = browser_of(network[0], language)
    page = send(reader, do="check", theme_challenge_0="silos", other_challenge_0="complaints-and-apologies")
    assert next(iter(chips(page).items())) == ("complaints-and-apologies", True)
    assert not chips(page)["silos"]
    send(reader, other_challenge_0="complaints-and-apologies")
    assert member().profile.challenge_themes == ("complaints-and-apologies",)
    assert NAMES[language][1] in reader.see("/me")


def test_a_confirmed_theme_is_taken_away_by_none_of_these(reader, member):
    send(reader, theme_challenge_0="silos")
    send(reader, version=2, theme_challenge_0="")
    assert member().profile.challenge_themes == ()
    assert "Confirmed." not in reader.see("/me/texts")


def test_a_slip_can_be_undone_because_the_kept_theme_is_still_offered(reader):
    send(reader, other_challenge_0="complaints-and-apologies", theme_challenge_0="silos")
    page = send(reader, version=2, do="check", theme_challenge_0="")
    assert chips(page)["complaints-and-apologies"] is False
    assert "The theme is taken away when you save." in page


def test_a_theme_stays_chosen_while_its_text_is_mended_and_is_saved_with_it(reader, member):
    send(reader, theme_challenge_0="silos")
    page = send(reader, version=2, text=f"{SILOS} Igen.", do="check", theme_challenge_0="silos")
    assert chips(page)["silos"]
    assert "Chosen; it is confirmed when you save." in page
    send(reader, version=2, text=f"{SILOS} Igen.", theme_challenge_0="silos")
    assert member().profile.challenge_themes == ("silos",)


def test_a_theme_goes_with_its_text_when_another_is_removed(reader):
    form = {
        "version": 1,
        "challenge": ["Noget, som jeg ikke har mere.", SILOS],
        "remove": "challenge-0",
    }
    page = reader.post("/me/texts", **form | {"theme-challenge-1": "silos"}).text
    assert chips(page, "challenge-0")["silos"]


def test_what_is_no_theme_is_not_chosen(reader, member):
    send(reader, theme_challenge_0="<silo>", other_challenge_0="nonsense")
    assert member().profile.challenge_themes == ()


def test_the_whole_list_stands_by_each_text_with_the_names_of_its_areas(reader):
    page = reader.see("/me/texts")
    (first, *_) = re.findall(r'<select name="other-challenge-0".*?</select>', page, re.DOTALL)
    assert re.findall(r'<option value="([\w-]+)"', first) == [theme.id for theme in themes()]
    assert re.findall(r'<optgroup label="([^"]+)"', first) == [str(name) for name in AREAS.values()]


def test_every_area_of_the_list_has_a_name():
    assert set(AREAS) == {theme.area for theme in themes()}


def test_no_other_member_sees_a_theme(context, network, browser_of):
    for email in network:
        for statement in get_member(context, email).statements:
            confirm_theme(context, email, statement.id, "silos")
    assert "Silos" in browser_of(network[0]).see("/me")
    shown = suggest.suggest(context, network[0], suggest.Intent.SUPPORT)
    candidate = shown.members[shown.slate.entries[0].candidate_id].email
    made = introductions.request_introduction(
        context, slate_id=shown.slate.id, candidate=candidate, message="Hilsen"
    )
    paths = {network[0]: [f"/suggestions/{shown.slate.id}", f"/introductions/{made.id}"]}
    paths[candidate] = [f"/introductions/{made.id}"]
    for answered in (False, True):
        if answered:
            introductions.accept(context, made.id, candidate)
        for email, some in paths.items():
            for path in some:
                assert "silos" not in browser_of(email).see(path).casefold()
