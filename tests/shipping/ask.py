"""Ask an installed program one question of every plugin in both languages: run from a folder that is not the project's.

It stands alone, so that it runs where nothing but the program is installed. Exit 1 names what went wrong.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

PHOTO = "photo: "
QUESTIONS = (
    ("search", "what do my notes say about the refund policy?", "返品について書いてある文書は？"),
    ("documents", "which documents are about the refund policy? list all of them", "返品に関する文書を全部並べて"),
    ("library", "remember: the meeting moved to Friday", "覚えて: 会議は金曜に変更"),
    ("words", "king - man + woman", "東京に近い言葉は？"),
    ("compare", 'compare "A man sings." with "Somebody makes music."', "「猫が眠っている。」と「猫は寝ています。」を比べて"),
    ("infer", 'does "A man sings." imply "Somebody sings."?', "「男性がギターを弾いている。」から「男性が演奏している。」は言える？"),
    ("classify", 'is "the box was broken" a complaint or praise?', "「箱が壊れていました」は苦情、それとも称賛？"),
    ("fill_mask", "The cat sat on the [MASK].", "「The cat sat on the [MASK].」の空欄を埋めて"),
    ("word_in_context", '/wic "bank" "I sat on the river bank." "The bank raised its rates."', "/wic 「頭」「頭が痛い。」「行列の頭に並ぶ。」"),
    ("images", PHOTO, f"{PHOTO}猫、犬、どっち？"),
    ("photo_names", f"{PHOTO}/name Tama", f"{PHOTO}/name タマ"),
    ("photo_words", f"{PHOTO}which documents go with this photo?", f"{PHOTO}この写真に合う文章を探して"),
    ("training", "/window I want to eat an apple everyday", "/window 猫が庭で静かに眠っている"),
    ("graphs", "who is close to member 33 in the karate club?", "ノード0に近いのは？"),
    ("items", "what goes with milk and butter?", "牛乳と一緒に買われるものは？"),
    ("maps", "draw a map of my documents", "文書の地図を見せて"),
    ("features", "/features documents csv", "/features documents csv"),
    ("help", "/help", "/help"),
)  # fmt: skip


def faults(home: Path) -> list[str]:
    """Return what went wrong: a plugin without a question, another one that answered, an error instead of an answer."""
    import assets
    from assistant import Assistant, Message, Settings
    from assistant.blocks import Notice

    found: list[str] = []
    photo = Path(next(iter(assets.__path__))) / "samples" / "pictures" / "cat.png"
    with Assistant.open(settings=Settings(home=home / "home", cache=home / "cache")) as opened:
        asked = {plugin for plugin, *_ in QUESTIONS}
        found += [
            f"{plugin.name}: no question" for plugin in opened.registry.plugins if plugin.name not in asked
        ]
        found += [f"{problem.name}: {problem.error}" for problem in opened.registry.problems]
        for plugin, *texts in QUESTIONS:
            for text in texts:
                files = [photo] if text.startswith(PHOTO) else []
                begun = time.monotonic()
                turn = opened.turn(Message(text.removeprefix(PHOTO), files))
                blocks = list(turn.blocks)
                print(f"{time.monotonic() - begun:6.1f} s  {plugin:16} {text}", flush=True)
                if turn.route.plugin != plugin:
                    found.append(f"{plugin}: {text!r} went to {turn.route.plugin}")
                said = [block for block in blocks if isinstance(block, Notice) and block.level != "info"]
                found += [f"{plugin}: {text!r}: {block.text}" for block in said]
                found += [f"{plugin}: {text!r}: nothing"] if not blocks else []
    return found


def main() -> None:
    """Print how long each answer took, and exit 1 where one is missing."""
    with tempfile.TemporaryDirectory() as home:
        found = faults(Path(home))
    found += [f"{name} was imported" for name in ("torch", "transformers", "timm") if name in sys.modules]
    import assistant

    print("from", Path(assistant.__file__).parent)
    if found:
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
