"""Add, update, delete, forget, restore and restart in any order agree with a dictionary."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from store.library import Store
from store.types import SHARED, Document, Owner
from tests.store.conftest import LIMIT, ME, SPACE, YOU, item, vector

owners = st.sampled_from([ME, YOU, SHARED])
numbers = st.integers(0, 7)
versions = st.integers(0, 3)


class AgainstADict(RuleBasedStateMachine):
    index_from = 10**9
    tokens = Bundle("tokens")

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.items: dict[tuple[Owner, str], int] = {}
        self.documents: dict[tuple[Owner, str], list[int]] = {}
        self.hidden: dict[tuple[Owner, str], tuple[str, list[int]]] = {}
        self.open()

    def open(self) -> None:
        self.store = Store(self.folder, size_limit=LIMIT, index_from=self.index_from, backups=False)
        self.store.open(SPACE)

    @rule(owner=owners, number=numbers, version=versions)
    def put(self, owner: Owner, number: int, version: int) -> None:
        report = self.store.put("documents", [self.made(owner, f"i{number}", version)])
        old = self.items.get((owner, f"i{number}"))
        assert (report.added, report.updated, report.unchanged) == (
            old is None, old is not None and old != version, old == version,
        )  # fmt: skip
        self.items[owner, f"i{number}"] = version

    @rule(owner=owners, number=numbers)
    def remove(self, owner: Owner, number: int) -> None:
        removed = self.store.remove("documents", [f"i{number}"], owner=owner)
        assert removed == (self.items.pop((owner, f"i{number}"), None) is not None)

    @rule(owner=owners, number=st.integers(0, 3), passages=st.lists(versions, max_size=3))
    def put_document(self, owner: Owner, number: int, passages: list[int]) -> None:
        name = f"doc-{number}"
        items = [self.made(owner, f"{name}#{n}", version) for n, version in enumerate(passages)]
        self.store.put_document(Document(name, owner, name, text=str(passages)), "documents", items)
        self.documents[owner, name] = passages
        self.hidden.pop((owner, name), None)

    @rule(target=tokens, owner=owners, chosen=st.lists(st.integers(0, 3), max_size=3))
    def forget(self, owner: Owner, chosen: list[int]) -> str:
        token = self.store.forget_documents([f"doc-{number}" for number in chosen], owner=owner)
        for number in chosen:
            passages = self.documents.pop((owner, f"doc-{number}"), None)
            if passages is not None:
                self.hidden[owner, f"doc-{number}"] = (token, passages)
        return token

    @rule(owner=owners, token=tokens)
    def restore(self, owner: Owner, token: str) -> None:
        mine = [name for name, (hid, _) in self.hidden.items() if hid == token and name[0] == owner]
        assert self.store.restore(token, owner=owner) == len(mine)
        for name in mine:
            self.documents[name] = self.hidden.pop(name)[1]

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.open()

    @rule()
    def purge(self) -> None:
        assert self.store.deleted.purge_old(days=0) == len(self.hidden)
        self.hidden.clear()

    @rule()
    def wait_for_the_index(self) -> None:
        assert self.store.settle(60)

    def made(self, owner: Owner, name: str, version: int) -> object:
        return item(0, owner, id=name, text=f"word{version} {name}", vector=vector(hash_of(name, version)))

    def expected(self, reader: Owner) -> dict[str, int]:
        found: dict[str, int] = {}
        for owner in (SHARED, reader):
            found |= {name: version for (one, name), version in self.items.items() if one == owner}
            for (one, name), passages in self.documents.items():
                if one == owner:
                    found |= {f"{name}#{n}": version for n, version in enumerate(passages)}
        return found

    @invariant()
    def agrees(self) -> None:
        for reader in (ME, YOU, SHARED):
            expected = self.expected(reader)
            texts = {name: f"word{version} {name}" for name, version in expected.items()}
            assert {one.id: one.text for one in self.store.scan("documents", owner=reader)} == texts
            assert self.store.count("documents", owner=reader) == len(expected)
            near = self.store.near("documents", vector(5), 100, owner=reader)
            assert {hit.id: hit.text for hit in near} == texts
            assert len(near) == len(expected)
            scores = {name: float(vector(hash_of(name, v)) @ vector(5)) for name, v in expected.items()}
            assert [hit.score for hit in near] == pytest.approx(
                sorted(scores.values(), reverse=True), abs=1e-5
            )
            words = {hit.id for hit in self.store.lexical("documents", "word1", 100, owner=reader)}
            assert words == {name for name, version in expected.items() if version == 1}
            shown = {(one.owner, one.id) for one in self.store.documents(owner=reader)}
            own = {name for name in self.documents if name[0] == reader}
            shared = {n for n in self.documents if n[0] == SHARED and (reader, n[1]) not in own}
            assert shown == own | shared

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


class OverTheIndex(AgainstADict):
    index_from = 1


def hash_of(name: str, version: int) -> int:
    return sum(ord(letter) * 31**place for place, letter in enumerate(name)) * 4 + version


@pytest.mark.parametrize(("machine", "examples"), [(AgainstADict, 15), (OverTheIndex, 4)])
def test_any_order_of_steps_agrees_with_a_dict(machine: type[AgainstADict], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
