"""Members: read, saved, paused, erased, one at a time or as a file."""

from http import HTTPStatus
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from flask import Response, send_file, url_for
from flask_openapi3.models import RawModel
from werkzeug.exceptions import UnsupportedMediaType

from models.domain.errors import BadInputError
from models.domain.members import Member, email_key
from service.advice_documents import CoachingDocument
from service.api.requests import (
    CoachingBody,
    ExportQuery,
    ImportQuery,
    MemberBody,
    MemberPath,
    MembersQuery,
    NotWithPath,
    PauseBody,
    StatementPath,
    ThemeBody,
    VisibilityBody,
)
from service.api.resource import Precondition, Resource, answer, done, linked
from service.current import context
from service.documents import ImportDocument, MemberDocument, MemberPage
from service.scopes import Scope
from service.use_cases import members as use_cases
from service.use_cases.coach import coach_member
from service.use_cases.export_members import export_members
from service.use_cases.import_members import import_members

FILE_NAMES = {"application/jsonl": "members.jsonl", "text/csv": "members.csv"}
FILE: dict[str, Any] = {kind: {"schema": {"type": "string"}} for kind in FILE_NAMES}

api = Resource("members", "People in the network, with what they struggle with and what they can give.")


class MembersFile(RawModel):
    """A members file as JSON lines or as CSV."""

    mimetypes = list(FILE_NAMES)  # noqa: RUF012 - flask-openapi3 reads it from the class


@api.operation("GET", "/members", Scope.MEMBERS_READ, answer=MemberPage)
def list_members(query: MembersQuery) -> Response:
    """List the members, oldest first."""
    page = use_cases.list_members(context(), after=query.after, limit=query.limit)
    return linked(answer(MemberPage.of(page)), query, page.next)


@api.operation("GET", "/members/export", Scope.MEMBERS_READ, answer=FILE)
def export(query: ExportQuery) -> Response:
    """Return all members as a members file."""
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it once it is sent
    export_members(context(), stream, file_format=query.format)
    stream.seek(0)
    kind = "text/csv" if query.format == "csv" else "application/jsonl"
    return send_file(stream, kind, as_attachment=True, download_name=FILE_NAMES[kind])


@api.operation("POST", "/members/import", Scope.MEMBERS_WRITE, answer=ImportDocument)
def import_file(query: ImportQuery, raw: MembersFile) -> Response:
    """Create and update members from a members file, all of it or (skip_invalid) what can be used."""
    stream = cast("BinaryIO", raw.stream)
    report = import_members(context(), stream, file_name=_file_name(raw), skip_invalid=query.skip_invalid)
    return answer(ImportDocument.of(report))


@api.operation("GET", "/members/<email>", Scope.MEMBERS_READ, answer=MemberDocument, headers=("ETag",))
def get_member(path: MemberPath) -> Response:
    """Return one member."""
    return _member(use_cases.get_member(context(), path.email))


@api.operation(
    "PUT",
    "/members/<email>",
    Scope.MEMBERS_WRITE,
    answer=MemberDocument,
    statuses=(HTTPStatus.OK, HTTPStatus.CREATED),
    headers=("ETag",),
)
def save_member(path: MemberPath, header: Precondition, body: MemberBody) -> Response:
    """Create or replace a member; with If-Match, only if nobody has changed him since."""
    _require_same(path.email, body.email)
    saved = use_cases.save_member(context(), body.profile, expected_version=header.version)
    created = saved.outcome is use_cases.Outcome.CREATED
    return _member(saved.member, HTTPStatus.CREATED if created else HTTPStatus.OK)


@api.operation("DELETE", "/members/<email>", Scope.MEMBERS_WRITE, statuses=(HTTPStatus.NO_CONTENT,))
def erase_member(path: MemberPath) -> Response:
    """Erase a member and all that hangs on him, for good."""
    use_cases.erase_member(context(), path.email)
    return done()


@api.operation("POST", "/members/<email>/coaching", Scope.MEMBERS_READ, answer=CoachingDocument)
def coach(path: MemberPath, body: CoachingBody) -> Response:
    """Say what would make texts easier to find and how many members they meet; nothing is saved."""
    return answer(CoachingDocument.of(coach_member(context(), path.email, body.challenges, body.expertise)))


@api.operation(
    "PUT",
    "/members/<email>/pause",
    Scope.MEMBERS_READ,
    Scope.MEMBERS_WRITE,
    answer=MemberDocument,
    headers=("ETag",),
)
def pause_member(path: MemberPath, body: PauseBody) -> Response:
    """Let a member be left in peace until a day, or end that."""
    return _member(use_cases.pause_member(context(), path.email, body.until))


@api.operation(
    "PUT",
    "/members/<email>/statements/<statement_id>/visibility",
    Scope.MEMBERS_READ,
    Scope.MEMBERS_WRITE,
    answer=MemberDocument,
    headers=("ETag",),
)
def show_statement(path: StatementPath, body: VisibilityBody) -> Response:
    """Keep to whom a member shows one of his texts; it holds at once, for all that was shown before."""
    return _member(use_cases.show_statement(context(), path.email, path.statement_id, body.visibility))


@api.operation(
    "PUT",
    "/members/<email>/statements/<statement_id>/theme",
    Scope.MEMBERS_READ,
    Scope.MEMBERS_WRITE,
    answer=MemberDocument,
    headers=("ETag",),
)
def confirm_theme(path: StatementPath, body: ThemeBody) -> Response:
    """Keep the theme a member confirms for one of his texts; no other member sees it."""
    return _member(use_cases.confirm_theme(context(), path.email, path.statement_id, body.theme))


@api.operation(
    "PUT", "/members/<email>/not-with/<other>", Scope.MEMBERS_WRITE, statuses=(HTTPStatus.NO_CONTENT,)
)
def avoid(path: NotWithPath) -> Response:
    """Keep a member's confidential wish not to be put together with another."""
    use_cases.avoid(context(), path.email, path.other)
    return done()


@api.operation(
    "DELETE", "/members/<email>/not-with/<other>", Scope.MEMBERS_WRITE, statuses=(HTTPStatus.NO_CONTENT,)
)
def stop_avoiding(path: NotWithPath) -> Response:
    """Drop that wish; nothing happens where there is none."""
    use_cases.stop_avoiding(context(), path.email, path.other)
    return done()


def _member(member: Member, status: HTTPStatus = HTTPStatus.OK) -> Response:
    where = url_for(".get_member", email=member.email) if status is HTTPStatus.CREATED else None
    return answer(MemberDocument.of(member), status, version=member.version, location=where)


def _require_same(address: str, email: str) -> None:
    if email_key(address) != email:
        raise BadInputError(
            f"email is {email!r}, but the path names {address!r}; an address cannot be changed."
        )


def _file_name(file: MembersFile) -> str:
    if file.mimetype not in FILE_NAMES:
        raise UnsupportedMediaType(f"A members file is one of {', '.join(FILE_NAMES)}; say which.")
    return FILE_NAMES[file.mimetype]
