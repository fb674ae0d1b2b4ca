"""What holds for every page: two languages, every width, keyboard, no script needed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATHS = ["/", "/me", "/me/texts", "/organiser/days"]
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
UNLABELLED = """
[...document.querySelectorAll("input:not([type=hidden]), textarea, select")]
  .filter((field) => !field.labels.length).length
"""
NAMELESS = "[...document.querySelectorAll('button, a')].filter((b) => !b.textContent.trim()).length"


@pytest.fixture(params=[1280, 390, 320])
def member(request, visit):
    """Somebody who has stepped in, on a screen of some width."""
    return _stepped_in(visit(width=request.param))


def pages_of(page):
    """Walk through the pages a member reaches without changing anything but his own lists."""
    for path in PATHS:
        page.goto(path)
        yield path
    for intent in ("support", "challenge"):
        page.goto("/me")
        page.locator(f"button[value={intent}]").first.click()
        page.wait_for_url("**/suggestions/*")
        yield intent


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_and_nothing_sticks_out(member, scheme):
    member.emulate_media(color_scheme=scheme)
    for where in pages_of(member):
        assert member.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
        assert member.evaluate(CONTRAST) == [], where


def test_everything_a_finger_meets_is_big_enough(visit):
    page = _stepped_in(visit(width=390))
    for where in pages_of(page):
        for target in page.locator("button:visible, summary:visible, nav a:visible").all():
            assert target.bounding_box()["height"] >= 24, (where, target.inner_text())


@pytest.mark.parametrize(
    ("locale", "language", "heading"), [("da-DK", "da", "Hej"), ("en-GB", "en", "Hello")]
)
def test_a_page_speaks_the_browsers_language_until_another_is_chosen(visit, locale, language, heading):
    page = _stepped_in(visit(locale=locale))
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    other = {"da": "en", "en": "da"}[language]
    page.locator(f"button[name=language][value={other}]").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page).to_have_url(re.compile("/me$"))


def test_the_keyboard_skips_to_the_content(visit):
    page = visit()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_every_field_and_button_has_a_name(member):
    for where in pages_of(member):
        assert member.evaluate(UNLABELLED) == 0, where
        assert member.evaluate(NAMELESS) == 0, where
        assert member.locator("h1").count() == 1, where


def test_a_day_is_set_up_without_scripts(visit):
    page = visit("/organiser/days", scripts=False)
    page.get_by_label("Name", exact=True).fill("Uden script")
    page.get_by_label("Date").fill("2030-05-01")
    page.get_by_role("button", name="Set up the day").click()
    expect(page.locator("#filter")).to_be_hidden()
    page.locator(".ticks").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save the attendees").click()
    expect(page.get_by_text("1 member attends.")).to_be_visible()


def _stepped_in(page):
    page.locator("button[name=email]").first.click()
    page.wait_for_url("**/me")
    return page
