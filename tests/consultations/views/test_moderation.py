"""Comments kept in order, in the browser."""

import pytest

from consultations.models import Consultation
from consultations.queries import moderation
from principles.actions.comments import hide_comment, post_comment, withdraw_comment
from principles.models import Comment
from principles.states import CommentStatus, Role, Stage
from tests.consultations.record import acts
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.accounts import individual
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return running(Stage.COMMENT)


def said(consultation: Consultation, body: str = "Nonsense.") -> Comment:
    person = individual()
    joined(person, consultation.document)
    return post_comment(
        principle=principle_of(consultation.document), body=body, stance="oppose", by=person
    )


def test_a_comment_is_hidden_with_a_reason_and_shown_again(consultation: Consultation) -> None:
    comment = said(consultation)
    client = signed_in(run_by(consultation, Role.MODERATOR))

    hidden = client.post(
        at(consultation, "comment-hide", comment.number), {"reason": "Names a neighbour."}
    )
    comment.refresh_from_db()
    status, reason = comment.status, comment.status_reason
    client.post(at(consultation, "comment-show", comment.number))
    comment.refresh_from_db()

    assert hidden["Location"] == at(consultation, "desk-comments") + "?comment=1#comment"
    assert (status, reason) == ("hidden", "Names a neighbour.")
    assert comment.status == CommentStatus.PUBLISHED
    assert len(acts(consultation.document, "comment.hidden", "comment.shown")) == 2


def test_hiding_goes_back_to_the_list_as_it_was_filtered(consultation: Consultation) -> None:
    comment = said(consultation)

    answer = signed_in(run_by(consultation)).post(
        at(consultation, "comment-hide", comment.number) + "?stance=oppose&before=9",
        {"reason": "Off topic."},
    )

    assert answer["Location"].endswith("?stance=oppose&before=9&comment=1#comment")


def test_hiding_without_a_reason_says_so_beside_the_comment(consultation: Consultation) -> None:
    comment = said(consultation)

    answer = signed_in(run_by(consultation)).post(
        at(consultation, "comment-hide", comment.number), {"reason": " "}
    )

    comment.refresh_from_db()
    assert answer.status_code == 400
    assert "Say why: the reason is shown in place of the comment." in words_of(answer)
    assert answer.context["selected"].line.number == comment.number
    assert comment.status == CommentStatus.PUBLISHED


def test_showing_what_was_withdrawn_says_why_not(consultation: Consultation) -> None:
    comment = said(consultation)
    withdraw_comment(comment=comment, by=comment.author)

    answer = signed_in(run_by(consultation)).post(
        at(consultation, "comment-show", comment.number), follow=True
    )

    assert "This comment was withdrawn or hidden." in words_of(answer)


def test_the_chosen_comment_is_read_whole_beside_the_list(consultation: Consultation) -> None:
    comment = said(consultation, "Word " * 100 + "end.")
    hide_comment(comment=comment, reason="Too long.", by=run_by(consultation))
    page = signed_in(run_by(consultation)).get(at(consultation, "desk-comments"), {"comment": "1"})

    assert "end." in words_of(page)
    assert "Too long." in words_of(page)
    assert forms_of(page) == [at(consultation, "comment-show", 1)]
    assert 'aria-current="true"' in page.content.decode()


def test_filters_narrow_the_list_and_forget_the_page(consultation: Consultation) -> None:
    said(consultation, "About cables.")
    said(consultation, "About ports.")
    client = signed_in(run_by(consultation))

    page = client.get(at(consultation, "desk-comments"), {"search": "ports", "comment": "1"})

    assert [line.number for line in page.context["page"].lines] == [2]
    assert 'name="before"' in page.content.decode()
    assert 'value="ports"' in page.content.decode()
    assert "search=ports&amp;comment=2#comment" in page.content.decode()


def test_a_list_without_a_match_says_so(consultation: Consultation) -> None:
    said(consultation)
    client = signed_in(run_by(consultation))

    nothing = client.get(at(consultation, "desk-comments"), {"search": "ports"})
    empty = running(Stage.COMMENT)
    nobody = signed_in(run_by(empty)).get(at(empty, "desk-comments"))

    assert "No comment matches." in words_of(nothing)
    assert "Nobody has commented yet." in words_of(nobody)


@pytest.mark.parametrize(
    "query",
    [
        {"group": "nobody"},
        {"stance": "' OR 1=1"},
        {"status": "<script>"},
        {"before": "-1"},
        {"comment": "9" * 30},
        {"search": "x" * 101},
    ],
)
def test_filters_there_are_not_are_not_found(
    query: dict[str, str], consultation: Consultation
) -> None:
    """Abuse 31 and 35."""
    answer = signed_in(run_by(consultation)).get(at(consultation, "desk-comments"), query)

    assert answer.status_code == 404
    assert b"<script>" not in answer.content


def test_a_chosen_comment_there_is_not_leaves_the_list(consultation: Consultation) -> None:
    page = signed_in(run_by(consultation)).get(at(consultation, "desk-comments"), {"comment": "7"})

    assert page.status_code == 200
    assert page.context["selected"] is None


def test_comments_on_the_desk_are_sanitised(consultation: Consultation) -> None:
    """Abuse 30 and 33."""
    said(consultation, "<img src=x onerror=alert(1)> [a](javascript:alert(1))")

    page = signed_in(run_by(consultation)).get(at(consultation, "desk-comments"), {"comment": "1"})

    html = page.content.decode()
    assert "<img" not in html
    assert 'href="javascript:' not in html


def test_pages_follow_each_other_by_key(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = {"before": 0, "limit": 1}
    monkeypatch.setattr(moderation.comment_lines, "__kwdefaults__", defaults)
    said(consultation, "First.")
    said(consultation, "Second.")
    client = signed_in(run_by(consultation))

    first = client.get(at(consultation, "desk-comments"))
    second = client.get(at(consultation, "desk-comments") + first.context["older_url"])

    assert [line.number for line in first.context["page"].lines] == [2]
    assert [line.number for line in second.context["page"].lines] == [1]
    assert (second.context["older_url"], second.context["newest_url"]) == ("", "?")
