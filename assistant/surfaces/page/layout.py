"""The page: its components, and which event calls what. Map and Learn will be two more tabs here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.surfaces.page.backup_events import BackupEvents
from assistant.surfaces.page.chat_events import ChatEvents
from assistant.surfaces.page.file_inputs import FilesButton, MessageBox
from assistant.surfaces.page.key_events import KeyEvents
from assistant.surfaces.page.library_events import LibraryEvents
from assistant.surfaces.page.model_events import ModelEvents
from assistant.surfaces.page.page_text import PageText
from assistant.surfaces.page.session import PageState
from assistant.surfaces.page.trash_events import TrashEvents

if TYPE_CHECKING:
    from assistant.turn import Assistant

BRIDGES = (
    "say", "learn", "open", "talk", "manage", "adding", "stop", "language", "models", "halt", "keys", "backups", "trash",
)  # fmt: skip
PASTE = 8_000
"""Longer pastes become an attached file: the box stays readable, and a page of text still fits."""

ANSWERS = 24
"""Replies that are written at once; most of them wait for a training or for a model."""


def build(assistant: Assistant, shared: PageState) -> gr.Blocks:
    """Return the page over an open assistant. Events need callers.middleware around the app."""
    with gr.Blocks(
        title="Semantic Assistant", fill_width=True, delete_cache=(600, 3600), analytics_enabled=False
    ) as made:
        parts = _components(assistant.settings.max_file_mb)
        _first(made, parts, PageText(shared), ChatEvents(shared))
        _chat(parts, ChatEvents(shared))
        _library(parts, LibraryEvents(shared), TrashEvents(shared), ChatEvents(shared))
        _models(parts, ModelEvents(shared), PageText(shared))
        _keys(parts, KeyEvents(shared), PageText(shared))
        _backups(parts, BackupEvents(shared), PageText(shared))
    made.queue(max_size=64, api_open=False, default_concurrency_limit=2)
    page: gr.Blocks = made
    return page


@dataclass(slots=True)
class Parts:
    """The components by name. `bridges` carry presses of rendered buttons to Python (page.js)."""

    language: gr.State
    talk: gr.State
    hello: tuple[gr.Textbox, gr.Textbox]
    top: gr.HTML
    tabs: tuple[gr.Tab, gr.Tab, gr.Tab]
    find: gr.Textbox
    talks: gr.HTML
    log: gr.Chatbot
    ask: MessageBox
    head: gr.HTML
    add: FilesButton
    adding: gr.HTML
    filters: tuple[gr.Textbox, gr.Dropdown, gr.Dropdown]
    table: gr.HTML
    trash: gr.HTML
    switching: gr.HTML
    settings: gr.HTML
    viewer: gr.HTML
    dialog: gr.HTML
    toast: gr.HTML
    bridges: dict[str, gr.HTML]


def _components(mb: int) -> Parts:
    language, talk = gr.State("en"), gr.State("")
    hello = (gr.Textbox(visible=False), gr.Textbox(visible=False))
    top = gr.HTML(elem_id="top")
    with gr.Tabs(elem_id="tabs"):
        with gr.Tab("Chat", id="chat", elem_id="chat-tab") as chat, gr.Row(elem_id="room"):
            with gr.Column(elem_id="side", scale=0):
                find = gr.Textbox(elem_id="find", show_label=False, container=False, max_lines=1)
                talks = gr.HTML(elem_id="talks")
            with gr.Column(elem_id="talk"):
                log = gr.Chatbot(
                    elem_id="log", show_label=False, container=False, sanitize_html=True, buttons=[],
                    latex_delimiters=[], allow_tags=False, group_consecutive_messages=False, layout="bubble",
                    autoscroll=False, height=None,
                )  # fmt: skip
                ask = MessageBox(
                    elem_id="ask", show_label=False, file_count="multiple", sources=["upload"], autofocus=True,
                    lines=1, max_lines=12, max_plain_text_length=PASTE, submit_btn=True, container=True,
                )  # fmt: skip
        with (
            gr.Tab("Library", id="library", elem_id="library-tab") as library,
            gr.Column(elem_id="documents"),
        ):
            head = gr.HTML(elem_id="documents-head")
            add = FilesButton("Add files", elem_id="add-files", file_count="multiple", size="sm")
            adding = gr.HTML(elem_id="adding")
            with gr.Row(elem_id="filters"):
                text = gr.Textbox(
                    elem_id="filter-text", show_label=False, container=False, max_lines=1, scale=3
                )
                kind = gr.Dropdown([("", "")], value="", show_label=False, container=False, min_width=120)
                tag = gr.Dropdown([("", "")], value="", show_label=False, container=False, min_width=120)
            table = gr.HTML(elem_id="table")
            trash = gr.HTML(elem_id="trash")
        with (
            gr.Tab("Settings", id="settings", elem_id="settings-tab") as settings,
            gr.Column(elem_id="choices"),
        ):
            switching = gr.HTML(elem_id="switching")
            choices = gr.HTML()
    return Parts(
        language, talk, hello, top, (chat, library, settings), find, talks, log, ask, head, add, adding,
        (text, kind, tag), table, trash, switching, choices,
        gr.HTML(elem_id="viewer"), gr.HTML(elem_id="dialog"), gr.HTML(elem_id="toasts"),
        {name: _bridge(name) for name in BRIDGES},
    )  # fmt: skip


def _bridge(group: str) -> gr.HTML:
    return gr.HTML(
        "", elem_classes="bridge",
        js_on_load=f"window.assistantBridge('{group}', (event, data) => trigger(event, data));",
    )  # fmt: skip


def _first(page: gr.Blocks, parts: Parts, page_text: PageText, chat: ChatEvents) -> None:
    """Everything that has words follows the language: on load, and when the person switches."""
    worded: list[Any] = [
        parts.language, parts.top, *parts.tabs, parts.find, parts.talks, parts.log, parts.ask, parts.add,
        parts.head, parts.table, *parts.filters, parts.trash, parts.settings,
    ]  # fmt: skip
    loaded = page.load(
        page_text.hello, list(parts.hello), [parts.talk, *worded],
        js="() => window.assistantHello()", show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    loaded.then(
        chat.resume, [parts.talk, parts.language], [parts.log, parts.ask, parts.talk, parts.talks, parts.toast],
        show_progress="hidden", api_visibility="private", concurrency_limit=ANSWERS, concurrency_id="answer",
    )  # fmt: skip
    _on(parts.bridges["language"].click, page_text.switch, [parts.talk], [parts.talk, *worded])
    _on(parts.tabs[2].select, page_text.settings, [parts.language], [parts.settings])


def _chat(parts: Parts, events: ChatEvents) -> None:
    state: list[Any] = [parts.talk, parts.language]
    frame: list[Any] = [parts.log, parts.ask, parts.talk, parts.talks, parts.toast]
    # several at once, even of one page: who trains something goes on in another conversation
    beside = {"concurrency_limit": ANSWERS, "concurrency_id": "answer", "trigger_mode": "multiple"}
    _on(parts.ask.submit, events.typed, [parts.ask, *state], frame, **beside)
    _on(parts.bridges["say"].click, events.said, state, frame, **beside)
    _on(parts.ask.stop, events.stop, state, [], queue=False)
    _on(parts.find.change, events.find, [parts.find, *state], [parts.talks], trigger_mode="always_last")
    _on(parts.bridges["learn"].click, events.learn, [parts.language], [parts.toast])
    _on(
        parts.bridges["talk"].click, events.manage, [parts.talk, parts.find, parts.language],
        [parts.log, parts.ask, parts.talk, parts.talks, parts.dialog, parts.toast], trigger_mode="multiple",
    )  # fmt: skip


def _library(parts: Parts, events: LibraryEvents, trash: TrashEvents, chat: ChatEvents) -> None:
    language = [parts.language]
    wanted, shown = [*parts.filters, *language], [parts.head, parts.table, *parts.filters[1:]]

    def refresh(after: Any) -> None:
        """Draw what may have changed: the table, what was deleted, and the conversations."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        after = after.then(events.show, wanted, shown, **quiet)
        after = after.then(trash.show, language, [parts.trash], **quiet)
        after.then(chat.find, [parts.find, parts.talk, *language], [parts.talks], **quiet)

    _on(parts.tabs[1].select, events.show, wanted, shown)
    _on(parts.tabs[1].select, trash.show, language, [parts.trash])
    _on(parts.filters[0].change, events.show, wanted, shown, trigger_mode="always_last")
    for choice in parts.filters[1:]:
        _on(choice.input, events.show, wanted, shown)
    _on(parts.bridges["open"].click, events.open, language, [parts.viewer])
    refresh(_on(parts.add.upload, events.uploaded, [parts.add, *language], [parts.adding]))
    refresh(_on(parts.bridges["adding"].click, events.given, language, [parts.adding]))
    refresh(_on(parts.bridges["manage"].click, events.manage, language, [parts.dialog, parts.toast]))
    refresh(_on(parts.bridges["trash"].click, trash.manage, language, [parts.dialog, parts.toast]))
    _on(parts.bridges["stop"].click, events.stop, language, [], queue=False)


def _models(parts: Parts, events: ModelEvents, page_text: PageText) -> None:
    language = [parts.language]
    shown = [parts.switching, parts.dialog]
    after = _on(parts.bridges["models"].click, events.chosen, language, shown)
    after.then(
        page_text.settings, language, [parts.settings], show_progress="hidden", api_visibility="private"
    )
    _on(parts.bridges["halt"].click, events.stop, language, [], queue=False)


def _keys(parts: Parts, events: KeyEvents, page_text: PageText) -> None:
    language = [parts.language]
    after = _on(parts.bridges["keys"].click, events.pressed, language, [parts.dialog, parts.toast])
    after.then(
        page_text.settings, language, [parts.settings], show_progress="hidden", api_visibility="private"
    )


def _backups(parts: Parts, events: BackupEvents, page_text: PageText) -> None:
    language = [parts.language]
    after = _on(parts.bridges["backups"].click, events.pressed, language, [parts.toast])
    after.then(
        page_text.settings, language, [parts.settings], show_progress="hidden", api_visibility="private"
    )


def _on(event: Any, call: Any, inputs: list[Any], outputs: list[Any], **more: Any) -> Any:
    """Wire one event. Handlers are the page's own: not shown as API, no spinner over what they change."""
    return event(call, inputs, outputs, show_progress="hidden", api_visibility="private", **more)
