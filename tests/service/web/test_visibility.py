"""What a member hides or removes is gone from every page at once, for every other reader."""

import io

import pytest
from service_fakes import jsonl

from models.domain.members import Visibility
from service.use_cases import introductions, suggest
from service.use_cases.import_members import import_members
from service.use_cases.members import get_member, show_statement

LEADER = "den dygtigste fagmand blev leder for sine egne kolleger"


@pytest.fixture
def hide(context):
    """Sets the visibility of everything somebody has stated."""

    def hide(email, visibility):
        for statement in get_member(context, email).statements:
            show_statement(context, email, statement.id, visibility)

    return hide


@pytest.fixture
def asked(context, network):
    """The seeker's and the candidate's address, and the pages of their slate and their introduction."""
    shown = suggest.suggest(context, network[0], suggest.Intent.SUPPORT)
    candidate = shown.members[shown.slate.entries[0].candidate_id].email
    made = introductions.request_introduction(
        context, slate_id=shown.slate.id, candidate=candidate, message=""
    )
    return network[0], candidate, f"/suggestions/{shown.slate.id}", f"/introductions/{made.id}"


def first_person(page):
    return page.split('<li class="card person', 2)[1]


@pytest.mark.parametrize("visibility", [Visibility.MATCHING, Visibility.AFTER_YES])
def test_what_a_candidate_hides_is_gone_from_slate_and_introduction(browser_of, asked, hide, visibility):
    seeker, candidate, slate, introduction = asked
    reader = browser_of(seeker)
    assert f"har prøvet, at {LEADER}" in first_person(reader.see(slate))
    hide(candidate, visibility)
    for page in (first_person(reader.see(slate)), reader.see(introduction)):
        assert "har prøvet, at" not in page
        assert "No sentences can be shown" in page
    assert f"har prøvet, at {LEADER}" in browser_of(candidate).see(introduction)


@pytest.mark.parametrize("visibility", [Visibility.MATCHING, Visibility.AFTER_YES])
def test_the_person_asked_does_not_read_a_challenge_its_author_hides(browser_of, asked, hide, visibility):
    seeker, candidate, _, introduction = asked
    assert "Hos [name hidden] sker det" in browser_of(candidate).see(introduction)
    hide(seeker, visibility)
    page = browser_of(candidate).see(introduction)
    assert "They do not show it, or not yet." in page
    assert "Bring one of these" not in page
    assert "Only you see them" in browser_of(seeker).see(introduction)
    assert "sker det, at den dygtigste" not in page
    assert "Hos Tangvig Maskiner sker det" in browser_of(seeker).see(introduction)


def test_texts_for_after_the_yes_are_read_by_both_after_the_yes(browser_of, asked, hide):
    seeker, candidate, _, introduction = asked
    for party in (seeker, candidate):
        hide(party, Visibility.AFTER_YES)
    browser_of(candidate).send(f"{introduction}/answer", answer="yes")
    assert f"har prøvet, at {LEADER}" in browser_of(seeker).see(introduction)
    assert "Hos Tangvig Maskiner sker det" in browser_of(candidate).see(introduction)


def test_texts_for_matching_alone_are_read_by_nobody_even_after_the_yes(browser_of, asked, hide):
    seeker, candidate, _, introduction = asked
    for party in (seeker, candidate):
        hide(party, Visibility.MATCHING)
    browser_of(candidate).send(f"{introduction}/answer", answer="yes")
    assert f"har prøvet, at {LEADER}" not in browser_of(seeker).see(introduction)
    assert "Hos Tangvig Maskiner sker det" not in browser_of(candidate).see(introduction)


def test_a_removed_challenge_is_gone_from_every_page_and_nobody_is_told_why(
    browser_of, context, people, asked
):
    seeker, candidate, slate, introduction = asked
    people[0]["challenges"] = ["Noget helt andet."]
    import_members(context, io.BytesIO(jsonl(people)), file_name="people.jsonl", skip_invalid=False)
    reader, other = browser_of(seeker), browser_of(candidate)
    for page in (reader.see(slate), reader.see(introduction), reader.see("/me"), other.see(introduction)):
        assert "sker det, at den dygtigste" not in page
    assert "You have changed or removed the challenge this list answered" in reader.see(slate)
    assert "You have changed or removed this challenge since" in reader.see(introduction)
    assert "They do not show it, or not yet." in other.see(introduction)


@pytest.mark.parametrize(
    ("visibility", "hint"),
    [
        (Visibility.NETWORK, "They see your challenge, your background and this line"),
        (Visibility.AFTER_YES, "your challenge and your name only when they say yes"),
        (Visibility.MATCHING, "They see your background and this line, never your challenge"),
    ],
)
def test_before_asking_a_member_is_told_what_the_other_will_read(browser_of, network, hide, visibility, hint):
    hide(network[0], visibility)
    page = browser_of(network[0]).send("/suggestions", challenge=1, intent="support")
    assert hint in page
    assert "Hos Tangvig Maskiner sker det" in page


def test_the_list_of_members_shows_no_hidden_challenge(browser, network, hide):
    assert "Hos Tangvig Maskiner sker det" in browser.see("/")
    assert "Gudrun Havgaard" in browser.see("/?q=fagmand")
    hide(network[0], Visibility.AFTER_YES)
    assert "Hos Tangvig Maskiner sker det" not in browser.see("/")
    assert "Nobody here matches" in browser.see("/?q=fagmand")
