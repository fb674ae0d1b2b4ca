"""A member's texts as he changes them, each with what the coach says, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from models.domain.members import Kind, Member
from models.retrieval.demand import Demand
from models.text.coaching import Advice, AdviceCode
from service.use_cases.coach import CoachedText, Coaching
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
class Draft:
    """Texts as they stand in the form, by kind; blank ones keep their place until they are saved."""

    texts: Mapping[Kind, tuple[str, ...]]

    @classmethod
    def of(cls, member: Member) -> Self:
        """Begin with what a member has stated."""
        return cls({kind: member.profile.texts(kind) for kind in Kind})

    def without(self, place: str) -> "Draft":
        """Take out the text of a field, named by kind and place as in `challenge-0`; others are unknown."""
        return Draft(
            {
                kind: tuple(text for n, text in enumerate(texts) if f"{kind}-{n}" != place)
                for kind, texts in self.texts.items()
            }
        )

    def stated(self, kind: Kind) -> tuple[str, ...]:
        """Return what is to be saved: no blanks, and nothing twice."""
        return tuple(dict.fromkeys(text for text in self.texts[kind] if text))

    def is_empty(self) -> bool:
        """Say whether nothing is stated at all."""
        return not any(self.stated(kind) for kind in Kind)


@dataclass(frozen=True, slots=True)
class TextField:
    """One field of the form; the last of each kind is blank, for a new text."""

    id: str
    kind: str
    number: int
    text: str
    advice: tuple[str, ...]
    demand: str


@dataclass(frozen=True, slots=True)
class TextsPage:
    """The whole form, and the advice on all texts together."""

    challenges: tuple[TextField, ...]
    expertise: tuple[TextField, ...]
    advice: tuple[str, ...]


def texts_page(draft: Draft, coaching: Coaching) -> TextsPage:
    """Prepare the form; the coaching must be that of the draft."""
    coached = {kind: [one for one in coaching.texts if one.kind is kind] for kind in draft.texts}
    return TextsPage(
        challenges=_fields(Kind.CHALLENGE, coached[Kind.CHALLENGE]),
        expertise=_fields(Kind.EXPERTISE, coached[Kind.EXPERTISE]),
        advice=tuple(_in_words(advice) for advice in coaching.advice),
    )


def _fields(kind: Kind, coached: Sequence[CoachedText]) -> tuple[TextField, ...]:
    blank = CoachedText(kind, "", (), None)
    more = [] if coached and not coached[-1].text else [blank]
    return tuple(_field(number, one) for number, one in enumerate([*coached, *more], start=1))


def _field(number: int, coached: CoachedText) -> TextField:
    return TextField(
        id=f"{coached.kind}-{number - 1}",
        kind=coached.kind.value,
        number=number,
        text=coached.text,
        advice=tuple(_in_words(advice) for advice in coached.advice),
        demand="" if coached.demand is None else _demand(coached.kind, coached.demand),
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
