"""`python -m benchmarks visitors`: many people at once on a shared server, each with words that nobody else may see.

The real program on an empty home, `public`, over HTTP: every person is a cookie, adds one text that holds a word of
their own (a canary), and sends their messages one after another while all the others do the same. A reply that
holds another's canary is a leak; anything but 200, a broken-off reply, or an error notice is an error.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.start import PROGRAM
from benchmarks.text import machine

TIMEOUT = 60.0
"""Seconds after which a person gives up on one message."""
MESSAGES = (
    "what is the password of {name}?",
    "{name}の合言葉は何ですか",
    "/help",
    "what do customers buy together with curry roux?",
    "who is node 33 connected to?",
    "32番のノードは次に誰とつながりそうですか",
    "man is to king as woman is to?",
    "which of my notes mention {name}?",
    "「猫」に近い言葉は？",
    "search my notes for the password",
)


@dataclass
class Seen:
    """What happened to everybody."""

    seconds: list[float] = field(default_factory=list)
    by_message: dict[str, list[float]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    found: int = 0


@dataclass(frozen=True)
class Person:
    """Somebody with a word of their own."""

    name: str
    canary: str


def run(people: int, messages: int) -> None:
    """Print the machine, then leaks, errors, time-outs and how long replies took."""
    print(machine())
    everybody = [Person(f"Person{n:03}", f"canary{secrets.token_hex(8)}") for n in range(people)]
    with tempfile.TemporaryDirectory(prefix="assistant-visitors-") as home, served(Path(home)) as url:
        seen, began = Seen(), time.perf_counter()
        asyncio.run(_everybody(url, everybody, messages, seen))
        whole = time.perf_counter() - began
    _print(seen, people, messages, whole)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Run a server for strangers; yields its address once the router and the samples' models are there."""
    import httpx

    env = os.environ | {"ASSISTANT_PUBLIC": "1", "LANG": "C.UTF-8"}
    with subprocess.Popen(
        [*PROGRAM, "--home", str(home), "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        assert process.stdout is not None
        url = "http://" + process.stdout.readline().partition("http://")[2].split()[0].rstrip("/.")
        try:
            with httpx.Client(base_url=url, timeout=600, trust_env=False) as first:
                for text in MESSAGES:  # what a first visitor waits for is another figure (`benchmarks start`)
                    first.post("/api/ask", json={"text": text.format(name="nobody")}).raise_for_status()
            yield url
        finally:
            process.terminate()
            process.wait(60)


async def _everybody(url: str, everybody: list[Person], messages: int, seen: Seen) -> None:
    canaries = {person.canary for person in everybody}
    await asyncio.gather(*(_visit(url, person, canaries, messages, seen) for person in everybody))


async def _visit(url: str, person: Person, canaries: set[str], messages: int, seen: Seen) -> None:
    import httpx

    async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT, trust_env=False) as client:
        await client.get("/api/health")
        text = (
            f"The password of {person.name} is {person.canary}. {person.name}の合言葉は{person.canary}です。"
        )
        body = {"texts": [{"id": "note", "text": text, "title": f"Notes of {person.name}"}]}
        await _ask(client, "/api/documents", body, person, canaries, seen, "(adding a note)")
        for number in range(messages):
            asked = MESSAGES[number % len(MESSAGES)]
            question = {"text": asked.format(name=person.name)}
            await _ask(client, "/api/ask", question, person, canaries, seen, asked)


async def _ask(
    client: Any, path: str, body: dict[str, Any], person: Person, canaries: set[str], seen: Seen, asked: str
) -> None:
    import httpx

    began = time.perf_counter()
    try:
        reply = await client.post(path, json=body)
    except httpx.TimeoutException:
        seen.kinds["time-outs"] += 1
        return
    except httpx.HTTPError as error:
        seen.kinds["errors"] += 1
        seen.wrong.append(f"{asked}: {type(error).__name__}")
        return
    took = time.perf_counter() - began
    if asked in MESSAGES:
        seen.seconds.append(took)
    seen.by_message.setdefault(asked, []).append(took)
    seen.kinds["leaks"] += sum(canary in reply.text for canary in canaries - {person.canary})
    seen.found += person.canary in reply.text
    notices = [
        b for b in reply.json().get("blocks", []) if b.get("type") == "notice" and b.get("level") == "error"
    ]
    if reply.status_code != 200 or notices:
        seen.kinds["errors"] += 1
        seen.wrong.append(f"{asked}: {reply.status_code} {reply.text[:200]}")


def _print(seen: Seen, people: int, messages: int, whole: float) -> None:
    tenths = statistics.quantiles(seen.seconds, n=20)
    print(f"{people} people x {messages} messages at once, {len(seen.seconds)} replies in {whole:.0f} s")
    print(", ".join(f"{seen.kinds[kind]} {kind}" for kind in ("leaks", "errors", "time-outs")))
    print(f"replies with the person's own word: {seen.found}")
    print(f"seconds a reply: median {tenths[9]:.2f}, p95 {tenths[18]:.2f}, most {max(seen.seconds):.2f}")
    for asked, seconds in sorted(seen.by_message.items(), key=lambda pair: -max(pair[1])):
        print(f"  median {statistics.median(seconds):6.2f}  most {max(seconds):6.2f}  {asked}")
    for line in seen.wrong[:10]:
        print(f"  wrong: {line}")
