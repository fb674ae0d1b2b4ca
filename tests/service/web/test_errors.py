import pytest

from service.web.errors import render_error


@pytest.mark.parametrize(("language", "words"), [("da", "Her er ingenting"), ("en", "Nothing here")])
def test_a_page_that_is_not_there_says_so_in_the_readers_language(browser_of, network, language, words):
    answer = browser_of(network[0], language).open("/nowhere")
    assert answer.status_code == 404
    assert words in answer.text


def test_of_two_addresses_only_the_one_the_reader_typed_is_told(app):
    with app.test_request_context(method="POST", data={"emails": "Me@firma.example, more"}):
        page = render_error(409, "Conflict", "me@firma.example cannot meet 'you@secret.example' at present.")
    assert "me@firma.example cannot meet" in page
    assert "secret" not in page


def test_an_error_about_somebody_on_a_list_does_not_name_him(browser_of, network):
    reader = browser_of(network[0])
    page = reader.send("/suggestions", challenge=1, intent="support")
    assert "Ask to meet" in page
    for email in network[1:]:
        browser_of(email).send("/me/pause", until="2025-04-01")
    answer = reader.post(f"{reader.path}/1", message="")
    assert answer.status_code == 409
    for email in network[1:]:
        assert email not in answer.text


def test_an_address_the_reader_typed_is_told(browser, network):
    answer = browser.post("/step-in", email="nobody@nowhere.example")
    assert "nobody@nowhere.example" in answer.text
