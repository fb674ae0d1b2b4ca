import pytest

NAME = "Forårsdag & fællesskab"


@pytest.fixture
def day(browser, network):
    """Where a day with all five people is looked after."""
    browser.send("/organiser/days", name=NAME, on="2025-05-20", rounds=2, table_size=2)
    where = browser.path
    browser.send(f"{where}/attendees", emails="\n".join(network), version=1)
    return where


@pytest.fixture
def plan(browser, day):
    """Where a draft for that day is."""
    browser.send(f"{day}/plans", seconds=2, seed=1)
    return browser.path


@pytest.fixture
def published(browser, plan):
    """The plan, shown to its attendees."""
    browser.send(f"{plan}/lock")
    return browser.send(f"{plan}/publish")


def test_a_day_is_set_up_and_listed(browser, day):
    page = browser.see("/organiser/days")
    assert NAME in page
    assert "20 May 2025" in page
    assert "5 attendees" in page


def test_organiser_pages_say_that_the_demo_opens_them_to_everyone(browser, plan, day):
    for path in ("/organiser/days", day, plan):
        assert "In the demo it is open to everyone." in browser.see(path)


def test_ticked_members_attend_beside_the_pasted_ones(browser, network):
    browser.send("/organiser/days", name=NAME, on="2025-05-20", rounds=2, table_size=2)
    answer = browser.post(
        f"{browser.path}/attendees", emails=[f"{network[0]}; {network[1]}", network[2], network[0]], version=1
    )
    assert "3 members attend." in answer.text


def test_an_address_nobody_has_is_named(browser, day, network):
    answer = browser.post(f"{day}/attendees", emails=f"{network[0]} nobody@nowhere.example", version=2)
    assert answer.status_code == 422
    assert "nobody@nowhere.example" in answer.text


def test_a_change_made_meanwhile_is_not_overwritten(browser, day, network):
    assert browser.post(f"{day}/attendees", emails=network[0], version=1).status_code == 412


def test_a_plan_shows_every_round_every_person_and_what_it_is_worth(browser, plan, people):
    page = browser.see(plan)
    assert page.count("<h3>Table 1</h3>") == 2
    for person in people:
        assert page.count(person["name"]) >= 3
    for words in ("this is proven, not guessed", "of every 100 points", "gets least out of the day"):
        assert words in page


def test_somebody_without_a_seat_is_named_with_the_reason_in_the_readers_language(
    browser, day, network, browser_of
):
    browser_of(network[4]).send("/me/pause", until="2025-06-01")
    page = browser.send(f"{day}/plans", seconds=2, seed=1)
    assert "Tobias Fladstrand</strong>, round 1, 2: this person has asked for a pause" in page
    danish = browser_of(network[0], "da").see(browser.path)
    assert "Tobias Fladstrand</strong>, runde 1, 2: personen har bedt om en pause" in danish


def test_an_attendee_sees_the_programme_only_when_it_is_published(browser, browser_of, day, plan, network):
    programme = f"/days/{day.rsplit('/', 1)[1]}"
    reader = browser_of(network[0])
    assert NAME in reader.see("/me")
    assert "not published yet" in reader.see(programme)
    browser.send(f"{plan}/lock")
    assert "not published yet" in reader.see(programme)
    browser.send(f"{plan}/publish")
    page = reader.see(programme)
    assert "Round 2" in page
    assert "You sit with" in page


def test_a_programme_names_nobody(browser_of, published, day, network, identity):
    page = browser_of(network[0]).see(f"/days/{day.rsplit('/', 1)[1]}")
    for email in network[1:]:
        assert not {known for known in identity(email) if known in page}


def test_a_programme_is_for_attendees(browser, browser_of, day, network):
    browser.send(f"{day}/attendees", emails=network[1], version=2)
    assert browser_of(network[0]).open(f"/days/{day.rsplit('/', 1)[1]}").status_code == 403


def test_a_draft_cannot_be_published(browser, plan):
    assert browser.post(f"{plan}/publish").status_code == 409


def test_a_browser_does_not_wait_for_long_planning(browser, day):
    assert browser.post(f"{day}/plans", seconds=3600, seed=1).status_code == 422
