"""Versions, and what changed between them."""

import pytest
from django.db import transaction
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import publish_version
from principles.models import Decision, Document, PrincipleText, Version
from principles.queries import history
from principles.queries.history import (
    diff_between,
    spans_between,
    texts_of,
    versions_of,
)
from principles.states import AmendmentStatus, Stage
from principles.text.diff import Span, TextTooLong
from tests.factories.accounts import UserFactory
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import open_document, principle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def document(owner: User) -> Document:
    return open_document(
        Stage.AMEND, owner=owner, texts=[("Reach", "All reach all."), ("Price", "Fair prices.")]
    )


def publish(document: Document, by: User, **changes: tuple[str, str]) -> Version:
    with transaction.atomic():
        return publish_version(
            document=lock_stage_to_move(document.pk),
            changes={principle_of(document, int(key[1:])).pk: new for key, new in changes.items()},
            note="",
            by=by,
        )


def test_versions_of_lists_the_newest_first_with_what_changed(
    document: Document, owner: User
) -> None:
    publish(document, owner, p2=("Price", "Just prices."))
    publish(document, owner, p1=("Reach", "Each."), p2=("Cost", "Just prices."))
    document.refresh_from_db()
    rows = versions_of(document)
    assert [(row.version.number, row.changed, row.previous, row.is_current) for row in rows] == [
        (3, ("1", "2"), 2, True),
        (2, ("2",), 1, False),
        (1, (), 0, False),
    ]


def test_versions_of_names_the_amendments_that_led_to_each(document: Document, owner: User) -> None:
    version = publish(document, owner, p1=("Reach", "Each reaches each."))
    amendment = AmendmentFactory.create(
        principle=principle_of(document), number=12, status=AmendmentStatus.ADOPTED
    )
    Decision.objects.create(
        amendment=amendment, outcome=AmendmentStatus.ADOPTED, by=owner, version=version
    )
    assert [row.amendments for row in versions_of(document)] == [(12,), ()]


def test_diff_between_marks_the_words_that_changed(document: Document, owner: User) -> None:
    publish(document, owner, p2=("Price", "Fair and low prices."))
    difference = diff_between(document, 1, 2)
    assert [(each.key, each.kind) for each in difference.changes] == [(1, "same"), (2, "changed")]
    (change,) = difference.changed
    assert change.title_spans == ()
    assert "".join(each.text for each in change.body_spans if each.kind != "insert") == (
        "Fair prices."
    )
    assert "".join(each.text for each in change.body_spans if each.kind != "delete") == (
        "Fair and low prices."
    )
    assert (difference.title, difference.preamble, difference.is_same) == ((), (), False)


def test_diff_between_the_other_way_round_is_its_reverse(document: Document, owner: User) -> None:
    publish(document, owner, p2=("Price", "Fair and low prices."))
    (back,) = diff_between(document, 2, 1).changed
    assert {each.kind for each in back.body_spans} == {"same", "delete"}


def test_diff_between_a_version_and_itself_is_empty(document: Document) -> None:
    difference = diff_between(document, 1, 1)
    assert (difference.is_one_version, difference.is_same, len(difference.changes)) == (
        True,
        True,
        2,
    )


def test_diff_between_shows_principles_that_came_and_went(document: Document, owner: User) -> None:
    version = publish(document, owner, p1=("Reach", "Each."))
    version.texts.filter(position=2).delete()
    there = diff_between(document, 1, 2)
    assert [(each.key, each.kind) for each in there.changes] == [(1, "changed"), (2, "removed")]
    assert [span.kind for span in there.changes[1].body_spans] == ["delete"]
    back = diff_between(document, 2, 1)
    assert [(each.key, each.kind) for each in back.changes] == [(1, "changed"), (2, "added")]


@pytest.mark.parametrize("numbers", [(1, 2), (0, 1), (9, 9)])
def test_diff_between_what_is_not_there_is_not_found(
    document: Document, numbers: tuple[int, int]
) -> None:
    with pytest.raises(Http404):
        diff_between(document, *numbers)


@pytest.mark.parametrize("many", [1, 5])
def test_diff_between_takes_two_queries_however_many_principles(
    owner: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = open_document(Stage.AMEND, owner=owner, principles=many)
    publish(document, owner, p1=("Title", "Words."))
    with django_assert_num_queries(2):
        diff_between(document, 1, 2)


def test_spans_between_name_what_shows_as_nothing() -> None:
    spans = spans_between("open network", "open\u200bnet work")
    assert "[U+200B]" in "".join(span.text for span in spans)
    assert "[U+200B]" not in "".join(span.text for span in spans_between("a\u200bb", "a\u200bb c"))


def test_spans_between_leave_out_what_stays_when_asked() -> None:
    long = " ".join(f"word{n}" for n in range(200))
    spans = spans_between(f"{long} old", f"{long} new", whole=False)
    assert spans[0].kind == "gap"


def test_spans_between_texts_too_long_stand_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(old: str, new: str) -> list[Span]:
        raise TextTooLong(f"{old} {new}")

    monkeypatch.setattr(history, "diff", refuse)
    assert spans_between("old", "new") == (Span("delete", "old"), Span("insert", "new"))


def test_texts_of_lists_each_wording_once_newest_first(
    document: Document, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(document, owner, p2=("Price", "Just prices."))
    publish(document, owner, p1=("Reach", "Each."))
    publish(document, owner, p1=("Reach", "All reach all."))
    principle = principle_of(document, 1)
    with django_assert_num_queries(1):
        wordings = texts_of(principle)
        found = [(each.version.number, each.text.body, each.is_current) for each in wordings]
    assert found == [
        (4, "All reach all.", True),
        (3, "Each.", False),
        (1, "All reach all.", False),
    ]
    assert [each.version.number for each in texts_of(principle_of(document, 2))] == [2, 1]
    assert PrincipleText.objects.count() == 8
