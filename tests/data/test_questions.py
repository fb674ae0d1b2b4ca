import re
from collections import Counter
from pathlib import Path

import pytest

from models.ranking.questions import QuestionDeck, QuestionKind

FOLDER = Path(__file__).resolve().parents[2] / "data" / "questions"
LONGEST = 25


@pytest.fixture(scope="module")
def deck():
    return QuestionDeck.read(FOLDER)


def test_there_are_enough_questions_and_half_of_them_dare(deck):
    assert len(deck.questions) >= 110
    assert 0.4 <= sum(question.sharp for question in deck.questions) / len(deck.questions) <= 0.6


def test_every_kind_has_gentle_and_sharp_questions(deck):
    kinds = Counter((question.kind, question.sharp) for question in deck.questions)
    assert all(kinds[kind, sharp] >= 3 for kind in QuestionKind for sharp in (True, False))


@pytest.mark.parametrize("language", ["da", "en"])
def test_each_is_one_short_question_and_stands_there_once(deck, language):
    texts = [question.in_language(language) for question in deck.questions]
    assert all(text.endswith("?") and len(text.split()) <= LONGEST for text in texts)
    assert len({re.sub(r"\W+", " ", text).casefold() for text in texts}) == len(texts)


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_two_begin_alike_for_long(deck, language):
    openings = Counter(" ".join(q.in_language(language).split()[:5]) for q in deck.questions)
    assert openings.most_common(1)[0][1] <= 3


def test_the_page_tells_the_numbers_and_kinds_of_the_deck(deck):
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    sharp = sum(question.sharp for question in deck.questions)
    assert f"{len(deck.questions)} questions, one a line: {sharp} sharp" in page
    assert f"{len(deck.situations)} short challenges" in page
    assert all(f"| `{kind}` |" in page for kind in QuestionKind)
