"""The browser's page. Only modules of this package import gradio, and only once the page is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

    from assistant.turn import Assistant


def build(assistant: Assistant) -> gr.Blocks:
    """Return the page over an open assistant."""
    from assistant.surfaces.page.layout import build as build_page

    return build_page(assistant)
