"""A member moves a wish about distance and sees the list change, with a script and without one."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SEEKER = "Jens Kristian Toftegaard"
WIDTHS = [1280, 390]


def asked(page):
    """The list of somebody who has asked for a challenge."""
    page.goto("/")
    page.get_by_role("searchbox").fill(SEEKER)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name=f"Step in {SEEKER}").first.click()
    page.get_by_role("button", name="Get challenged").first.click()
    page.wait_for_url("**/suggestions/*")
    return page


def step(page, axis, name):
    return page.get_by_role("group", name=axis).get_by_role("radio", name=name)


def distances(page):
    return page.locator(".person .distance").all_text_contents()


@pytest.mark.parametrize("width", WIDTHS)
def test_moving_a_wish_by_keyboard_changes_the_list_at_once_and_keeps_the_place(visit, width):
    page = asked(visit(width=width))
    before, was = distances(page), page.url
    step(page, "Function", "No wish").focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("status")).to_contain_text("meet all your wishes.")
    expect(step(page, "Function", "Same")).to_be_focused()
    after = distances(page)
    assert page.url != was
    assert sum("same function" in told for told in after) > sum("same function" in told for told in before)

    # What is seen is a list of its own: it stays when it is loaded again, asked from, and asked otherwise.
    page.reload()
    assert distances(page) == after
    expect(step(page, "Function", "Same")).to_be_checked()
    page.get_by_role("button", name="Support", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People who can support you")
    expect(step(page, "Function", "Same")).to_be_checked()


def test_a_list_that_was_renewed_keeps_its_wishes_in_another_language(visit):
    page = asked(visit())
    step(page, "Industry", "Near").check()
    expect(page.get_by_role("status")).to_contain_text("meet all your wishes.")
    renewed, shown = page.url, page.locator(".person h2").count()
    page.get_by_role("button", name="Dansk").click()

    expect(page.locator("html")).to_have_attribute("lang", "da")
    assert page.url == renewed
    assert page.locator(".person h2").count() == shown
    expect(step(page, "Branche", "Nær")).to_be_checked()


def test_somebody_on_a_renewed_list_can_be_asked(visit):
    page = asked(visit())
    step(page, "Level", "Far").check()
    expect(page.get_by_role("status")).to_contain_text("meet all your wishes.")
    person = page.locator(".person").filter(has=page.locator("details.ask")).first
    background = person.get_by_role("heading", level=2).inner_text()
    person.locator("summary").click()
    person.get_by_role("button", name="Send the question").click()

    expect(page.get_by_text("You have asked.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(background)


def test_without_a_script_the_wishes_are_a_form_with_a_button(visit):
    page = asked(visit(scripts=False))
    was = page.url
    step(page, "Function", "Far").check()
    page.get_by_role("button", name="Show the list").click()

    expect(step(page, "Function", "Far")).to_be_checked()
    expect(page.get_by_role("status")).to_contain_text("meet all your wishes.")
    assert page.url != was
