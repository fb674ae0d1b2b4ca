"""A member's texts as he changes them, each with what the coach says, in the reader's language."""

from dataclasses import dataclass

from models.domain.members import Kind, Member
from models.retrieval.demand import Demand
from models.text.coaching import Advice, AdviceCode
from service.use_cases.coach import MOST_TEXTS, CoachedText, Coaching
from service.web.drafts import Draft, DraftText
from service.web.present_themes import ThemeChoice, theme_choice
from service.web.texts import lazy_gettext

LONGEST_QUOTE = 60
"""Characters of a quotation that are shown; the writer has the whole text before him."""

ADVICE = {
    AdviceCode.TOO_SHORT: lazy_gettext(
        "This is too short to be found. Tell in two or three sentences what happens, where and to whom."
    ),
    AdviceCode.VAGUE: lazy_gettext(
        "“%(quote)s” fits any workplace. What happened last, where, and what did it cost? "
        "One example is enough."
    ),
    AdviceCode.TWO_PROBLEMS: lazy_gettext(
        "This looks like two problems. Make what begins with “%(quote)s” a challenge of its own: "
        "each of them finds its own people."
    ),
    AdviceCode.SALES_PITCH: lazy_gettext(
        "“%(quote)s” sounds like an advertisement. Tell of one thing you have done, and what went wrong "
        "on the way."
    ),
    AdviceCode.NO_EXPERTISE: lazy_gettext(
        "You have not said what others can come to you for. You get by giving, and it is how you are found."
    ),
}
DEMAND = {
    Kind.CHALLENGE: lazy_gettext("%(least)d to %(most)d members write of experience that may fit this."),
    Kind.EXPERTISE: lazy_gettext("%(least)d to %(most)d members write of challenges that may fit this."),
}
GREAT_DEMAND = {
    Kind.CHALLENGE: lazy_gettext("More than %(number)d members write of experience that may fit this."),
    Kind.EXPERTISE: lazy_gettext("More than %(number)d members write of challenges that may fit this."),
}
LITTLE_DEMAND = {
    Kind.CHALLENGE: lazy_gettext("A few members at most write of experience that may fit this."),
    Kind.EXPERTISE: lazy_gettext("A few members at most write of challenges that may fit this."),
}


@dataclass(frozen=True, slots=True)
class TextField:
    """One field of the form; the last of each kind is blank, for a new text."""

    id: str
    kind: str
    number: int
    text: str
    fault: str
    advice: tuple[str, ...]
    demand: str
    themes: ThemeChoice | None


@dataclass(frozen=True, slots=True)
class TextsPage:
    """The whole form, and the advice on all texts together."""

    challenges: tuple[TextField, ...]
    expertise: tuple[TextField, ...]
    advice: tuple[str, ...]


def texts_page(reader: Member, draft: Draft, coaching: Coaching) -> TextsPage:
    """Prepare the form; the coaching must be that of the draft."""
    return TextsPage(
        challenges=_fields(reader, Kind.CHALLENGE, draft, coaching),
        expertise=_fields(reader, Kind.EXPERTISE, draft, coaching),
        advice=tuple(_in_words(advice) for advice in coaching.advice),
    )


def _fields(reader: Member, kind: Kind, draft: Draft, coaching: Coaching) -> tuple[TextField, ...]:
    texts = list(draft.texts[kind])
    coached = [one for one in coaching.texts if one.kind is kind]
    if len(texts) < MOST_TEXTS and not (texts and not texts[-1].text):
        texts.append(DraftText("", None))
        coached.append(CoachedText(kind, "", (), None, ()))
    kept = {statement.text: statement.theme for statement in reader.stated(kind)}
    return tuple(
        _field(place, one, said, kept.get(one.text))
        for place, (one, said) in enumerate(zip(texts, coached, strict=True))
    )


def _field(place: int, draft: DraftText, coached: CoachedText, kept: str | None) -> TextField:
    return TextField(
        id=f"{coached.kind}-{place}",
        kind=coached.kind.value,
        number=place + 1,
        text=draft.text,
        fault=draft.fault,
        advice=() if draft.fault else tuple(_in_words(advice) for advice in coached.advice),
        demand="" if coached.demand is None else _demand(coached.kind, coached.demand),
        themes=theme_choice(draft.theme, kept, coached.likely_themes) if draft.text else None,
    )


def _in_words(advice: Advice) -> str:
    quote = advice.quote
    if len(quote) > LONGEST_QUOTE:
        quote = quote[:LONGEST_QUOTE].rsplit(maxsplit=1)[0] + " …"
    return str(ADVICE[advice.code]) % {"quote": quote}


def _demand(kind: Kind, demand: Demand) -> str:
    if demand.is_little:
        return str(LITTLE_DEMAND[kind])
    if demand.at_most is None:
        return str(GREAT_DEMAND[kind]) % {"number": demand.at_least - 1}
    return str(DEMAND[kind]) % {"least": demand.at_least, "most": demand.at_most}
