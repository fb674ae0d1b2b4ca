"""Run the service and look after it."""

import subprocess
import sys
from typing import Any

import click

from service import doctor
from service.cli.output import document, json_option, opened, progress_bar, say
from service.config import Settings
from service.context import Context
from service.scopes import Scope
from service.server import run
from service.use_cases.tokens import Token, create_token, list_tokens, revoke_token


@click.command("serve")
@click.option("--host", help="Address to listen on; MODSPIL_HOST otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; MODSPIL_PORT otherwise.")
def serve_command(host: str | None, port: int | None) -> None:
    """Serve pages and API until stopped."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = Settings.from_environment().model_copy(update=given)
    with opened() as context:
        _make_ready(context)
    run(settings)


@click.command("embed")
@json_option
def embed_command(*, as_json: bool) -> None:
    """Read all texts the configured encoder has not read; its vectors serve as soon as it is done."""
    with opened() as context, progress_bar("Reading texts") as progress:
        encoded = context.matcher.change_over(progress)
    say(f"{encoded} texts read.")
    if as_json:
        document({"encoded": encoded})


@click.command("doctor")
@click.option("--rebuild", is_flag=True, help="Build the index anew from the database first.")
@json_option
def doctor_command(*, rebuild: bool, as_json: bool) -> int:
    """Check database, vectors and index, and say what to do about each finding."""
    with opened() as context:
        if rebuild:
            context.matcher.rebuild()
        findings = doctor.examine(context)
    for finding in findings:
        say(f"{'ok ' if finding.ok else 'BAD'} {finding.what}: {finding.detail}")
    healthy = all(finding.ok for finding in findings)
    if as_json:
        document({"healthy": healthy, "findings": [finding.as_json() for finding in findings]})
    return 0 if healthy else 1


@click.group("token")
def token_group() -> None:
    """Create, list and revoke bearer tokens for the API."""


@token_group.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    required=True,
    help="What the token may do; give the option once for each.",
)
@json_option
def create_command(name: str, *, scopes: tuple[str, ...], as_json: bool) -> None:
    """Create the token NAME; it is shown this once."""
    with opened() as context:
        token = create_token(context, name, [Scope(scope) for scope in scopes])
    if as_json:
        document({"name": name, "token": token, "scopes": scopes})
    else:
        click.echo(token)


@token_group.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List the tokens by name; the tokens themselves are not kept."""
    with opened() as context:
        tokens = list_tokens(context)
    if as_json:
        document([_token_document(token) for token in tokens])
        return
    for token in tokens:
        revoked = " (revoked)" if token.revoked_at is not None else ""
        click.echo(f"{token.name}: {', '.join(sorted(token.scopes))}{revoked}")


@token_group.command("revoke")
@click.argument("name")
@json_option
def revoke_command(name: str, *, as_json: bool) -> None:
    """Revoke the token NAME at once."""
    with opened() as context:
        revoke_token(context, name)
    say("Revoked.")
    if as_json:
        document({"revoked": name})


COMMANDS = (serve_command, embed_command, doctor_command, token_group)


def _token_document(token: Token) -> dict[str, Any]:
    revoked = None if token.revoked_at is None else token.revoked_at.isoformat()
    return {
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at.isoformat(),
        "revoked_at": revoked,
    }


def _make_ready(context: Context) -> None:
    """Encode what is missing before serving; another encoder's vectors are made while the old ones serve."""
    if not context.matcher.pending():
        return
    if context.matcher.serves_other_encoder():
        say(
            "Another encoder is configured: its vectors are made in the background; the old ones still serve."
        )
        subprocess.Popen([sys.executable, "-m", "service.cli", "embed"])
        return
    with progress_bar("Reading texts") as progress:
        context.matcher.embed_pending(progress)
