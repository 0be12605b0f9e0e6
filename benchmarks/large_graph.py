"""A graph of a million edges, dropped as a person would drop it; see docs/graphs.md.

Every question is a fresh `assistant` process, whose greatest resident memory the operating system tells.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ASSISTANT = [sys.executable, "-c", "from assistant.surfaces.cli import main; main()"]


def main(argv: Sequence[str] | None = None) -> None:
    """Print wall-clock and processor seconds and the peak of memory of adding a large graph and asking it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks large_graph", description=__doc__)
    parser.add_argument("--nodes", type=int, default=200_000)
    parser.add_argument("--edges", type=int, default=1_000_000)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="large-graph-") as folder:
        path = Path(folder) / "large.txt"
        edges = power_law(options.nodes, options.edges)
        np.savetxt(path, edges, fmt="%d")
        most = int(np.bincount(edges.ravel()).argmax())
        print(f"{options.edges:,} edges, {len(np.unique(edges)):,} nodes, {path.stat().st_size / 1e6:.0f} MB")
        for message in (
            f"/graph {path}",
            f"/node {most}",
            f"/as predict_links who should {most} connect to?",
        ):
            _ask(Path(folder) / "home", message)


def power_law(nodes: int, edges: int, seed: int = 0) -> NDArray[np.int64]:
    """Return (edges, 2) different edges without loops, ends drawn in proportion to rank^-0.6 (Chung & Lu 2002)."""
    random = np.random.default_rng(seed)
    sums = np.cumsum(np.arange(1, nodes + 1) ** -0.6)
    keys = np.empty(0, np.int64)
    while len(keys) < edges:
        ends = np.searchsorted(sums, random.random((edges, 2)) * sums[-1])
        ends.sort(axis=1)
        keys = np.unique(np.concatenate([keys, (ends[:, 0] * nodes + ends[:, 1])[ends[:, 0] != ends[:, 1]]]))
    kept = random.permutation(keys)[:edges]
    return np.stack([kept // nodes, kept % nodes], axis=1)


def _ask(home: Path, message: str) -> None:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [*ASSISTANT, "--home", str(home), "ask", message], capture_output=True, text=True, check=False
    )
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    print(f"\n{message}\n  " + "\n  ".join(lines[:8]))
    print(
        f"  exit {done.returncode}, {time.perf_counter() - start:.0f} s wall, {processor:.0f} s processor, "
        f"most memory of any process so far {spent.ru_maxrss / 2**20:.2f} GB",
        flush=True,
    )


if __name__ == "__main__":
    main()
