"""Erasing everything of one person leaves nothing of theirs in the home folder, and everything of the others."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant import Assistant, Message
from assistant.engines.images.thumbnails import thumbnail
from assistant.files import place, uploads_of
from assistant.settings import Settings, shipped
from store.types import ME, Owner

ANNA = Owner("visitor-anna")
CANARY = "canary-5520"


def fill(assistant: Assistant, owner: Owner, word: str, folder: Path) -> Path:
    """Give a person one of everything; returns their photo's thumbnail."""
    uploads = uploads_of(assistant.settings.home, owner) / word
    uploads.mkdir(parents=True)
    (uploads / f"{word}.md").write_text(f"The {word} is under the mat.", "utf-8")
    photo = shutil.copy(shipped("samples", "pictures", "apple.png"), uploads / f"{word}.png")
    assistant.add_files([uploads / f"{word}.md", photo], owner=owner)
    shown = next(d for d in assistant.library.documents(owner=owner, kind="image"))
    talk = assistant.store.conversations.create(owner, word)
    dropped = uploads / f"dropped-{word}.txt"
    dropped.write_text(word, "utf-8")
    list(assistant.reply(Message(f"/add {word} said", [dropped]), owner=owner, conversation=talk))
    assistant.correct(f"{word} corrected", "help", owner=owner)
    assistant.library.images.names.teach(word, [shown.id], owner=owner)
    assistant.graphs.add(word, [(word, "b"), ("b", "c")], owner=owner)
    place(assistant.settings.home, owner, "features.csv").write_text(word, "utf-8")
    vectors = folder / f"{word}.txt"
    vectors.write_text(f"{word} 0.1 0.2\nother 0.3 0.1\n", "utf-8")
    assistant.words.mount(vectors, word, owner=owner)
    return thumbnail(assistant.settings.home, shown.id)


def holding(home: Path, word: str) -> list[Path]:
    data = word.encode()
    return [
        file
        for file in home.rglob("*")
        if file.is_file() and (word in str(file) or data in file.read_bytes())
    ]


def test_nothing_of_one_person_is_left_and_all_of_the_other(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Assistant.open(home, Settings(home, text_encoder="use-multilingual-v3", samples=False)) as assistant:
        mine, theirs = fill(assistant, ME, "kept-7781", tmp_path), fill(assistant, ANNA, CANARY, tmp_path)
        assistant.library.forget([assistant.library.documents(owner=ANNA)[0].id], owner=ANNA)
        assert mine.is_file()
        assert theirs.is_file()
        kept = len(assistant.library.documents(owner=ME))
        from assistant.surfaces.service.erasing import erase, files_of

        assert len(files_of(assistant, ANNA)) == 4, "a text, a photo and a dropped file, and what was made"
        erase(assistant, ANNA)
        assert not theirs.exists()
        assert mine.is_file()
        assert holding(home, CANARY) == []
        assert CANARY not in assistant.words.names(ANNA)
        assert CANARY not in assistant.graphs.names(ANNA)
        assert len(assistant.library.documents(owner=ME)) == kept
        assert "kept-7781" in assistant.words.names(ME)
        assert len(holding(home, "kept-7781")) >= 4
        assert list(assistant.reply(Message("/add Starting over."), owner=ANNA)), "the same person may go on"
