from dataclasses import replace

import pytest

from models.domain.errors import ModspilError
from service import create_app
from service.db.database import Database


class Unready:
    """A matcher that still has statements to encode."""

    def ready(self):
        return False


class Unanswering:
    """A database that is away."""

    def check(self):
        raise ModspilError("The database is away.")


@pytest.fixture
def client(app):
    return app.test_client()


def test_a_process_that_answers_lives(client):
    assert client.get("/healthz").json == {"status": "alive"}


def test_a_service_is_ready_once_everything_can_be_found(client, context):
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (200, {"status": "ready"})
    waiting = create_app(context=replace(context, matcher=Unready())).test_client().get("/readyz")
    assert (waiting.status_code, waiting.json) == (503, {"status": "not ready"})


def test_a_service_without_its_database_is_not_ready_but_lives(context):
    client = create_app(context=replace(context, database=Unanswering())).test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_without_a_database_every_operation_says_so_and_does_not_call_it_a_defect(context):
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    client = create_app(context=replace(context, database=away)).test_client()
    answer = client.get("/api/v1/members", headers={"Authorization": "Bearer mds_any"})
    away.close()
    assert (answer.status_code, answer.json["type"]) == (503, "urn:modspil:problem:modspil")
