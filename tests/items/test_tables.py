"""Files of purchases as shops and people write them, and what is said of how they were read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Message, testing
from assistant.blocks import Choices, Text
from assistant.engines.items.readers import parse, read

Basket = tuple[str, ...]


@pytest.mark.parametrize(
    ("text", "roles", "baskets"),
    [
        ("order_date,customer_id,product\n2024-01-02,C1,bread\n2024-01-01,C1,milk\n2024-01-02,C2,tea\n2024-01-03,C2,milk\n",
         ("time", "basket", "item"), [("milk", "bread"), ("tea", "milk")]),
        ("注文日,会員番号,商品名,個数\n2024年3月2日,0012,パン,2\n2024年3月1日,0012,牛乳,1\n2024年3月2日,0013,卵,1\n2024年3月3日,0013,牛乳,1\n",
         ("time", "basket", "item", "rating"), [("牛乳", "パン"), ("卵", "牛乳")]),
        ("order_id,customer,product_id,product_name,order_total\n01,Ann,7,bread,5\n01,Ann,8,milk,5\n02,Ann,8,milk,3\n02,Ann,9,tea,3\n",
         ("basket", "other", "other", "item", "other"), [("bread", "milk"), ("milk", "tea")]),
        ("Bestellung;Artikel;Preis\n1;Brot;1,50\n1;Milch;0,99\n2;Tee;2,50\n2;Milch;0,99\n",
         ("basket", "item", "other"), [("Brot", "Milch"), ("Tee", "Milch")]),
        ("Sales in March\n\norder|item\n1|a, x\n1|b\norder|item\n2|a, x\n2|c\n", ("basket", "item"), [("a, x", "b"), ("a, x", "c")]),
        ('order,item\n0,"bread\nsliced"\n0,milk\n1,"bread\nsliced"\n1,tea\n', ("basket", "item"), [("bread sliced", "milk"), ("bread sliced", "tea")]),
        ("order,sku\n000,00001\n000,00002\n001,00001\n001,00003\n", ("basket", "item"), [("00001", "00002"), ("00001", "00003")]),
    ],
)  # fmt: skip
def test_columns_are_told_by_name_and_content(
    text: str, roles: tuple[str, ...], baskets: list[Basket]
) -> None:
    found = parse("a.csv", text)
    assert (found.roles, list(found.baskets)) == (roles, baskets)


@pytest.mark.parametrize(
    "text",
    [
        "order,bread,milk,tea\n0,1,0,1\n1,0,1,0\n2,1,1,0\n",
        "bread,milk,tea\nTrue,False,True\nFalse,True,False\nTrue,True,False\n",
        "id;bread;milk;tea\nA;TRUE;;TRUE\nB;;TRUE;\nC;TRUE;TRUE;\n",
        "customer\tbread\tmilk\ttea\tdate\n9\tx\t\tx\t2024-01-01\n8\t\tx\t\t2024-01-02\n7\tx\tx\t\t2024-01-03\n",
        "注文番号,bread,milk,tea\n001,○,,○\n002,,○,\n003,○,○,\n合計,2,2,1\n",
        "order,bread,milk,tea\n1,2,0,1\n2,0,1,0\n3,1,3,0\n",
    ],
)
def test_tables_of_yes_and_no_have_the_items_as_columns(text: str) -> None:
    found = parse("a.csv", text)
    assert (found.form, found.header) == ("matrix", ("bread", "milk", "tea"))
    assert found.baskets == (("bread", "tea"), ("milk",), ("bread", "milk"))


def test_a_column_of_ratings_is_no_table_of_yes_and_no() -> None:
    assert parse("a.csv", "user,item,liked\n1,a,1\n1,b,0\n2,a,1\n2,c,1\n").roles[:2] == ("basket", "item")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ('order;items;total\n0;"bread, butter";1,5\n1;"bread, tea";2,5\n2;"butter, tea";3,5\n', ","),
        ("注文,商品\n1,bread、butter\n2,bread、tea\n3,butter、tea\n", "、"),
        ('Ann;"bread, butter"\nBob;"bread, tea"\nCid;"butter, tea"\n', ","),
        ('order,items\n1,"bread\nbutter"\n2,"bread\ntea"\n3,"butter\ntea"\n', "\n"),
    ],
)
def test_several_items_in_a_cell_are_divided(text: str, mark: str) -> None:
    found = parse("a.csv", text)
    assert found.divided == mark
    assert found.baskets == (("bread", "butter"), ("bread", "tea"), ("butter", "tea"))
    assert all(len(basket) == 1 for basket in parse("a.csv", text, found.roles, whole=True).baskets)


@pytest.mark.parametrize(
    "text",
    [
        "Order,Item 1,Item 2,Item 3\n1,milk,bread,\n2,milk,tea,jam\n3,bread,tea,\n",
        "注文;商品1;商品2;商品3\n1;milk;bread;\n2;milk;tea;jam\n3;bread;tea;\n",
        "T1,milk,bread\nT2,milk,tea,jam\nT3,bread,tea\n",
    ],
)
def test_items_side_by_side_are_a_basket_without_the_number_of_the_order(text: str) -> None:
    found = parse("a.csv", text)
    assert found.baskets == (("milk", "bread"), ("milk", "tea", "jam"), ("bread", "tea"))
    assert len(found.aside) == 1
    assert "T1" in parse("a.csv", "T1,milk,bread\nT2,milk,tea\nT3,bread,tea\n", ()).baskets[0]


def test_blank_orders_are_carried_down_where_they_are_many_and_left_out_where_few() -> None:
    found = parse("a.csv", "order,item\n1,bread\n,milk\n,tea\n2,milk\n,bread\n")
    assert (found.baskets, found.carried) == ((("bread", "milk", "tea"), ("milk", "bread")), 3)
    few = parse("a.csv", "order,item\n1,a\n1,b\n2,a\n2,c\n3,a\n3,c\n4,b\n4,\n,d\n5,a\n5,b\n")
    assert (few.carried, few.left_out) == (0, (9, 10))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_baskets_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("order;item\n0;jalapeño\n0;crème brûlée\n1;Gruyère\n1;jalapeño\n".encode(encoding))
    assert read(path).baskets == (("jalapeño", "crème brûlée"), ("Gruyère", "jalapeño"))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with testing.open(tmp_path_factory.mktemp("items")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "said", "button"),
    [
        ("/baskets", "A cell holds several items; they were divided at commas.", "one item per cell"),
        (
            "/baskets 買い物の記録",
            "1つのセルに商品が複数あるので、カンマで分けました。",
            "1つのセルに商品1つ",
        ),
    ],
)
def test_what_was_divided_is_said_and_can_be_corrected(
    assistant: Assistant, tmp_path: Path, text: str, said: str, button: str
) -> None:
    path = tmp_path / "cells.csv"
    path.write_text(
        "order;items\n" + "".join(f'{n};"bread, butter, {"tea" if n % 2 else "jam"}"\n' for n in range(9))
    )
    reply = list(assistant.reply(Message(text, files=(path,))))
    assert said in next(block.markdown for block in reply if isinstance(block, Text))
    options = [option for block in reply if isinstance(block, Choices) for option in block.options]
    assert next(option for option in options if option.label == button)
