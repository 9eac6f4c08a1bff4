"""The command line: one module a verb, imported only when it is used. Only this package prints, exits or reads argv."""

import os
import sys
from importlib import import_module

import click

from pipeline import __version__
from pipeline.cli.common import fail
from pipeline.disk import of_import, of_system
from pipeline.errors import ShowError

VERBS = {
    "init": "Start a new show in DIR",
    "add": "Bring in audio, letters and exports of other systems",
    "new": "Start an episode or a letter as a draft",
    "build": "Make everything that is out of date, and nothing else",
    "serve": "Preview the site and rebuild as you edit",
    "status": "Show what waits for you, and what is done, stale, edited, failed",
    "why": "Say why a step would run",
    "correct": "Open a transcript, keep the fixes for every later run",
    "check": "Find broken links and faulty drafts, transcripts and feeds",
    "email": "Write a letter as mail: HTML, plain text and .eml",
    "publish": "Check, then put the site where it is served",
    "soundbites": "Propose stretches of an episode that apps may play as a preview",
    "transcribe": "Transcribe audio files alone",
    "themes": "Settle themes that are unsure, ask why a moment has them, try and score them",
    "links": "Settle links that wait for you, list what is linked to what",
    "search": "Search the built library from the terminal",
    "models": "List the speech models on this machine, and fetch others",
}


class Verbs(click.Group):
    """A group that knows its verbs by name and imports one only when it is called: `--help` must answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs in the order of a host's work."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one verb."""
        if cmd_name not in VERBS:
            return None
        found = getattr(import_module(f"pipeline.cli.{cmd_name}"), cmd_name)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the verbs without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest verb when there is no such one."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], VERBS, n=1)
            advice = f'Did you mean "{close[0]}"?' if close else "See `podloom --help`."
            raise click.UsageError(f'there is no command "{args[0]}". {advice}', ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 some items failed and the others are done, 2 the input or a setting is wrong, "
    "74 disk, 75 another run holds the lock.",
)
@click.version_option(__version__, "--version", prog_name="podloom")
def podloom() -> None:
    """Turn a show's audio and newsletters into one searchable knowledge site.

    \b
    A first show:
      podloom init my-show
      cd my-show
      podloom add ~/recordings/first-talk.mp3 ~/letters/first-letter.md
      podloom build
      podloom serve
    """


def main() -> None:
    """Run the command line; turn errors into one message and an exit code."""
    try:
        sys.exit(podloom.main(standalone_mode=False) or 0)
    except ShowError as error:
        fail(error)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        click.echo("Stopped. What was finished is kept; run the same command to go on.", err=True)
        sys.stdout.flush()
        os._exit(130)  # threads that still transcribe are not waited for: a run may be killed at any moment
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as fault:
        fail(of_system(fault, ""))
    except Exception as error:
        if os.environ.get("PODLOOM_TRACEBACK"):
            raise
        if isinstance(error, ImportError):  # of a verb, or of what it does
            fail(of_import(error))
        fail(ShowError(f"Podloom broke ({type(error).__name__}: {error})", "", "Please report it, with PODLOOM_TRACEBACK=1 set."))
