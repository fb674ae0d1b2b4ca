import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from models.domain.errors import BadInputError
from models.text.lexical import LexicalIndex, SharedParts, word_overlap

WORDS = st.lists(st.sampled_from(["leder", "chef", "løn", "salg", "robot", "data"]), max_size=6).map(" ".join)
K1, B = 1.5, 0.75


def bm25(texts, query):
    bags = [Counter(text.split()) for text in texts]
    average = sum(bag.total() for bag in bags) / len(bags)
    scores = np.zeros(len(texts))
    for word in query.split():
        holding = sum(word in bag for bag in bags)
        weight = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for row, bag in enumerate(bags):
            if bag[word]:
                scores[row] += weight * bag[word] / (bag[word] + K1 * (1 - B + B * bag.total() / average))
    return scores


@given(st.lists(WORDS, min_size=1, max_size=8).filter(any), WORDS)
def test_scores_are_bm25s_once_for_each_language(texts, query):
    scores = LexicalIndex().fit(texts).scores(query)
    np.testing.assert_allclose(scores, 2 * bm25(texts, query), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("medarbejdere", "En medarbejder sagde op"),
        ("forhandlinger", "Jeg leder en forhandling"),
        ("negotiations", "I led a negotiation"),
        ("VARMEPUMPE", "montører af varmepumper"),
    ],
)
def test_endings_and_case_do_not_hide_a_word_in_either_language(query, text):
    scores = LexicalIndex().fit(["Noget helt andet", text]).scores(query)
    assert scores[0] == 0 < scores[1]


def test_a_second_fit_forgets_the_first():
    index = LexicalIndex().fit(["robotter", "løn"]).fit(["salg"])
    assert index.scores("robotter").tolist() == [0]


@pytest.mark.parametrize(
    ("texts", "query"), [([], "løn"), (["", "…"], "løn"), (["løn"], ""), (["løn"], "ukendt")]
)
def test_where_there_is_no_word_to_share_every_score_is_zero(texts, query):
    assert LexicalIndex().fit(texts).scores(query).tolist() == [0] * len(texts)


def test_asking_before_fitting_says_what_to_do():
    with pytest.raises(BadInputError, match="call fit first"):
        LexicalIndex().scores("løn")


@pytest.mark.parametrize("by_letters", [False, True])
def test_a_text_shares_all_with_itself_and_nothing_with_a_stranger(by_letters):
    overlap = SharedParts(["lederen", "xyz"], by_letters=by_letters).overlap(["ledere", "qqq", ""])
    assert overlap.shape == (3, 2)
    assert overlap[0, 0] > 0.3
    assert overlap[0, 1] == 0
    assert (overlap[1:] == 0).all()


def test_letters_find_a_compound_that_words_miss():
    words, letters = (SharedParts(["produktionschef"], by_letters=by) for by in (False, True))
    assert words.overlap(["chef for produktion"])[0, 0] == 0
    assert letters.overlap(["chef for produktion"])[0, 0] > 0.1


@pytest.mark.parametrize("by_letters", [False, True])
def test_where_there_is_no_word_nothing_is_shared(by_letters):
    assert SharedParts(["", "..."], by_letters=by_letters).overlap(["løn"]).tolist() == [[0, 0]]


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=6))
def test_shared_words_are_cosines_of_tf_idf_among_these_texts(asked, answers):
    overlap = word_overlap(asked, answers)

    assert overlap.shape == (len(asked), len(answers))
    if any([*asked, *answers]):
        # The Danish and the English stems of these words tell the same ones apart as the words themselves.
        weights = TfidfVectorizer(sublinear_tf=True).fit_transform([*asked, *answers]).toarray()
        np.testing.assert_allclose(overlap, weights[: len(asked)] @ weights[len(asked) :].T, atol=1e-12)
    else:
        assert not overlap.any()
