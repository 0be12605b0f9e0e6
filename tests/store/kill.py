"""Kills a writer at random moments and counts what it was told is safe.

`python -m tests.store.kill --kills 200 --seed 1`. The child acknowledges each committed batch on a file of
its own, flushed to the disk after the commit. After every kill the store is opened and compared.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from store.library import Store
from store.types import ME, Document, Item, Space

SPACE = Space("documents", "kill", 32)


def vector(number: int) -> np.ndarray:
    return np.random.default_rng(number).normal(size=32).astype("float32")


def document(number: int, version: int) -> tuple[Document, list[Item]]:
    """Document `number` has five passages, and one fewer in odd versions."""
    name = f"doc-{number}"
    texts = [f"document {number} version {version} passage {n}" for n in range(5 - version % 2)]
    items = [
        Item(f"{name}#{n}", ME, vector(number * 10 + n), text, {"order": n}, name)
        for n, text in enumerate(texts)
    ]
    return Document(name, ME, f"{name}.txt", text="\n".join(texts)), items


def write(folder: Path, acknowledged: Path, first: int) -> None:
    """Write until killed: add documents, and now and then replace or forget an earlier one."""
    with Store(folder, index_from=200, size_limit=256 << 20) as store, acknowledged.open("a") as log:
        store.open(SPACE)
        log.write(json.dumps(["ready", 0, 0]) + "\n")
        log.flush()
        dice = random.Random(first)
        for number in range(first, first + 100_000):
            steps = [("put", number, 0)]
            if number % 3 == 0:
                steps.append(("put", dice.randrange(number + 1), number))
            if number % 7 == 0:
                steps.append(("forget", dice.randrange(number + 1), 0))
            for verb, target, version in steps:
                log.write(json.dumps(["begin " + verb, target, version]) + "\n")
                log.flush()
                if verb == "put":
                    store.put_document(
                        document(target, version)[0], "documents", document(target, version)[1]
                    )
                else:
                    store.forget_documents([f"doc-{target}"], owner=ME)
                log.write(json.dumps([verb, target, version]) + "\n")
                log.flush()
                os.fsync(log.fileno())


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    slowest_open: float = 0.0


def states(acknowledged: Path) -> dict[int, set[int | None]]:
    """Return what each document may be: its acknowledged version (None: forgotten), or one begun after it."""
    possible: dict[int, set[int | None]] = {}
    for line in acknowledged.read_text().splitlines():
        verb, target, version = json.loads(line)
        after = None if verb.endswith("forget") else version
        if verb.startswith("begin"):
            possible.setdefault(target, {None}).add(after)
        elif verb != "ready":
            possible[target] = {after}
    return possible


def compare(folder: Path, acknowledged: Path, tally: Tally) -> int:
    """Open the store and compare it with what was acknowledged; returns the next unused number."""
    started = time.perf_counter()
    indexed = tally.kills % 5 == 0
    with Store(folder, index_from=200 if indexed else 10**9, size_limit=256 << 20) as store:
        store.open(SPACE)
        store.near("documents", vector(0), owner=ME)
        tally.slowest_open = max(tally.slowest_open, time.perf_counter() - started)
        tally.torn += indexed and not store.settle(120)
        found: dict[str, list[str]] = {}
        every = list(store.scan("documents", owner=ME))
        for one in every:
            found.setdefault(one.source, []).append(one.text)
        tally.doubled += len(every) - len({one.id for one in every})
        kept = {one.id: one for one in store.documents(owner=ME, limit=10**9)}
        possible = states(acknowledged)
        tally.acknowledged = sum(len(versions) == 1 for versions in possible.values())
        for number, versions in possible.items():
            texts = sorted(found.get(f"doc-{number}", []))
            wanted = [[] if v is None else sorted(i.text for i in document(number, v)[1]) for v in versions]
            if texts not in wanted:
                tally.lost += 1
            if kept.get(f"doc-{number}") is None and texts:
                tally.torn += 1
            if number % 50 == 0 and texts:
                hit = store.near("documents", vector(number * 10), 1, owner=ME)[0]
                tally.lost += hit.id != f"doc-{number}#0"
        tally.torn += sum(name not in {f"doc-{n}" for n in possible} for name in found)
        return max(possible, default=-1) + 1


def run(folder: Path, kills: int, seed: int) -> Tally:
    dice = random.Random(seed)
    tally, acknowledged, first = Tally(), folder / "acknowledged", 0
    acknowledged.touch()
    for _ in range(kills):
        arguments = ["--write", str(folder / "store"), str(acknowledged), str(first)]
        wanted = acknowledged.stat().st_size + int(dice.triangular(20, 4000, 20))
        child = subprocess.Popen([sys.executable, "-m", "tests.store.kill", *arguments])
        while acknowledged.stat().st_size < wanted and child.poll() is None:
            time.sleep(0.001)
        time.sleep(dice.uniform(0, 0.01))
        assert child.poll() is None, f"the writer ended by itself with {child.returncode}"
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        tally.kills += 1
        first = compare(folder / "store", acknowledged, tally)
    return tally


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", nargs=3)
    options = parser.parse_args()
    if options.write:
        write(Path(options.write[0]), Path(options.write[1]), int(options.write[2]))
    else:
        with tempfile.TemporaryDirectory() as name:
            print(run(Path(name), options.kills, options.seed))
