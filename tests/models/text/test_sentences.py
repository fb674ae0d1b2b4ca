import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text.sentences import split_sentences

PROSE = st.lists(
    st.sampled_from(
        [
            "Jeg",
            "leder",
            "f.eks.",
            "Dr.",
            "12.",
            "osv.",
            "nu.",
            "hvad?",
            "nej!",
            "…",
            "»Ja.«",
            "\n",
            "- A",
            "i.",
        ]
    )
).map(" ".join)


@given(st.text() | PROSE)
def test_sentences_are_verbatim_slices_in_order_and_lose_nothing_but_space(text):
    position = 0
    for sentence in split_sentences(text):
        assert sentence == sentence.strip() != ""
        found = text.index(sentence, position)
        assert text[position:found].strip() == ""
        position = found + len(sentence)
    assert text[position:].strip() == ""


@given(st.text() | PROSE)
def test_a_sentence_on_its_own_line_stays_one(text):
    for sentence in split_sentences(text):
        assert "".join(split_sentences(sentence)) == sentence


@pytest.mark.parametrize(
    "sentences",
    [
        ["Vi mangler montører.", "Hvad gør vi?", "Hjælp!"],
        ["Jeg leder bl.a. Anna og ca. 12 andre, dvs. Alle.", "Det er svært."],
        ["Vi bruger værktøjer, f.eks. SAP og Jira.", "Det virker ikke."],
        ["I asked Dr. Jensen, e.g. About budgets.", "She said no."],
        ["Jeg hedder J. P. Hansen.", "Jeg er chef."],
        ["Den situation står jeg i.", "Nu vil jeg videre."],
        ["Mødet er d. 3. marts kl. 10.", "Kom!"],
        ["Vi solgte for 5 mio. Euro i fjor.", "Det var nok."],
        ["Vi er 12.", "Det er for mange."],
        ["1. Find en leder.", "2. Spørg hende."],
        ["Ventetid, sygefravær osv.", "Det koster."],
        ["Han sagde: »Nej.«", "Så gik han."],
        ["(Det var i 2019.)", "Siden er alt nyt."],
        ["Hvorfor? spurgte hun.", "Ingen svarede."],
        ["Vi bruger version 2.5 og Node.js.", "Alt er nyt …", "Måske."],
    ],
)
def test_abbreviations_initials_and_numbers_do_not_end_a_sentence(sentences):
    assert split_sentences(" ".join(sentences)) == sentences


def test_lines_of_their_own_are_sentences_but_a_wrapped_line_is_not():
    text = "Jeg søger:\n- sparring om løn\n- Ledelse\n\nTak for\nhjælpen"
    assert split_sentences(text) == ["Jeg søger:", "- sparring om løn", "- Ledelse", "Tak for\nhjælpen"]


def test_a_blank_text_has_no_sentence_and_any_other_has_one():
    assert split_sentences(" \n\t") == []
    assert split_sentences("bare ord") == ["bare ord"]
