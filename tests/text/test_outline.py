import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from principles.text.outline import (
    MalformedOutlineError,
    Outline,
    OutlinePrinciple,
    OutlineSection,
    as_json,
    as_readable,
    from_json,
    join_paragraphs,
    outline_words,
    paragraphs,
    words,
)

CHARTER = Outline(
    "Charter",
    "We agree:\n\n- on this\n- on that",
    (
        OutlineSection(
            "Access", (OutlinePrinciple(1, "Reach", "Reach all.\n\nSoon."),), "For all."
        ),
        OutlineSection("", (OutlinePrinciple(1, "Be safe", "Be safe."),)),
    ),
    ("Page 1",),
)

principles = st.builds(OutlinePrinciple, st.integers(0), st.text(), st.text())
sections = st.builds(
    OutlineSection, st.text(), st.lists(principles, max_size=3).map(tuple), intro=st.text()
)
outlines = st.builds(
    Outline,
    st.text(),
    st.text(),
    st.lists(sections, max_size=3).map(tuple),
    st.lists(st.text(), max_size=3).map(tuple),
)


def test_as_json_has_the_documented_keys() -> None:
    assert as_json(CHARTER) == {
        "title": "Charter",
        "preamble": "We agree:\n\n- on this\n- on that",
        "sections": [
            {
                "heading": "Access",
                "intro": "For all.",
                "principles": [{"number": 1, "title": "Reach", "text": "Reach all.\n\nSoon."}],
            },
            {
                "heading": "",
                "intro": "",
                "principles": [{"number": 1, "title": "Be safe", "text": "Be safe."}],
            },
        ],
        "left_out": ["Page 1"],
    }


@given(outlines)
def test_from_json_reverses_as_json(outline: Outline) -> None:
    assert from_json(json.loads(json.dumps(as_json(outline)))) == outline


def test_from_json_takes_a_section_without_intro() -> None:
    data = {
        "title": "",
        "preamble": "",
        "left_out": [],
        "sections": [{"heading": "H", "principles": []}],
    }
    assert from_json(data) == Outline("", "", (OutlineSection("H", ()),))


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"title": "", "preamble": "", "sections": [], "left_out": "x"},
        {"title": "", "preamble": "", "sections": [], "left_out": [1]},
        {"title": 1, "preamble": "", "sections": [], "left_out": []},
        {"title": "", "preamble": "", "sections": ["x"], "left_out": []},
        *(
            {
                "title": "",
                "preamble": "",
                "sections": [
                    {"heading": "", "principles": [{"number": number, "title": "", "text": ""}]}
                ],
                "left_out": [],
            }
            for number in (True, -1, "1", None)
        ),
    ],
)
def test_from_json_refuses_anything_else(data: object) -> None:
    with pytest.raises(MalformedOutlineError):
        from_json(data)


def test_as_readable_ends_with_the_number_of_principles() -> None:
    assert as_readable(CHARTER) == "\n".join(
        [
            "Charter",
            "=======",
            "",
            "Preamble",
            "--------",
            "We agree:",
            "",
            "- on this",
            "- on that",
            "",
            "Access",
            "------",
            "For all.",
            "",
            "1. Reach",
            "   Reach all.",
            "",
            "   Soon.",
            "",
            "1. Be safe",
            "   Be safe.",
            "",
            "Left out",
            "--------",
            "Page 1",
            "",
            "2 principles",
        ]
    )


def test_as_readable_counts_one_and_none() -> None:
    one = Outline("T", "", (OutlineSection("", (OutlinePrinciple(1, "Be open", ""),)),))
    assert as_readable(one) == "T\n=\n\n1. Be open\n\n1 principle"
    assert as_readable(Outline("", "", ())) == "0 principles"


def test_paragraphs_are_parted_by_blank_lines_and_a_list_is_one() -> None:
    text = "One.\n\n- a\n- b\n \n\nTwo."
    assert paragraphs(text) == ["One.", "- a\n- b", "Two."]
    assert join_paragraphs(["One.", " ", "- a\n- b", "Two."]) == "One.\n\n- a\n- b\n\nTwo."


def test_outline_words_counts_a_title_that_repeats_its_text_once() -> None:
    assert outline_words(CHARTER) == words(
        "Charter We agree on this on that Access For all Reach Reach all Soon Be safe Page 1"
    )
