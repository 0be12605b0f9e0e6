"""Hostile and damaged files end at worst the child process, within its limits."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from assistant.errors import AssistantError
from assistant.ingest import errors
from assistant.ingest.sandbox import Sandbox
from tests.ingest import made

EXAMPLES = int(os.environ.get("INGEST_MUTATIONS", "60"))
"""A long run: INGEST_MUTATIONS=10000 python -m pytest tests/ingest/test_sandbox.py -k mutat"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=20, memory_mb=600) as limited:
        yield limited


def test_a_warm_worker_reads_many_files(sandbox: Sandbox) -> None:
    first = sandbox.read(b"hello", "a.txt")
    assert first.text == "hello"
    process = sandbox.child._process
    texts = [sandbox.read(f"text {n}".encode(), "a.txt").text for n in range(200)]
    assert texts == [f"text {n}" for n in range(200)]
    assert sandbox.child._process is process


def test_passages_point_into_the_text(sandbox: Sandbox) -> None:
    read = sandbox.read(made.pdf(["Refunds take days.", "返金は三十日以内です。"]), "a.pdf")
    assert [read.text[p.start : p.end] for p in read.passages] == [
        "Refunds take days.",
        "返金は三十日以内です。",
    ]
    assert [(p.place, p.page) for p in read.passages] == [("p. 1", 1), ("p. 2", 2)]


def test_errors_come_back_as_they_were_raised(sandbox: Sandbox) -> None:
    with pytest.raises(errors.NoTextLayer) as caught:
        sandbox.read(made.pdf(["x"] * 3, image_only=True), "scan.pdf")
    assert "3" in caught.value.say("en")
    with pytest.raises(errors.ZeroByte):
        sandbox.read(b"", "a.pdf")


def test_a_dead_worker_is_replaced(sandbox: Sandbox) -> None:
    dead = sandbox.child.worker()
    dead.kill()
    dead.wait()
    assert sandbox.read(b"b", "a.txt").text == "b"


def test_modules_of_the_current_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("csv", "json", "assistant"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    with Sandbox(seconds=20) as fresh:
        assert fresh.read(b"a,b\n1,2\n", "a.csv").text == "a: 1; b: 2"


def test_too_slow_is_stopped_and_only_that_file_fails() -> None:
    slow = made.xlsx({"s": [[n] * 20 for n in range(5_000)]})
    with Sandbox(seconds=0.3) as hasty:
        with pytest.raises(errors.TooSlow):
            hasty.read(slow, "a.xlsx")
        hasty.child.seconds = 60
        assert hasty.read(b"next", "a.txt").text == "next"


def test_too_much_memory_is_stopped() -> None:
    nested = b"[" + b'{"a":1},' * 2_000_000 + b"1]"
    with Sandbox(seconds=60, memory_mb=250) as small:
        with pytest.raises((errors.TooMuchMemory, errors.Crashed)):
            small.read(nested, "a.json")
        assert small.read(b"next", "a.txt").text == "next"


def test_deep_nesting_is_harmless(sandbox: Sandbox) -> None:
    assert "deep" in sandbox.read(b"<div>" * 1_000 + b"deep", "a.html").text
    with pytest.raises(errors.NoText):  # the parser gives up far below, in peace
        sandbox.read(b"<div>" * 50_000 + b"deep", "a.html")
    with pytest.raises(errors.Damaged):
        sandbox.read(b"[" * 100_000, "a.json")
    assert "quote" in sandbox.read(b"> " * 20 + b"quote", "a.md").text


def _originals(documents: Path | None) -> list[tuple[str, bytes]]:
    files = [
        ("a.pdf", made.pdf(["Hello there.", "こんにちは。"])),
        ("a.docx", made.docx([("Heading1", "題"), ("", "本文です。")])),
        ("a.pptx", made.pptx([("題", "本文", "メモ")])),
        ("a.xlsx", made.xlsx({"s": [("a", "b"), (1, 2)]})),
        ("a.epub", made.epub([("一", "本文。")])),
        ("a.html", "<h1>題</h1><p>本文</p>".encode()),
        ("a.csv", "a,b\n1,二\n".encode("cp932")),
        ("a.json", b'{"a": [1, 2]}'),
        ("a.md", b"# A\n\n- b\n"),
    ]
    if documents is not None:
        small = (p for p in sorted(documents.rglob("*")) if p.is_file() and p.stat().st_size < 100_000)
        files += [(path.name, path.read_bytes()) for path in small if "images" not in str(path)]
    return files


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat and insert bytes."""
    out = bytearray(data)
    for _ in range(chance.choice([1, 3, 30])):
        at = chance.randrange(len(out) or 1)
        match chance.randrange(4):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del out[at : at + chance.randrange(1, 200)]
            case 2:
                out[at:at] = out[max(0, at - chance.randrange(400)) : at]
            case _:
                out[at:at] = chance.randbytes(chance.randrange(8))
    return bytes(out)


def test_mutated_files_never_crash_or_hang(sandbox: Sandbox) -> None:
    root = Path(__file__).parents[3] / "shared" / "data" / "documents"
    originals = _originals(root if root.is_dir() else None)
    chance = random.Random(20240601)
    slowest, peak, read = 0.0, 0, 0
    reasons: list[bool] = []
    for _ in range(EXAMPLES):
        name, data = chance.choice(originals)
        begun = time.monotonic()
        try:
            sandbox.read(mutate(data, chance), name)
            read += 1
        except AssistantError as error:
            reasons.append(name in error.say("en"))
        slowest = max(slowest, time.monotonic() - begun)
        if sandbox.child._process is not None:
            peak = max(peak, psutil.Process(sandbox.child._process.pid).memory_info().rss)
    print(
        f"{EXAMPLES} mutated files: {read} read, slowest {slowest:.2f} s, worker at most {peak / 1e6:.0f} MB"
    )
    assert read + len(reasons) == EXAMPLES
    assert all(reasons)
    assert slowest < 25
    assert peak < 600_000_000


def test_a_large_program_keeps_its_reader_warm() -> None:
    ballast = np.ones(70_000_000)  # 560 MB: more than a reader may have grown to
    with Sandbox() as sandbox:
        sandbox.read(b"one", "a.txt")
        first = sandbox.child._process
        assert first is not None
        sandbox.read(b"two", "b.txt")
        assert sandbox.child._process is first
    assert ballast[0] == 1
