"""Who may do what, asked of every route there is."""

from dataclasses import replace

import pytest

from service import create_app
from service.api import RESOURCES
from service.scopes import MEANING, Scope
from service.use_cases.tokens import create_token, revoke_token

PUBLIC = {"docs.document", "docs.page", "docs.static"}
"""The documentation, which holds no data."""

SCOPES = {endpoint: scopes for resource in RESOURCES for endpoint, scopes in resource.scopes.items()}


def operations(app):
    """Every operation under /api/v1: endpoint, method and an address of it."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            _, path = rule.build(dict.fromkeys(rule.arguments, "1"))
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                yield rule.endpoint, method, path


def test_every_route_under_api_needs_a_scope_or_is_on_the_public_list(app):
    under_api = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/api")}
    assert under_api - SCOPES.keys() == PUBLIC
    assert all(SCOPES.values())


def test_no_operation_answers_without_a_token(app):
    for _, method, path in operations(app):
        answer = app.test_client().open(path, method=method)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="modspil"'
        assert answer.content_type == "application/problem+json"


def test_no_operation_answers_a_token_that_lacks_one_of_its_scopes(app, client_with):
    lacking = {scope: client_with(*(set(Scope) - {scope})) for scope in Scope}
    for endpoint, method, path in operations(app):
        for scope in SCOPES[endpoint]:
            answer = lacking[scope].open(path, method=method)
            assert answer.status_code == 403, (method, path)
            assert scope in answer.json["detail"]


def test_every_operation_answers_a_token_with_exactly_its_scopes(app, client_with):
    clients = {scopes: client_with(*scopes) for scopes in set(SCOPES.values())}
    for endpoint, method, path in operations(app):
        answer = clients[SCOPES[endpoint]].open(path, method=method)
        assert answer.status_code not in {401, 403}, (method, path)
        answer.close()


def test_the_document_shows_the_scopes_that_are_checked(app):
    for path, operations in app.api_doc["paths"].items():
        for method, operation in operations.items():
            (shown,) = operation["security"]
            endpoint, _ = app.url_map.bind("").match(path.replace("{", "").replace("}", ""), method.upper())
            assert set(shown["bearer"]) == SCOPES[endpoint]


def test_every_scope_is_needed_somewhere_and_explained():
    assert frozenset().union(*SCOPES.values()) == set(Scope) == set(MEANING)


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer mds_wrong", "Basic YTpi", "mds_wrong", "Bearer \udcff"]
)
def test_what_is_no_token_of_ours_is_refused(app, header):
    answer = app.test_client().get("/api/v1/members", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_revoked_token_opens_nothing(app, context):
    token = create_token(context, "old", [Scope.MEMBERS_READ])
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/v1/members", headers=headers).status_code == 200
    revoke_token(context, "old")
    assert app.test_client().get("/api/v1/members", headers=headers).status_code == 401


def test_the_demo_needs_a_token_too(context):
    demo = context.settings.model_copy(update={"demo": True})
    app = create_app(context=replace(context, settings=demo))
    assert app.test_client().get("/api/v1/members").status_code == 401
