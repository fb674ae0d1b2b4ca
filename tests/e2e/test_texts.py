"""A member changes his texts, is coached while he writes, and finds questions to bring."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VAGUE = "Vi skal generelt blive bedre til at kommunikere med hinanden i hverdagen."
CONCRETE = "I marts glemte natholdet at lukke ventilen, og 14.000 liter løb ud. Ingen havde skrevet det ned."
WIDTHS = [1280, 390]


@pytest.fixture
def writer(visit):
    """Somebody who has stepped in, on a screen of some width."""

    def writer(**screen):
        page = visit(**screen)
        page.get_by_role("searchbox").fill("Dorte Skaarup")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Step in Dorte Skaarup").click()
        page.get_by_role("link", name="Change my texts").click()
        return page

    return writer


@pytest.mark.parametrize("width", WIDTHS)
def test_a_text_is_coached_while_it_is_written_then_saved_and_asked_about(writer, width):
    page = writer(width=width)
    place = page.get_by_label("A new challenge").get_attribute("id")
    coach = page.locator(f"#coach-{place}")

    # After a pause in typing the advice comes, and it goes when the text has become better.
    page.locator(f"#{place}").fill(VAGUE)
    expect(coach).to_contain_text("“generelt” fits any workplace.")
    page.locator(f"#{place}").fill(CONCRETE)
    expect(coach).not_to_contain_text("fits any workplace")
    expect(coach).to_contain_text("may fit this")
    # There is room for one more, and what was written has stayed.
    expect(page.locator("textarea[name=challenge]").last).to_have_value("")
    expect(page.locator(f"#{place}")).to_have_value(CONCRETE)

    page.get_by_role("button", name="Save my texts").click()
    expect(page.get_by_text("Your texts are saved.")).to_be_visible()
    mine = page.locator("article").filter(has_text=CONCRETE)
    mine.get_by_role("button", name="Get challenged").click()
    page.wait_for_url("**/suggestions/*")
    expect(page.locator(".asked")).to_have_text(CONCRETE)
    expect(page.get_by_role("heading", name="Bring one of these")).to_be_visible()
    questions = page.locator(".questions li").all_inner_texts()
    assert len(set(questions)) == 3

    # The same three go with the introduction.
    page.locator(".person summary").first.click()
    page.get_by_role("button", name="Send the question").first.click()
    page.wait_for_url("**/introductions/*")
    assert page.locator(".questions li").all_inner_texts() == questions

    # What was stated is taken back.
    page.goto("/me/texts")
    page.locator(f"button[name=remove][value={place}]").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    page.get_by_role("button", name="Save my texts").click()
    page.wait_for_url(re.compile("/me$"))
    expect(page.locator("article").filter(has_text=CONCRETE)).to_have_count(0)


def test_what_was_written_before_the_script_came_is_coached_too(writer):
    page = writer()
    place = page.get_by_label("A new challenge").get_attribute("id")
    late = []
    page.route("**/coach.js", lambda route: late.append(route))  # noqa: PLW0108 - playwright counts parameters
    page.reload(wait_until="commit")
    page.locator(f"#{place}").fill(VAGUE)
    late[0].continue_()
    expect(page.locator(f"#coach-{place}")).to_contain_text("“generelt” fits any workplace.")


def test_without_scripts_a_button_checks_the_same(writer):
    page = writer(scripts=False)
    page.get_by_label("A new challenge").fill(VAGUE)
    page.get_by_role("button", name="Check my texts").click()
    expect(page.get_by_text("“generelt” fits any workplace.")).to_be_visible()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
