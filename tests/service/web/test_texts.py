import re
from dataclasses import replace

import pytest

from service.use_cases.coach import MOST_TEXTS
from service.use_cases.members import get_member, save_member
from service.use_cases.stated_text import MAX_TEXT

GOOD = "I marts mistede vi 14 af vores 60 kunder, fordi ingen havde ringet til dem i et halvt år."
VAGUE = "Vi skal generelt blive bedre til at kommunikere med hinanden i hverdagen."


@pytest.fixture
def reader(browser_of, network):
    return browser_of(network[0])


@pytest.fixture
def member(context, network):
    """Gives the reader as he is stored now."""
    return lambda: get_member(context, network[0])


def send(reader, version, *, challenge=(), expertise=(), **pressed):
    form = {"version": version, "challenge": list(challenge), "expertise": list(expertise)}
    return reader.post("/me/texts", **form | pressed)


def fields(page):
    return re.findall(r'<textarea id="([\w-]+)"[^>]*>([^<]*)</textarea>', page)


def test_the_form_holds_what_is_stated_and_room_for_more(reader, member):
    profile = member().profile
    assert fields(reader.see("/me/texts")) == [
        ("challenge-0", profile.challenges[0]),
        ("challenge-1", ""),
        ("expertise-0", profile.expertise[0]),
        ("expertise-1", ""),
    ]


def test_texts_are_saved_without_blanks_and_repetitions(reader, member):
    page = send(reader, 1, challenge=[GOOD, "", VAGUE, GOOD], expertise=["  To\r\nlinjer. "], do="save")
    assert "Your texts are saved." in page.text
    assert member().profile.challenges == (GOOD, VAGUE)
    assert member().profile.expertise == ("To\nlinjer.",)


def test_a_check_advises_and_keeps_nothing(reader, member):
    before = member()
    page = send(reader, 1, challenge=[VAGUE], expertise=[], do="check").text
    assert "“generelt” fits any workplace" in page
    assert "You have not said what others can come to you for." in page
    assert "Nothing is saved yet." in page
    assert (("challenge-0", VAGUE)) in fields(page)
    assert member() == before


def test_advice_is_given_in_danish_too(browser_of, network):
    page = send(browser_of(network[0], "da"), 1, challenge=[VAGUE], do="check").text
    assert "»generelt« passer på enhver arbejdsplads" in page


def test_advice_never_blocks_saving(reader, member):
    send(reader, 1, challenge=["Kort."], do="save")
    assert member().profile.challenges == ("Kort.",)
    assert member().profile.expertise == ()


def test_a_text_is_taken_out_and_gone_when_saved(reader, member):
    page = send(reader, 1, challenge=[GOOD, VAGUE], expertise=["Giver."], remove="challenge-0").text
    assert fields(page)[:2] == [("challenge-0", VAGUE), ("challenge-1", "")]
    assert GOOD not in member().profile.challenges


def test_what_somebody_else_saved_is_not_overwritten_unseen(reader, member):
    send(reader, 1, challenge=[GOOD], expertise=["Giver."], do="save")
    late = send(reader, 1, challenge=[VAGUE], expertise=["Giver."], do="save")
    assert late.status_code == 412
    assert "Your texts were changed elsewhere" in late.text
    assert VAGUE in late.text
    assert GOOD in late.text
    assert member().profile.challenges == (GOOD,)
    version = re.search(r'name="version" value="(\d+)"', late.text)[1]
    assert send(reader, version, challenge=[VAGUE], expertise=["Giver."], do="save").status_code == 200
    assert member().profile.challenges == (VAGUE,)


def test_a_member_states_something(reader, member):
    before = member()
    answer = send(reader, 1, challenge=[" "], expertise=[""], do="save")
    assert answer.status_code == 422
    assert "State at least one challenge or one thing you can give." in answer.text
    assert member() == before


LONG = "æ" * 4001
ODD = "Vi mister\x07 kunder, fordi ingen ringer."


REASONS = {
    "en": ("This text has 4001 characters; at most 4000 are kept.", "Something in this text cannot be kept"),
    "da": ("Teksten har 4001 tegn; der gemmes højst 4000.", "Noget i teksten kan ikke gemmes"),
}


@pytest.mark.parametrize("language", REASONS)
def test_a_refused_text_stays_in_the_form_with_the_reason_below_it(browser_of, network, member, language):
    before, reader = member(), browser_of(network[0], language)
    for text, reason in zip((LONG, ODD), REASONS[language], strict=True):
        for pressed, status in (("check", 200), ("save", 422)):
            page = send(reader, 1, challenge=[GOOD, text], expertise=["Giver."], do=pressed)
            assert page.status_code == status
            assert reason in page.text
            assert [said for _, said in fields(page.text)[:2]] == [GOOD, text]
    assert member() == before


def test_two_ways_to_write_one_text_are_one_text(reader, member):
    send(reader, 1, challenge=["Bl\u00e5 mandag.", "Bla\u030a mandag."], do="save")
    assert member().profile.challenges == ("Bl\u00e5 mandag.",)


def test_a_text_sent_twice_keeps_the_theme_chosen_for_either(reader, member):
    chosen = {"theme-challenge-0": "silos", "theme-challenge-1": ""}
    send(reader, 1, challenge=["Vi er siloer.", "Vi er siloer."], do="save", **chosen)
    assert member().profile.challenge_themes == ("silos",)


def test_as_many_letters_as_anybody_may_send_are_not_too_many_for_a_form(reader, member):
    many = [f"{number} ".ljust(MAX_TEXT, "\u00e6") for number in range(MOST_TEXTS)]
    send(reader, 1, challenge=many, do="save")
    assert len(member().profile.challenges) == MOST_TEXTS


@pytest.mark.parametrize(("language", "told"), [("en", "more than 50"), ("da", "mere end 50")])
def test_more_texts_than_anybody_reads_are_refused_and_kept_in_the_form(
    browser_of, network, member, language, told
):
    before, reader = member(), browser_of(network[0], language)
    many = [f"{GOOD} {number}" for number in range(MOST_TEXTS + 1)]
    page = send(reader, 1, challenge=many, do="save")
    assert page.status_code == 422
    assert told in page.text
    assert [said for _, said in fields(page.text)][: len(many)] == many
    assert member() == before
    assert send(reader, 1, challenge=many[1:], do="save").status_code == 200
    assert member().profile.challenges == tuple(many[1:])
    assert "A new challenge" not in reader.see("/me/texts")


def test_whoever_has_brought_more_texts_in_a_file_may_still_mend_them(context, reader, member):
    many = tuple(f"{GOOD} {number}" for number in range(MOST_TEXTS + 2))
    save_member(context, replace(member().profile, challenges=many), expected_version=None)
    mended = ["Mended.", *many[1:]]
    assert send(reader, 2, challenge=[*mended, "One more."], do="save").status_code == 422
    assert send(reader, 2, challenge=mended, do="save").status_code == 200
    assert member().profile.challenges == tuple(mended)


def test_markup_in_a_text_stays_text(reader):
    page = send(
        reader, 1, challenge=["</textarea><script>alert(1)</script> og syv andre ord i hverdagen"], do="check"
    )
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("path", ["/me", "/me/texts"])
def test_whoever_hears_the_page_is_told_which_text_a_control_is_for(reader, path):
    page = reader.see(path)
    controls = re.findall(r'<(?:select|button)\b[^>]*aria-(?:labelledby|describedby)="([^"]+)"', page)
    assert controls
    for references in controls:
        assert all(page.count(f'id="{one}"') == 1 for one in references.split())
    by_name = re.findall(r'aria-labelledby="(remove-[^"]+)"', page)
    assert len(set(by_name)) == len(re.findall('name="remove"', page))
    described = re.findall(r'<select\b[^>]*aria-describedby="([^"]+)"', page)
    assert len(set(described)) == len(re.findall("<select", page))


def test_a_page_names_no_other_member(reader, network, identity):
    page = reader.see("/me/texts")
    for email in network[1:]:
        assert not {known for known in identity(email) if known.casefold() in page.casefold()}
