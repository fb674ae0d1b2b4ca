import re
from dataclasses import replace

import pytest

from service import create_app


@pytest.mark.parametrize(
    "path", ["/api/v1/members", "/api/openapi.json", "/api/docs/", "/healthz", "/", "/nothing"]
)
def test_every_answer_is_fenced_in(app, path):
    answer = app.test_client().get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    answer.close()


def test_data_is_kept_by_nobody_on_the_way(client):
    assert client.get("/api/v1/members").headers["Cache-Control"] == "no-store"


def test_the_documentation_is_served_from_here_without_inline_scripts(app):
    client = app.test_client()
    page = client.get("/api/docs/")
    assert not re.findall(r"<script(?![^>]*src)|\son\w+=|https?://", page.text)
    for path in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        part = client.get(f"/api/docs/{path}")
        assert part.status_code == 200, path
        part.close()
    page.close()
    assert client.get("/api/docs/../../__init__.py").status_code == 404


def test_a_service_behind_tls_stays_there(context):
    settings = context.settings.model_copy(update={"secure_cookies": True})
    answer = create_app(context=replace(context, settings=settings)).test_client().get("/healthz")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
