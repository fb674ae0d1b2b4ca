"""Is everything whole? One finding for each thing that could be broken."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from models.domain.members import Kind
from models.retrieval.member_index import MemberIndex
from service.context import Context
from service.db import members, vectors


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and what to do if not."""

    what: str
    ok: bool
    detail: str

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON holds it."""
        return asdict(self)


def examine(context: Context) -> list[Finding]:
    """Look at the database, the vectors and the index."""
    context.database.check()
    with context.database.read() as session:
        count = members.count(session)
    pending = context.matcher.pending()
    used = context.matcher.refresh()
    same = _equals_a_rebuild(context, used)
    if not same:
        context.matcher.rebuild()
    return [
        Finding("database", ok=True, detail=f"{count} members"),
        Finding(
            "vectors",
            ok=pending == 0,
            detail="all statements are encoded"
            if pending == 0
            else f"{pending} are missing; run `modspil embed`",
        ),
        Finding(
            "index",
            ok=same,
            detail=f"{len(used)} statements, "
            + ("equal to a rebuild" if same else "differed; it was rebuilt"),
        ),
    ]


def _equals_a_rebuild(context: Context, used: MemberIndex) -> bool:
    rebuilt = MemberIndex(used.dimensions, used.fingerprint)
    # Both are brought to one and the same state of the database, which may be in use meanwhile.
    with context.database.read() as session:
        for index in (used, rebuilt):
            changes = vectors.changes_since(session, index.sequence, index.fingerprint)
            index.catch_up(changes.changed, changes.gone, changes.sequence)
    return equal_indices(used, rebuilt)


def equal_indices(one: MemberIndex, other: MemberIndex) -> bool:
    """Say whether two indices hold the same statements of the same members with the same vectors."""
    people = sorted(one.member_ids | other.member_ids)
    return all(
        np.array_equal(a, b)
        for kind in Kind
        for a, b in zip(_content(one, people, kind), _content(other, people, kind), strict=True)
    )


def _content(index: MemberIndex, people: list[int], kind: Kind) -> tuple[np.ndarray, ...]:
    held = index.vectors_of(people, kind)
    return held.statement_ids, held.owners, held.languages, held.matrix
