"""Whatever is put in: nothing raises, nothing is lost, nothing takes long."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.importers import plain
from principles.importers.furniture import normalised
from principles.text.blocks import Block, Kind
from principles.text.outline import Outline, words
from principles.text.segment import segment
from tests.machine import slowness

PIECES = st.sampled_from(
    [
        "The Net",
        "Open to all",
        "and then it went on,",
        "We ask that",
        "All is well.",
        "A long line that says a lot about very little, and does so without ever coming to an end",
        "1. One",
        "2. Two more",
        "2) Two",
        "(3) three",
        "(a) letter",
        "1.1 nested",
        "I. Part",
        "II. Part",
        "Principle 1: First",
        "Principle 2",
        "Article 3. Third",
        "第一条 自由",
        "二、共享",
        "١. حرية",
        "- bullet",
        "= bullet",
        "• dot",
        "**Bold.** And plain",
        "**All bold**",
        "[link](http://example.org/a)",
        "Contents",
        "One .......... 3",
        "12",
        "Page 2 of 3",
        "Header",
        "[1] A note",
        "A claim.[1]",
        "non-",
        "=====",
        "\f",
        "(Pages 1-2)",
        '"Quoted',
        'to the end."',
        "\tx",
        "\u00a0y",
        "We say: 1. a 2. b",
        "HEADING",
        "Rationale",
    ]
)
BREAKS = st.sampled_from(["\n", "\n\n", "\n\n\n", " ", "\r\n", "\r", "\f"])
PIECED = st.lists(st.tuples(PIECES, BREAKS), max_size=25).map(
    lambda pairs: "".join(piece + end for piece, end in pairs)
)


def all_words(outline: Outline) -> Counter[str]:
    parts = [outline.title, outline.preamble, *outline.left_out]
    for section in outline.sections:
        parts += [section.heading, section.intro]
        for principle in section.principles:
            parts += [principle.title, principle.text]
    return words("\n".join(parts))


def label_words(blocks: list[Block]) -> Counter[str]:
    return words("\n".join(block.label for block in blocks))


@given(st.text() | PIECED)
def test_every_word_is_in_the_outline_or_left_out(text: str) -> None:
    blocks = plain.blocks(text)
    lost = words(normalised(text)) - all_words(segment(blocks))
    assert lost <= label_words(blocks) + words("1. 1) (1) 2. 2) (2)")


@given(st.text() | PIECED)
def test_outlines_are_well_formed(text: str) -> None:
    outline = segment(plain.blocks(text))
    for section in outline.sections:
        assert section.principles
        for principle in section.principles:
            assert principle.title
            assert principle.text
            assert "\n" not in principle.title
    assert all(outline.left_out)


structured = st.builds(
    Block,
    st.sampled_from(Kind),
    st.sampled_from(["", "One", "Two words", "A sentence. And another.", "lower", "Ends with:"]),
    st.integers(0, 7),
    st.sampled_from(["", "1. ", "2. ", "3. ", "(a) ", "Principle 1: ", "I. ", "A. ", "第一条 "]),
    st.integers(0, 3),
    st.booleans(),
)


@given(st.lists(structured, max_size=12))
def test_blocks_of_any_kind_lose_no_word(blocks: list[Block]) -> None:
    lost = words("\n".join(block.printed for block in blocks)) - all_words(segment(blocks))
    assert lost <= label_words(blocks)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "word " * 200_000,
        "A line of some sixty letters, which is what a line often has\n" * 16_000,
        "A short paragraph.\n\n" * 19_000,
        "which goes on and on and never comes to any end whatsoever\n\n" * 16_000,
        "1. Item\n" * 20_000,
        "(" * 1_000_000,
        "1." * 500_000,
        "**" * 500_000,
        "[a](" * 250_000,
        "- " * 500_000,
        ". " * 500_000,
        "\n".join(f"{n}. Item number {n}" for n in range(1, 20_000)),
        "\u0301" * 500_000,
        "Heading\n\nBody.\n\n" * 10_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_megabyte_takes_less_than_two_seconds(text: str) -> None:
    started = time.process_time()
    segment(plain.blocks(text))
    assert time.process_time() - started < 2 * slowness()
