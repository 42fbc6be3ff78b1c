"""A principle as one reads it, in one query."""

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import publish_version
from principles.models import Document, Vote, hash_text
from principles.queries.outline import visible_document
from principles.queries.principles import reading_of, visible_principle
from principles.states import Role, Stage, VersionStatus, Visibility
from tests.factories.accounts import UserFactory, individual
from tests.factories.comments import cast_by
from tests.factories.principles import (
    DocumentFactory,
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def document(owner: User) -> Document:
    return open_document(Stage.AMEND, owner=owner)


def publish(document: Document, owner: User, key: int, body: str) -> None:
    principle = principle_of(document, key)
    with transaction.atomic():
        publish_version(
            document=lock_stage_to_move(document.pk),
            changes={principle.pk: (text_of(principle).title, body)},
            note="",
            by=owner,
        )


def fresh(document: Document) -> Document:
    return Document.objects.select_related("current_version").get(pk=document.pk)


def test_reading_has_the_words_of_the_present_version_and_its_neighbours(
    document: Document,
) -> None:
    reading = reading_of(document, 2)
    text = text_of(principle_of(document, 2))
    assert (reading.number, reading.title, reading.body) == (text.number, text.title, text.body)
    assert (reading.hash, reading.text_id) == (text.hash, text.pk)
    assert (reading.place, reading.places) == (2, 3)
    assert reading.previous is not None
    assert reading.next is not None
    assert (reading.previous.key, reading.next.key) == (1, 3)
    assert reading.previous.title == "Principle 1 of the network"
    assert reading.own_vote is None


def test_first_and_last_principle_have_one_neighbour(document: Document) -> None:
    assert reading_of(document, 1).previous is None
    assert reading_of(document, 3).next is None


def test_wordings_are_the_versions_that_changed_this_principle(
    document: Document, owner: User
) -> None:
    original = text_of(principle_of(document)).body
    publish(document, owner, 1, "Second words.")
    publish(document, owner, 2, "Another principle changes.")
    publish(document, owner, 1, original)
    reading = reading_of(fresh(document), 1)
    assert [(each.version, each.previous) for each in reading.wordings] == [(4, 3), (2, 1), (1, 0)]
    assert reading.wordings[0].hash == reading.wordings[2].hash == reading.hash
    texts = principle_of(document).texts.order_by("version__number")
    numbers = {text.pk: text.version.number for text in texts.select_related("version")}
    assert sorted(numbers[pk] for pk in reading.same_words) == [1, 4]


def test_draft_of_a_version_is_not_read_abuse_10(document: Document) -> None:
    text = text_of(principle_of(document))
    draft = document.versions.create(number=2, title="Draft", status=VersionStatus.DRAFT)
    text.pk, text.version, text.body, text.hash = None, draft, "Secret.", hash_text("S", "ecret")
    text._state.adding = True
    text.save(force_insert=True)
    assert len(reading_of(document, 1).wordings) == 1


def test_own_vote_says_on_which_words_it_was_cast(document: Document, owner: User) -> None:
    voice = joined(individual(), document)
    principle = principle_of(document)
    assert reading_of(document, 1, voice.holder).own_vote is None
    cast_by(voice, principle, "block", reason="It binds nobody.")
    own = reading_of(document, 1, voice.holder).own_vote
    assert own is not None
    assert (own.choice, own.choice_label, own.reason) == ("block", "Block", "It binds nobody.")
    assert (own.version, own.is_current) == (1, True)
    publish(document, owner, 1, "Second words.")
    own = reading_of(fresh(document), 1, voice.holder).own_vote
    assert own is not None
    assert (own.version, own.is_current) == (1, False)


def test_own_vote_is_nobody_elses(document: Document) -> None:
    cast_by(joined(individual(), document), principle_of(document), "oppose")
    mine = joined(individual(), document)
    assert reading_of(document, 1, mine.holder).own_vote is None
    assert Vote.objects.count() == 1


@pytest.mark.parametrize("key", [0, 4, 10**12])
def test_principle_that_is_not_in_the_text_is_not_found(document: Document, key: int) -> None:
    with pytest.raises(Http404):
        reading_of(document, key)


@pytest.mark.parametrize("principles", [1, 3, 40])
def test_reading_takes_two_queries_however_long_the_document_and_then_one(principles: int) -> None:
    document = visible_document(None, open_document(principles=principles).slug)
    for expected in (2, 1):
        with CaptureQueriesContext(connection) as captured:
            reading_of(document, 1, "u1")
        assert len(captured) == expected


def test_principle_of_an_invisible_document_is_not_found_abuse_2() -> None:
    secret = DocumentFactory.create(stage=Stage.COMMENT, visibility=Visibility.INVITED)
    guest = seated(individual(), secret, Role.INVITED)
    assert visible_principle(guest, secret.slug, 1).document == secret
    for stranger in (None, individual()):
        with pytest.raises(Http404):
            visible_principle(stranger, secret.slug, 1)
    with pytest.raises(Http404):
        visible_principle(guest, secret.slug, 9)
