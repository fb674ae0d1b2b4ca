from dataclasses import replace

import pytest

from models.domain.errors import ModspilError
from service import create_app


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
