import pytest

from models.domain.members import Intent
from models.text.language import Language
from training.judgements import Query
from training.languages import by_language

DANISH, ENGLISH = Language.DANISH, Language.ENGLISH
WRITTEN = {
    "da1": {DANISH},
    "da2": {DANISH},
    "en1": {ENGLISH},
    "en2": {ENGLISH},
    "both": {DANISH, ENGLISH},
}
ANNE, BEN = (Query(seeker, 1, Intent.SUPPORT) for seeker in ("anne", "ben"))
JUDGED = {
    ANNE: {"da1": 3, "da2": 2, "en1": 2, "en2": 2, "both": 3},
    BEN: {"da1": 2, "en1": 3, "en2": 1},
}


def compared(rankings, judged=JUDGED):
    return by_language(
        rankings,
        {ANNE: 0.6, BEN: 0.2},
        judged,
        {ANNE: DANISH, BEN: ENGLISH}.get,
        WRITTEN.get,
        random_state=0,
    )


def test_each_language_has_its_own_mean():
    found = compared({ANNE: [], BEN: []}).ndcg

    assert {language: estimate.value for language, estimate in found.items()} == {DANISH: 0.6, ENGLISH: 0.2}


def test_those_who_write_in_both_languages_and_those_of_little_worth_are_left_out():
    found = compared({ANNE: ["da1", "en1", "both"], BEN: ["en1", "en2"]})

    assert (found.same, found.across) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert found.behind.value == pytest.approx(1 / 3)
    assert found.behind.low <= found.behind.value <= found.behind.high


def test_only_the_first_ten_count():
    others = [f"other{n}" for n in range(10)]

    assert compared({ANNE: [*others, "da1"], BEN: []}).same == 0


def test_nobody_in_the_other_language_is_no_recall_of_nought():
    found = compared({ANNE: ["da1"], BEN: []}, {ANNE: {"da1": 3}, BEN: {"both": 3}})

    assert (found.same, found.across, found.behind) == (1, None, None)
