"""The commands' contracts: what goes to stdout and stderr, and the exit code."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest

from assistant.ingest.events import FileDone
from assistant.surfaces.cli.add import cancellable
from assistant.surfaces.cli.speech import COMMANDS
from store.library import Store
from tests.surfaces.conftest import Run, program_run


def test_ask_json_is_one_object_of_the_promised_shape(run: Run, stocked: Path) -> None:
    result = run("ask", "--json", "/search returning goods", home=stocked)
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(answer) == {"route", "blocks"}
    assert set(answer["route"]) == {"plugin", "intent", "args", "score", "why", "alternatives"}
    assert answer["route"]["plugin"] == "search"
    assert answer["route"]["intent"] == "search_text"
    assert answer["route"]["args"] == {"query": "returning goods"}
    sources = next(block for block in answer["blocks"] if block["type"] == "sources")
    assert "30 days" in sources["passages"][0]["text"]


def test_ask_prints_the_passage_for_people(run: Run, stocked: Path) -> None:
    result = run("ask", "/search returning goods", home=stocked)
    assert result.exit_code == 0
    assert "Goods can be returned within 30 days." in result.stdout
    assert "\x1b" not in result.stdout, "plain when it is not a terminal"


def test_ask_with_a_file_remembers_it(run: Run, folder: Path) -> None:
    result = run("ask", "--json", "--file", str(folder / "pets.txt"), "")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["route"]["intent"] == "remember"
    assert "pets.txt" in run("list").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("ask",), ("ask", ""), ("ask", "--file", "/no/such/file", "x"), ("nope",), ("search", " "),
        ("search", "--mode", "magic", "x"), ("search", "--k", "0", "x"), ("route",), ("add",), ("forget",),
        ("add", "/no/such/file"), ("--language", "fr", "list"), ("list", "--limit", "many"),
    ],
)  # fmt: skip
def test_bad_usage_is_exit_2_and_says_so_on_stderr(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error:" in result.stderr


def test_an_error_is_exit_1_with_what_and_hint_on_stderr(run: Run) -> None:
    result = run("forget", "doc-0000000000000000")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        'There is no document "doc-0000000000000000" in your library.',
        "`assistant list` shows the ids.",
    ]


def test_errors_speak_japanese(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "「x」という文書はライブラリにありません。"
    assert said in run("--language", "ja", "forget", "x").stderr
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert said in run("forget", "x").stderr
    assert "no document" in run("--language", "en", "forget", "x").stderr


def test_a_fault_of_the_program_is_two_lines_unless_debug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assistant.library.library.Library.documents", fail)
    result = run("list")
    assert result.exit_code == 1
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert isinstance(run("--debug", "list").exception, ZeroDivisionError)


def test_add_names_failures_and_keeps_the_rest(run: Run, folder: Path) -> None:
    (folder / "empty.md").write_bytes(b"")
    result = run("add", "--tag", "house", str(folder))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.search(r"Not added: .*empty\.md: \S", result.stderr)
    assert "2 added, 0 updated, 0 renamed, 0 unchanged, 1 failed" in result.stderr
    listed = json.loads(run("list", "--json", "--tag", "house").stdout)["documents"]
    assert {document["name"] for document in listed} == {"refund.md", "pets.txt"}


def test_adding_again_changes_nothing(run: Run, folder: Path) -> None:
    run("add", str(folder))
    assert "0 added, 0 updated, 0 renamed, 2 unchanged, 0 failed" in run("add", str(folder)).stderr


def test_search_json_and_filters(run: Run, stocked: Path) -> None:
    found = json.loads(run("search", "returning goods", "--k", "1", "--json", home=stocked).stdout)
    assert found["mode"] == "hybrid"
    assert [hit["metadata"]["name"] for hit in found["hits"]] == ["refund.md"]
    only = json.loads(run("search", "returning goods", "--kind", "txt", "--json", home=stocked).stdout)[
        "hits"
    ]
    assert {hit["metadata"]["name"] for hit in only} == {"pets.txt"}
    assert (
        json.loads(run("search", "goods", "--until", "2001-01-01", "--json", home=stocked).stdout)["hits"]
        == []
    )
    lexical = json.loads(run("search", "喉を鳴らす", "--mode", "lexical", "--json", home=stocked).stdout)[
        "hits"
    ]
    assert lexical[0]["metadata"]["name"] == "pets.txt"


def test_forget_and_restore(run: Run, folder: Path) -> None:
    run("add", str(folder))
    ids = {d["name"]: d["id"] for d in json.loads(run("list", "--json").stdout)["documents"]}
    forgotten = run("forget", ids["pets.txt"])
    assert forgotten.exit_code == 0
    assert "pets.txt" not in run("list").stdout
    token = forgotten.stdout.split()[-1]
    assert run("restore", token).exit_code == 0
    assert "pets.txt" in run("list").stdout
    assert run("restore", "wrong").exit_code == 1
    assert "Nothing was deleted" in run("restore").stderr
    for name in ("pets.txt", "refund.md"):
        run("forget", ids[name])
    listed = run("restore").stdout
    assert listed.index("refund.md") < listed.index("pets.txt"), "the last deleted first"
    assert "1" in run("restore", "pets.txt").stdout
    assert "refund.md" not in run("list").stdout
    assert run("restore", "--last").exit_code == 0
    assert {d["name"] for d in json.loads(run("list", "--json").stdout)["documents"]} == {
        "pets.txt",
        "refund.md",
    }


def test_sync_says_what_it_would_forget_before_it_does(run: Run, folder: Path) -> None:
    run("sync", "--yes", str(folder))
    (folder / "pets.txt").unlink()
    dry = run("sync", "--dry-run", str(folder))
    assert "would forget: pets.txt" in dry.stderr
    assert "pets.txt" in run("list").stdout
    declined = run("sync", str(folder), input="n\n")
    assert "Nothing will be forgotten." in declined.stderr
    assert "pets.txt" in run("list").stdout
    agreed = run("sync", str(folder), input="y\n")
    assert agreed.exit_code == 0
    assert "pets.txt" not in run("list").stdout
    token = re.search(r"assistant restore (\w+)", agreed.stderr)
    assert token is not None
    assert run("restore", token[1]).exit_code == 0
    assert "pets.txt" in run("list").stdout


def test_export_and_import(run: Run, folder: Path, tmp_path: Path) -> None:
    run("add", str(folder))
    file = tmp_path / "library.zip"
    assert run("export", str(file)).exit_code == 0
    assert run("export", str(file)).exit_code == 2, "an existing file is not overwritten"
    other = tmp_path / "other"
    assert run("import", str(file), home=other).exit_code == 0
    names = {d["name"] for d in json.loads(run("list", "--json", home=other).stdout)["documents"]}
    assert names == {"refund.md", "pets.txt"}


def test_route_jsonl_skips_bad_lines_and_goes_on(run: Run) -> None:
    lines = [
        b'{"id": 7, "text": "/search refund policy"}', b"", b"not json", b'{"text": "no id"}', b'{"id": "a", "text": 5}',
        b'\xff\xfe', b'{"id": "f", "text": "", "files": ["notes.pdf"]}',
    ]  # fmt: skip
    result = run("route", "--jsonl", input=b"\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [set(answer) for answer in answers] == [{"id", "intent", "slots", "score"}] * 2
    assert answers[0] | {"score": 1.0} == {
        "id": 7, "intent": "search_text", "slots": {"query": "refund policy"}, "score": 1.0,
    }  # fmt: skip
    assert (answers[1]["id"], answers[1]["intent"]) == ("f", "remember")
    assert [line.split(" was")[0] for line in result.stderr.splitlines()] == [
        "Line 3",
        "Line 4",
        "Line 5",
        "Line 6",
    ]
    assert result.exit_code == 1


def test_chat_understands_a_follow_up(run: Run, stocked: Path) -> None:
    result = run("chat", input="/search returning goods\nthe first one\n", home=stocked)
    assert result.exit_code == 0
    assert result.stdout.count("Goods can be returned within 30 days.") == 2


def test_models_plugins_and_doctor_in_json(run: Run) -> None:
    models = json.loads(run("models", "--json").stdout)["models"]
    assert {"name", "role", "state", "size_mb", "licence", "note", "quality", "switch"} == set(models[0])
    in_use = {
        model["name"] for model in models if model["state"] == "in use" and model["role"].startswith("text")
    }
    assert in_use == {"use-multilingual-v3"}
    plugins = json.loads(run("plugins", "--json").stdout)["plugins"]
    assert "search_text" in next(p for p in plugins if p["name"] == "search")["intents"]
    report = json.loads(run("doctor", "--json").stdout)
    assert {"store", "index", "versions", "disk"} <= {check["name"] for check in report["checks"]}
    assert report["documents"] == 0


def test_a_broken_plugin_is_listed_with_its_error(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "home" / "plugins"
    place.mkdir(parents=True)
    (place / "broken.py").write_text("raise RuntimeError('no luck')\n")
    assert "RuntimeError: no luck" in run("plugins").stdout
    assert "RuntimeError: no luck" in run("doctor").stdout
    assert run("list").exit_code == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_ASSISTANT_COMPLETE" in result.stdout


def test_every_command_has_help_in_both_languages(run: Run) -> None:
    for name, entry in COMMANDS.items():
        assert entry.about.en.split()[0] in run(name, "--help").stdout
        assert entry.about.ja[:6] in run("--language", "ja", name, "--help").stdout
    assert run("--version").stdout.startswith("assistant 0.")


def test_help_and_import_load_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, assistant.surfaces.cli as c\ntry: c.main()\nexcept SystemExit: print(*sys.modules)"
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    assert not loaded & {
        "numpy",
        "pydantic",
        "sqlalchemy",
        "rich.console",
        "fastapi",
        "torch",
        "gradio",
        "httpx",
    }


def test_a_locked_store_is_refused_by_the_name_of_its_owner(tmp_path: Path) -> None:
    with Store(tmp_path / "home" / "store"):
        done = program_run(tmp_path / "home", "list")
    assert done.returncode == 1
    assert str(os.getpid()) in done.stderr.splitlines()[0]
    assert done.stdout == ""


def test_a_server_file_without_a_server_is_passed_over(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "server.json").write_text('{"pid": 1, "url": "http://127.0.0.1:9", "token": "x"}')
    assert run("list").exit_code == 0
    (home / "server.json").write_text("{")
    assert run("list").exit_code == 0


def test_the_first_ctrl_c_asks_to_stop_and_the_second_insists() -> None:
    before = signal.getsignal(signal.SIGINT)
    with cancellable() as cancelled:
        assert not cancelled()
        signal.raise_signal(signal.SIGINT)
        assert cancelled()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_while_adding_keeps_what_was_finished(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.library.library import Library

    whole = Library.add_files

    def pressed(self: Library, *args: object, **keywords: object) -> object:
        for event in whole(self, *args, **keywords):  # type: ignore[arg-type]
            yield event
            if isinstance(event, FileDone):
                signal.raise_signal(signal.SIGINT)

    for number in range(1000):
        (folder / f"note-{number}.txt").write_text(f"Note number {number}.\n")
    monkeypatch.setattr(Library, "add_files", pressed)
    result = run("add", str(folder))
    assert result.exit_code == 130
    assert "Cancelled. What was finished before is kept." in result.stderr
    kept = json.loads(run("list", "--json", "--limit", "10000").stdout)["documents"]
    assert 0 < len(kept) < 1000
