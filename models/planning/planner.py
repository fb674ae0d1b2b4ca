"""The way in: plan the rounds of a network day."""

import numpy as np
from numpy.typing import ArrayLike

from models.domain.errors import BadInputError
from models.domain.network_day import Seating
from models.planning.checks import check_seating
from models.planning.deadline import Deadline
from models.planning.pairing import plan_pairs
from models.planning.problem import PAIR, Problem, require_whole
from models.planning.seating import plan_tables
from models.progress import Progress


def plan(  # noqa: PLR0913 - the whole order of a network day, named argument by argument
    scores: ArrayLike,
    allowed: ArrayLike,
    *,
    rounds: int,
    table_size: int,
    seconds: float,
    seed: int,
    progress: Progress | None = None,
    available: ArrayLike | None = None,
) -> Seating:
    """Seat people so that nobody meets anybody twice or whom he must not, and the meetings are worth much.

    The same arguments give the same plan, as long as the work is done within `seconds`.

    Parameters
    ----------
    scores
        (n, n), symmetric and finite: what it is worth that two people sit together; a negative score forbids
        the pair.
    allowed
        (n, n), boolean and symmetric: who may sit together; the diagonal is ignored.
    rounds
        At least 1.
    table_size
        2 for pairs (an odd person makes one of them a table of three); otherwise people sit at as few tables
        as this size allows, of sizes that differ by at most one.
    seconds
        When to stop improving; a first plan is always finished.
    seed
        Of all random choices.
    progress
        Told how much of the improving is done.
    available
        (n, rounds), boolean: who is there in which round; everybody in every round when left out.

    Returns
    -------
    Seating
        People are row numbers. Who is there and has no seat is named in `unplaced`. `bound` holds for every
        plan with tables of the usual sizes, and for every plan with tables of these sizes.

    Raises
    ------
    BadInputError
        An argument cannot be used; the message says which and why.
    InvalidPlanError
        The plan that was made breaks a hard rule, which is a defect of the planner; it is not returned.
    """
    require_whole("seed", seed, 0)
    if not seconds >= 0:
        raise BadInputError(f"seconds is {seconds!r}; give 0 or more.")
    problem, deadline = Problem.of(scores, allowed, rounds, table_size, available), Deadline(seconds)
    solve = plan_pairs if table_size == PAIR else plan_tables
    seating = solve(problem, deadline, np.random.default_rng(seed), progress)
    check_seating(seating, scores, allowed, rounds=rounds, table_size=table_size, available=available)
    return seating
