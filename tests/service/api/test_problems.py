"""How every failure looks to a program."""

import pytest
from werkzeug.exceptions import HTTPException

from models.domain import errors as domain
from models.domain.errors import ModspilError, NotFoundError, UnfitFileError
from service.errors import STATUS, describe
from service.problems import Problem

MEMBER = "/api/v1/members/person1@firma1.example"


def assert_problem(answer, status):
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert Problem.model_validate(answer.json).status == status


def test_problems_of_the_framework_look_like_our_own(client):
    assert_problem(client.get("/api/v1/nothing"), 404)
    assert_problem(client.get("/api/nothing"), 404)
    answer = client.post(MEMBER)
    assert_problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "PUT", "DELETE"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"", None), (b"{", "application/json"), (b"[1]", "application/json"), (b"{}", "text/plain")],
)
def test_a_body_that_is_no_json_object_is_told_as_such(client, body, kind):
    answer = client.put(f"{MEMBER}/pause", data=body, content_type=kind)
    assert_problem(answer, 422)
    (problem,) = answer.json["errors"]
    assert problem["field"] == "body"
    assert "JSON object" in problem["fix"]


def test_a_body_that_is_too_large_is_not_read(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 10
    answer = client.post("/api/v1/members/import", data=b"x" * 11, content_type="text/csv")
    assert_problem(answer, 413)


def test_an_unknown_parameter_is_told(client):
    answer = client.get("/api/v1/members?shoe_size=43")
    assert_problem(answer, 422)
    assert answer.json["errors"] == [
        {"field": "shoe_size", "value": "43", "fix": "leave it out, or correct its name", "row": None}
    ]


def test_a_value_that_is_shown_again_is_cut_short(client):
    answer = client.put(f"{MEMBER}/pause", json={"until": "x" * 100_000})
    assert_problem(answer, 422)
    assert len(answer.data) < 1000


def test_a_defect_tells_nothing_but_its_number(app, client, monkeypatch, capsys):
    def fail(*_, **__):
        raise RuntimeError("person1@firma1.example is secret")

    monkeypatch.setattr("service.use_cases.members.get_member", fail)
    answer = client.get(MEMBER)
    assert_problem(answer, 500)
    assert "secret" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.json["detail"]
    logged = capsys.readouterr().err
    assert '"RuntimeError"' in logged
    assert "test_problems.py" in logged
    assert "firma1" not in logged


def test_a_database_that_does_not_answer_is_our_problem(client, monkeypatch, context):
    def fail(*_, **__):
        raise ModspilError("The database postgresql://inside does not answer")

    monkeypatch.setattr("service.use_cases.members.get_member", fail)
    answer = client.get(MEMBER)
    assert_problem(answer, 503)
    assert "inside" not in answer.text


@pytest.mark.parametrize(
    "kind", [e for e in vars(domain).values() if isinstance(e, type) and issubclass(e, ModspilError)]
)
def test_every_error_of_the_domain_has_a_status(kind):
    assert (
        any(parent in STATUS for parent in kind.__mro__ if parent is not ModspilError) or kind is ModspilError
    )


def test_the_nearest_class_decides_and_names_the_problem(app):
    unfit = describe(UnfitFileError("members.csv is no text."))
    assert (unfit.status, unfit.type) == (422, "urn:modspil:problem:bad-input")
    missing = describe(NotFoundError("member", "a@b.example"))
    assert (missing.status, missing.title) == (404, "Not found")
    assert missing.detail == "No member is known as 'a@b.example'."
    with app.test_request_context():
        app.preprocess_request()
        assert describe(HTTPException()).status == 500


def test_pages_get_a_page_and_not_problem_details(app):
    answer = app.test_client().get("/no/such/page")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
