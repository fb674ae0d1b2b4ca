"""The command line: the administrator's way in; it shows names."""

import sys

import click

from models.domain.errors import ModspilError
from service.cli import admin, matching, members
from service.cli.output import error_document, say, use_exit_code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="modspil")
def cli() -> None:
    """Introduce people to people from other fields who can support or challenge them.

    Settings are read from variables named MODSPIL_...; see docs/configuration.md.
    Exit codes: 0 success, 2 bad input, 1 failure.
    """


for command in (*admin.COMMANDS, *matching.COMMANDS, *members.COMMANDS):
    cli.add_command(command)


def main() -> None:
    """Run the console script `modspil`; the one place where errors become messages and exit codes."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error_document(error, error.format_message())
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        say("Stopped; nothing is left half done.")
        sys.exit(1)
    except ModspilError as error:
        error_document(error, str(error))
        say(f"Error: {error}")
        sys.exit(use_exit_code(error))
