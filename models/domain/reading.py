"""What may be read of a slate now: texts that are still open, as far as their authors show them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from models.domain.members import Member
from models.domain.slates import Evidence, Slate, SlateEntry

PAIRS_SHOWN = 3
"""Pairs of sentences at most that are shown as the reason for one person."""

Texts = Mapping[int, str]
"""Texts that may be read, by statement."""


def as_read(slate: Slate, reader_id: int, people: Mapping[int, Member], agreed: Collection[int]) -> Slate:
    """Return the slate as its seeker, or a candidate on it, may read it now.

    `people` are the seeker and the candidates as they are now, by id; `agreed` are the candidates with whom
    both have said yes. Nobody else's rights count: a text its author has removed or shows to fewer people
    since is gone for every reader, and so is the evidence of a person who is not among `people`.
    """
    seeker = people[slate.seeker_id]
    stated = seeker.legible_to(reader_id, both_said_yes=reader_id in agreed)
    return replace(
        slate,
        challenge=stated.get(slate.statement_id),
        entries=tuple(_entry(entry, reader_id, seeker, people, agreed) for entry in slate.entries),
    )


def readable_evidence(evidence: Iterable[Evidence], mine: Texts, theirs: Texts) -> tuple[Evidence, ...]:
    """Return the first pairs whose sentences both stand in texts that may be read; none is used twice."""
    shown: list[Evidence] = []
    for pair in evidence:
        repeats = any(pair.mine == other.mine or pair.theirs == other.theirs for other in shown)
        readable = _stands_in(mine, pair.my_statement, pair.mine) and _stands_in(
            theirs, pair.their_statement, pair.theirs
        )
        if readable and not repeats and len(shown) < PAIRS_SHOWN:
            shown.append(pair)
    return tuple(shown)


def _entry(
    entry: SlateEntry,
    reader_id: int,
    seeker: Member,
    people: Mapping[int, Member],
    agreed: Collection[int],
) -> SlateEntry:
    candidate = people.get(entry.candidate_id)
    if candidate is None or reader_id not in {seeker.id, candidate.id}:
        return replace(entry, evidence=())
    both_said_yes = candidate.id in agreed
    mine, theirs = (who.legible_to(reader_id, both_said_yes=both_said_yes) for who in (seeker, candidate))
    return replace(entry, evidence=readable_evidence(entry.evidence, mine, theirs))


def _stands_in(texts: Texts, statement: int | None, sentence: str) -> bool:
    if statement is None:
        return any(sentence in text for text in texts.values())
    return sentence in texts.get(statement, "")
