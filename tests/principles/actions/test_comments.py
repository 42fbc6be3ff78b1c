"""Comments: what each act writes, and what it refuses."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.events import Event, happened
from accounts.models import Entry, EntryPayload, User
from accounts.verdicts import Denied, Refused
from principles.actions.comments import (
    REASON_LENGTH,
    edit_comment,
    hide_comment,
    post_comment,
    show_comment,
    withdraw_comment,
)
from principles.events import CommentChanged, CommentPosted
from principles.markdown import BODY_LENGTH
from principles.models import Anchor, Comment, Document, Participation, Principle
from principles.states import COMMENT_MOVES, CommentStatus, CommentType, Stage, Stance
from principles.text.anchors import Quote
from tests.factories.accounts import MembershipFactory, group, individual, representative
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db

TEXT = "Rules are made in the open, with those whom they bind. What binds is published in time."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.COMMENT, texts=[("Open rules", TEXT), ("Other", "Other words.")])


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


@pytest.fixture
def announced() -> Iterator[list[Event]]:
    events: list[Event] = []

    def listen(event: Event, **_: object) -> None:
        events.append(event)

    happened.connect(listen)
    yield events
    happened.disconnect(listen)


def post(principle: Principle, by: User, body: str = "Who checks?", **fields: object) -> Comment:
    values: dict[str, object] = {"stance": Stance.QUESTION, **fields}
    return post_comment(principle=principle, body=body, by=by, **values)  # type: ignore[arg-type]


def payloads(kind: str) -> list[dict[str, object]]:
    return [each.data for each in EntryPayload.objects.filter(entry__kind=kind).order_by("pk")]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


# --- Posting --------------------------------------------------------------------------------------


def test_comment_names_its_author_group_and_version_invariant_2(
    document: Document, principle: Principle, author: User
) -> None:
    comment = post(principle, author, "**Who** checks?", type=CommentType.TECHNICAL)
    comment.refresh_from_db()
    voice = Participation.objects.get(user=author)
    assert comment.author == author
    assert comment.participation == voice
    assert comment.group == voice.group
    assert comment.version == document.current_version
    assert (comment.stance, comment.type) == ("question", "technical")
    assert comment.html == "<p><strong>Who</strong> checks?</p>"
    assert comment.status == CommentStatus.PUBLISHED
    assert abs(comment.created_at - timezone.now()) < timedelta(seconds=5)


def test_comment_is_recorded_without_its_words_and_announced(
    principle: Principle, author: User, announced: list[Event]
) -> None:
    comment = post(principle, author)
    (payload,) = payloads("comment.posted")
    assert payload["comment"] == comment.pk
    assert payload["actor"] == str(author.public_id)
    assert "Who checks?" not in str(payload)
    assert announced == [
        CommentPosted(
            document_id=principle.document_id, principle_id=principle.pk, comment_id=comment.pk
        )
    ]


def test_numbers_run_through_the_document_and_are_never_reused_invariant_8(
    document: Document, principle: Principle, author: User
) -> None:
    first = post(principle, author, "One.")
    second = post(principle_of(document, 2), author, "Two.")
    Comment.objects.filter(pk=second.pk).delete()
    third = post(principle, author, "Three.")
    assert [first.number, second.number, third.number] == [1, 2, 3]


def test_changing_group_rewrites_no_comment_invariant_11(
    document: Document, principle: Principle
) -> None:
    user = MembershipFactory.create(group=group("governments")).user
    joined(user, document)
    comment = post(principle, user)
    Participation.objects.update(left_at=timezone.now())
    comment.refresh_from_db()
    assert comment.group.code == comment.participation.group.code == "governments"


def test_hidden_characters_are_kept_by_name_abuse_40(principle: Principle, author: User) -> None:
    comment = post(principle, author, "safe\u202etxt.exe\u200b\r\nline ")
    assert comment.body == "safe[U+202E]txt.exe[U+200B]\nline"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": ""}, "empty"),
        ({"body": " \n "}, "empty"),
        ({"body": "x" * (BODY_LENGTH + 1)}, "too_long"),
        ({"body": "x" * 1_000_000}, "too_long"),
        ({"body": "\u200b" * BODY_LENGTH}, "too_long"),
        ({"body": "a\x00b"}, "unreadable"),
        ({"body": "half \ud83d"}, "unreadable"),
        ({"stance": "angry"}, "unknown_choice"),
        ({"stance": ""}, "unknown_choice"),
        ({"type": "secret"}, "unknown_choice"),
        ({"quote": Quote("words that are not there")}, "quote_not_found"),
        ({"quote": Quote(" ")}, "quote_not_found"),
        ({"quote": Quote("in")}, "quote_ambiguous"),
    ],
)
def test_what_is_no_comment_is_refused_and_leaves_nothing(
    principle: Principle, author: User, fields: dict[str, object], code: str
) -> None:
    assert refusal(lambda: post(principle, author, **fields)) == code  # type: ignore[arg-type]
    assert not Comment.objects.exists()
    assert not Entry.objects.filter(kind="comment.posted").exists()
    assert post(principle, author).number == 1


def test_longest_comment_is_taken(principle: Principle, author: User) -> None:
    assert len(post(principle, author, "x" * BODY_LENGTH).body) == BODY_LENGTH


@pytest.mark.parametrize(
    ("given", "kept"),
    [("pt-BR", "pt-BR"), ("zh-hans", "zh-hans"), ("", ""), ('"><b>', ""), ("x" * 13, "")],
)
def test_language_is_a_tag_or_nothing(
    principle: Principle, author: User, given: str, kept: str
) -> None:
    assert post(principle, author, language=given).language == kept


# --- Who and when ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stage", [Stage.DRAFT, Stage.PAUSED, Stage.CLOSED, Stage.CONCLUDED, Stage.CANCELLED]
)
def test_comment_outside_an_open_stage_is_denied(
    principle: Principle, author: User, stage: Stage
) -> None:
    Document.objects.update(stage=stage)
    with pytest.raises(Denied):
        post(principle, author)


def test_comment_of_someone_who_has_not_joined_is_denied(principle: Principle) -> None:
    with pytest.raises(Denied):
        post(principle, individual())


def test_comment_after_the_close_is_refused_by_the_databases_clock_abuse_67(
    principle: Principle, author: User
) -> None:
    Document.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        assert refusal(lambda: post(principle, author)) == "window_closed"


# --- Twice ----------------------------------------------------------------------------------------


def test_same_comment_within_ten_minutes_is_the_comment_posted_abuse_69(
    principle: Principle, author: User, announced: list[Event]
) -> None:
    first = post(principle, author, quote=Quote("made in the open"))
    again = post(principle, author, "Who checks?\r\n", quote=Quote("made in the open"))
    assert again == first
    assert Comment.objects.count() == 1
    assert len(payloads("comment.posted")) == 1
    assert len(announced) == 1
    assert post(principle, author, "More.").number == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "Who else checks?"},
        {"stance": Stance.SUPPORT},
        {"type": CommentType.EDITORIAL},
        {"quote": Quote("made in the open")},
    ],
)
def test_comment_that_differs_is_another_one(
    principle: Principle, author: User, fields: dict[str, object]
) -> None:
    post(principle, author)
    post(principle, author, **fields)  # type: ignore[arg-type]
    assert Comment.objects.count() == 2


def test_same_words_of_two_people_are_two_comments(
    document: Document, principle: Principle, author: User
) -> None:
    post(principle, author)
    post(principle, joined(individual(), document).user)
    assert Comment.objects.count() == 2


def test_same_words_later_or_after_withdrawing_are_another_comment(
    principle: Principle, author: User
) -> None:
    first = post(principle, author)
    withdraw_comment(comment=first, by=author)
    second = post(principle, author)
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    third = post(principle, author)
    assert [each.number for each in (first, second, third)] == [1, 2, 3]


# --- Answers --------------------------------------------------------------------------------------


def test_answer_knows_its_parent_and_the_first_of_its_thread(
    principle: Principle, author: User
) -> None:
    first = post(principle, author)
    second = post(principle, author, "An answer.", parent=first)
    third = post(principle, author, "An answer to it.", parent=second)
    assert (first.parent, first.root) == (None, None)
    assert (second.parent, second.root) == (first, first)
    assert (third.parent, third.root_id) == (second, first.pk)


def test_answer_across_principles_is_refused_abuse_8(
    document: Document, principle: Principle, author: User
) -> None:
    elsewhere = post(principle_of(document, 2), author)
    code = refusal(lambda: post(principle, author, "An answer.", parent=elsewhere))
    assert code == "parent_gone"


@pytest.mark.parametrize("status", [CommentStatus.WITHDRAWN, CommentStatus.HIDDEN])
def test_answer_to_what_is_gone_is_refused(
    principle: Principle, author: User, status: CommentStatus
) -> None:
    parent = post(principle, author)
    Comment.objects.update(status=status)
    assert refusal(lambda: post(principle, author, "Why?", parent=parent)) == "parent_gone"


# --- On chosen words ------------------------------------------------------------------------------


def test_comment_on_words_is_anchored_where_they_stand(principle: Principle, author: User) -> None:
    comment = post(principle, author, quote=Quote("whom they bind", "those ", ". What"))
    anchor = comment.anchor
    text = text_of(principle)
    assert anchor.exact == "whom they bind"
    assert (anchor.prefix, anchor.suffix) == (
        "s are made in the open, with those "[-32:],
        ". What binds is published in time."[:32],
    )
    assert (anchor.text, anchor.placed_text) == (text, text)
    assert text.body[anchor.start : anchor.end] == "whom they bind"
    assert (anchor.placed_start, anchor.placed_end) == (anchor.start, anchor.end)
    assert not anchor.is_orphan


def test_words_around_tell_twins_apart(document: Document, author: User) -> None:
    principle = principle_of(document, 2)
    twins = open_document(Stage.COMMENT, texts=[("Twins", "Open text. Closed talk. Open text!")])
    joined(author, twins)
    principle = principle_of(twins)
    assert refusal(lambda: post(principle, author, quote=Quote("Open text"))) == "quote_ambiguous"
    comment = post(principle, author, quote=Quote("Open text", "Closed talk. ", "!"))
    assert comment.anchor.start == 24


@pytest.mark.parametrize(
    "copied",
    [
        "whom they bind.\n\nWhat binds",
        "whom  they bind. What binds",
        "whom they bind.\nWhat\tbinds",
    ],
)
def test_line_breaks_of_a_browser_do_not_matter(
    principle: Principle, author: User, copied: str
) -> None:
    comment = post(principle, author, quote=Quote(copied))
    assert comment.anchor.exact == "whom they bind. What binds"


def test_words_across_items_of_a_list_are_found(author: User) -> None:
    listed = open_document(Stage.COMMENT, texts=[("List", "Published:\n\n- yearly;\n- by region.")])
    joined(author, listed)
    comment = post(principle_of(listed), author, quote=Quote("yearly;\n\nby region"))
    assert comment.anchor.exact == "yearly;\n- by region"


def test_words_of_a_principle_that_is_not_in_the_text_are_not_found(
    document: Document, author: User
) -> None:
    dropped = Principle.objects.create(document=document, key=9)
    code = refusal(lambda: post(dropped, author, quote=Quote("whom they bind")))
    assert code == "principle_gone"
    assert not Anchor.objects.exists()


# --- Editing --------------------------------------------------------------------------------------


def test_edit_keeps_what_was_said_before(
    principle: Principle, author: User, announced: list[Event]
) -> None:
    comment = post(principle, author, "First *words*.")
    edited = edit_comment(comment=comment, body="Second words.", by=author)
    edit_comment(comment=comment, body="Third words.", by=author)
    edited.refresh_from_db()
    assert (edited.body, edited.html) == ("Third words.", "<p>Third words.</p>")
    assert edited.edited_at is not None
    assert [(each.body, each.html) for each in edited.revisions.all()] == [
        ("First *words*.", "<p>First <em>words</em>.</p>"),
        ("Second words.", "<p>Second words.</p>"),
    ]
    assert len(payloads("comment.edited")) == 2
    assert [type(event) for event in announced] == [CommentPosted, CommentChanged, CommentChanged]


def test_edit_that_changes_nothing_leaves_no_trace(principle: Principle, author: User) -> None:
    comment = post(principle, author)
    same = edit_comment(comment=comment, body="Who checks?\n", by=author)
    assert same.edited_at is None
    assert not same.revisions.exists()
    assert payloads("comment.edited") == []


@pytest.mark.parametrize(
    ("body", "code"), [("", "empty"), ("x" * (BODY_LENGTH + 1), "too_long"), ("\x00", "unreadable")]
)
def test_edit_is_checked_like_a_new_comment_abuse_15(
    principle: Principle, author: User, body: str, code: str
) -> None:
    comment = post(principle, author)
    assert refusal(lambda: edit_comment(comment=comment, body=body, by=author)) == code
    comment.refresh_from_db()
    assert comment.body == "Who checks?"


def test_edit_by_anyone_else_is_denied(
    document: Document, principle: Principle, author: User, moderator: User
) -> None:
    comment = post(principle, author)
    for other in (joined(individual(), document).user, moderator):
        with pytest.raises(Denied):
            edit_comment(comment=comment, body="Mine.", by=other)


def test_edit_after_the_stage_or_after_the_close_is_not_possible(
    principle: Principle, author: User
) -> None:
    comment = post(principle, author)
    Document.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    assert refusal(lambda: edit_comment(comment=comment, body="Late.", by=author)) == (
        "window_closed"
    )
    Document.objects.update(stage=Stage.CLOSED, closes_at=None)
    with pytest.raises(Denied):
        edit_comment(comment=comment, body="Later.", by=author)


# --- Withdrawn, hidden, shown again ---------------------------------------------------------------


def test_withdrawn_comment_stays_in_its_place_and_its_answers_with_it(
    principle: Principle, author: User, announced: list[Event]
) -> None:
    comment = post(principle, author)
    answer = post(principle, author, "An answer.", parent=comment)
    withdraw_comment(comment=comment, by=author)
    withdraw_comment(comment=comment, by=author)
    comment.refresh_from_db()
    answer.refresh_from_db()
    assert comment.status == CommentStatus.WITHDRAWN
    assert answer.status == CommentStatus.PUBLISHED
    (payload,) = payloads("comment.withdrawn")
    assert (payload["old"], payload["new"]) == ("published", "withdrawn")
    assert [type(event) for event in announced].count(CommentChanged) == 1


def test_withdrawing_is_possible_after_the_close_and_not_after_the_end(
    principle: Principle, author: User
) -> None:
    comment = post(principle, author)
    Document.objects.update(stage=Stage.CONCLUDED)
    with pytest.raises(Denied):
        withdraw_comment(comment=comment, by=author)
    Document.objects.update(stage=Stage.CLOSED)
    assert withdraw_comment(comment=comment, by=author).status == CommentStatus.WITHDRAWN


def test_only_the_author_withdraws(principle: Principle, author: User, moderator: User) -> None:
    comment = post(principle, author)
    with pytest.raises(Denied):
        withdraw_comment(comment=comment, by=moderator)


def test_hidden_comment_says_why_and_can_be_shown_again(
    principle: Principle, author: User, moderator: User
) -> None:
    comment = post(principle, author)
    hide_comment(comment=comment, reason=" Names a\nprivate person. ", by=moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.status_reason) == ("hidden", "Names a private person.")
    show_comment(comment=comment, by=moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.status_reason) == ("published", "")
    assert [each["old"] for each in payloads("comment.shown")] == ["hidden"]
    assert [each["reason"] for each in payloads("comment.hidden")] == ["Names a private person."]


@pytest.mark.parametrize(
    ("reason", "code"),
    [("", "reason_required"), (" \n", "reason_required"), ("x" * (REASON_LENGTH + 1), "too_long")],
)
def test_hiding_needs_a_reason(
    principle: Principle, author: User, moderator: User, reason: str, code: str
) -> None:
    comment = post(principle, author)
    assert refusal(lambda: hide_comment(comment=comment, reason=reason, by=moderator)) == code


def test_only_moderators_of_this_document_hide_and_show_abuse_6(
    principle: Principle, author: User
) -> None:
    comment = post(principle, author)
    elsewhere = seated(individual(), open_document())
    for stranger in (author, elsewhere):
        with pytest.raises(Denied):
            hide_comment(comment=comment, reason="No.", by=stranger)
        with pytest.raises(Denied):
            show_comment(comment=comment, by=stranger)


ACTS: dict[CommentStatus, Callable[[Comment, User, User], Comment]] = {
    CommentStatus.WITHDRAWN: lambda comment, author, _: withdraw_comment(
        comment=comment, by=author
    ),
    CommentStatus.HIDDEN: lambda comment, _, moderator: hide_comment(
        comment=comment, reason="No.", by=moderator
    ),
    CommentStatus.PUBLISHED: lambda comment, _, moderator: show_comment(
        comment=comment, by=moderator
    ),
}


@pytest.mark.parametrize("to", CommentStatus)
@pytest.mark.parametrize("old", CommentStatus)
def test_status_moves_along_its_table_and_no_other_way_invariant_15(
    principle: Principle,
    author: User,
    moderator: User,
    old: CommentStatus,
    to: CommentStatus,
) -> None:
    comment = post(principle, author)
    Comment.objects.update(status=old)
    entries = Entry.objects.count()
    if to == old:
        ACTS[to](comment, author, moderator)
        assert Entry.objects.count() == entries
    elif to in COMMENT_MOVES[old]:
        assert ACTS[to](comment, author, moderator).status == to
        assert Entry.objects.count() == entries + 1
    else:
        assert refusal(lambda: ACTS[to](comment, author, moderator)) == "not_possible"
        assert Entry.objects.count() == entries


def test_representative_comments_for_the_organisation(
    document: Document, principle: Principle
) -> None:
    user = representative()
    voice = joined(user, document)
    assert post(principle, user).participation == voice
