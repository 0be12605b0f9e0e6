"""Colours and type as a gradio theme: the system's own fonts, so that nothing is fetched."""

from __future__ import annotations

import gradio as gr

SANS = (
    "system-ui", "-apple-system", "Segoe UI", "Hiragino Sans", "Yu Gothic UI", "Noto Sans", "Noto Sans JP",
    "Noto Sans CJK JP", "sans-serif",
)  # fmt: skip
MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono", "monospace")


def theme() -> gr.themes.Base:
    """Return the theme; what gradio has no variable for is in style.css."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_lg,
        text_size=gr.themes.sizes.text_md,
        font=list(SANS),
        font_mono=list(MONO),
    ).set(
        body_background_fill="#fbfaf8",
        body_background_fill_dark="#161716",
        body_text_color="#22241f",
        body_text_color_dark="#e9e7e2",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1e201e",
        background_fill_secondary="#f4f2ee",
        background_fill_secondary_dark="#1a1b1a",
        border_color_primary="#e5e2db",
        border_color_primary_dark="#33352f",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1e201e",
    )
