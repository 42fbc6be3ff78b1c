"""What may stand for others says something, and says it whole."""

import pytest

from consultations.analysis.wording import (
    FLAWED,
    SAYS_NOTHING,
    UNFINISHED,
    fitness,
    says_nothing,
    theme_words,
)

STATEMENT = "Courts should order the removal of unlawful content."


@pytest.mark.parametrize(
    "text",
    [
        "For further information: +202-555-8888 Ms. Jane Doe",
        "Jane Doe | jdoe(at)example.org",
        "Write to jane@example.org about the text.",
        "Phone: 44 20 7946 0000 (office hours)",
        "P.O. Box 1234, Springfield, Anystate",
        "See https://example.org/paper for the paper.",
        "**Who decides about the network**",
        "[2] Resolution on the use of the network",
    ],
)
def test_addresses_headings_and_notes_say_nothing(text: str) -> None:
    assert says_nothing(text)
    assert fitness(text) == SAYS_NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "Fora for Internet Governance processes",
        "A Meeting on the Future of the Network, Springfield, Anystate.",
        "Principles: Any Model Should Have the Following Characteristics.",
        "Roadmap for the network and its users",
    ],
)
def test_a_line_among_others_without_a_verb_or_in_capitals_is_a_heading(text: str) -> None:
    assert fitness(text, is_whole=False) == SAYS_NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "for the opportunity to see how courts decide about content.",
        "As courts know it, we support the principles set out here:",
    ],
)
def test_half_a_sentence_is_worth_little_unless_someone_said_no_more(text: str) -> None:
    assert fitness(text, is_whole=False) <= UNFINISHED
    assert fitness(text) > fitness(text, is_whole=False)


def test_what_lacks_its_subject_is_half_a_sentence() -> None:
    assert fitness("should not be encouraged by any court.") == UNFINISHED


def test_a_sentence_without_a_full_stop_is_only_flawed() -> None:
    assert fitness(STATEMENT, is_whole=False) == 1
    assert fitness(STATEMENT.rstrip("."), is_whole=False) == FLAWED


@pytest.mark.parametrize(
    "text",
    [
        "It takes two courts to order the removal of content.",
        "Left open it will burden the courts for many years.",
        "However, courts should order the removal of content.",
        "For example, courts should order the removal of content.",
        "Doing so would help courts to order the removal.",
        "In this sense, courts should order the removal.",
    ],
)
def test_what_leans_on_the_sentence_before_it_loses_against_one_that_does_not(text: str) -> None:
    assert fitness(text) == FLAWED


def test_thanks_for_being_asked_are_no_position() -> None:
    assert fitness("We extend our appreciation to Brazil for hosting the meeting.") <= UNFINISHED
    assert fitness("The board respectfully submits this paper on the network.") <= UNFINISHED


def test_words_that_several_texts_share_mark_a_theme_before_odd_ones() -> None:
    themes = [
        [
            ("Zebras pay the costs of 2bn storage in the 21st century", "en", 1.0),
            ("Costs of storage are high", "en", 1.0),
        ],
        [("Courts order removal", "en", 1.0), ("A court order", "en", 1.0)],
    ]
    assert [words[:2] for words in theme_words(themes)] == [
        ("costs", "storage"),
        ("order", "court"),
    ]


def test_of_one_text_the_words_that_others_use_too_mark_its_theme() -> None:
    themes = [[("Quaint storage", "en", 1.0)], [("Storage costs", "en", 1.0)]]
    assert theme_words(themes)[0] == ("storage", "quaint")
