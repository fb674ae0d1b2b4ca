"""Different people on one slate, not five of a kind.

A slate is worth the quality of its people and how much of the room of possible people they span. The second
part is log det(I + L), with L being the kernel of a determinantal point process (Kulesza & Taskar 2012):
quality times likeness times quality, times a constant. The identity in it makes the worth monotone and
submodular for every L, so that choosing greedily has a known guarantee: at least 1 - 1/e of the best slate's
worth (Nemhauser, Wolsey & Fisher 1978), and at least one half where the rule of one person an organisation
binds (Fisher, Nemhauser & Wolsey 1978: the rule is a matroid). A plain log det L would promise nothing, for
it may fall when somebody is added.
"""

from collections.abc import Collection, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import BadInputError
from models.domain.industry import stated_industry
from models.domain.members import Member, organisation_key
from models.ranking.features import Party
from models.text.encoder import Vectors

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

DIVERSITY = 0.25
"""How much of a slate's worth is its variety; with 0 the slate is in plain order."""
SHARPNESS = 10.0
"""The higher, the less a copy of somebody on the slate still adds: with 10 it is .27 of a stranger's part."""
DECIMALS = 9
"""Worth is compared to this many decimals, so that a choice does not hang on how sums were rounded."""
TEXT_SHARE = 0.5
"""How much of the likeness of two people is in what they say; the rest is in their backgrounds."""
TEXT_WIDTH = 0.5
"""How far below 1 a cosine of texts has to fall until 1/e is left of their likeness."""


def diverse_order(quality: Floats, likeness: Floats, groups: Rows, seats: int, *, diversity: float) -> Rows:
    """Return the order of n candidates: first who is chosen for the seats, then all others.

    1. Every seat goes to the one who adds most to the slate's worth (`slate_worth`), among those whose group
       has no seat yet; of equals to the first. The best of all is therefore always the first.
    2. Then come the rest in their given order, those last whose group has a seat. They fill the slate where
       there are fewer groups than seats.

    `quality` (n,) is at least 0, `likeness` (n, n) positive semidefinite with ones on its diagonal, `groups`
    (n,) a number for each organisation. A shorter slate is the beginning of a longer one. With `diversity` 0
    the order stays as it is. The conditional variances are kept up to date by one row of a Cholesky factor a
    seat (Chen, Zhang & Zhou 2018), so all of it takes n times seats squared steps.
    """
    _check(diversity)
    if diversity == 0:
        return np.arange(len(quality))
    relative, kernel = _kernel(quality, likeness)
    factor = np.zeros((0, len(quality)))
    variance = kernel.diagonal().copy()
    free = np.ones(len(quality), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < seats and free.any():
        gain = ((1 - diversity) * relative + diversity * _log(variance)).round(DECIMALS)
        best = int(np.where(free, gain, -np.inf).argmax())
        row = (kernel[best] - factor[:, best] @ factor) / np.sqrt(variance[best])
        factor = np.vstack([factor, row])
        # Never below the identity's share; rounding must not take it there.
        variance = np.maximum(variance - row**2, 1.0)
        free &= groups != groups[best]
        chosen.append(best)
    return _followed_by_the_rest(chosen, groups)


def slate_worth(quality: Floats, likeness: Floats, slate: Sequence[int], *, diversity: float) -> float:
    """Return what a set of candidates is worth: (1 - diversity) sum of quality + diversity log det(I + L).

    Qualities count relative to the best candidate's, and the logarithm has the base 1 + `SHARPNESS`, so that
    the best one alone is worth 1 on either side.
    """
    _check(diversity)
    relative, kernel = _kernel(quality, likeness)
    _, determinant = np.linalg.slogdet(kernel[np.ix_(slate, slate)])
    return float((1 - diversity) * relative[slate].sum() + diversity * determinant / np.log1p(SHARPNESS))


def likeness(party: Party, wished: Collection[str] = ()) -> Floats:
    """Return how alike people are, (n, n), 1 on the diagonal, positive semidefinite.

    The mean of what they say (how near their mean texts are, seen from the middle of these people) and of
    their backgrounds (the share of section, division, function and level that is the same). An axis on which
    the seeker has a wish is left out: people who are alike because he asked for it are no lack of variety.

    The nearness of texts is a Gaussian of their distance on the sphere, in (0, 1], and not the cosine: a
    determinant does not see the sign of a likeness, so people on two opposite topics would pass for copies.
    """
    people = [member.profile for member in party.members]
    traits: list[tuple[str, list[Hashable]]] = [
        ("industry", [_place(p.industry, 1) for p in people]),
        ("industry", [_place(p.industry, 2) for p in people]),
        ("function", [p.function.casefold() for p in people]),
        ("level", [p.level for p in people]),
    ]
    same = [_same(trait) for axis, trait in traits if axis not in wished]
    alike = _nearness(_mean_texts(party))
    if same:
        background = np.stack(same).mean(axis=0)
        alike = TEXT_SHARE * alike + (1 - TEXT_SHARE) * background
    # Who has said nothing is near to nobody, not even to himself.
    np.fill_diagonal(alike, 1.0)
    return alike


def organisations(members: Sequence[Member]) -> Rows:
    """Return a number for each member's organisation or group of companies, (n,).

    Whoever shares a name or a register number has the same number (`Member.shares_group_with`), and so have
    two who share none but are tied by others.
    """
    firm: dict[str, int] = {}
    for number, member in enumerate(members):
        keys = member.profile.belongs_to
        known = {firm[key] for key in keys if key in firm}
        mine = min(known, default=number)
        if len(known) > 1:
            firm = {key: mine if other in known else other for key, other in firm.items()}
        firm |= dict.fromkeys(keys, mine)
    return np.array([firm[organisation_key(m.profile.organisation)] for m in members], dtype=np.intp)


def _check(diversity: float) -> None:
    if not 0 <= diversity <= 1:
        raise BadInputError(f"The diversity of a slate is {diversity}; it goes from 0 to 1.")


def _kernel(quality: Floats, likeness: Floats) -> tuple[Floats, Floats]:
    relative: Floats = quality / max(quality.max(initial=0.0), np.finfo(float).tiny)
    return relative, np.eye(len(quality)) + SHARPNESS * relative[:, None] * likeness * relative


def _log(variance: Floats) -> Floats:
    share: Floats = np.log(variance) / np.log1p(SHARPNESS)
    return share


def _followed_by_the_rest(chosen: Sequence[int], groups: Rows) -> Rows:
    waiting = np.setdiff1d(np.arange(len(groups)), chosen)
    seated = np.isin(groups[waiting], groups[list(chosen)])
    return np.concatenate([np.array(chosen, dtype=np.intp), waiting[~seated], waiting[seated]])


def _nearness(texts: Vectors) -> Floats:
    near: Floats = np.exp(((texts @ texts.T).astype(np.float64) - 1) / TEXT_WIDTH)
    # Who has said nothing, or nothing of his own, is near to nobody.
    says = texts.any(axis=1)
    return near * np.outer(says, says)


def _same(trait: Sequence[Hashable]) -> Floats:
    number = {value: code for code, value in enumerate(dict.fromkeys(trait))}
    codes = np.array([number[value] for value in trait], dtype=np.intp)
    same: Floats = np.equal.outer(codes, codes).astype(np.float64)
    return same


def _place(industry: str, depth: int) -> tuple[str | None, ...]:
    found = stated_industry(industry)
    return ("unknown", industry) if found is None else (found.section, found.division)[:depth]


def _mean_texts(party: Party) -> Vectors:
    total = np.zeros((len(party.members), party.challenges.matrix.shape[1]), dtype=np.float32)
    stated = np.zeros(len(party.members))
    for vectors in (party.challenges, party.expertise):
        # The statements lie member by member, so each member's are one slice.
        rows, starts, counts = np.unique(party.rows_of(vectors), return_index=True, return_counts=True)
        total[rows] += np.add.reduceat(vectors.matrix, starts, axis=0) if len(rows) else 0.0
        stated[rows] += counts
    says = stated > 0
    texts = total[says] / stated[says, None]
    texts -= texts.mean(axis=0) if len(texts) else 0.0
    length = np.linalg.norm(texts, axis=1, keepdims=True)
    total[says] = np.divide(texts, length, out=np.zeros_like(texts), where=length > 0)
    return total
