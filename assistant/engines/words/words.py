"""Words: every set of word vectors there is (mounted, shipped, trained) behind one door."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from assistant.engines.jobs import Job, Jobs
from assistant.engines.trained import EngineStore, Trained
from assistant.engines.words import mount
from assistant.engines.words.errors import NoVectors
from assistant.engines.words.index import WordIndex
from assistant.engines.words.mover import Transport, word_movers_distance
from assistant.engines.words.tokens import Tokeniser, is_japanese
from assistant.engines.words.train import TrainedWords, Word2VecSettings, train
from assistant.engines.words.vectors import Step, Term, WordNeighbor, WordVectors, unit, weighted
from assistant.phrase import Phrase
from store.types import ME, Matrix, Owner

if TYPE_CHECKING:
    from assistant.settings import Settings

ENGLISH, JAPANESE = "glove-6b-50d", "ja-wikipedia"


class Words:
    """Questions about words. `vectors` names a set; without it, the first that knows all words answers,
    GloVe before the others for English, the shipped Japanese vectors for Japanese."""

    def __init__(self, store: EngineStore, settings: Settings, jobs: Jobs | None = None) -> None:
        self.tokeniser, self.jobs = Tokeniser(), jobs or Jobs()
        self._folder = settings.home / "words"
        self._trained = Trained(store, "words")
        self._open: dict[str, WordVectors] = {}
        self._lock = threading.RLock()

    def names(self, owner: Owner = ME) -> list[str]:
        """Return the names of all sets the owner may use."""
        return [*self._shipped(), *self._mounted(owner), *self._trained.names(owner)]

    def set(self, name: str, owner: Owner = ME) -> WordVectors:
        """Return one set of vectors, mounting it on first use; NoVectors when there is none of that name."""
        shipped = self._shipped()
        with self._lock:
            if name in shipped:
                return self._once(name, lambda: mount.mount(name, shipped[name], self._folder / "shipped"))
            folder = self._place(owner, name)
            if folder.is_dir():
                return self._once(str(folder), lambda: mount.open_folder(name, folder))
            stamp = self._trained.stamp(name, owner=owner)
            if stamp:
                return self._once(f"{owner}:{stamp}", lambda: self._load(name, owner))
        raise NoVectors(name=name, known=", ".join(self.names(owner)))

    def for_words(self, words: Iterable[str], vectors: str = "", owner: Owner = ME) -> WordVectors:
        """Return the named set, or the first that has all the words, or all words of names of several, or else their
        language's default."""
        asked = list(words)
        if vectors:
            return self.set(vectors, owner)
        first = JAPANESE if any(map(is_japanese, asked)) else ENGLISH
        names = sorted(self.names(owner), key=lambda name: name != first)
        if not names:
            raise NoVectors(name=first, known="-")
        whole = (found for name in names if all(word in (found := self.set(name, owner)) for word in asked))
        combined = (found for name in names if all(map((found := self.set(name, owner)).knows, asked)))
        return next(whole, None) or next(combined, None) or self.set(names[0], owner)

    def neighbors(
        self, word: str, k: int = 10, *, vectors: str = "", owner: Owner = ME
    ) -> list[WordNeighbor]:
        """Return the k words nearest to a word as (word, cosine); UnknownWords offers spellings."""
        return self.for_words([word], vectors, owner).neighbors(word, k)

    def analogy(
        self,
        positive: Sequence[Term],
        negative: Sequence[Term] = (),
        k: int = 10,
        *,
        method: Literal["add", "mul"] = "add",
        vectors: str = "",
        owner: Owner = ME,
    ) -> list[WordNeighbor]:
        """Return k words that complete positive - negative, inputs excluded (3CosAdd or 3CosMul)."""
        words = [weighted(term)[0] for term in (*positive, *negative)]
        return self.for_words(words, vectors, owner).analogy(positive, negative, k, method)

    def similarity(self, x: str, y: str, *, vectors: str = "", owner: Owner = ME) -> float:
        """Return the cosine similarity of two words."""
        return self.for_words([x, y], vectors, owner).similarity(x, y)

    def odd_one_out(self, words: Sequence[str], *, vectors: str = "", owner: Owner = ME) -> str:
        """Return the word farthest from the centre of all; TooFewWords below three."""
        return self.for_words(words, vectors, owner).odd_one_out(words)

    def vectors(self, words: Sequence[str], *, vectors: str = "", owner: Owner = ME) -> Matrix:
        """Return (len(words), dim) float32 unit rows."""
        return self.for_words(words, vectors, owner).vectors(words)

    def between(self, x: str, y: str, k: int = 5, *, vectors: str = "", owner: Owner = ME) -> list[Step]:
        """Return up to k words on the way from x to y."""
        return self.for_words([x, y], vectors, owner).between(x, y, k)

    def wmd(self, x: str, y: str, *, vectors: str = "", owner: Owner = ME) -> Transport:
        """Return Word Mover's Distance between two sentences with its transport."""
        sides = [self.tokeniser.words(text, content=True) for text in (x, y)]
        chosen = self.set(vectors or (JAPANESE if is_japanese(x + y) else ENGLISH), owner)
        return word_movers_distance(chosen, *sides)

    def mount(self, path: str | Path, name: str = "", *, owner: Owner = ME) -> WordVectors:
        """Read a vector file once and keep it mounted under a name (the file's own by default)."""
        source = Path(path)
        name = name or source.name.split(".")[0]
        with self._lock:
            self._open.pop(str(self._place(owner, name)), None)
            mount.convert(source, self._place(owner, name), name)
        return self.set(name, owner)

    def remarks(self, name: str, *, owner: Owner = ME) -> tuple[Phrase, ...]:
        """Return what was odd about the file of a mounted set and was put right, in sentences."""
        facts = self._place(owner, name) / "words.json"
        return mount.notes(facts) if facts.is_file() else ()

    def unmount(self, name: str, *, owner: Owner = ME) -> None:
        """Forget a mounted or trained set."""
        shutil.rmtree(self._place(owner, name), ignore_errors=True)
        shutil.rmtree(self._snapshots(name, owner), ignore_errors=True)
        self._trained.forget(name, owner=owner)

    def erase(self, *, owner: Owner) -> None:
        """Delete every set that an owner mounted or trained from the disk."""
        with self._lock:
            for name in [
                name for name in self._open if name.startswith((str(self._home(owner)), f"{owner}:"))
            ]:
                del self._open[name]
            shutil.rmtree(self._home(owner), ignore_errors=True)

    def train(
        self, name: str, texts: Sequence[str], settings: Word2VecSettings | None = None, *, owner: Owner = ME
    ) -> Job[TrainedWords]:
        """Queue a training on texts and return its job; when it is done, `name` can be asked."""
        chosen = settings or Word2VecSettings()
        return self.jobs.submit(owner, lambda job: self._train(name, texts, chosen, owner, job))

    def epochs(self, name: str, *, owner: Owner = ME) -> list[WordVectors]:
        """Return the snapshots after every epoch of a trained set, first epoch first."""
        index = self.set(name, owner).index
        files = sorted(self._snapshots(name, owner).glob("*.npy"))
        return [
            WordVectors(f"{name} #{number}", index, unit(np.load(file)))
            for number, file in enumerate(files, 1)
        ]

    def _train(
        self,
        name: str,
        texts: Sequence[str],
        settings: Word2VecSettings,
        owner: Owner,
        job: Job[TrainedWords],
    ) -> TrainedWords:
        job.report("read", 0, len(texts))
        sentences = list(self.tokeniser.sentences(texts))
        trained = train(sentences, settings, job.report)
        record = f"{settings.label}\nsentences {len(sentences)}\nloss {' '.join(f'{x:.3f}' for x in trained.losses)}"
        folder = self._snapshots(name, owner)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for epoch, snapshot in enumerate(trained.snapshots):
            np.save(folder / f"{epoch:04}.npy", snapshot)
        self._trained.embed(name, record, trained.words, unit(trained.matrix), settings.label, owner=owner)
        return trained

    def _shipped(self) -> dict[str, Path]:
        glove, japanese = mount.glove_package(), mount.shipped_japanese()
        found = {ENGLISH: glove, JAPANESE: japanese}
        return {name: path for name, path in found.items() if path is not None}

    def _mounted(self, owner: Owner) -> list[str]:
        return [mount.title(folder) for folder in sorted(self._home(owner).glob("*/words.json"))]

    def _load(self, name: str, owner: Owner) -> WordVectors:
        kept = self._trained.load(name, owner=owner)
        if kept is None or not kept.ids:
            raise NoVectors(name=name, known=", ".join(self.names(owner)))
        return WordVectors(name, WordIndex.build(kept.ids), unit(kept.matrix))

    def _once(self, key: str, make: Callable[[], WordVectors]) -> WordVectors:
        if key not in self._open:
            self._open[key] = make()
        return self._open[key]

    def _home(self, owner: Owner) -> Path:
        return self._folder / "owners" / _digest(owner)

    def _place(self, owner: Owner, name: str) -> Path:
        readable = re.sub(r"[^A-Za-z0-9-]+", "-", name)[:40]
        return self._home(owner) / f"{readable}-{_digest(name)}"

    def _snapshots(self, name: str, owner: Owner) -> Path:
        return self._home(owner) / "epochs" / _digest(name)


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
