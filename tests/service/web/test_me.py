import re

import pytest


def test_my_page_shows_what_i_have_stated(browser_of, network):
    page = browser_of(network[0]).see("/me")
    assert "Hos Tangvig Maskiner sker det" in page
    assert "Jeg, Gudrun Havgaard, har prøvet" in page


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_member_says_for_each_text_who_may_read_it(browser_of, context, network, language):
    reader = browser_of(network[0], language)
    page = reader.see("/me")
    numbers = re.findall(r'action="/me/statements/(\d+)"', page)
    assert re.findall(r'<option value="(\w+)" selected>', page) == ["network"] * len(numbers)
    assert len(numbers) == 2
    page = reader.send(f"/me/statements/{numbers[0]}", visibility="matching")
    assert re.findall(r'<option value="(\w+)" selected>', page) == ["matching", "network"]
    assert ("holds at once" if language == "en" else "gælder med det samme") in page


def test_nobody_says_so_for_somebody_elses_text(browser_of, network):
    other = re.findall(r'action="/me/statements/(\d+)"', browser_of(network[1]).see("/me"))[0]
    assert browser_of(network[0]).post(f"/me/statements/{other}", visibility="matching").status_code == 404


def test_a_visibility_that_does_not_exist_is_refused(browser_of, network):
    own = re.findall(r'action="/me/statements/(\d+)"', browser_of(network[0]).see("/me"))[0]
    assert browser_of(network[0]).post(f"/me/statements/{own}", visibility="all").status_code == 422


def test_a_pause_is_begun_and_ended(browser_of, network):
    reader = browser_of(network[0])
    page = reader.send("/me/pause", until="2025-04-01")
    assert "You have a pause until 1 April 2025" in page
    assert "Welcome back." in reader.send("/me/resume")
    assert "You have a pause" not in reader.see("/me")


def test_a_pause_is_told_in_danish_too(browser_of, network):
    page = browser_of(network[0], "da").send("/me/pause", until="2025-04-01")
    assert "Du holder pause til 1. april 2025" in page


def test_somebody_paused_is_not_suggested(browser_of, network):
    for email in network[1:]:
        browser_of(email).send("/me/pause", until="2025-04-01")
    assert "We found nobody" in browser_of(network[0]).send("/suggestions", challenge=1, intent="support")


def test_a_pause_without_a_day_is_refused(browser_of, network):
    assert browser_of(network[0]).post("/me/pause", until="soon").status_code == 422
