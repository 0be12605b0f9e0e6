"""Help in two languages: the table of commands, and click's classes taught to speak Phrases."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import click

from assistant.phrase import Language, Phrase


class Entry(NamedTuple):
    """One command: its line in the help, and the `module:name` it is imported from when used."""

    home: str
    about: Phrase


COMMANDS = {
    "ask": Entry("ask:ask", Phrase("Ask one question and print the answer.", "一つ質問して答えを表示。")),
    "chat": Entry("chat:chat", Phrase("Talk in the terminal.", "端末で会話。")),
    "search": Entry("search:search", Phrase("Search the library.", "ライブラリを検索。")),
    "add": Entry("add:add", Phrase("Add files and folders.", "ファイルやフォルダを追加。")),
    "sync": Entry(
        "sync:sync", Phrase("Bring the library in line with a folder.", "ライブラリをフォルダに合わせる。")
    ),
    "list": Entry("documents:list_documents", Phrase("List what is in the library.", "ライブラリの一覧。")),
    "forget": Entry("documents:forget", Phrase("Forget documents.", "文書を忘れる。")),
    "restore": Entry(
        "documents:restore",
        Phrase("Bring back what was forgotten, or a backup.", "忘れた文書やバックアップを元に戻す。"),
    ),
    "backup": Entry("keep:backup", Phrase("Back up everything.", "すべてをバックアップ。")),
    "export": Entry("documents:export", Phrase("Write the library to a file.", "ライブラリを書き出す。")),
    "import": Entry(
        "documents:import_library", Phrase("Read an exported library.", "書き出したライブラリを読み込む。")
    ),
    "serve": Entry("serve:serve", Phrase("Open the page in the browser.", "ブラウザのページを開く。")),
    "keys": Entry("keys:keys", Phrase("Make, list or revoke API keys.", "API の鍵を作る・一覧・取り消す。")),
    "mcp": Entry("serve:mcp", Phrase("Serve MCP over stdio.", "標準入出力で MCP を提供。")),
    "route": Entry(
        "route:route", Phrase("Say which plugin messages would go to.", "メッセージの行き先を表示。")
    ),
    "infer": Entry("batch:infer", Phrase("Judge a file of sentence pairs.", "文の対をまとめて判定。")),
    "classify": Entry("batch:classify", Phrase("Sort a file of texts.", "文章をまとめて分類。")),
    "models": Entry("models:models", Phrase("List models, or use another.", "モデルの一覧と切り替え。")),
    "plugins": Entry(
        "manage:plugins", Phrase("List plugins, or begin a new one.", "プラグインの一覧と、新規作成。")
    ),
    "doctor": Entry("manage:doctor", Phrase("Check store, models and machine.", "状態を診断。")),
    "completion": Entry("manage:completion", Phrase("Print shell completion.", "シェル補完を出力。")),
}


def language_from(ctx: click.Context) -> Language:
    """Return the language of the output: --language, else the environment as gettext reads it."""
    given = ctx.find_root().params.get("language")
    if given in ("en", "ja"):
        return "ja" if given == "ja" else "en"
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    value = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "ja" if value.lower().startswith("ja") else "en"


def show_version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Print name and version, and stop."""
    if value:
        from assistant import __version__

        click.echo(f"assistant {__version__}")
        ctx.exit()


class SpokenOption(click.Option):
    """An option whose help is a Phrase."""

    def __init__(self, *args: Any, about: Phrase, **kwargs: Any) -> None:
        self.about = about
        super().__init__(*args, **kwargs | {"help": about.en})

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the help line in the language of the output."""
        self.help = self.about.say(language_from(ctx))
        return super().get_help_record(ctx)


class SpokenCommand(click.Command):
    """A command whose help is a Phrase; without one, its line in the table."""

    def __init__(self, *args: Any, about: Phrase | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own line in the language of the output."""
        write_about(self.about or COMMANDS[ctx.command.name or ""].about, ctx, formatter)


class SpokenGroup(click.Group):
    """A group whose help is a Phrase."""

    command_class = SpokenCommand

    def __init__(self, *args: Any, about: Phrase | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the group's own line in the language of the output."""
        write_about(self.about or COMMANDS[ctx.command.name or ""].about, ctx, formatter)


def write_about(about: Phrase, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write one indented sentence."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(about.say(language_from(ctx)))
