"""The number of the last change: what an index has caught up to, and the order in which writers commit."""

import uuid

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from service.db.tables import NetworkRow

_FIRST = text("INSERT INTO network (id, identity, change) VALUES (1, :identity, 0) ON CONFLICT DO NOTHING")


def next_change(session: Session) -> int:
    """Take the next change number; call it before anything is read that the change depends on.

    The one row stays locked until the transaction ends, so numbers become visible in their own order and
    whoever holds one is the only writer of statements.
    """
    taken = update(NetworkRow).values(change=NetworkRow.change + 1).returning(NetworkRow.change)
    number = session.scalar(taken)
    if number is None:
        session.execute(_FIRST, {"identity": str(uuid.uuid4())})
        number = session.scalars(taken).one()
    return number
