"""Comments in rows, for those who keep order in them."""

from typing import Any

import pytest

from consultations.models import Consultation
from consultations.queries.moderation import (
    OPENING,
    CommentFilters,
    comment_lines,
    full_comment,
)
from principles.actions.comments import hide_comment, post_comment, withdraw_comment
from principles.models import Comment
from principles.states import Role, Stage
from principles.text.anchors import Quote
from tests.factories.accounts import individual, representative
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of, text_of

pytestmark = pytest.mark.django_db


def said(
    consultation: Consultation, body: str = "Why is that?", stance: str = "question", **who: Any
) -> Comment:
    person = who.get("person") or individual(who.get("code", "civil-society"))
    joined(person, consultation.document)
    return post_comment(
        principle=principle_of(consultation.document), body=body, stance=stance, by=person
    )


def numbers(consultation: Consultation, **filters: str) -> list[int]:
    return [line.number for line in comment_lines(consultation, CommentFilters(**filters)).lines]


def test_comment_lines_are_the_newest_first_with_who_spoke_for_whom() -> None:
    consultation = running(Stage.COMMENT)
    said(consultation, "**Why** is\n\nthat?")
    speaker = representative(name="Ana Lima")
    said(consultation, person=speaker)

    first, second = comment_lines(consultation).lines

    assert (first.name, first.author, bool(first.organisation)) == ("C-2", "Ana Lima", True)
    assert (second.name, second.group, second.opening) == (
        "C-1",
        "Civil society",
        "**Why** is that?",
    )


def test_comment_lines_are_filtered_by_what_moderators_ask() -> None:
    consultation = running(Stage.COMMENT)
    said(consultation, "About cables.")
    said(consultation, "About ports.", stance="oppose", code="academia")
    hidden = said(consultation, "Nonsense about ports.")
    hide_comment(comment=hidden, reason="Off topic.", by=run_by(consultation))

    assert numbers(consultation) == [3, 2, 1]
    assert numbers(consultation, group="academia") == [2]
    assert numbers(consultation, stance="question") == [3, 1]
    assert numbers(consultation, status="hidden") == [3]
    assert numbers(consultation, search="PORTS") == [3, 2]
    assert numbers(consultation, search="ports", status="published") == [2]


def test_comment_lines_of_what_was_withdrawn_have_no_words_and_are_not_found_by_them() -> None:
    """Taken back is taken back, for moderators too."""
    consultation = running(Stage.COMMENT)
    comment = said(consultation, "My secret.")
    withdraw_comment(comment=comment, by=comment.author)

    (line,) = comment_lines(consultation).lines
    full = full_comment(consultation, comment.number)

    assert (line.opening, line.stance, line.may_be_hidden) == ("", "", False)
    assert full is not None
    assert (full.html, full.quote) == ("", "")
    assert numbers(consultation, search="secret") == []


def test_comment_lines_open_long_comments_in_one_line() -> None:
    consultation = running(Stage.COMMENT)
    said(consultation, "words " * 200)

    (line,) = comment_lines(consultation).lines

    assert len(line.opening) <= OPENING


def test_comment_lines_page_by_number() -> None:
    consultation = running(Stage.COMMENT)
    for n in range(5):
        said(consultation, f"Comment {n}")

    first = comment_lines(consultation, limit=2)
    second = comment_lines(consultation, before=first.before or 0, limit=2)
    third = comment_lines(consultation, before=second.before or 0, limit=2)

    assert [[line.number for line in page.lines] for page in (first, second, third)] == [
        [5, 4],
        [3, 2],
        [1],
    ]
    assert third.before is None


def test_full_comment_shows_moderators_what_was_hidden_and_the_words_it_is_about() -> None:
    consultation = running(Stage.COMMENT)
    person = individual()
    joined(person, consultation.document)
    text = text_of(principle_of(consultation.document))
    comment = post_comment(
        principle=principle_of(consultation.document),
        body="<b>Nonsense</b>",
        stance="oppose",
        by=person,
        quote=Quote(exact=text.body[:8], prefix="", suffix=text.body[8:20]),
    )
    hide_comment(comment=comment, reason="Off topic.", by=run_by(consultation, Role.MODERATOR))

    full = full_comment(consultation, comment.number)

    assert full is not None
    assert (full.line.is_hidden, full.line.reason, full.quote) == (
        True,
        "Off topic.",
        text.body[:8],
    )
    assert full.html == "<p>&lt;b&gt;Nonsense&lt;/b&gt;</p>"


def test_full_comment_of_another_consultation_is_none() -> None:
    """Abuse 6."""
    mine, other = running(Stage.COMMENT), running(Stage.COMMENT)
    comment = said(other)

    assert full_comment(mine, comment.number) is None


@pytest.mark.parametrize("count", [1, 3])
def test_comment_lines_are_one_query_however_many(
    count: int, django_assert_num_queries: Any
) -> None:
    consultation = running(Stage.COMMENT)
    for _ in range(count):
        said(consultation, person=representative())

    with django_assert_num_queries(1):
        comment_lines(consultation)
