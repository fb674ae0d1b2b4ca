import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_browser import Browser

from service.web.language import _local

DANISH, ENGLISH = 'lang="da"', 'lang="en"'


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("da", DANISH),
        ("en-GB,en;q=0.9", ENGLISH),
        ("de,en;q=0.5,da;q=0.4", ENGLISH),
        ("da-DK", DANISH),
        ("fr", DANISH),
    ],
)
def test_a_page_speaks_as_the_browser_asks_and_else_as_configured(app, network, asked, shown):
    assert f"<html {shown}>" in Browser(app, asked).see()


def test_a_choice_is_kept_and_outweighs_what_the_browser_asks(app, network):
    reader = Browser(app, "en")
    assert "Netværksdage" in reader.send("/language", language="da", back="/organiser/days")
    assert "Netværksdage" in reader.see("/organiser/days")


def test_another_language_is_refused(browser, network):
    assert browser.post("/language", language="xx").status_code == 422


def test_both_languages_name_level_function_industry_and_region(browser_of, network):
    danish = _first_suggestions(browser_of(network[0], "da"))
    english = _first_suggestions(browser_of(network[0], "en"))
    for words in ("Sundhed og socialvæsen", "Midtjylland", "Topleder · Sundhedsfaglig", "En anden branche"):
        assert words in danish
        assert words not in english
    for words in ("Health and social work", "Central Jutland", "Executive · Health care", "Another industry"):
        assert words in english
        assert words not in danish


@given(st.text())
def test_the_toggle_leads_nowhere_but_back_into_this_site(address):
    local = _local(address)
    assert not local or local.startswith("/")


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example"]
)
def test_the_toggle_leads_to_no_other_site(address):
    assert not _local(address)


def _first_suggestions(reader):
    return reader.send("/suggestions", challenge=1, intent="support")
