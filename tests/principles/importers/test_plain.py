"""Lines into blocks."""

import pytest

from principles.importers import plain
from principles.importers.furniture import lines_of, normalised, without_furniture
from principles.text.blocks import Kind


def texts(text: str) -> list[str]:
    return [block.printed for block in plain.blocks(text)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in plain.blocks(text)]


PROSE = "This line is about as long as lines get in the letters that we write here"


def test_wrapped_lines_are_joined_and_deliberate_breaks_kept() -> None:
    assert texts(f"{PROSE}\nand so is this.\nShort line\nAnother\n\n{PROSE}") == [
        f"{PROSE} and so is this.",
        "Short line",
        "Another",
        PROSE,
    ]


def test_unwrapped_lines_are_paragraphs() -> None:
    long = "A sentence that nobody wrapped. " * 10
    assert texts(f"{long}\n{long}\n{long}") == [long.strip()] * 3


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("rules that are non-", "discriminatory", "rules that are non-discriminatory"),
        ("from day-to-", "day use", "from day-to-day use"),
        ("a pause -", "and more", "a pause - and more"),
        ("dis\u00ad", "crimination", "discrimination"),
        ("数据应当自由", "流动", "数据应当自由流动"),
        ("uses abc数据", "and more", "uses abc数据 and more"),
    ],
)
def test_line_ends_are_mended(first: str, second: str, joined: str) -> None:
    pad = "x" * 60
    assert texts(f"{pad} {first}\n{second}")[0] == f"{pad} {joined}"


def test_a_first_line_indent_begins_a_paragraph() -> None:
    full = "This line ends a paragraph right at the margin, and so it is full of words."
    assert texts(f"{full}\n    {full}") == [full, full]


def test_lists_are_told_with_their_depth() -> None:
    blocks = plain.blocks("- one\n  and more\n    - deep\n- three")
    assert [(block.kind, block.text, block.level) for block in blocks] == [
        (Kind.ITEM, "one and more", 0),
        (Kind.ITEM, "deep", 1),
        (Kind.ITEM, "three", 0),
    ]


def test_a_dash_within_a_wrapped_sentence_is_no_bullet() -> None:
    assert texts(f"{PROSE}\n- as everyone knows - and end here.") == [
        f"{PROSE} - as everyone knows - and end here."
    ]


def test_a_number_within_a_wrapped_sentence_is_no_label() -> None:
    assert texts(f"{PROSE} as in\n7. And then.") == [f"{PROSE} as in 7. And then."]
    assert texts(f"{PROSE} in section\n1. And then.") == [f"{PROSE} in section 1. And then."]


def test_the_next_number_of_a_list_without_full_stops_is_a_label() -> None:
    assert texts(f"1. {PROSE}\n2. {PROSE}\n3. End") == [f"1. {PROSE}", f"2. {PROSE}", "3. End"]


def test_underlined_lines_are_headings_and_rules_are_dropped() -> None:
    assert kinds("Title\n=====\n\nText.\n\n* * *\n\nPart\n----\nMore.") == [
        ("heading", "Title"),
        ("paragraph", "Text."),
        ("heading", "Part"),
        ("paragraph", "More."),
    ]


def test_marks_are_taken_off_and_links_kept_aside() -> None:
    blocks = plain.blocks(
        "1. **Be open**\n\nSee [the **plan**](http://example.org/plan) and [this](#).\n\n"
        "**A bold line**\n\n**Bold**, then not."
    )
    assert [(block.kind.value, block.printed, block.lead) for block in blocks] == [
        ("heading", "1. Be open", 7),
        ("paragraph", "See the plan and this.", 0),
        ("heading", "A bold line", 11),
        ("paragraph", "Bold, then not.", 4),
        ("aside", "http://example.org/plan", 0),
    ]


def test_a_label_may_stand_within_the_marks() -> None:
    [block, *_] = plain.blocks("**1. Title**")
    assert (block.label, block.text, block.kind) == ("1. ", "Title", Kind.HEADING)


def test_control_characters_are_spaces_and_a_leading_mark_goes() -> None:
    assert normalised("\ufeffa\x00b\x0bc\x85d\u2028e\r\nf") == "a b\nc\nd\ne\nf"


def test_numbers_alone_above_titles_are_labels() -> None:
    assert texts("1\n\nOpen doors\n\nAnyone may come.\n\n2\n\nPlain speech\n\nSo say we.") == [
        "1 Open doors",
        "Anyone may come.",
        "2 Plain speech",
        "So say we.",
    ]


def test_page_numbers_at_form_feeds_are_set_aside() -> None:
    assert texts("One page.\n1\fAnother page.\n2\fThe last.\n3") == [
        "One page.",
        "Another page.",
        "The last.",
        "1\n2\n3",
    ]


def test_headers_of_two_pages_are_set_aside() -> None:
    text = "The Accord\nFirst words here.\fThe Accord\nMore words here."
    assert texts(text) == ["First words here.", "More words here.", "The Accord\nThe Accord"]


def test_a_heading_that_comes_again_is_no_header() -> None:
    text = "\n\n".join(f"Rationale\n\nReason {n} is a good one." for n in range(4))
    assert texts(text).count("Rationale") == 4


def test_entries_of_a_table_of_contents_need_a_leader() -> None:
    lines = lines_of("Contents:\nOne\t2\nTwo . . . . . 3\nIn the year 1\n\nText.")
    kept, away = without_furniture(lines)
    assert [line.text for line in kept] == ["In the year 1", "Text."]
    assert away == ["Contents:", "One 2", "Two . . . . . 3"]


def test_one_entry_is_no_table() -> None:
    assert without_furniture(lines_of("Score\t2\n\nText."))[1] == []


def test_marks_within_a_word_and_underscores_are_left_alone() -> None:
    text = "Take 2**3**4 of a[0](x) from __init__ and _so_ on."
    assert texts(text) == [text]


def test_the_title_of_a_link_is_kept_with_its_address() -> None:
    assert texts('See [this](/a "Title of it").') == ["See this.", '/a "Title of it"']
