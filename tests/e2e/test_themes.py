"""A member says with one tap which problem a text is about, and corrects it."""

import re

import pytest
from playwright.sync_api import expect
from theme_fakes import example_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEXT = example_of("silos")
LANGUAGES = {
    "en-GB": {
        "change": "Change my texts",
        "new": "A new challenge",
        "save": "Save my texts",
        "check": "Check my texts",
        "other": "Another theme",
        "theme": "Silos between departments",
        "right": "Complaints and apologies",
        "chosen": "Chosen; it is confirmed when you save.",
        "confirmed": "Confirmed.",
    },
    "da-DK": {
        "change": "Ret mine tekster",
        "new": "En ny udfordring",
        "save": "Gem mine tekster",
        "check": "Tjek mine tekster",
        "other": "Et andet tema",
        "theme": "Siloer mellem afdelinger",
        "right": "Klager og undskyldninger",
        "chosen": "Valgt; det bekræftes, når du gemmer.",
        "confirmed": "Bekræftet.",
    },
}


class Writer:
    """Somebody who has stepped in and changes his texts, the last challenge above all."""

    def __init__(self, page, said, who):
        self.page, self.said = page, said
        page.get_by_role("searchbox").fill(who)
        page.locator("form.search button").click()
        page.locator(".people button, .list button").first.click()
        self.open()

    def open(self):
        self.page.goto("/me/texts")

    def save(self):
        self.page.get_by_role("button", name=self.said["save"]).click()
        self.page.wait_for_url(re.compile("/me$"))

    def write(self, text):
        """Write into the blank field for a challenge; the field with all that belongs to it."""
        blank = self.page.get_by_label(self.said["new"])
        place = blank.get_attribute("id")
        blank.fill(text)
        return self.page.locator(f"#field-{place}")

    def field_of(self, text):
        holds = self.page.locator("textarea", has_text=text)
        return self.page.locator(".statement-field").filter(has=holds)


@pytest.fixture(params=LANGUAGES)
def writer(request, visit):
    """Gives a writer in one language after the other."""
    who = {"en-GB": "Dorte Skaarup", "da-DK": "Anders"}[request.param]
    return lambda **screen: Writer(visit(locale=request.param, **screen), LANGUAGES[request.param], who)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_theme_is_tapped_saved_confirmed_and_corrected(writer, width):
    me = writer(width=width)
    text = f"{TEXT} {width}."
    last = me.write(text)
    chip = last.get_by_role("radio", name=me.said["theme"])
    expect(chip).not_to_be_checked()
    last.locator(".chip", has_text=me.said["theme"]).click()
    expect(chip).to_be_checked()
    expect(last.get_by_text(me.said["chosen"])).to_be_visible()
    me.save()
    expect(me.page.locator("article").filter(has_text=text)).to_contain_text(me.said["theme"])

    me.open()
    kept = me.field_of(text)
    expect(kept.get_by_role("radio", name=me.said["theme"])).to_be_checked()
    expect(kept.get_by_text(me.said["confirmed"])).to_be_visible()

    # It is corrected from the whole list: the right one becomes a theme to tap, and the list is free again.
    kept.get_by_label(me.said["other"]).focus()
    kept.get_by_label(me.said["other"]).select_option("complaints-and-apologies")
    expect(kept.get_by_role("radio", name=me.said["right"])).to_be_checked()
    expect(kept.get_by_label(me.said["other"])).to_have_value("")
    expect(kept.get_by_label(me.said["other"])).to_be_focused()
    me.save()
    me.open()
    expect(me.field_of(text).get_by_role("radio", name=me.said["right"])).to_be_checked()


def test_the_keyboard_chooses_a_theme(writer):
    me = writer()
    field = me.write(f"{TEXT} Igen.")
    expect(field.get_by_role("radio").first).to_be_attached()
    me.page.keyboard.press("Tab")
    expect(field.get_by_role("radio").first).to_be_focused()
    me.page.keyboard.press("Space")
    expect(field.get_by_role("radio").first).to_be_checked()
    expect(field.get_by_text(me.said["chosen"])).to_be_visible()
    expect(field.get_by_role("radio").first).to_be_focused()


def test_a_theme_is_chosen_without_scripts_too(writer):
    me = writer(scripts=False)
    text = f"{TEXT} Uden."
    me.write(text)
    me.page.get_by_role("button", name=me.said["check"]).click()
    me.field_of(text).locator(".chip", has_text=me.said["theme"]).click()
    me.save()
    me.open()
    expect(me.field_of(text).get_by_role("radio", name=me.said["theme"])).to_be_checked()


def test_a_theme_of_the_list_that_is_offered_anyway_is_tapped_there(writer):
    me = writer()
    field = me.write(f"{TEXT} Listen.")
    expect(field.get_by_role("radio", name=me.said["theme"])).to_be_attached()
    field.get_by_label(me.said["other"]).select_option("silos")
    expect(field.get_by_role("radio", name=me.said["theme"])).to_be_checked()
    expect(field.get_by_label(me.said["other"])).to_have_value("")
