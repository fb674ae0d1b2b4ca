"""People and their words as a page may show them.

A page gets these objects and never a member, so it cannot show a name that is not its reader's to know:
`Stranger` has no field for one, and what strangers have written passes through `veiled`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.domain.distance import DistancePreference
from models.domain.members import Kind, Member, Profile, Visibility
from models.domain.slates import Slate, SlateEntry
from service.use_cases.suggest import ShownSlate
from service.web import words
from service.web.texts import gettext

SHORTEST_NAME = 3
SHORTEST_ORGANISATION = 5
"""Letters of a part of a name that is hidden on its own; shorter ones are ordinary words too often."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """All that is shown of somebody before both have said yes."""

    function: str
    level: str
    industry: str
    region: str


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody after both have said yes."""

    name: str
    organisation: str
    email: str
    background: Stranger


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two sentences side by side, and whether the other's tells of a struggle or of experience."""

    mine: str
    theirs: str
    struggle: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why two people: what the reader may get, and what the other may gain."""

    get: tuple[Exchange, ...]
    give: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class SuggestedPerson:
    """One person on a slate; `introduction` is the id of an introduction that already came of it."""

    position: int
    who: Stranger
    distance: str
    reasons: Reasons
    introduction: str | None


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """A slate as its seeker sees it.

    While the challenge is open, `number` is its place among his own and `shown` tells to whom he shows it.
    `met` tells how many of the people meet all wishes about distance; it is empty where nothing was wished.
    """

    id: str
    challenge: str | None
    intent: str
    number: int | None
    shown: Visibility | None
    preference: DistancePreference
    met: str
    wanted: int
    people: tuple[SuggestedPerson, ...]


def stranger(profile: Profile) -> Stranger:
    """Describe somebody by background alone."""
    return Stranger(
        function=words.function(profile.function),
        level=words.level(profile.level),
        industry=words.industry(profile.industry),
        region=words.region(profile.region),
    )


def acquaintance(profile: Profile) -> Acquaintance:
    """Describe somebody who has agreed to be known."""
    return Acquaintance(profile.name, profile.organisation, profile.email, stranger(profile))


def veiled(text: str, writer: Profile) -> str:
    """Return what somebody wrote, without the names by which he or his organisation could be known."""
    known_by = "|".join(re.escape(name) for name in _whole_names(writer))
    text = re.sub(rf"(?<!\w)(?:{known_by})(?=s?(?!\w))", _hidden(), text, flags=re.IGNORECASE)
    parts = "|".join(re.escape(part) for part in _parts_of_names(writer))
    return re.sub(rf"(?<!\w)(?:{parts})(?=s?(?!\w))", _hidden(), text) if parts else text


def suggestion_page(shown: ShownSlate, introductions: dict[int, str]) -> SuggestionPage:
    """Prepare a slate; `introductions` tells by member id which of them already have an introduction."""
    slate = shown.slate
    challenges = {statement.id: statement for statement in shown.seeker.stated(Kind.CHALLENGE)}
    asked = challenges.get(slate.statement_id)
    return SuggestionPage(
        id=slate.id,
        challenge=slate.challenge,
        intent=slate.intent.value,
        number=None if asked is None else list(challenges).index(asked.id) + 1,
        shown=None if asked is None else asked.visibility,
        preference=slate.preference,
        met=words.met(slate.preference, [entry.distance for entry in slate.entries]),
        wanted=slate.wanted,
        people=tuple(
            _suggested(entry, slate, shown.seeker, shown.members[entry.candidate_id], introductions)
            for entry in slate.entries
        ),
    )


def reasons_for_seeker(entry: SlateEntry, challenge: str, candidate: Member, *, known: bool) -> Reasons:
    """Sort the evidence from the seeker's side: about his challenge, or about what he can give back."""
    return _sorted_out(
        (_exchange(pair.mine, pair.theirs, candidate, known=known), pair.mine in challenge)
        for pair in entry.evidence
    )


def reasons_for_candidate(entry: SlateEntry, challenge: str, seeker: Member, *, known: bool) -> Reasons:
    """Sort the same evidence from the other side: the seeker's sentences are now the other's."""
    return _sorted_out(
        (_exchange(pair.theirs, pair.mine, seeker, known=known), pair.mine not in challenge)
        for pair in entry.evidence
    )


def _suggested(
    entry: SlateEntry, slate: Slate, seeker: Member, candidate: Member, introductions: dict[int, str]
) -> SuggestedPerson:
    return SuggestedPerson(
        position=entry.position,
        who=stranger(candidate.profile),
        distance=words.distance(entry.distance, seeker.profile.level, candidate.profile.level),
        reasons=reasons_for_seeker(entry, slate.challenge or "", candidate, known=False),
        introduction=introductions.get(candidate.id),
    )


def _sorted_out(exchanges: Iterable[tuple[Exchange, bool]]) -> Reasons:
    exchanges = list(exchanges)
    return Reasons(
        get=tuple(exchange for exchange, is_for_me in exchanges if is_for_me),
        give=tuple(exchange for exchange, is_for_me in exchanges if not is_for_me),
    )


def _exchange(mine: str, theirs: str, other: Member, *, known: bool) -> Exchange:
    struggle = any(theirs in statement.text for statement in other.stated(Kind.CHALLENGE))
    return Exchange(mine, theirs if known else veiled(theirs, other.profile), struggle)


def _whole_names(writer: Profile) -> Iterator[str]:
    yield from (writer.email, writer.email.partition("@")[2], writer.name, *_organisations(writer))


def _organisations(writer: Profile) -> Iterator[str]:
    yield from (writer.organisation, *([] if writer.group is None else [writer.group]))


def _parts_of_names(writer: Profile) -> Iterator[str]:
    called = [(name, SHORTEST_ORGANISATION) for name in _organisations(writer)]
    for names, shortest in ((writer.name, SHORTEST_NAME), *called):
        yield from (word for word in re.findall(r"\w+", names) if len(word) >= shortest and word[0].isupper())


def _hidden() -> str:
    return gettext("[name hidden]")
