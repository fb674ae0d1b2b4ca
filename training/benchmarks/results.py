"""What a benchmark found: a table whose rows are methods, with intervals where they were measured here."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluate import Estimate, mean_over_units

RANDOM_STATE = 0


class Source(StrEnum):
    """Where a row's figures come from."""

    PUBLISHED = "published"
    BASELINE = "baseline"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Row:
    """One method; a figure that was published came without an interval and is a plain number."""

    method: str
    source: Source
    figures: Mapping[str, Estimate | float]


@dataclass(frozen=True, slots=True)
class Table:
    """All methods on one set; `name` is short and names its plot, `is_loss` says that less is better."""

    name: str
    title: str
    what: str
    rows: Sequence[Row]
    is_loss: bool

    @property
    def metrics(self) -> list[str]:
        """The names of the figures, the one that counts first."""
        return list(dict.fromkeys(metric for row in self.rows for metric in row.figures))

    def as_json(self) -> dict[str, Any]:
        """Return one document: every row with its figures, `low` and `high` where there is an interval."""
        return {
            "name": self.name,
            "title": self.title,
            "rows": [
                {
                    "method": row.method,
                    "source": row.source.value,
                    **{metric: _number(figure) for metric, figure in row.figures.items()},
                }
                for row in self.rows
            ],
        }


def mean(values: NDArray[np.floating | np.bool_]) -> Estimate:
    """Return the mean of one value a unit, (units,), with the interval of drawing units anew."""
    return mean_over_units(values.astype(np.float64), np.ones(len(values)), random_state=RANDOM_STATE)


def share(sums: NDArray[np.float64], counts: NDArray[np.float64]) -> Estimate:
    """Return the ratio of two sums over units, each (units,), with its interval."""
    return mean_over_units(sums, counts, random_state=RANDOM_STATE)


def published(figures: Mapping[str, Mapping[str, float]]) -> list[Row]:
    """Return a row for each method that others have measured."""
    return [Row(method, Source.PUBLISHED, found) for method, found in figures.items()]


def _number(figure: Estimate | float) -> dict[str, float]:
    return asdict(figure) if isinstance(figure, Estimate) else {"value": figure}
