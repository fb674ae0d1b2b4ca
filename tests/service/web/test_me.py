def test_my_page_shows_what_i_have_stated(browser_of, network):
    page = browser_of(network[0]).see("/me")
    assert "Hos Tangvig Maskiner sker det" in page
    assert "Jeg, Gudrun Havgaard, har prøvet" in page


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
