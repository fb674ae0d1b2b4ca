import re

import pytest

from models.ranking.questions import QuestionDeck
from service.config import DATA

INTENTS = ["support", "challenge"]
LANGUAGES = ["da", "en"]


@pytest.fixture(params=INTENTS)
def intent(request):
    return request.param


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_on_a_list_can_be_known_by_name_organisation_or_address(
    browser_of, network, identity, intent, language
):
    page = browser_of(network[0], language).send("/suggestions", challenge=1, intent=intent)
    assert page.count('<li class="card person') >= 2
    for email in network[1:]:
        leaked = {known for known in identity(email) if known.casefold() in page.casefold()}
        assert not leaked


def test_the_sentences_stand_side_by_side_with_names_hidden(browser_of, network):
    page = browser_of(network[0]).send("/suggestions", challenge=1, intent="support")
    assert "You write" in page
    assert "Hos Tangvig Maskiner sker det, at den dygtigste" in page
    assert "They write, about their experience" in page
    assert re.search(r"Jeg, \[name hidden\], har prøvet, at den dygtigste", page)


def test_what_the_other_may_gain_is_told(browser_of, network):
    page = browser_of(network[0]).send("/suggestions", challenge=1, intent="support")
    gain = page.split("What they may gain from you", 1)[1]
    assert "Jeg, Gudrun Havgaard, har prøvet, at sygefraværet" in gain
    assert "They write, about their own challenge" in gain


def test_the_distance_is_told_in_words_and_nothing_in_percent(browser_of, network, intent):
    page = browser_of(network[0]).send("/suggestions", challenge=1, intent=intent)
    assert "Another industry" in page
    assert re.search("levels? (above|below) you", page)
    assert "%" not in page


def test_fewer_people_than_wanted_is_said_honestly(browser_of, network, intent):
    page = browser_of(network[0]).send("/suggestions", challenge=1, intent=intent)
    assert "fit well enough. We would rather show few than fill the list." in page


def test_wishes_about_distance_are_shown_as_they_were_made_and_kept_for_the_other_question(
    browser_of, network
):
    page = browser_of(network[0]).send(
        "/suggestions", challenge=1, intent="support", industry="far", level="same"
    )
    assert _ticked(page) == {"industry": "far", "function": "any", "level": "same"}
    for axis, wish in _ticked(page).items():
        assert f'<input type="hidden" name="{axis}" value="{wish}">' in page
    assert re.search(r"\d of \d meet all your wishes\.", page)


def test_without_a_wish_nothing_is_counted(browser_of, network, intent):
    page = browser_of(network[0]).send("/suggestions", challenge=1, intent=intent)
    assert set(_ticked(page).values()) == {"any"}
    assert "meet all your wishes" not in page


def test_a_wish_that_does_not_exist_is_refused(browser_of, network):
    answer = browser_of(network[0]).post("/suggestions", challenge=1, intent="support", level="nearish")
    assert answer.status_code == 422


def test_the_same_list_is_shown_again_without_a_new_one(browser_of, network, intent):
    reader = browser_of(network[0])
    first = reader.send("/suggestions", challenge=1, intent=intent)
    where = reader.path
    assert _shown(reader.see(where)) == _shown(first)


def test_the_tabs_ask_the_other_question_for_the_same_challenge(browser_of, network):
    reader = browser_of(network[0])
    assert "People who can support you" in reader.send("/suggestions", challenge=1, intent="support")
    assert "People who can challenge you" in reader.send("/suggestions", challenge=1, intent="challenge")


def test_asking_leads_to_the_introduction_and_marks_the_person(browser_of, network):
    reader = browser_of(network[0])
    reader.send("/suggestions", challenge=1, intent="support")
    where = reader.path
    page = reader.send(f"{where}/1", message="Har du en time?")
    assert "You have asked." in page
    assert "Har du en time?" in page
    assert "There is already an introduction between you two." in reader.see(where)


def test_when_the_freeze_is_over_an_earlier_introduction_hinders_no_new_one(browser_of, network, clock):
    reader = browser_of(network[0])
    reader.send("/suggestions", challenge=1, intent="support")
    reader.send(f"{reader.path}/1", message="")
    asked = reader.path
    for email in network[1:]:
        if browser_of(email).open(asked).status_code == 200:
            browser_of(email).send(f"{asked}/answer", answer="yes")
    assert "Both have said yes" in reader.see("/me")
    clock.advance(days=1000)
    page = reader.send("/suggestions", challenge=1, intent="support")
    assert page.count("Send the question") == page.count('<li class="card person') == len(network) - 1
    assert "There is already an introduction" not in page


def test_a_list_is_its_seekers_alone(browser_of, network):
    reader, other = browser_of(network[0]), browser_of(network[1])
    reader.send("/suggestions", challenge=1, intent="support")
    assert other.open(reader.path).status_code == 403
    assert other.post(f"{reader.path}/1", message="").status_code == 403


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"challenge": 1, "intent": "gossip"}, 422),
        ({"challenge": "one", "intent": "support"}, 422),
        ({"challenge": 7, "intent": "support"}, 422),
        ({"intent": "support"}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_page(browser_of, network, form, status):
    answer = browser_of(network[0]).post("/suggestions", **form)
    assert answer.status_code == status
    assert "That did not work" in answer.text


def test_a_position_that_is_not_on_the_list_is_not_found(browser_of, network):
    reader = browser_of(network[0])
    reader.send("/suggestions", challenge=1, intent="support")
    assert reader.post(f"{reader.path}/99", message="").status_code == 404


def _shown(page):
    return re.findall(r'<h2 id="person-\d+">(.*?)</h2>', page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_questions_to_bring_are_shown_in_the_readers_language(browser_of, network, intent, language):
    page = browser_of(network[0], language).send("/suggestions", challenge=1, intent=intent)
    shown = re.search(r'<section class="questions".*?</section>', page, re.DOTALL)[0]
    deck = {q.in_language(language): q for q in QuestionDeck.read(DATA / "questions").questions}
    found = [deck[text] for text in re.findall("<li>(.*?)</li>", shown)]
    assert len(found) == 3
    assert any(question.sharp for question in found) is (intent == "challenge")


def _ticked(page):
    return dict(re.findall(r'<input type="radio" name="(\w+)" value="(\w+)" checked>', page))
