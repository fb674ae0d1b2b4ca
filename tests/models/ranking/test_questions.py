import dataclasses
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import UnfitFileError
from models.domain.members import Intent, Kind
from models.ranking.questions import OFFERED, QUESTIONS, SHARP_FIRST, SITUATIONS, QuestionDeck, QuestionKind
from models.text.hashing import HashingEncoder

DATA = Path(__file__).resolve().parents[3] / "data"
DECK = QuestionDeck.read(DATA / "questions")
ENCODER = HashingEncoder()
KINDS = tuple(QuestionKind)


@pytest.fixture(scope="module")
def challenges():
    lines = (DATA / "sample" / "members.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for line in lines for text in json.loads(line)["challenges"]]


class Remembering:
    """An encoder that reads some texts ahead, all at once."""

    def __init__(self, encoder, texts):
        self.encoder, self.fingerprint = encoder, encoder.fingerprint
        self.known = dict(zip(texts, encoder.encode(texts, Kind.CHALLENGE), strict=True))

    def encode(self, texts, kind):
        return np.stack(
            [self.known[text] for text in texts if text in self.known] or self.encoder.encode(texts, kind)
        )


@pytest.fixture
def hashing_encoder():
    return ENCODER


@pytest.fixture
def folder(tmp_path):
    """A small deck that is right: three kinds, each gentle and sharp."""
    write(tmp_path, [row(number) for number in range(6)])
    (tmp_path / SITUATIONS).write_text("Det regner.\nIt is raining.\n", encoding="utf-8")
    return tmp_path


def row(number, **changes):
    question = {
        "id": f"q{number}",
        "da": "Hvad nu?",
        "en": "What now?",
        "kind": KINDS[number % 3].value,
        "sharp": number < 3,
        "about": f"situation {number}",
    }
    return question | changes


def write(folder, rows):
    text = "".join(json.dumps(r) + "\n" for r in rows)
    (folder / QUESTIONS).write_text(text, encoding="utf-8")


@given(challenge=st.text(), intent=st.sampled_from(Intent))
def test_three_questions_of_three_kinds_come_with_any_challenge(challenge, intent):
    chosen = DECK.fitting(challenge, intent, ENCODER)
    assert len({question.kind for question in chosen}) == len(chosen) == OFFERED


@given(challenge=st.text())
def test_support_is_never_asked_a_sharp_question(challenge):
    assert not any(q.sharp for q in DECK.fitting(challenge, Intent.SUPPORT, ENCODER))


@given(challenge=st.text())
def test_a_challenge_begins_with_the_sharp_ones(challenge):
    sharp = [q.sharp for q in DECK.fitting(challenge, Intent.CHALLENGE, ENCODER)]
    assert all(sharp[:SHARP_FIRST])
    assert sharp == sorted(sharp, reverse=True)


@given(challenge=st.text(), intent=st.sampled_from(Intent))
def test_the_same_challenge_gets_the_same_three(challenge, intent):
    again = QuestionDeck.read(DATA / "questions")
    assert again.fitting(challenge, intent, ENCODER) == DECK.fitting(challenge, intent, ENCODER)


@given(number=st.integers(0, len(DECK.questions) - 1))
def test_a_challenge_in_the_words_of_a_description_gets_its_question(number):
    question = DECK.questions[number]
    intent = Intent.CHALLENGE if question.sharp else Intent.SUPPORT
    assert question in DECK.fitting(question.about, intent, ENCODER)


@pytest.mark.parametrize(
    "reader", ["hashing_encoder", pytest.param("sentence_encoder", marks=pytest.mark.encoder)]
)
def test_half_of_the_deck_is_used_and_no_question_comes_up_for_everybody(challenges, reader, request):
    encoder = Remembering(request.getfixturevalue(reader), challenges)
    for intent in Intent:
        used = Counter(q.id for text in challenges for q in DECK.fitting(text, intent, encoder))
        allowed = [q for q in DECK.questions if intent is Intent.CHALLENGE or not q.sharp]
        assert len(used) >= len(allowed) / 2
        assert used.most_common(1)[0][1] <= len(challenges) / 4


def test_a_question_that_resembles_everything_does_not_come_up_for_that():
    """The hub is the most similar one to every text; the others are more similar than they usually are."""
    vectors = {
        "hub": (0.9, 0.0),
        "ferry": (0.5, 0.5),
        "our ferry": (1.0, 0.2),
        "pay": (1.0, 0.0),
        "a bit of ferry": (1.0, 0.1),
    }

    class Crowded(HashingEncoder):
        def encode(self, texts, kind, *, progress=None):
            del kind, progress
            return np.array([vectors[text] for text in texts], dtype=np.float32)

    gentle = [question for question in DECK.questions if not question.sharp]
    abouts = ["hub", *["ferry"] * (len(gentle) - 1)]
    questions = [dataclasses.replace(q, about=about) for q, about in zip(gentle, abouts, strict=True)]
    deck = QuestionDeck(questions, ["pay", "a bit of ferry", "pay"])
    assert questions[0] not in deck.fitting("our ferry", Intent.SUPPORT, Crowded())


def test_the_deck_is_read_by_an_encoder_once():
    class Counting(HashingEncoder):
        texts = 0

        def encode(self, texts, kind, *, progress=None):
            self.texts += len(texts)
            return super().encode(texts, kind, progress=progress)

    encoder, deck = Counting(), QuestionDeck.read(DATA / "questions")
    for _ in range(3):
        deck.fitting("Vi mister ordrer.", Intent.SUPPORT, encoder)
    assert encoder.texts == len(deck.questions) + len(deck.situations) + 3


def test_a_question_is_told_in_the_readers_language():
    first = DECK.questions[0]
    assert (first.in_language("da"), first.in_language("en")) == (first.da, first.en)


def test_a_small_deck_is_read(folder):
    assert [q.id for q in QuestionDeck.read(folder).questions] == [f"q{n}" for n in range(6)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sharp": "yes"}, "sharp is 'yes'"),
        ({"da": " "}, "da is ' '"),
        ({"kind": "gossip"}, "choose one of assumptions"),
        ({"note": "?"}, "exactly the fields"),
        ({"id": "q1"}, "'q1' stands there twice"),
    ],
)
def test_a_wrong_question_is_named_with_its_place(folder, changes, told):
    write(folder, [row(number) for number in range(6)] + [row(6, **changes)])
    with pytest.raises(UnfitFileError, match=told):
        QuestionDeck.read(folder)


def test_a_line_that_is_no_json_is_named(folder):
    (folder / QUESTIONS).write_text("\nhello\n", encoding="utf-8")
    with pytest.raises(UnfitFileError, match="line 2 is no JSON"):
        QuestionDeck.read(folder)


def test_a_deck_without_gentle_questions_of_three_kinds_is_refused(folder):
    write(folder, [row(number) for number in range(5)])
    with pytest.raises(UnfitFileError, match="gentle questions of 2 kinds"):
        QuestionDeck.read(folder)


@pytest.mark.parametrize("name", [QUESTIONS, SITUATIONS])
def test_a_missing_and_an_empty_file_are_told(folder, name):
    (folder / name).write_text("\n", encoding="utf-8")
    with pytest.raises(UnfitFileError, match="is empty"):
        QuestionDeck.read(folder)
    (folder / name).unlink()
    with pytest.raises(UnfitFileError, match="cannot be read"):
        QuestionDeck.read(folder)
