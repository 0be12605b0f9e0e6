"""assistant chat: a conversation in the terminal, with follow-ups, kept like those of the page."""

from __future__ import annotations

import sys

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session
from assistant.surfaces.cli.speech import SpokenCommand

HELLO = Phrase("Ask anything; /help helps, Ctrl-D ends.", "何でもどうぞ。/help で使い方、Ctrl-D で終了。")
TITLE = Phrase("In the terminal", "端末での会話")
PROMPT = "> "


@click.command(cls=SpokenCommand)
@click.pass_obj
def chat(session: Session) -> None:
    """Read messages until the end of input; each is answered before the next is read."""
    from assistant.message import Message
    from assistant.surfaces.cli.ask import print_blocks

    person = sys.stdin.isatty()
    if person:
        from contextlib import suppress

        with suppress(ImportError):
            import readline  # noqa: F401  # gives input() history and editing
        click.echo(session.say(HELLO), err=True)
    with session.service() as service:
        conversation = service.start_conversation(session.say(TITLE), session.language)
        while True:
            try:
                text = input(PROMPT if person else "")
            except EOFError:
                break
            message = Message(text, language=session.spoken)
            if message.text:
                _, blocks = service.ask(message, conversation)
                print_blocks(session, blocks)
