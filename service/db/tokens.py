"""Bearer tokens: found by their digest, never kept themselves."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.tables import TokenRow
from service.scopes import Scope


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token once it has been shown."""

    name: str
    scopes: frozenset[Scope]
    created_at: dt.datetime
    revoked_at: dt.datetime | None


def insert(session: Session, name: str, digest: str, scopes: Collection[Scope], now: dt.datetime) -> None:
    """Keep a new token's digest under an unused name."""
    kept = sorted(scope.value for scope in scopes)
    session.add(TokenRow(name=name, digest=digest, scopes=kept, created_at=now, revoked_at=None))
    session.flush()


def by_name(session: Session, name: str) -> Token | None:
    """Return the token of this name, revoked or not."""
    row = session.scalars(select(TokenRow).where(TokenRow.name == name)).one_or_none()
    return None if row is None else _token(row)


def by_digest(session: Session, digest: str) -> Token | None:
    """Return the token with this digest, revoked or not."""
    row = session.scalars(select(TokenRow).where(TokenRow.digest == digest)).one_or_none()
    return None if row is None else _token(row)


def everything(session: Session) -> tuple[Token, ...]:
    """Return all tokens, oldest first."""
    return tuple(map(_token, session.scalars(select(TokenRow).order_by(TokenRow.id))))


def revoke(session: Session, name: str, now: dt.datetime) -> None:
    """Let a token no longer open anything; the time of the first revocation stays."""
    valid = update(TokenRow).where(TokenRow.name == name, TokenRow.revoked_at.is_(None))
    session.execute(valid.values(revoked_at=now))


def _token(row: TokenRow) -> Token:
    return Token(row.name, frozenset(map(Scope, row.scopes)), row.created_at, row.revoked_at)
