"""What may stand for others says something, and says it whole."""

import pytest

from consultations.analysis.sentences import words_of
from consultations.analysis.wording import (
    FLAWED,
    LONG_TEXT,
    SAYS_NOTHING,
    UNFINISHED,
    Judged,
    judged,
    theme_words,
)

STATEMENT = "Courts should order the removal of unlawful content."


def judge(text: str, among: int = 1) -> Judged:
    return judged(text, words_of(text), among=among)


def fitness(text: str, among: int = 1) -> float:
    return judge(text, among).fit


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
    assert judge(text, among=2) == Judged(SAYS_NOTHING, says=False, calls=False)
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
    assert fitness(text, among=2) == SAYS_NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "for the opportunity to see how courts decide about content.",
        "As courts know it, we support the principles set out here:",
    ],
)
def test_half_a_sentence_is_worth_little_unless_someone_said_no_more(text: str) -> None:
    assert fitness(text, among=2) <= UNFINISHED
    assert fitness(text) > fitness(text, among=2)


def test_what_lacks_its_subject_is_half_a_sentence() -> None:
    assert fitness("should not be encouraged by any court.") == UNFINISHED


def test_a_sentence_without_a_full_stop_is_only_flawed() -> None:
    assert fitness(STATEMENT, among=2) == 1
    assert fitness(STATEMENT.rstrip("."), among=2) == FLAWED


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


@pytest.mark.parametrize(
    "text",
    [
        "We extend our appreciation to Brazil for hosting the meeting.",
        "The board respectfully submits this paper on the network.",
        "Wire Friends looks forward to working with all who should decide.",
        "On behalf of its members, the board must speak of costs.",
        "With support from hundreds of members, Wire Friends needs no introduction.",
        "Wire Friends has a long history of support for open courts.",
        "Wire Friends is a leading association of firms that need courts.",
        "Wire Friends represents the interests of all who need courts.",
        "As a company, we have long supported the courts.",
        "The board is at your disposal for all that should be explained.",
        "We would like to restate our support for the courts.",
    ],
)
def test_thanks_and_who_it_is_that_writes_are_no_position(text: str) -> None:
    assert fitness(text) <= UNFINISHED
    assert not judge(text, among=2).says


@pytest.mark.parametrize(
    "text",
    [
        STATEMENT,
        "Keep the removal of content to the courts.",
        "Judges have to order the removal of content.",
        "It is essential that courts order the removal.",
        "Les tribunaux doivent ordonner le retrait des contenus.",
        "Garantizar el acceso de todas las personas a los tribunales.",
        "Gerichte sollen das Entfernen von Inhalten anordnen.",
    ],
)
def test_what_should_be_is_told_from_what_is(text: str) -> None:
    assert judge(text, among=LONG_TEXT).calls
    assert not judge("The courts ordered the removal of content.", among=LONG_TEXT).calls


def test_in_a_long_text_what_is_or_was_is_worth_less_than_what_should_be() -> None:
    asked, told = STATEMENT, "Courts order the removal of much unlawful content."
    dated = "The courts were asked to order removals in 2013."
    assert fitness(told) == fitness(asked) == 1
    for among in (2, LONG_TEXT):
        assert fitness(dated, among) < fitness(told, among) < fitness(asked, among) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Diversity Cultural diversity must be respected by the courts.",
        "Roadmap for the Future Work of All Courts should be the way.",
        "Rules for the courtsOur board supports the courts in all they do.",
        "to order the removal of content by courts;",
    ],
)
def test_a_heading_in_its_sentence_and_an_item_of_a_list_are_flaws(text: str) -> None:
    assert fitness(text) == FLAWED


def test_words_that_several_share_mark_a_theme_before_odd_ones() -> None:
    themes = [
        [
            ("Zebras pay the costs of 2bn storage in the 21st century", "en", 1.0, 1),
            ("Costs of storage are high", "en", 1.0, 2),
            ("Zebras, two zebras, on page seven", "en", 1.0, 1),
        ],
        [("Courts order removal", "en", 1.0, 1), ("A court order", "en", 1.0, 2)],
    ]
    assert [words[:2] for words in theme_words(themes)] == [
        ("costs", "storage"),
        ("order", "court"),
    ]


def test_one_form_of_a_word_is_enough() -> None:
    themes = [[("Right, rights, a transparent court, transparency", "en", 1.0, n) for n in (1, 2)]]
    assert theme_words(themes) == [("court", "right", "transparency")]


def test_of_one_text_the_words_that_others_use_too_mark_its_theme() -> None:
    themes = [[("Quaint storage", "en", 1.0, 1)], [("Storage costs", "en", 1.0, 2)]]
    assert theme_words(themes)[0] == ("storage", "quaint")
