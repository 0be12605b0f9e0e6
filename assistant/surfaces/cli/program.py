"""The root command: global options, lazy commands, and how errors become two lines and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from assistant.phrase import Language, Phrase
from assistant.surfaces.cli.speech import COMMANDS, SpokenGroup, SpokenOption, language_from, show_version

ABOUT = Phrase(
    "Search and ask your own documents, in English and Japanese, offline.",
    "自分の文書を、日本語でも英語でも、オフラインで検索・質問できます。",
)
HOME = Phrase("Folder where data lives (ASSISTANT_HOME).", "データを置くフォルダ（ASSISTANT_HOME）。")
LANGUAGE = Phrase("Language of the output; default from LANG.", "表示する言語。既定は LANG から。")
DEBUG = Phrase("Show tracebacks.", "トレースバックを表示。")
VERSION = Phrase("Show the version.", "バージョンを表示。")
CANCELLED = Phrase(
    "Cancelled. What was finished before is kept.", "中止しました。終わった分は保存されています。"
)


class Program(SpokenGroup):
    """A group whose commands are imported when used and whose errors are lines, not tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module, _, name = COMMANDS[cmd_name].home.partition(":")
        command: click.Command = getattr(import_module(f"assistant.surfaces.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        rows = [(name, entry.about.say(language_from(ctx))) for name, entry in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error is told in two lines on stderr and ends with exit code 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo(CANCELLED.say(language_from(ctx)), err=True)
            ctx.exit(130)
        except BrokenPipeError:
            # The reader has left (`| head`): nothing more to say, and nowhere to say it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            tell(error, language_from(ctx))
            ctx.exit(1)


def tell(error: Exception, language: Language) -> None:
    """Write what happened and what to do to stderr, in one line each."""
    from assistant.errors import AssistantError, explain
    from assistant.surfaces.service.clean import clean_line

    known = error if isinstance(error, AssistantError) else explain(error)
    click.echo(clean_line(known.say(language)), err=True)
    click.echo(clean_line(known.advise(language)), err=True)


@click.group(cls=Program, about=ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    cls=SpokenOption,
    about=HOME,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
)
@click.option("--language", cls=SpokenOption, about=LANGUAGE, type=click.Choice(["en", "ja"]), is_eager=True)
@click.option("--debug", cls=SpokenOption, about=DEBUG, is_flag=True)
@click.option(
    "--version", cls=SpokenOption, about=VERSION, is_flag=True, is_eager=True, expose_value=False,
    callback=show_version,
)  # fmt: skip
@click.pass_context
def program(ctx: click.Context, home: Path | None, language: Language | None, debug: bool) -> None:
    """Hold what every command shares; see ABOUT for what people read."""
    from assistant.surfaces.cli.session import Session

    ctx.obj = Session(home=home, language=language_from(ctx), spoken=language)
