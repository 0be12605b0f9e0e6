"""What happens in the Library tab, and when a source is opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.ingest.events import IngestEvent, IngestSummary
from assistant.ingest.own_spaces import counted
from assistant.surfaces.page import folders, library_view, viewer
from assistant.surfaces.page.adding import picture_address, safely, told
from assistant.surfaces.page.library_view import Field, dialog, toast
from assistant.surfaces.page.session import NotSignedIn, PageState, Person, form, pressed
from assistant.surfaces.page.words import Say

PHOTO, NAME = "image", "name"
"""The kind of a document that is a photo, and of a name taught with photos."""
LATEST = 12
"""Photos just added that are shown while more are."""
MANY = 100_000
"""Documents looked through at most; the table shows the first of them."""
ADDING = "the library tab"
"""Under this name adding files runs, beside the conversations."""


class LibraryEvents:
    """Handlers of the Library tab."""

    def __init__(self, shared: PageState) -> None:
        self.shared = shared
        self.plans = folders.Plans()

    def show(self, text: str, kind: str, tag: str, language: str, request: gr.Request) -> tuple[Any, ...]:
        """Return (head, table, choices of kinds, choices of tags) as the filters ask."""
        return self._shown(self.shared.person(request, language), text, kind, tag)

    def _shown(self, person: Person, text: str, kind: str, tag: str) -> tuple[Any, ...]:
        # One's own documents first, then the samples; each newest first.
        every = sorted(
            person.service.documents(limit=MANY), key=lambda document: document.owner != person.owner
        )
        kinds = sorted({document.kind for document in every})
        tags = sorted({each for document in every for each in document.tags})
        kind, tag = kind if kind in kinds else "", tag if tag in tags else ""
        filtered = bool(text.strip() or kind or tag)
        wanted = (
            {each.id for each in person.service.documents(text.strip(), kind, tag, MANY)}
            if filtered
            else set()
        )
        found = [document for document in every if document.id in wanted] if filtered else every
        assistant = self.shared.assistant
        head = library_view.head(
            every, person.language,
            folders=not assistant.settings.public, own=counted(assistant.store, person.owner),
        )  # fmt: skip
        return (
            head,
            library_view.table(
                found,
                person.owner,
                person.language,
                filtered=filtered,
                picture=lambda one: picture_address(person, one.id) if one.kind == PHOTO else "",
            ),
            gr.Dropdown(
                [
                    (person.say("all_kinds"), ""),
                    *((library_view.kind_named(each, person.language), each) for each in kinds),
                ],
                value=kind,
            ),
            gr.Dropdown([(person.say("all_tags"), ""), *((each, each) for each in tags)], value=tag),
        )

    def open(self, language: str, event: gr.EventData, request: gr.Request) -> str:
        """Return the side panel with a document, at the passage if one was named."""
        person, (_, value) = self.shared.person(request, language), pressed(event)
        place = viewer.Place.read(str(value))
        document = self.shared.assistant.library.document(place.document_id, owner=person.owner)
        if document is None:
            return viewer.gone(person.language)
        photos = {PHOTO: [document.id], NAME: document.text.split()[:LATEST]}.get(document.kind, [])
        addresses = [address for one in photos if (address := picture_address(person, one))]
        return viewer.panel(document, place, person.language, addresses)

    def uploaded(self, handles: Sequence[str], language: str, request: gr.Request) -> Iterator[str]:
        """Add uploaded files, saying how far it is."""
        person = self.shared.person(request, language)

        def lines() -> Iterator[str]:
            yield from self._add(person, [person.sent(handle) for handle in handles])

        yield from safely(person, lines())

    def given(self, language: str, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        """Add a pasted text or a folder of this computer."""
        person, (name, value) = self.shared.person(request, language), pressed(event)
        fields = form(value)
        if name == "paste_now" and fields.get("body", "").strip():
            body = fields["body"].strip()
            title = fields.get("title", "").strip() or body.partition("\n")[0][:60]
            report = person.service.add_texts([_slug(body)], [body], [title], [])
            summary = IngestSummary(report.added, report.updated, report.unchanged, 0, 0, 0.0, (), False)
            yield library_view.adding(person.language, summary=summary)
        elif name in {"sync_plan", "sync_now", "sync_keep"}:
            yield from safely(person, self._folder(person, name, value))

    def _folder(self, person: Person, name: str, value: Any) -> Iterator[str]:
        """Compare a folder that its signed-in owner typed, or do what was shown and confirmed; NotSignedIn, NoFolder."""
        if not person.owns_machine:
            raise NotSignedIn
        if name == "sync_plan":
            yield from folders.planned(person, self.plans, folders.typed(form(value).get("folder", "")))
        else:
            yield from self._sync(person, str(value), forgetting=name == "sync_now")

    def stop(self, language: str, request: gr.Request) -> None:
        """Stop adding; what is added stays."""
        self.shared.running.stop(self.shared.person(request, language).owner, ADDING)

    def _sync(self, person: Person, token: str, *, forgetting: bool) -> Iterator[str]:
        plan = self.plans.take(token)
        if plan is None:
            yield library_view.adding(person.language, failed=[("", _Said(person.say("sync_gone")))])
            return
        approved = [document_id for document_id, _ in plan.deleted] if forgetting else []
        folder = Path(plan.folder)
        yield from self._run(person, lambda stop: person.service.sync(folder, approved, stop))

    def _add(self, person: Person, paths: Sequence[Path]) -> Iterator[str]:
        yield from self._run(person, lambda stop: person.service.add_files(paths, [], stop))

    def _run(
        self, person: Person, start: Callable[[Callable[[], bool]], Iterator[IngestEvent]]
    ) -> Iterator[str]:
        stop = self.shared.running.start(person.owner, ADDING)
        if stop is None:
            yield library_view.adding(person.language, failed=[("", _Said(person.say("busy")))])
            return
        try:
            yield from safely(person, told(person, start(stop.is_set)))
        finally:
            self.shared.running.end(person.owner, ADDING)

    def manage(self, language: str, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Tag, rename, forget, bring back, ask for a text or folder: returns (dialog, toast)."""
        person, (name, value) = self.shared.person(request, language), pressed(event)
        try:
            return self._manage(person, name, value)
        except AssistantError as error:
            line = f"{error.say(person.language)} {error.advise(person.language)}"
            return gr.skip(), toast(line, person.language)

    def _manage(self, person: Person, name: str, value: Any) -> tuple[Any, Any]:
        t, language, library = person.say, person.language, self.shared.assistant.library
        fields = form(value)
        ids = [each for each in (fields.get("target") or str(value)).split(",") if each]
        if name == "forget" and ids:
            title = (
                t("forget_ask", n=len(ids)) if len(ids) > 1
                else t("forget_ask_one", name=person.service.document(ids[0]).name)
            )  # fmt: skip
            question = dialog(
                "forget_now", title, t("forget"), language,
                target=",".join(ids), text=t("forget_more"), no=t("keep"), danger=True,
            )  # fmt: skip
            return question, gr.skip()
        if name == "forget_now" and ids:
            token = person.service.forget(ids)
            return gr.skip(), toast(_counted(t, "forgot", len(ids)), language, "restore", token)
        if name == "restore":
            return gr.skip(), toast(_counted(t, "brought_back", person.service.restore(str(value))), language)
        if name == "tag" and ids:
            known = person.service.document(ids[0]).tags if len(ids) == 1 else ()
            asked = [Field("tags", t("tag_prompt"), ", ".join(known))]
            return dialog(
                "tag_now", t("tag"), t("save"), language, target=",".join(ids), fields=asked
            ), gr.skip()
        if name == "tag_now" and ids:
            tags = tuple(
                dict.fromkeys(tag.strip().lstrip("#") for tag in re.split(r"[,、，]", fields.get("tags", "")))
            )
            library.tag(ids, tuple(tag[:40] for tag in tags if tag), owner=person.owner)
            return gr.skip(), toast(t("tagged"), language)
        if name == "rename_document" and ids:
            asked = [Field("name", t("name"), person.service.document(ids[0]).name)]
            question = dialog(
                "rename_document_now", t("rename"), t("save"), language, target=ids[0], fields=asked
            )
            return question, gr.skip()
        if name == "rename_document_now" and ids and fields.get("name", "").strip():
            library.rename(ids[0], " ".join(fields["name"].split())[:200], owner=person.owner)
            return gr.skip(), gr.skip()
        if name == "sync":
            if not person.owns_machine:
                raise NotSignedIn
            question = folders.ask(person)
            return (question, gr.skip()) if question else (gr.skip(), toast(t("sync_none"), language))
        if name == "paste":
            asked = [Field("title", t("add_title")), Field("body", t("add_body"), tall=True)]
            return dialog("paste_now", t("add_text"), t("add"), language, fields=asked), gr.skip()
        if name == "folder":
            if not person.owns_machine:
                raise NotSignedIn
            asked = [Field("folder", t("folder_path"))]
            return dialog("sync_plan", t("add_folder"), t("sync_look"), language, fields=asked), gr.skip()
        return gr.skip(), gr.skip()


class _Said(AssistantError):
    """A line that is already in the person's language."""

    def __init__(self, line: str) -> None:
        self.line = line
        super().__init__()

    def say(self, language: str) -> str:
        return self.line

    def advise(self, language: str) -> str:
        return ""


def _counted(t: Say, key: str, n: int) -> str:
    return t(f"{key}_one") if n == 1 else t(key, n=n)


def _slug(text: str) -> str:
    import hashlib

    return f"note-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
