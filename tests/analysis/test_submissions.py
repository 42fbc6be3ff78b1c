"""Submissions in passages: nothing lost, and whole sentences kept together."""

from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.submissions import announces, passages_of, together

LINES = st.lists(
    st.text(st.sampled_from("abc DEF.,;:-•?123é世界\u200b()*"), max_size=90)
    | st.sampled_from(["", "1. Scope", "A heading", "It goes on and", "it ends here."]),
    max_size=30,
)


def kept(text: str) -> str:
    """Without white space, and the marks that make headings bold."""
    return "".join(text.replace("*", "").split())


@given(LINES, st.integers(20, 400))
def test_nothing_is_lost_or_added_and_nothing_is_too_long(lines: list[str], longest: int) -> None:
    text = "\n".join(lines)
    passages = passages_of(text, longest)
    assert kept("".join(passages)) == kept(text)
    assert max(map(len, passages), default=0) <= longest


@given(st.lists(st.text("ab", min_size=1, max_size=30), max_size=20))
def test_neighbours_are_joined_in_order_as_far_as_they_fit(passages: list[str]) -> None:
    batches = list(together(passages, 40))
    assert [n for batch in batches for n in batch] == list(range(len(passages)))
    assert all(len("\n\n".join(passages[n] for n in batch)) <= 40 for batch in batches)


def test_wrapped_lines_flow_again() -> None:
    text = (
        "The network belongs to all who use it and to nobody\n"
        "alone. Whoever runs a part of it answers for what is govern-\n"
        "ed there.\n"
        "\n"
        "A second paragraph."
    )
    assert passages_of(text, 1000) == [
        (
            "The network belongs to all who use it and to nobody alone. Whoever runs a part of it "
            "answers for what is govern-ed there."
        ),
        "A second paragraph.",
    ]


def test_items_stand_alone_and_stay_with_what_announces_the_first() -> None:
    text = "We ask for:\n• open records of every meeting that is held;\n•published minutes of each."
    assert passages_of(text, 1000) == [
        "We ask for:\n\n• open records of every meeting that is held;",
        "•published minutes of each.",
    ]


def test_heading_is_bold_and_stays_with_what_it_heads() -> None:
    text = "1. Access for all\n\nEveryone can be reached. Everyone can afford it."
    assert passages_of(text, 1000) == [
        "**1. Access for all**\n\nEveryone can be reached. Everyone can afford it."
    ]


def test_page_that_parts_a_sentence_does_not_part_the_passage() -> None:
    assert passages_of("It was agreed that all\n\nof it is read.", 1000) == [
        "It was agreed that all of it is read."
    ]


def test_long_passage_is_cut_where_a_sentence_ends() -> None:
    assert passages_of("One is said here. Two is said here. Three is said.", 40) == [
        "One is said here. Two is said here.",
        "Three is said.",
    ]


def test_headings_are_told_from_sentences() -> None:
    assert [announces(each) for each in ("Scope", "We agree:", "We agree.", "one;")] == [
        True,
        True,
        False,
        False,
    ]
