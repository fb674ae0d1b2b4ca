"""Searching a flat FAISS index: in this thread, and without some of its statements."""

import faiss
import numpy as np
from numpy.typing import NDArray

from models.retrieval.statements import Ids
from models.text.encoder import Vectors


def nearest(
    flat: faiss.Index, queries: Vectors, count: int, left_out: Ids
) -> tuple[NDArray[np.float32], Ids]:
    """Return similarities and ids of the nearest statements that are not left out, each (q, count)."""
    _stay_in_this_thread()
    found: tuple[NDArray[np.float32], Ids] = flat.search(queries, count, params=_all_but(left_out))
    return found


def _stay_in_this_thread() -> None:
    # FAISS would start a team of OpenMP threads for each of the service's own. With a search's few queries
    # that gains little, and on a busy machine the team waits for its slowest member (measured at 10,000
    # statements: 1 ms alone, 30 to 60 ms as a team of two). The setting holds for the calling thread only.
    faiss.omp_set_num_threads(1)


def _all_but(statement_ids: Ids) -> faiss.SearchParameters | None:
    if not len(statement_ids):
        return None  # A selector that lets everything pass is asked about everything nevertheless.
    selector = faiss.IDSelectorNot(faiss.IDSelectorBatch(statement_ids))
    # The keyword keeps the selector alive as long as the parameters; FAISS' type stubs do not know it.
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
