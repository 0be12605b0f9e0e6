"""gradio's two inputs that take files, with handles instead of paths: gradio itself never opens one.

`requests.py` turns each file of a request into {"handle": ...} before gradio sees it.
"""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.data_classes import GradioModel, GradioRootModel
from pydantic import Field

from assistant.surfaces.page.stubs import without_stubs


class Handle(GradioModel):
    """One file that was sent."""

    handle: str


class Handles(GradioRootModel):
    """Files that were sent."""

    root: list[Handle]


class Typed(GradioModel):
    """What was typed, and the files beside it."""

    text: str = ""
    files: list[Handle] = Field(default_factory=list)


with without_stubs():

    class MessageBox(gr.MultimodalTextbox):
        """The box of the chat; handlers get {"text": str, "files": [handle, ...]}."""

        is_template = True
        data_model = Typed  # type: ignore[assignment]  # handles stand where paths did

        def preprocess(self, payload: Typed | None) -> dict[str, Any]:  # type: ignore[override]
            """Return what was typed, files as handles."""
            if payload is None:
                return {"text": "", "files": []}
            return {"text": payload.text, "files": [file.handle for file in payload.files]}

    class FilesButton(gr.UploadButton):
        """A button that takes files; handlers get their handles."""

        is_template = True

        @property
        def data_model(self) -> type[Handles]:
            """Return the form of its values; gradio's own initialiser would set another."""
            return Handles

        @data_model.setter
        def data_model(self, ignored: object) -> None:
            """Keep the form."""

        def preprocess(self, payload: Handles | None) -> list[str]:  # type: ignore[override]
            """Return the handles."""
            return [] if payload is None else [file.handle for file in payload.root]
