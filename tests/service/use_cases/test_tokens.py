import hashlib

import pytest
from service_fakes import NOW
from sqlalchemy import select

from models.domain.errors import BadInputError, NotFoundError, UnauthorisedError
from service.db.tables import TokenRow
from service.scopes import Scope
from service.use_cases.tokens import authenticate, create_token, list_tokens, revoke_token

READ = [Scope.MEMBERS_READ]


def test_a_token_opens_what_it_was_made_for(context):
    token = create_token(context, "crm", [Scope.MEMBERS_READ, Scope.DAYS_READ])
    assert token.startswith("mds_")
    found = authenticate(context, token)
    assert (found.name, found.scopes) == ("crm", {Scope.MEMBERS_READ, Scope.DAYS_READ})
    assert (found.created_at, found.revoked_at) == (NOW, None)


def test_scopes_may_be_named_by_their_texts(context):
    token = create_token(context, "crm", ["members:read"])
    assert authenticate(context, token).scopes == set(READ)


def test_only_the_digest_is_kept(context):
    token = create_token(context, "crm", READ)
    with context.database.read() as session:
        row = session.scalars(select(TokenRow)).one()
    assert row.digest == hashlib.sha256(token.encode()).hexdigest()
    assert token not in {str(getattr(row, column.name)) for column in TokenRow.__table__.columns}


def test_no_two_tokens_are_alike(context):
    tokens = {create_token(context, f"token {number}", READ) for number in range(5)}
    assert len(tokens) == 5
    assert len(min(tokens, key=len)) > 40


@pytest.mark.parametrize("token", ["", "mds_", "mds_unknown", "æ\ud800"])
def test_what_is_no_token_opens_nothing(context, token):
    create_token(context, "crm", READ)
    with pytest.raises(UnauthorisedError, match="unknown or was revoked"):
        authenticate(context, token)


def test_a_revoked_token_opens_nothing_and_stays_on_the_list(context, clock):
    token, other = create_token(context, "crm", READ), create_token(context, "other", READ)
    clock.advance(days=1)
    revoke_token(context, "crm")
    clock.advance(days=1)
    revoke_token(context, "crm")
    with pytest.raises(UnauthorisedError):
        authenticate(context, token)
    assert authenticate(context, other).name == "other"
    revoked = {item.name: item.revoked_at for item in list_tokens(context)}
    assert list(revoked) == ["crm", "other"]
    assert ((revoked["crm"] - NOW).days, revoked["other"]) == (1, None)


def test_a_name_is_used_once_even_after_revocation(context):
    create_token(context, "crm", READ)
    revoke_token(context, "crm")
    with pytest.raises(BadInputError, match=r"'crm'.*another name"):
        create_token(context, " crm ", READ)


def test_revoking_an_unknown_token_names_it(context):
    with pytest.raises(NotFoundError, match="'crm'"):
        revoke_token(context, "crm")


@pytest.mark.parametrize(
    ("name", "scopes", "said"),
    [
        (" ", READ, "needs a name"),
        ("crm", [], "at least one scope"),
        ("crm", ["members:rule"], "'members:rule'.*members:read"),
        ("x" * 101, READ, "at most 100"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(context, name, scopes, said):
    with pytest.raises(BadInputError, match=said):
        create_token(context, name, scopes)
