"""What happens in the Library tab, and when a source is opened."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.engines.images.thumbnails import thumbnail
from assistant.errors import AssistantError, explain
from assistant.ingest.events import FileDone, FileFailed, FileProgress, IngestEvent, IngestSummary
from assistant.surfaces.page import folders, library_view, viewer
from assistant.surfaces.page.library_view import Field, dialog, toast
from assistant.surfaces.page.session import House, NotSignedIn, Visit, form, pressed
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

    def __init__(self, house: House) -> None:
        self.house = house
        self.plans = folders.Plans()

    def show(self, text: str, kind: str, tag: str, language: str, request: gr.Request) -> tuple[Any, ...]:
        """Return (head, table, choices of kinds, choices of tags) as the filters ask."""
        return self._shown(self.house.visit(request, language), text, kind, tag)

    def _shown(self, visit: Visit, text: str, kind: str, tag: str) -> tuple[Any, ...]:
        # One's own documents first, then the samples; each newest first.
        every = sorted(visit.desk.documents(limit=MANY), key=lambda document: document.owner != visit.owner)
        kinds = sorted({document.kind for document in every})
        tags = sorted({each for document in every for each in document.tags})
        kind, tag = kind if kind in kinds else "", tag if tag in tags else ""
        filtered = bool(text.strip() or kind or tag)
        wanted = (
            {each.id for each in visit.desk.documents(text.strip(), kind, tag, MANY)} if filtered else set()
        )
        found = [document for document in every if document.id in wanted] if filtered else every
        head = library_view.head(every, visit.language, folders=not self.house.assistant.settings.public)
        return (
            head,
            library_view.table(
                found,
                visit.owner,
                visit.language,
                filtered=filtered,
                picture=lambda one: _picture(visit, one.id) if one.kind == PHOTO else "",
            ),
            gr.Dropdown([(visit.say("all_kinds"), ""), *((each, each) for each in kinds)], value=kind),
            gr.Dropdown([(visit.say("all_tags"), ""), *((each, each) for each in tags)], value=tag),
        )

    def open(self, language: str, event: gr.EventData, request: gr.Request) -> str:
        """Return the side panel with a document, at the passage if one was named."""
        visit, (_, value) = self.house.visit(request, language), pressed(event)
        place = viewer.Place.read(str(value))
        document = self.house.assistant.library.document(place.document_id, owner=visit.owner)
        if document is None:
            return viewer.gone(visit.language)
        photos = {PHOTO: [document.id], NAME: document.text.split()[:LATEST]}.get(document.kind, [])
        addresses = [address for one in photos if (address := _picture(visit, one))]
        return viewer.panel(document, place, visit.language, addresses)

    def uploaded(self, handles: Sequence[str], language: str, request: gr.Request) -> Iterator[str]:
        """Add uploaded files, saying how far it is."""
        visit = self.house.visit(request, language)

        def lines() -> Iterator[str]:
            yield from self._add(visit, [visit.sent(handle) for handle in handles])

        yield from _safely(visit, lines())

    def given(self, language: str, event: gr.EventData, request: gr.Request) -> Iterator[str]:
        """Add a pasted text or a folder of this computer."""
        visit, (name, value) = self.house.visit(request, language), pressed(event)
        fields = form(value)
        if name == "paste_now" and fields.get("body", "").strip():
            body = fields["body"].strip()
            title = fields.get("title", "").strip() or body.partition("\n")[0][:60]
            report = visit.desk.add_texts([_slug(body)], [body], [title], [])
            summary = IngestSummary(report.added, report.updated, report.unchanged, 0, 0, 0.0, (), False)
            yield library_view.adding(visit.language, summary=summary)
        elif name in {"sync_plan", "sync_now", "sync_keep"}:
            yield from _safely(visit, self._folder(visit, name, value))

    def _folder(self, visit: Visit, name: str, value: Any) -> Iterator[str]:
        """Compare a folder that its signed-in owner typed, or do what was shown and confirmed; NotSignedIn, NoFolder."""
        if not visit.owns_machine:
            raise NotSignedIn
        if name == "sync_plan":
            yield from folders.planned(visit, self.plans, folders.typed(form(value).get("folder", "")))
        else:
            yield from self._sync(visit, str(value), forgetting=name == "sync_now")

    def stop(self, language: str, request: gr.Request) -> None:
        """Stop adding; what is added stays."""
        self.house.running.stop(self.house.visit(request, language).owner, ADDING)

    def _sync(self, visit: Visit, token: str, *, forgetting: bool) -> Iterator[str]:
        plan = self.plans.take(token)
        if plan is None:
            yield library_view.adding(visit.language, failed=[("", _Said(visit.say("sync_gone")))])
            return
        approved = [document_id for document_id, _ in plan.deleted] if forgetting else []
        folder = Path(plan.folder)
        yield from self._run(visit, lambda stop: visit.desk.sync(folder, approved, stop))

    def _add(self, visit: Visit, paths: Sequence[Path]) -> Iterator[str]:
        yield from self._run(visit, lambda stop: visit.desk.add_files(paths, [], stop))

    def _run(
        self, visit: Visit, start: Callable[[Callable[[], bool]], Iterator[IngestEvent]]
    ) -> Iterator[str]:
        stop = self.house.running.start(visit.owner, ADDING)
        if stop is None:
            yield library_view.adding(visit.language, failed=[("", _Said(visit.say("busy")))])
            return
        try:
            yield from _safely(visit, _told(visit, start(stop.is_set)))
        finally:
            self.house.running.end(visit.owner, ADDING)

    def manage(self, language: str, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Tag, rename, forget, bring back, ask for a text or folder: returns (dialog, toast)."""
        visit, (name, value) = self.house.visit(request, language), pressed(event)
        try:
            return self._manage(visit, name, value)
        except AssistantError as error:
            line = f"{error.say(visit.language)} {error.advise(visit.language)}"
            return gr.skip(), toast(line, visit.language)

    def _manage(self, visit: Visit, name: str, value: Any) -> tuple[Any, Any]:
        t, language, library = visit.say, visit.language, self.house.assistant.library
        fields = form(value)
        ids = [each for each in (fields.get("target") or str(value)).split(",") if each]
        if name == "forget" and ids:
            title = (
                t("forget_ask", n=len(ids)) if len(ids) > 1
                else t("forget_ask_one", name=visit.desk.document(ids[0]).name)
            )  # fmt: skip
            question = dialog(
                "forget_now", title, t("forget"), language,
                target=",".join(ids), text=t("forget_more"), no=t("keep"), danger=True,
            )  # fmt: skip
            return question, gr.skip()
        if name == "forget_now" and ids:
            token = visit.desk.forget(ids)
            return gr.skip(), toast(_counted(t, "forgot", len(ids)), language, "restore", token)
        if name == "restore":
            return gr.skip(), toast(_counted(t, "brought_back", visit.desk.restore(str(value))), language)
        if name == "tag" and ids:
            known = visit.desk.document(ids[0]).tags if len(ids) == 1 else ()
            asked = [Field("tags", t("tag_prompt"), ", ".join(known))]
            return dialog(
                "tag_now", t("tag"), t("save"), language, target=",".join(ids), fields=asked
            ), gr.skip()
        if name == "tag_now" and ids:
            tags = tuple(
                dict.fromkeys(tag.strip().lstrip("#") for tag in re.split(r"[,、，]", fields.get("tags", "")))
            )
            library.tag(ids, tuple(tag[:40] for tag in tags if tag), owner=visit.owner)
            return gr.skip(), toast(t("tagged"), language)
        if name == "rename_document" and ids:
            asked = [Field("name", t("name"), visit.desk.document(ids[0]).name)]
            question = dialog(
                "rename_document_now", t("rename"), t("save"), language, target=ids[0], fields=asked
            )
            return question, gr.skip()
        if name == "rename_document_now" and ids and fields.get("name", "").strip():
            library.rename(ids[0], " ".join(fields["name"].split())[:200], owner=visit.owner)
            return gr.skip(), gr.skip()
        if name == "sync":
            if not visit.owns_machine:
                raise NotSignedIn
            question = folders.ask(visit)
            return (question, gr.skip()) if question else (gr.skip(), toast(t("sync_none"), language))
        if name == "paste":
            asked = [Field("title", t("add_title")), Field("body", t("add_body"), tall=True)]
            return dialog("paste_now", t("add_text"), t("add"), language, fields=asked), gr.skip()
        if name == "folder":
            if not visit.owns_machine:
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


def _safely(visit: Visit, lines: Iterable[str]) -> Iterator[str]:
    """Pass on what the page shows; an error becomes the last of it."""
    try:
        yield from lines
    except Exception as error:
        known = error if isinstance(error, AssistantError) else explain(error)
        yield library_view.adding(visit.language, failed=[("", known)])


def _told(visit: Visit, events: Iterable[IngestEvent]) -> Iterator[str]:
    failed: list[tuple[str, AssistantError]] = []
    pictures: deque[tuple[str, str]] = deque(maxlen=LATEST)
    for event in events:
        if isinstance(event, FileProgress):
            yield library_view.adding(visit.language, progress=event, failed=failed, pictures=tuple(pictures))
        elif isinstance(event, FileDone):
            if event.change != "unchanged" and (address := _picture(visit, event.document_id)):
                pictures.appendleft((event.name, address))
        elif isinstance(event, FileFailed):
            failed.append((event.name, event.error))
        elif isinstance(event, IngestSummary):
            yield library_view.adding(
                visit.language, summary=event, failed=event.failed, pictures=tuple(pictures)
            )


def _picture(visit: Visit, document_id: str) -> str:
    """Return the address of a photo's small picture, or "" where there is none."""
    file = thumbnail(visit.house.assistant.settings.home, document_id)
    return visit.view.publish(str(file), "", "image")


def _counted(t: Say, key: str, n: int) -> str:
    return t(f"{key}_one") if n == 1 else t(key, n=n)


def _slug(text: str) -> str:
    import hashlib

    return f"note-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
