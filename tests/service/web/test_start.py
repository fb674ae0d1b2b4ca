import pytest

PAGES = ["/", "/me", "/organiser/days", "/days/1"]


def test_the_demo_lets_anyone_step_in_as_any_member(browser, network):
    page = browser.see()
    assert "Gudrun Havgaard" in page
    assert "Tangvig Maskiner" in page
    assert "Hello, Valdemar Østrup" in browser.send("/step-in", email=network[2])


@pytest.mark.parametrize("wanted", ["klitmøller", "lærerkreds teaching", "KODEKÆLDEREN vagtplanen"])
def test_a_search_looks_for_every_word_in_names_organisations_functions_and_challenges(
    browser, network, wanted
):
    page = browser.see(f"/?q={wanted}")
    assert ("Ursula" in page) != ("Valdemar" in page)
    assert "Tobias" not in page


def test_a_search_without_result_says_so(browser, network):
    assert "Nobody here matches" in browser.see("/?q=zeppelin")


def test_every_page_says_that_it_is_a_demo(browser_of, network):
    reader = browser_of(network[0])
    for path in [*PAGES, "/nowhere"]:
        assert "Demo with invented people." in reader.see(path), path


def test_stepping_out_forgets_who_was_there(browser_of, network):
    reader = browser_of(network[0])
    reader.send("/step-out")
    assert "Choose who you are first." in reader.see("/me")


def test_pages_that_need_a_member_send_others_to_the_start(browser, network):
    browser.see("/me")
    assert browser.path == "/"


def test_an_unknown_member_is_not_stepped_in_as(browser, network):
    assert browser.post("/step-in", email="nobody@nowhere.example").status_code == 404


class TestWithoutDemo:
    @pytest.fixture
    def demo(self):
        return False

    def test_the_start_page_says_that_there_is_no_sign_in_and_where_the_api_is_described(
        self, browser, network
    ):
        page = browser.see()
        assert "no sign-in on the web yet" in page
        assert 'href="/api/docs/"' in page
        assert browser.open("/api/docs/").status_code == 200

    @pytest.mark.parametrize(
        "path", ["/me", "/organiser/days", "/organiser/days/1", "/days/1", "/suggestions/x"]
    )
    def test_every_other_page_is_closed_and_names_nobody(self, browser, network, path):
        answer = browser.open(path)
        assert answer.status_code == 403
        assert "Gudrun" not in answer.text

    def test_nobody_can_step_in(self, browser, network):
        assert browser.post("/step-in", email=network[0]).status_code == 403
        assert "Gudrun" not in browser.see()
