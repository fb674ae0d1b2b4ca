"""Danish or English? Told by the small words that no sentence does without."""

import re
from enum import StrEnum

WORD = re.compile(r"[a-zæøå]+")
LETTERS = frozenset("æøå")
_DANISH = (
    "af alle at blev blive da de dem den der deres det dig din du efter eller en er et for fra få før går "
    "ham han hans har havde hele her hos hun hvad hver hvis hvor hvordan hvorfor i igen ikke ind ingen jeg "
    "kan kun kunne man med meget men mig min mit når nogle nok nu og også om op os på selv sig skal så som "
    "sin skulle til ud uden var ved vi vil være været vores"
)
_ENGLISH = (
    "a about after all an and are as at be because been but by can could did do does every for from get had "
    "has have he her him his how i if in into is it its just me more most my no not now of on one or our out "
    "over she should so than that the their them then there they this to up us was we were what when where "
    "which who why will with without would you your"
)
DANISH, ENGLISH = (frozenset(words.split()) for words in (_DANISH, _ENGLISH))
TELLING = dict.fromkeys(DANISH - ENGLISH, +1) | dict.fromkeys(ENGLISH - DANISH, -1)
"""Words of both languages, such as "for" and "at", tell nothing."""


class Language(StrEnum):
    """The two languages in which Modspil's members write; the values are those of the members file."""

    DANISH = "da"
    ENGLISH = "en"


def language_of(text: str) -> Language:
    """Return the language most of the text's small words belong to; Danish where that does not tell."""
    return told_language(text) or Language.DANISH


def told_language(text: str) -> Language | None:
    """Return the same, but None where it does not tell, as for a title without any small word.

    A word with `æ`, `ø` or `å` counts as a Danish one.
    """
    words = WORD.findall(text.casefold())
    danish = sum(TELLING.get(word, int(not LETTERS.isdisjoint(word))) for word in words)
    if danish == 0:
        return None
    return Language.ENGLISH if danish < 0 else Language.DANISH
