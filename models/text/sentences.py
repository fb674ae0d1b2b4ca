"""Cutting a text into its own sentences, verbatim, in Danish and in English."""

import itertools
import re

SPLITTER_VERSION = 1
"""To be raised when texts are cut differently, so that stored sentence vectors are made anew."""

# Words that end in a full stop within a sentence. Those that as often end one (osv., etc., m.m., kr.) are not
# here: after them the next word's capital decides.
DANISH = (
    "adm. afd. bl.a. ca. d. dr. dvs. eks. ekskl. evt. f.eks. f.x. fr. frk. gns. hhv. hr. ift. ifm. iht. "
    "inkl. jf. jvf. kap. kgl. kl. maks. mht. mia. min. mio. nr. p.gr.a. p.t. pct. pga. ph.d. pkt. prof. pt. "
    "ref. sml. tidl. tlf. vedr. vha."
)
ENGLISH = "approx. cf. dept. dir. e.g. excl. i.e. incl. max. mr. mrs. ms. resp. vs."
ABBREVIATIONS = frozenset(f"{DANISH} {ENGLISH}".split())

BREAK = re.compile(r"[.!?…]+[\"'”’»«)\]]*(?P<gap>\s+)|(?P<line>\s*\n\s*)")  # noqa: RUF001 - people type them
OPENING = "\"'“”‘’«»([-–"  # noqa: RUF001 - people type them
INITIAL = re.compile(r"[^\W\d_]\.")
NUMBER = re.compile(r"\d+\.")


def split_sentences(text: str) -> list[str]:
    """Return the text's sentences in order, each a verbatim slice without the space around it.

    A line of its own, such as a bullet, counts as a sentence. A text that is not blank has at least one.
    """
    starts = [0]
    for match in BREAK.finditer(text):
        if _ends_a_sentence(text, starts[-1], match):
            starts.append(match.end())
    slices = (text[start:end].strip() for start, end in itertools.pairwise([*starts, len(text)]))
    return [piece for piece in slices if piece]


def _ends_a_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = text[match.end() :].lstrip(OPENING)[:1]
    if following.islower():
        return False
    if match["line"] is not None or "\n" in match["gap"]:
        return True
    sentence = text[start : match.start("gap")].strip()
    last = sentence.split()[-1].lstrip(OPENING)
    # A numeral alone opens a list, a capital alone is a name's initial; a small letter is a word ("står i.").
    is_numeral = NUMBER.fullmatch(sentence) is not None
    is_initial = INITIAL.fullmatch(last) is not None and last[0].isupper()
    return not (is_numeral or is_initial or last.casefold() in ABBREVIATIONS)
