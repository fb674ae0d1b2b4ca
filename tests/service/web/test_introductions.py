import re

import pytest

from service.use_cases import introductions, suggest

STARS = {"useful": 5, "challenged": 4, "supported": 2}


@pytest.fixture
def asked(context, network):
    """Somebody has been asked: seeker's and candidate's address, and where the introduction stands."""
    shown = suggest.suggest(context, network[0], suggest.Intent.SUPPORT)
    candidate = shown.members[shown.slate.entries[0].candidate_id].email
    made = introductions.request_introduction(
        context, slate_id=shown.slate.id, candidate=candidate, message="Hilsen Gudrun"
    )
    return network[0], candidate, f"/introductions/{made.id}"


@pytest.mark.parametrize("language", ["da", "en"])
def test_before_both_said_yes_neither_side_can_know_the_other(browser_of, identity, asked, language):
    seeker, candidate, path = asked
    for reader, other in ((seeker, candidate), (candidate, seeker)):
        browser = browser_of(reader, language)
        for page in (browser.see(path), browser.see("/me")):
            assert not {known for known in identity(other) if known.casefold() in page.casefold()}


def test_the_person_asked_reads_the_challenge_the_line_and_why(browser_of, asked):
    _, candidate, path = asked
    page = browser_of(candidate).see(path)
    assert "Somebody would like to meet you." in page
    assert "Hos [name hidden] sker det, at den dygtigste" in page
    assert "Hilsen [name hidden]" in page
    assert "You write" in page
    assert "Yes, introduce us" in page


def test_a_yes_gives_both_the_others_name_and_address(browser_of, identity, asked):
    seeker, candidate, path = asked
    browser_of(candidate).send(f"{path}/answer", answer="yes")
    for reader, other in ((seeker, candidate), (candidate, seeker)):
        page = browser_of(reader).see(path)
        assert identity(other) <= set(re.split(r'[<>"]|mailto:', page)) | set(re.findall(r"\w+", page))
        assert "[name hidden]" not in page


def test_a_no_looks_to_the_seeker_like_no_answer(browser_of, asked):
    seeker, candidate, path = asked
    before = browser_of(seeker).see(path), browser_of(seeker).see("/me")
    page = browser_of(candidate).send(f"{path}/answer", answer="no")
    assert "Nobody is told" in page
    assert _without_tokens(browser_of(seeker).see(path)) == _without_tokens(before[0])
    assert _without_tokens(browser_of(seeker).see("/me")) == _without_tokens(before[1])


def test_only_the_person_asked_may_answer(browser_of, asked):
    seeker, _, path = asked
    assert browser_of(seeker).post(f"{path}/answer", answer="yes").status_code == 403


def test_an_answer_must_be_yes_or_no(browser_of, asked):
    _, candidate, path = asked
    assert browser_of(candidate).post(f"{path}/answer", answer="perhaps").status_code == 422


def test_an_introduction_is_for_its_two_parties(browser_of, network, asked):
    seeker, candidate, path = asked
    third = next(email for email in network if email not in {seeker, candidate})
    assert browser_of(third).open(path).status_code == 403


def test_a_meeting_is_rated_corrected_and_the_rating_withdrawn(browser_of, asked):
    seeker, candidate, path = asked
    browser_of(candidate).send(f"{path}/answer", answer="yes")
    browser = browser_of(seeker)
    assert "What was the meeting worth?" in browser.send(f"{path}/met", met="yes")
    page = browser.send(f"{path}/rating", **STARS, learned="At spørge først", did="", meet_again="yes")
    assert "Correct the rating" in page
    assert "At spørge først" in page
    assert _chosen(page) == {**{k: str(v) for k, v in STARS.items()}, "meet_again": "yes"}
    page = browser.send(f"{path}/rating", **STARS | {"useful": 1}, learned="", did="", meet_again="open")
    assert _chosen(page)["useful"] == "1"
    page = browser.send(f"{path}/rating/withdraw")
    assert _chosen(page) == {}
    assert "Send the rating" in page


def test_a_rating_is_not_shown_to_the_other_side(browser_of, asked):
    seeker, candidate, path = asked
    browser_of(candidate).send(f"{path}/answer", answer="yes")
    browser_of(seeker).send(f"{path}/met", met="yes")
    browser_of(seeker).send(f"{path}/rating", **STARS, learned="En hemmelighed", did="", meet_again="no")
    page = browser_of(candidate).see(path)
    assert "En hemmelighed" not in page
    assert _chosen(page) == {}


def test_a_rating_needs_all_its_stars(browser_of, asked):
    seeker, candidate, path = asked
    browser_of(candidate).send(f"{path}/answer", answer="yes")
    browser_of(seeker).send(f"{path}/met", met="yes")
    answer = browser_of(seeker).post(f"{path}/rating", useful=5, challenged=9, supported=2)
    assert answer.status_code == 422


def test_a_meeting_reported_wrongly_is_corrected(browser_of, asked):
    seeker, candidate, path = asked
    browser_of(candidate).send(f"{path}/answer", answer="yes")
    browser_of(seeker).send(f"{path}/met", met="yes")
    assert "You have not met." in browser_of(candidate).send(f"{path}/met", met="no")


def test_an_overdue_request_says_that_time_ran_out(browser_of, clock, asked):
    seeker, candidate, path = asked
    clock.advance(days=30)
    for reader in (seeker, candidate):
        assert "The time ran out without an answer." in browser_of(reader).see(path)


def test_both_sides_see_the_same_questions_until_they_have_met(browser_of, asked):
    seeker, candidate, path = asked
    mine, theirs = (_questions(browser_of(reader).see(path)) for reader in asked[:2])
    assert mine == theirs
    assert len(mine) == 3
    browser_of(candidate).send(f"{path}/answer", answer="yes")
    assert _questions(browser_of(seeker).see(path)) == mine
    assert _questions(browser_of(seeker).send(f"{path}/met", met="yes")) == []


def _questions(page):
    return re.findall("<li>(.*?)</li>", page.partition('class="questions"')[2].partition("</section>")[0])


def _chosen(page):
    return dict(re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"[^>]* checked>', page))


def _without_tokens(page):
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)
