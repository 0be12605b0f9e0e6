"""The sample baskets: `python -m assets.recipes.samples_baskets` draws assets/samples/baskets.csv anew.

Invented shopping: every basket follows one or two occasions (a curry, a breakfast, a picnic, ...) and adds a few
things that everybody buys. Names are English and Japanese, so that both languages find them. Licence: CC0-1.0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[1] / "samples" / "baskets.csv"
BASKETS, SEED = 1500, 7

OCCASIONS = {
    "breakfast": "bread / パン, butter / バター, jam / ジャム, eggs / 卵, milk / 牛乳, yogurt / ヨーグルト, coffee / コーヒー, cereal / シリアル",
    "curry": "curry roux / カレールー, potatoes / じゃがいも, carrots / にんじん, onions / 玉ねぎ, beef / 牛肉, rice / 米, pickles / 福神漬け",
    "sushi": "rice / 米, nori / のり, tuna / まぐろ, salmon / 鮭, soy sauce / 醤油, wasabi / わさび, vinegar / 酢, green tea / 緑茶",
    "miso soup": "miso / 味噌, tofu / 豆腐, wakame / わかめ, spring onions / 長ねぎ, bonito flakes / かつお節, rice / 米",
    "pasta": "pasta / パスタ, tomatoes / トマト, garlic / にんにく, olive oil / オリーブオイル, cheese / チーズ, basil / バジル, wine / ワイン",
    "barbecue": "sausages / ソーセージ, beef / 牛肉, sweetcorn / とうもろこし, beer / ビール, charcoal / 炭, peppers / ピーマン, soda / 炭酸水",
    "baking": "flour / 小麦粉, sugar / 砂糖, butter / バター, eggs / 卵, cream / 生クリーム, chocolate / チョコレート, strawberries / いちご",
    "party": "beer / ビール, wine / ワイン, crisps / ポテトチップス, nuts / ナッツ, cheese / チーズ, crackers / クラッカー, soda / 炭酸水",
    "fruit": "apples / りんご, bananas / バナナ, oranges / みかん, grapes / ぶどう, strawberries / いちご, yogurt / ヨーグルト, honey / はちみつ",
    "ramen": "ramen noodles / ラーメン, pork / 豚肉, eggs / 卵, spring onions / 長ねぎ, nori / のり, bamboo shoots / メンマ",
    "salad": "lettuce / レタス, tomatoes / トマト, cucumbers / きゅうり, olive oil / オリーブオイル, tuna / まぐろ, dressing / ドレッシング",
    "baby": "nappies / おむつ, baby food / 離乳食, wipes / おしりふき, milk / 牛乳, bananas / バナナ",
    "cat": "cat food / キャットフード, cat litter / 猫砂, tuna / まぐろ, milk / 牛乳",
    "cleaning": "detergent / 洗剤, sponges / スポンジ, bin bags / ごみ袋, toilet paper / トイレットペーパー, soap / 石けん",
    "tea time": "green tea / 緑茶, black tea / 紅茶, biscuits / ビスケット, rice crackers / せんべい, chocolate / チョコレート, lemon / レモン",
}
EVERYDAY = [
    "milk / 牛乳",
    "bread / パン",
    "eggs / 卵",
    "shopping bag / レジ袋",
    "water / 水",
    "rice / 米",
    "tofu / 豆腐",
]


def draw(count: int = BASKETS, seed: int = SEED) -> list[list[str]]:
    """Return baskets: about half of one occasion's items, sometimes a second occasion, and everyday things."""
    random = np.random.default_rng(seed)
    occasions = [line.split(", ") for line in OCCASIONS.values()]
    liking = random.dirichlet(np.full(len(occasions), 4.0))
    baskets = []
    for _ in range(count):
        basket: list[str] = []
        for number in random.choice(len(occasions), 1 + int(random.random() < 0.25), replace=False, p=liking):
            items = occasions[number]
            size = min(len(items), 2 + int(random.binomial(len(items) - 2, 0.4)))
            basket += [items[i] for i in random.choice(len(items), size, replace=False)]
        basket += [item for item in EVERYDAY if random.random() < 0.08]
        distinct = list(dict.fromkeys(basket))
        baskets.append([distinct[i] for i in random.permutation(len(distinct))])
    return baskets


if __name__ == "__main__":
    TARGET.write_text("".join(",".join(basket) + "\n" for basket in draw()), "utf-8")
