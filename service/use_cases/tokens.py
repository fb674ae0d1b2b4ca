"""Bearer tokens for the API: made, shown once, recognised, revoked."""

import hashlib
import secrets
from collections.abc import Collection

from models.domain.errors import BadInputError, NotFoundError, UnauthorisedError
from service.context import Context
from service.db import tokens
from service.db.tokens import Token
from service.scopes import Scope
from service.use_cases.texts import trimmed

__all__ = ["Scope", "Token", "authenticate", "create_token", "list_tokens", "revoke_token"]

PREFIX = "mds_"
"""Lets people and secret scanners see what a stray token belongs to."""

LONGEST_NAME = 100


def create_token(context: Context, name: str, scopes: Collection[Scope]) -> str:
    """Make a token under a new name and return it; it cannot be shown again."""
    kept, granted = trimmed("name", name, LONGEST_NAME), {_scope(scope) for scope in scopes}
    if not kept or not granted:
        raise BadInputError("A token needs a name and at least one scope.")
    token = PREFIX + secrets.token_urlsafe(32)
    with context.database.write() as session:
        if tokens.by_name(session, kept) is not None:
            raise BadInputError(f"A token named {kept!r} exists already, or did; choose another name.")
        tokens.insert(session, kept, _digest(token), granted, context.clock())
    return token


def revoke_token(context: Context, name: str) -> None:
    """Let a token no longer open anything; revoking it twice changes nothing."""
    with context.database.write() as session:
        if tokens.by_name(session, name) is None:
            raise NotFoundError("token", name)
        tokens.revoke(session, name, context.clock())


def list_tokens(context: Context) -> tuple[Token, ...]:
    """Return all tokens, the revoked too, oldest first."""
    with context.database.read() as session:
        return tokens.everything(session)


def authenticate(context: Context, token: str) -> Token:
    """Return what a token may do; one that is unknown or revoked is refused.

    The database compares digests: how long that takes says nothing about a token nobody can choose the
    digest of.
    """
    with context.database.read() as session:
        found = tokens.by_digest(session, _digest(token))
    if found is None or found.revoked_at is not None:
        raise UnauthorisedError("This token is unknown or was revoked; ask the administrator for a new one.")
    return found


def _digest(token: str) -> str:
    # The token is 256 random bits, so a fast hash is as hard to reverse as a slow one.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _scope(name: str) -> Scope:
    try:
        return Scope(name)
    except ValueError as error:
        raise BadInputError(f"There is no scope {name!r}; choose among {', '.join(Scope)}.") from error
