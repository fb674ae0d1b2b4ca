"""The whole story as people live it: ask, answer, meet, rate, and sit down together."""

import json
import re

import pytest
from playwright.sync_api import expect

from service.config import DATA

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SEEKER = "Jens Kristian Toftegaard"
WIDTHS = [1280, 390]


def step_in(page, name):
    page.goto("/")
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name=f"Step in {name}").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {name}")


def names(visit):
    """Every name in the network, as the organiser's list has them."""
    page = visit("/organiser/days")
    page.get_by_label("Name", exact=True).fill("To read the list")
    page.get_by_label("Date").fill("2030-01-01")
    page.get_by_role("button", name="Set up the day").click()
    page.wait_for_url("**/organiser/days/*")
    return page.locator(".ticks strong").all_text_contents()


@pytest.mark.parametrize("width", WIDTHS)
def test_two_strangers_are_introduced_meet_and_say_what_it_was_worth(visit, width):
    everyone = [name for name in names(visit) if name != SEEKER]
    assert len(everyone) > 50
    seeker = visit(width=width)
    step_in(seeker, SEEKER)

    # Both questions are asked; nobody is named.
    for question, answer in (("Get challenged", "challenge you"), ("Get support", "support you")):
        seeker.goto("/me")
        seeker.get_by_role("button", name=question).first.click()
        seeker.wait_for_url("**/suggestions/*")
        expect(seeker.get_by_role("heading", level=1)).to_have_text(f"People who can {answer}")
        assert seeker.locator(".person").count() > 0
        text = seeker.locator("main").inner_text()
        assert not [name for name in everyone if name in text]

    # Somebody is asked who was not asked before.
    person = seeker.locator(".person").filter(has=seeker.locator("details.ask")).first
    background = person.get_by_role("heading", level=2).inner_text()
    evidence = person.locator(".theirs blockquote").first.inner_text()
    person.locator("summary").click()
    person.get_by_label("A personal line").fill("En time i næste uge?")
    person.get_by_role("button", name="Send the question").click()
    expect(seeker.get_by_text("You have asked.")).to_be_visible()
    expect(seeker.get_by_role("heading", level=1)).to_have_text(background)

    # The person asked is found by what was shown of him, and says yes.
    candidate = visit(width=width)
    found = writer_of(evidence)
    step_in(candidate, found)
    candidate.goto(seeker.url)
    expect(candidate.locator("main")).to_contain_text("En time i næste uge?")
    expect(candidate.locator("main")).not_to_contain_text(SEEKER)
    candidate.get_by_role("button", name="Yes, introduce us").click()
    expect(candidate.get_by_role("heading", level=1)).to_have_text(SEEKER)

    # The seeker learns the name; they meet; both rate.
    seeker.reload()
    expect(seeker.get_by_role("heading", level=1)).to_have_text(found)
    expect(seeker.locator(".contact a")).to_have_attribute("href", re.compile("^mailto:.+@.+"))
    seeker.get_by_role("button", name="Yes, we met").click()
    rate(seeker, useful=5, challenged=4, supported=3)
    expect(seeker.get_by_role("heading", name="Your rating")).to_be_visible()
    assert stars(seeker) == ["5", "4", "3"]
    candidate.reload()
    assert stars(candidate) == []
    rate(candidate, useful=2, challenged=1, supported=2)
    candidate.get_by_role("button", name="Withdraw the rating").click()
    expect(candidate.get_by_role("button", name="Send the rating")).to_be_visible()
    assert stars(candidate) == []


def test_somebody_says_no_and_the_seeker_cannot_tell(visit):
    seeker = visit()
    step_in(seeker, "Bodil Skovmose")
    seeker.get_by_role("button", name="Get support").first.click()
    person = seeker.locator(".person").first
    evidence = person.locator(".theirs blockquote").first.inner_text()
    person.locator("summary").click()
    person.get_by_role("button", name="Send the question").click()
    seeker.wait_for_url("**/introductions/*")
    seeker.reload()
    before = seeker.locator("main").inner_text()
    candidate = visit()
    step_in(candidate, writer_of(evidence))
    candidate.goto(seeker.url)
    candidate.get_by_role("button", name="No, not this time").click()
    expect(candidate.locator(".status")).to_contain_text("You said no.")
    seeker.reload()
    assert seeker.locator("main").inner_text() == before


def test_a_small_day_is_seated_locked_and_published(visit):
    organiser = visit("/organiser/days")
    organiser.get_by_label("Name", exact=True).fill("Forårets netværksdag")
    organiser.get_by_label("Date").fill("2030-03-18")
    organiser.get_by_label("Rounds").fill("2")
    organiser.get_by_label("People at a table").fill("4")
    organiser.get_by_role("button", name="Set up the day").click()
    organiser.wait_for_url("**/organiser/days/*")
    organiser.get_by_label("Show only").fill("general management")
    shown = organiser.locator(".ticks li:visible")
    assert 0 < shown.count() < organiser.locator(".ticks li").count()
    organiser.get_by_label("Show only").fill("")
    ticks = organiser.locator(".ticks li")
    for position in range(0, 36, 3):
        ticks.nth(position).get_by_role("checkbox").check()
    attendee = ticks.first.locator("strong").inner_text()
    organiser.get_by_role("button", name="Save the attendees").click()
    expect(organiser.get_by_text("12 members attend.")).to_be_visible()

    organiser.get_by_role("button", name="Draft a plan").click()
    expect(organiser.get_by_role("heading", name="Table 3")).to_have_count(2)
    # Everybody is drawn in every round, or told to be without a seat.
    unseated = organiser.get_by_role("cell", name="no seat").count()
    assert organiser.locator(".tables circle.seat").count() + unseated == 24
    expect(organiser.get_by_role("row", name=attendee)).to_be_visible()
    organiser.get_by_role("button", name="Lock the plan").click()
    organiser.get_by_role("button", name="Publish the plan").click()
    expect(organiser.locator("h1 .state")).to_have_text("Published")

    member = visit()
    step_in(member, attendee)
    member.get_by_role("link", name="Forårets netværksdag").click()
    member.wait_for_url("**/days/*")
    assert member.locator(".programme > li").count() == 2


def writer_of(evidence):
    """The name of the member in whose statements a shown sentence stands."""
    parts = [part.strip() for part in evidence.split("[name hidden]")]
    for line in (DATA / "sample" / "members.jsonl").read_text(encoding="utf-8").splitlines():
        person = json.loads(line)
        if all(part in " ".join(person["challenges"] + person["expertise"]) for part in parts):
            return person["name"]
    raise AssertionError(f"nobody wrote {evidence!r}")


def rate(page, **stars):
    for question, value in stars.items():
        # By keyboard, as somebody without a mouse does it.
        page.locator(f'input[name="{question}"][value="1"]').focus()
        page.keyboard.press("Space")
        for _ in range(value - 1):
            page.keyboard.press("ArrowRight")
    page.get_by_label("What did you learn?").fill("At spørge, før jeg svarer.")
    page.get_by_role("button", name="Send the rating").click()


def stars(page):
    return [star.get_attribute("value") for star in page.locator(".stars input:checked").all()]
