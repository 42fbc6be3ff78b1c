"""Comments on words, followed through the versions."""

from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.models import EntryPayload, Job, User
from principles.actions import anchors
from principles.actions.anchors import reanchor_comments
from principles.actions.comments import post_comment, withdraw_comment
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import publish_version
from principles.models import Anchor, Comment, Document, Principle, Version
from principles.states import Stage
from principles.text.anchors import Quote
from principles.text.diff import TextTooLong
from tests.factories.accounts import UserFactory, individual
from tests.factories.principles import joined, open_document, principle_of, text_of

pytestmark = pytest.mark.django_db

TEXT = (
    "Rules are made in the open, with those whom they bind. What binds is published in time, "
    "and reviewed every two years by people who did not write it."
)


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def document(owner: User) -> Document:
    texts = [("Open rules", TEXT), ("Other", "Other words stay as they are.")]
    return open_document(Stage.AMEND, texts=texts, owner=owner)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


def comment_on(principle: Principle, by: User, exact: str, body: str = "Why?") -> Comment:
    return post_comment(
        principle=principle, body=body, stance="question", by=by, quote=Quote(exact)
    )


def publish(document: Document, by: User, body: str, key: int = 1) -> Version:
    principle = principle_of(document, key)
    with transaction.atomic():
        return publish_version(
            document=lock_stage_to_move(document.pk),
            changes={principle.pk: (text_of(principle).title, body)},
            note="",
            by=by,
        )


def placed(comment: Comment) -> str | None:
    """The words the comment stands on now."""
    anchor = Anchor.objects.select_related("placed_text").get(comment=comment)
    if anchor.is_orphan:
        return None
    return anchor.placed_text.body[anchor.placed_start : anchor.placed_end]


def test_words_that_stay_are_followed_to_where_they_stand_now(
    document: Document, owner: User, author: User
) -> None:
    comment = comment_on(principle_of(document), author, "reviewed every two years")
    version = publish(document, owner, "A new first sentence stands here. " + TEXT)
    assert reanchor_comments(version=version) == 1
    anchor = comment.anchor
    anchor.refresh_from_db()
    assert placed(comment) == "reviewed every two years"
    assert anchor.placed_text == text_of(principle_of(document))
    assert anchor.placed_start == anchor.start + len("A new first sentence stands here. ")
    assert anchor.text.version.number == 1


def test_words_that_are_gone_leave_an_orphan_with_its_quote_invariant_7(
    document: Document, owner: User, author: User
) -> None:
    comment = comment_on(principle_of(document), author, "reviewed every two years")
    version = publish(document, owner, "Nothing of it is left in this text at all.")
    assert reanchor_comments(version=version) == 1
    anchor = Anchor.objects.get(comment=comment)
    assert anchor.is_orphan
    assert anchor.exact == "reviewed every two years"
    assert anchor.confidence == 0
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_orphan_finds_its_words_when_they_come_back_invariant_7(
    document: Document, owner: User, author: User
) -> None:
    comment = comment_on(principle_of(document), author, "reviewed every two years")
    reanchor_comments(version=publish(document, owner, "Nothing of it is left here."))
    reanchor_comments(version=publish(document, owner, TEXT))
    assert placed(comment) == "reviewed every two years"


def test_every_anchor_is_placed_or_orphaned_and_none_is_lost_invariant_7(
    document: Document, owner: User, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "_BATCH", 2)
    principle = principle_of(document)
    words = ["made in the open", "whom they bind", "published in time", "two years", "reviewed"]
    for exact in words:
        comment_on(principle, author, exact)
    version = publish(document, owner, "Rules are made in the open. What binds is published.")
    assert reanchor_comments(version=version) == len(words)
    assert Anchor.objects.count() == len(words)
    assert {each.exact for each in Anchor.objects.all()} == set(words)
    (payload,) = EntryPayload.objects.filter(entry__kind="comments.reanchored")
    assert payload.data["placed"] + payload.data["orphaned"] == len(words)


def test_principle_that_did_not_change_keeps_its_places(
    document: Document, owner: User, author: User
) -> None:
    comment = comment_on(principle_of(document, 2), author, "stay as they are")
    version = publish(document, owner, "Only the first principle changes.")
    reanchor_comments(version=version)
    anchor = Anchor.objects.get(comment=comment)
    assert anchor.placed_text.version == version
    assert (anchor.placed_start, anchor.confidence) == (anchor.start, 1.0)


def test_running_it_again_changes_nothing(document: Document, owner: User, author: User) -> None:
    comment_on(principle_of(document), author, "two years")
    version = publish(document, owner, TEXT + " More.")
    assert reanchor_comments(version=version) == 1
    assert reanchor_comments(version=version) == 0
    assert EntryPayload.objects.filter(entry__kind="comments.reanchored").count() == 1


def test_older_version_arriving_late_does_not_take_anchors_back(
    document: Document, owner: User, author: User
) -> None:
    comment = comment_on(principle_of(document), author, "two years")
    second = publish(document, owner, "Second. " + TEXT)
    third = publish(document, owner, "Third, at last. " + TEXT)
    assert reanchor_comments(version=third) == 1
    assert reanchor_comments(version=second) == 0
    assert placed(comment) == "two years"


def test_anchors_of_another_document_stay_where_they_are(
    document: Document, owner: User, author: User
) -> None:
    elsewhere = open_document(Stage.AMEND, texts=[("Open rules", TEXT)])
    joined(author, elsewhere)
    comment = comment_on(principle_of(elsewhere), author, "two years")
    assert reanchor_comments(version=publish(document, owner, "Other.")) == 0
    assert placed(comment) == "two years"


def test_withdrawn_comment_keeps_its_anchor(document: Document, owner: User, author: User) -> None:
    comment = comment_on(principle_of(document), author, "two years")
    withdraw_comment(comment=comment, by=author)
    reanchor_comments(version=publish(document, owner, TEXT + " More."))
    assert placed(comment) == "two years"


def test_principle_missing_from_the_version_leaves_its_anchors_alone(
    document: Document, owner: User, author: User
) -> None:
    comment = comment_on(principle_of(document), author, "two years")
    version = publish(document, owner, TEXT + " More.")
    version.texts.filter(principle=principle_of(document)).delete()
    assert reanchor_comments(version=version) == 1
    assert placed(comment) == "two years"


def test_text_too_long_to_compare_is_searched_instead(
    document: Document, owner: User, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*_: object) -> None:
        raise TextTooLong

    monkeypatch.setattr(anchors, "carry", too_long)
    comment = comment_on(principle_of(document), author, "reviewed every two years")
    reanchor_comments(version=publish(document, owner, "More. " + TEXT))
    assert placed(comment) == "reviewed every two years"


def test_new_version_has_its_comments_placed_by_one_job(
    document: Document, owner: User, author: User, run_jobs: Callable[[], list[str]]
) -> None:
    comment = comment_on(principle_of(document), author, "two years")
    version = publish(document, owner, "More. " + TEXT)
    job = Job.objects.get(task="principles.reanchor_comments")
    assert job.arguments == {"version_id": version.pk}
    assert "principles.reanchor_comments" in run_jobs()
    assert placed(comment) == "two years"
