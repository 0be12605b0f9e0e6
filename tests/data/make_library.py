"""Writes a small library as the program of the day keeps it: `python -m tests.data.make_library library-v1.zip`.

Run it before a change of what is on disk, with the code from before that change, and keep the file for good:
tests/store/test_upgrade.py opens every tests/data/library-*.zip. All that is in it was made up for it.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from assistant import Assistant, Message
from assistant.engines.language.lessons import Lessons
from assistant.settings import Settings, default_cache
from store.types import ME, Document, Item, Owner

PICTURES = Path(__file__).parents[2] / "assets" / "samples" / "pictures"
TEXTS = {
    "rent": ("Rent", "The rent of the flat in Elm Street is due on the third of each month."),
    "piano": ("Piano", "The piano was tuned in March; the next tuning is due in September."),
    "kettle": ("やかん", "台所のやかんは三年前に買った。取っ手がゆるんでいる。"),
    "gone": ("Old note", "This note was forgotten and can be brought back."),
}
FRIENDS = [
    ("Aiko", "Ben"),
    ("Ben", "Chiyo"),
    ("Chiyo", "Aiko"),
    ("Chiyo", "Daniel"),
    ("Daniel", "Emi"),
    ("Emi", "Ben"),
]
BASKETS = [
    ["tea", "milk"],
    ["tea", "lemon"],
    ["rice", "nori", "tea"],
    ["rice", "nori"],
    ["milk", "cereal"],
] * 4


def fill(home: Path) -> dict[str, object]:
    """Fill a home with a little of everything; returns what a test needs to know that the files do not say."""
    settings = Settings(home=home, samples=False, cache=default_cache())
    with Assistant.open(settings=settings) as a:
        names = list(TEXTS)
        a.add_texts(names, [TEXTS[n][1] for n in names], [TEXTS[n][0] for n in names])
        note = home.parent / "garden.md"
        note.write_text(
            "# Garden\n\nThe tomatoes were sown in April.\n\n## Roses\n\nRoses are cut back in February.\n"
        )
        pictures = [shutil.copy(PICTURES / name, home.parent / name) for name in ("cat.png", "bicycle.png")]
        a.add_files([note, *pictures])
        documents = {document.name: document for document in a.library.documents(owner=ME)}
        a.library.tag([documents["garden.md"].id], ["garden", "庭"], owner=ME)
        a.library.images.names.teach("Tama", [documents["cat.png"].id], owner=ME)
        Lessons(a.store).add(
            {"home": ["water the plants"], "work": ["send the invoice"], "家事": ["皿を洗う"]}, owner=ME
        )
        a.engines.graphs.add("friends", FRIENDS)
        a.engines.graphs.embed("friends", size=8, epochs=2)
        a.engines.items.add("shop", BASKETS)
        a.engines.items.embed("shop", size=8, epochs=2)
        a.store.corrections.add(ME, "what is the weather like on shelf two", "search_text")
        a.store.corrections.add(ME, "やかんを見せて", "search_text")
        a.store.settings.set("page.language", "ja", owner=ME)
        a.store.put_document(*_strangers(a))
        talk = a.store.conversations.create(ME, "Rent and piano", "en")
        for said in ("When is the rent due?", "When is the piano tuned next?"):
            list(a.turn(Message(said), conversation=talk).blocks)
        lost = a.store.conversations.create(ME, "忘れた会話", "ja")
        list(a.turn(Message("やかんはいつ買った？"), conversation=lost).blocks)
        forgotten = next(d.id for d in a.library.documents(owner=ME) if d.title == "Old note")
        return {
            "document_token": a.library.forget([forgotten], owner=ME),
            "conversation_token": a.store.conversations.forget(lost, owner=ME),
            "conversation": talk,
        }


def _strangers(a: Assistant) -> tuple[Document, str, list[Item]]:
    """A document of another owner, which nobody else may see."""
    known = next(d for d in a.library.documents(owner=ME) if d.title == "Rent")
    items = [replace(item, owner=Owner("someone")) for item in a.library.passages(known.id, owner=ME)]
    return replace(known, owner=Owner("someone")), "documents", items


def make(target: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name, "home")
        home.mkdir()
        facts = fill(home)
        for folder in ("exports", "store/index", "store/words", "store/backups"):
            shutil.rmtree(home / folder, ignore_errors=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path in sorted(home.rglob("*")):
                if path.is_file() and path.name not in {"lock", "owner.json"}:
                    archive.write(path, path.relative_to(home).as_posix())
            archive.writestr("facts.json", json.dumps(facts))


if __name__ == "__main__":
    make(Path(__file__).parent / sys.argv[1])
