"""`python -m benchmarks NAME`: see each module, and docs/search.md for what they printed."""

from __future__ import annotations

from pathlib import Path

import click

DATA = Path(__file__).parents[2] / "shared" / "data"


@click.group()
def main() -> None:
    """Measure this program."""


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA / "text", help="Folder of sets.")
@click.option("--sets", default="cranfield,cisi,ja-jsquad", help="Names of its folders.")
@click.option("--home", type=click.Path(path_type=Path), default=Path("/tmp/assistant-quality"))
@click.option("--queries", default=0, help="At most this many of each set, evenly spread; 0 is all.")
def quality(data: Path, sets: str, home: Path, queries: int) -> None:
    """Print nDCG@10, Recall@10 and MRR@10 for lexical, dense and hybrid search."""
    from benchmarks.quality import run

    run(data, sets.split(","), home, queries)


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA)
@click.option("--home", type=click.Path(path_type=Path), default=Path("/tmp/assistant-quality"))
@click.option("--passages", default=5000)
@click.option("--queries", default=300)
def text(data: Path, home: Path, passages: int, queries: int) -> None:
    """Compare ingestion and search with txtai and with sentence-transformers + Chroma."""
    from benchmarks.text import compare

    compare(data, home, passages, queries)


@main.command()
@click.option(
    "--photos", type=click.Path(path_type=Path), default=None, help="A folder of photos without text."
)
def ocr(photos: Path | None) -> None:
    """Print the character error rate of drawn pages, and what a glance at a photo costs."""
    from benchmarks.ocr import run

    run(photos)


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA)
@click.option("--home", type=click.Path(path_type=Path), default=Path("/tmp/assistant-quality"))
@click.option("--texts", default=64)
@click.option("--turns", default=5)
def encode(data: Path, home: Path, texts: int, turns: int) -> None:
    """Compare the text encoder with plain SentenceTransformer.encode."""
    from benchmarks.encode import compare

    compare(data, home, texts, turns)


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA)
@click.option("--own", type=click.Path(path_type=Path), default=Path("tests/data/small/analogies-ja.tsv"))
@click.option("--home", type=click.Path(path_type=Path), default=Path("/tmp/assistant-spaces"))
@click.option("--questions", default=500, help="How many of the English ones, drawn.")
def spaces(data: Path, own: Path, home: Path, questions: int) -> None:
    """Print how often analogies are right by word vectors alone and together with the sentence encoder."""
    from benchmarks.spaces import run

    run(data, own, home, questions)


@main.command()
@click.option("--home", type=click.Path(path_type=Path), default=Path("/tmp/assistant-answers"))
@click.option("--questions", default=400, help="At most this many in each language.")
@click.option("--depth", default=5, help="Passages that are found.")
def answers(home: Path, questions: int, depth: int) -> None:
    """Print how right short answers to held-back questions are, and how well it is known that there is none."""
    from benchmarks.answers import run

    run(home, questions, depth)


@main.command()
@click.option("--people", default=50)
@click.option("--messages", default=10, help="How many each of them sends.")
def visitors(people: int, messages: int) -> None:
    """Let many people at once use a shared server; print leaks, errors, time-outs and how long replies took."""
    from benchmarks.visitors import run

    run(people, messages)


@main.command()
@click.option("--times", default=5, help="How often --help is asked for; the median is printed.")
def start(times: int) -> None:
    """Time `--help`, the page and its first answer on an empty home, and the memory after it."""
    from benchmarks.start import run

    run(times)


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA)
@click.option("--home", type=click.Path(path_type=Path), default=Path("/tmp/assistant-100k"))
@click.option("--passages", default=100_000)
@click.option("--queries", default=200)
@click.option("--encoder", default="multilingual-e5-small", help="Its library is kept in HOME.")
def search100k(data: Path, home: Path, passages: int, queries: int, encoder: str) -> None:
    """Time questions end to end over a large library."""
    from benchmarks.large import measure

    measure(data, home / encoder.replace("/", "-"), passages, queries, encoder)


@main.command()
@click.option("--turns", default=30)
def language(turns: int) -> None:
    """Time comparing, inferring, filling, sorting and telling senses apart."""
    from benchmarks.language import run

    run(turns)


@main.command()
def reference() -> None:
    """Write the stored float32 vectors anew (after a change of packaged models, or of the cohort)."""
    from benchmarks.reference import run

    run()


def _engine(name: str) -> None:
    """Add a command that hands its options to benchmarks/NAME.py, which explains them with --help."""

    @main.command(name, add_help_option=False, context_settings={"ignore_unknown_options": True})
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
    def run(rest: tuple[str, ...]) -> None:
        from importlib import import_module

        import_module(f"benchmarks.{name}").main(rest)


for _name in ("words", "graphs", "large_graph", "items"):
    _engine(_name)


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA)
@click.option("--features", type=click.Path(path_type=Path), default=None, help="Keeps the network's output.")
def images(data: Path, features: Path | None) -> None:
    """Measure retrieval by words, zero-shot, look-alikes and speed of the image models."""
    from benchmarks.images import run

    run(data / "images", features)


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA)
@click.option("--photos", default=50_000, help="Synthetic photos to search among; 0 leaves it out.")
@click.option("--added", default=200, help="Real photos to add.")
def photos(data: Path, photos: int, added: int) -> None:
    """Measure searching among many photos, adding a folder, and how sure tags and taught names are."""
    from benchmarks.photos import run

    run(data / "images", photos, added)


if __name__ == "__main__":
    main()
