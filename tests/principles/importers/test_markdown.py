"""Markdown into blocks."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.importers import markdown, plain
from principles.text.blocks import PSEUDO_HEADING
from principles.text.outline import Outline, words
from principles.text.segment import segment
from tests.principles.importers.seeds import SHAPES, seeds, shape_of


def rows(text: str) -> list[tuple[str, str, int, int]]:
    return [
        (block.kind.value, block.printed, block.level, block.lead)
        for block in markdown.blocks(text)
    ]


def test_every_kind_of_block_is_read() -> None:
    text = """# Title

Some *text* with `code`,
wrapped.

2. **Two.** More
3. three
   continued

   And a paragraph.

   - deep

* star

> A quotation

```
Fenced
```

| One | Two |
| --- | --- |
| a   | b   |

Set apart
---------

**All bold**
"""
    assert rows(text) == [
        ("heading", "Title", 1, 0),
        ("paragraph", "Some text with code, wrapped.", 0, 0),
        ("item", "2. Two. More", 0, 4),
        ("item", "3. three continued", 0, 0),
        ("paragraph", "And a paragraph.", 0, 0),
        ("item", "deep", 1, 0),
        ("item", "star", 0, 0),
        ("paragraph", "A quotation", 0, 0),
        ("paragraph", "Fenced", 0, 0),
        ("paragraph", "One", 0, 0),
        ("paragraph", "Two", 0, 0),
        ("paragraph", "a", 0, 0),
        ("paragraph", "b", 0, 0),
        ("heading", "Set apart", 2, 0),
        ("heading", "All bold", PSEUDO_HEADING, 8),
    ]


def test_addresses_and_hidden_words_are_left_out() -> None:
    text = "A [link](http://example.org/a), [one](#here), ![a picture](b.png).\n\n<nav>Home</nav>\n\n<b>x</b> y"
    assert rows(text) == [
        ("paragraph", "A link, one, a picture.", 0, 0),
        ("paragraph", "x y", 0, 0),
        ("aside", "Home", 0, 0),
        ("aside", "http://example.org/a\nb.png", 0, 0),
    ]


def test_bullets_and_numbers_unknown_to_markdown_are_known() -> None:
    text = "We ask:\n2. Two\n3. Three\n\n= one\n\n• two\n"
    assert rows(text) == [
        ("paragraph", "We ask:", 0, 0),
        ("paragraph", "2. Two", 0, 0),
        ("paragraph", "3. Three", 0, 0),
        ("item", "one", 0, 0),
        ("item", "two", 0, 0),
    ]


def test_a_bold_beginning_is_kept_apart() -> None:
    assert rows("**Open.** To all who\ncome.")[0] == ("paragraph", "Open. To all who come.", 0, 5)


def test_numbered_headings_are_principles_and_their_lists_are_not() -> None:
    text = """# Charter

## 1. Access

Everyone may:

1. come
2. stay

## 2. Safety

Take care.

## Signatories

Ann, Bob.
"""
    outline = segment(markdown.blocks(text))
    assert [(p.number, p.title, p.text) for p in outline.principles] == [
        (1, "Access", "Everyone may:\n\n1. come\n\n2. stay"),
        (2, "Safety", "Take care."),
    ]
    assert outline.left_out == ("Signatories\n\nAnn, Bob.",)


def test_a_plain_ordered_list_is_read_as_principles() -> None:
    outline = segment(markdown.blocks("# Charter\n\nWe agree:\n\n1. To come.\n2. To stay.\n"))
    assert [(p.number, p.text) for p in outline.principles] == [(1, "To come."), (2, "To stay.")]
    assert outline.preamble == "We agree:"


def test_the_texts_from_outside_have_their_shape_as_markdown() -> None:
    for name, text in seeds().items():
        assert shape_of(segment(markdown.blocks(text))) == SHAPES[name]


PLAIN = sorted((Path(__file__).parent / "texts").glob("numbered*.txt"))


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_plain_texts_are_markdown_too(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert segment(markdown.blocks(text)) == segment(plain.blocks(text))


PIECES = st.sampled_from(
    ["# ", "## ", "1. ", "2. ", "- ", "> ", "One", "two", "**three**", "*four*", "\n", "\n\n", "    ",
     "[five](six)", "`seven`", "***", "---", "<b>", "|", "Eight."]
)  # fmt: skip


def outline_text(outline: Outline) -> str:
    parts = [outline.title, outline.preamble, *outline.left_out]
    for section in outline.sections:
        parts += [section.heading, section.intro]
        parts += [f"{each.title}\n{each.text}" for each in section.principles]
    return "\n".join(parts)


@given(st.lists(PIECES, max_size=20).map(" ".join))
def test_no_word_is_lost(text: str) -> None:
    found = words(outline_text(segment(markdown.blocks(text))))
    lost = words(text.replace("<b>", "")) - found
    assert set(lost) <= {"1", "2", "b"}
