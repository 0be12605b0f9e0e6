"""Readers that take slots from a message: quotations, lists, pairs, topics, names of nodes."""

from __future__ import annotations

from assistant.routing.slots.second_opinion import reader

__all__ = ["reader"]
