"""The OpenAPI document, held against the standard and against what really happens."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.api import RESOURCES

CONFORMANCE = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
OPERATIONS = [
    (path, method)
    for resource in RESOURCES
    for path, operations in resource.paths.items()
    for method in ("get", "post", "put", "delete")
    if getattr(operations, method) is not None
]


@pytest.fixture
def database_url(postgresql_url):
    """PostgreSQL is the stricter of the two databases about what a text may hold."""
    return postgresql_url


@pytest.fixture
def document(app):
    return app.test_client().get("/api/openapi.json").json


def test_the_document_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_says_what_it_does_and_how_it_may_fail(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["tags"]
            assert {"401", "403", "422", "default"} <= operation["responses"].keys()
            for status, response in operation["responses"].items():
                if not status.startswith("2"):
                    assert list(response["content"]) == ["application/problem+json"]


def test_operation_names_are_unique(document):
    names = [o["operationId"] for operations in document["paths"].values() for o in operations.values()]
    assert len(names) == len(set(names))


def test_nothing_refers_to_what_is_not_there(document):
    text = json.dumps(document)
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= document["components"]["schemas"].keys()


@pytest.fixture
def known(client, network, introduction):
    """A value for every path parameter that names something there is."""
    at = f"/api/v1/introductions/{introduction['id']}"
    client.post(f"{at}/accept", json={"by": introduction["candidate"]})
    client.put(f"{at}/outcome", json={"by": network[0], "state": "met"})
    day = client.post(
        "/api/v1/network-days", json={"name": "Forår", "on": "2025-04-01", "rounds": 2, "table_size": 2}
    ).json["id"]
    client.put(f"/api/v1/network-days/{day}/attendees", json={"emails": network})
    client.post(f"/api/v1/network-days/{day}/plans", json={"seconds": 0.1})
    return {
        "email": network[0],
        "by": network[0],
        "other": network[1],
        "statement_id": client.get(f"/api/v1/members/{network[0]}").json["statements"][0]["id"],
        "slate_id": introduction["slate_id"],
        "introduction_id": introduction["id"],
        "day_id": day,
        "version": 1,
    }


# The client under test reads an exported file without closing the answer, as servers do.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_is_answered_as_documented(app, client, known, path, method):
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    headers = {"Authorization": client.environ_base["HTTP_AUTHORIZATION"]}

    @settings(
        max_examples=8,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy(), real=st.booleans())
    def probe(case, real):
        if real:
            case.path_parameters = {name: known[name] for name in case.path_parameters}
        if isinstance(case.body, dict) and "seconds" in case.body:
            case.body["seconds"] = 0
        case.call_and_validate(headers=headers, checks=CONFORMANCE)

    probe()
