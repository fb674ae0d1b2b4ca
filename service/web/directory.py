"""Everyone in the network, listed for those who may see names: the demo's start page and the organiser."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.domain.members import Kind, Level, Member, Visibility
from service.context import Context
from service.use_cases.members import list_members
from service.web import words

PAGE = 500
STARTING_LEVELS = (Level.TEAM, Level.SPECIALIST, Level.MIDDLE, Level.EXECUTIVE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One member in a list; `haystack` is what a search looks through."""

    id: int
    email: str
    name: str
    organisation: str
    function: str
    level: str
    challenge: str
    haystack: str


def everyone(context: Context) -> tuple[Member, ...]:
    """Read all members, page by page."""
    return tuple(_all_pages(context))


def matching(people: Sequence[Member], wanted: str) -> list[Listed]:
    """Return the members in whom every word of a search occurs, by name."""
    sought = wanted.casefold().split()
    listed = sorted((_listed(member) for member in people), key=lambda one: one.name.casefold())
    return [one for one in listed if all(word in one.haystack for word in sought)]


def starters(people: Sequence[Member]) -> list[Listed]:
    """Recommend a member of each starting level, each of another organisation: the one with most to say."""
    chosen: list[Member] = []
    for level in STARTING_LEVELS:
        taken = {member.profile.organisation for member in chosen}
        fresh = [m for m in people if m.profile.level is level and m.profile.organisation not in taken]
        chosen.extend(sorted(fresh, key=_has_to_say)[-1:])
    return [_listed(member) for member in chosen]


def _has_to_say(member: Member) -> tuple[int, int]:
    return len(member.stated(Kind.CHALLENGE)), -member.id


def _all_pages(context: Context) -> Iterator[Member]:
    after: int | None = None
    while True:
        page = list_members(context, after=after, limit=PAGE)
        yield from page.members
        after = page.next
        if after is None:
            return


def _listed(member: Member) -> Listed:
    profile = member.profile
    function, level = words.function(profile.function), words.level(profile.level)
    # Whoever looks through this list has not been told yes by anybody on it.
    challenges = [s.text for s in member.stated(Kind.CHALLENGE) if s.visibility is Visibility.NETWORK]
    said = (profile.name, profile.organisation, profile.email, function, level, *challenges)
    return Listed(
        id=member.id,
        email=profile.email,
        name=profile.name,
        organisation=profile.organisation,
        function=function,
        level=level,
        challenge=next(iter(challenges), ""),
        haystack=" ".join(said).casefold(),
    )
