"""Labels in the ways people number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.numbering import Label, Rank, labels


def read(text: str) -> list[tuple[str, int, str]]:
    return [(label.style, label.number, text[label.length :]) for label in labels(text)]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1. Open", [("1.", 1, "Open")]),
        ("1.Open", [("1.", 1, "Open")]),
        ("12) open", [("1)", 12, "open")]),
        ("(3) open", [("(1)", 3, "open")]),
        ("[4] A note", [("[1]", 4, "A note")]),
        ("5: open", [("1:", 5, "open")]),
        ("6 - open", [("1-", 6, "open")]),
        ("7 Open", [("1", 7, "Open")]),
        ("8.", [("1.", 8, "")]),
        ("1.2 nested", [("1.1", 2, "nested")]),
        ("1.2.3. nested", [("1.1", 3, "nested")]),
        ("§ 9 Open", [("§", 9, "Open")]),
        ("№ 2. Open", [("№", 2, "Open")]),
        ("#3 Open", [("#", 3, "Open")]),
        ("① Open", [("①", 1, "Open")]),
        ("⑳ Open", [("①", 20, "Open")]),
        ("² A note", [("¹", 2, "A note")]),
        ("IV. Open", [("I.", 4, "Open")]),
        ("C. Open", [("I.", 100, "Open"), ("A.", 3, "Open")]),
        ("iv) open", [("i)", 4, "open")]),
        ("b) open", [("a)", 2, "open")]),
        ("(b) open", [("(a)", 2, "open")]),
        ("(iii) open", [("(i)", 3, "open")]),
        ("Principle 3: Open", [("principle 1", 3, "Open")]),
        ("PRINCIPLES 4 – Open", [("principle 1", 4, "Open")]),
        ("Recommendation IV. Open", [("recommendation I", 4, "Open")]),
        ("Principle Two: Open", [("principle", 2, "Open")]),
        ("Article premier. Libre", [("article", 1, "Libre")]),
        ("Artículo 5", [("artículo 1", 5, "")]),
        ("Article 5 Freedom", [("article 1", 5, "Freedom")]),
        ("Chapter II: Open", [("chapter I", 2, "Open")]),
        ("Статья 7. Открыто", [("статья 1", 7, "Открыто")]),
        ("第十二条 开放", [("第条", 12, "开放")]),
        ("第3章", [("第章", 3, "")]),
        ("二十一、开放", [("一、", 21, "开放")]),
        ("3、开放", [("1、", 3, "开放")]),
        ("（二）开放", [("(一)", 2, "开放")]),
        ("原则一：开放", [("原则 一", 1, "开放")]),
        ("一百零二、开放", [("一、", 102, "开放")]),
        ("٣. حرية", [("1.", 3, "حرية")]),
        ("(٢) حرية", [("(1)", 2, "حرية")]),
        ("المبدأ ٤: حرية", [("المبدأ 1", 4, "حرية")]),
        ("ثانياً: حرية", [("أولا", 2, "حرية")]),
    ],
)
def test_a_label_is_read(text: str, readings: list[tuple[str, int, str]]) -> None:
    assert read(text) == readings


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Open to all",
        "2024. The next year",
        "1.5 million",
        "3-5 years",
        "10 years ago",
        "Article 5 of the charter",
        "Point taken: open",
        "e.g. open",
        "½ of all",
        "IIII. wrong",
        "(see below)",
        "Dr. Who",
        "Rules",
        "Principles and rules",
        "[a](b)",
        "وثيقة: حرية",
    ],
)
def test_prose_has_no_label(text: str) -> None:
    assert [label for label in labels(text) if label.rank is not Rank.SUB] == []


def test_ranks_part_sections_from_principles_and_their_points() -> None:
    ranks = {text: labels(text)[0].rank for text in ("II. A", "Part 1: A", "1. A", "(a) a")}
    assert list(ranks.values()) == [Rank.SECTION, Rank.SECTION, Rank.ITEM, Rank.SUB]
    assert labels("Article 1. A")[0] == Label("article 1", Rank.KEYWORD, 1, 11)


@given(st.text(max_size=30))
def test_a_label_lies_within_the_text(text: str) -> None:
    for label in labels(text):
        assert 0 < label.length <= len(text)
        assert label.number >= 0
