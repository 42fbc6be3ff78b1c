"""Publishing a version, making one final, and what no one may change about either."""

from itertools import product

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.events import happened
from accounts.models import EntryPayload, User
from accounts.verdicts import Denied, Refused
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import final_version, move_version, publish_version
from principles.events import VersionPublished
from principles.models import Document, PrincipleText, Version
from principles.queries.history import check_version
from principles.states import VERSION_MOVES, Role, Stage, VersionStatus
from tests.factories.accounts import UserFactory, individual
from tests.factories.principles import DocumentFactory, joined, open_document, principle_of, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def document(owner: User) -> Document:
    return open_document(Stage.AMEND, owner=owner, principles=3, sections=2)


def publish(document: Document, by: User, **changes: tuple[str, str]) -> Version:
    """`p2=("Title", "Body")` changes principle 2."""
    with transaction.atomic():
        return publish_version(
            document=lock_stage_to_move(document.pk),
            changes={
                principle_of(document, int(key.removeprefix("p"))).pk: words
                for key, words in changes.items()
            },
            note="A-1",
            by=by,
        )


def test_publish_version_changes_the_words_named_and_copies_the_rest(
    document: Document, owner: User
) -> None:
    before = list(document.current_version.texts.all())  # type: ignore[union-attr]
    version = publish(document, owner, p2=("Second", "Other words."))
    after = list(version.texts.all())
    place = ("principle_id", "section_id", "position", "number")
    assert [[getattr(text, name) for name in place] for text in after] == [
        [getattr(text, name) for name in place] for text in before
    ]
    assert [(text.title, text.body) for text in after] == [
        (before[0].title, before[0].body),
        ("Second", "Other words."),
        (before[2].title, before[2].body),
    ]


def test_publish_version_supersedes_the_one_before_and_becomes_current(
    document: Document, owner: User
) -> None:
    version = publish(document, owner, p1=("First", "Other words."))
    document.refresh_from_db()
    assert document.current_version == version
    assert list(document.versions.values_list("number", "status")) == [
        (1, VersionStatus.SUPERSEDED),
        (2, VersionStatus.PUBLISHED),
    ]
    assert (version.note, version.created_by) == ("A-1", owner)
    assert version.published_at is not None


def test_publish_version_records_and_announces(document: Document, owner: User) -> None:
    announced: list[VersionPublished] = []

    def hear(event: VersionPublished, **_: object) -> None:
        announced.append(event)

    happened.connect(hear, sender=VersionPublished)
    try:
        version = publish(document, owner, p3=("Third", "Other words."))
    finally:
        happened.disconnect(hear, sender=VersionPublished)
    assert announced == [VersionPublished(document_id=document.pk, version_id=version.pk)]
    payload = EntryPayload.objects.get(entry__stream=document.stream)
    assert (payload.entry.kind, payload.actor, payload.data) == (
        "version.published",
        owner,
        {
            "actor": str(owner.public_id),
            "version": 2,
            "hash": version.hash,
            "supersedes": 1,
            "principles": [3],
            "note": "A-1",
        },
    )


def test_publish_version_refuses_the_words_that_stand_already(
    document: Document, owner: User
) -> None:
    text = PrincipleText.objects.get(principle=principle_of(document, 1))
    with pytest.raises(Refused) as refused:
        publish(document, owner, p1=(text.title, text.body))
    assert refused.value.code == "nothing_changed"
    assert document.versions.count() == 1


def test_publish_version_takes_no_principle_of_another_document(
    document: Document, owner: User
) -> None:
    other = principle_of(DocumentFactory.create())
    with pytest.raises(ValueError, match="no such principles"), transaction.atomic():
        publish_version(
            document=lock_stage_to_move(document.pk),
            changes={other.pk: ("a", "b")},
            note="",
            by=owner,
        )
    assert document.versions.count() == 1


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.INVITED, None])
def test_publish_version_is_for_moderators(document: Document, role: Role | None) -> None:
    user = individual()
    joined(user, document)
    if role:
        seated(user, document, role)
    with pytest.raises(Denied):
        publish(document, user, p1=("Title", "Body"))


@pytest.mark.parametrize("stage", list(Stage))
def test_publish_version_follows_the_stage(stage: Stage, owner: User) -> None:
    document = open_document(stage, owner=owner)
    allowed = stage in {Stage.DRAFT, Stage.AMEND, Stage.VOTE, Stage.PAUSED}
    if allowed:
        assert publish(document, owner, p1=("Title", "Body")).number == 2
    else:
        with pytest.raises(Denied):
            publish(document, owner, p1=("Title", "Body"))


def test_final_version_is_made_once(document: Document, owner: User) -> None:
    first = final_version(document=document, by=owner)
    again = final_version(document=document, by=owner)
    assert (first.status, again.status) == (VersionStatus.FINAL, VersionStatus.FINAL)
    kinds = EntryPayload.objects.filter(entry__stream=document.stream)
    assert [each.entry.kind for each in kinds] == ["version.final"]


def test_final_version_is_for_moderators(document: Document) -> None:
    with pytest.raises(Denied):
        final_version(document=document, by=individual())


def test_a_document_without_a_version_has_nothing_to_publish_or_conclude(owner: User) -> None:
    document = DocumentFactory.create(owner=owner)
    document.current_version = None
    with pytest.raises(ValueError, match="first version"):
        publish_version(document=document, changes={}, note="", by=owner)
    with pytest.raises(ValueError, match="first version"):
        final_version(document=document, by=owner)


def test_a_version_moved_meanwhile_is_not_moved_again(document: Document) -> None:
    version = document.current_version
    assert version is not None
    stale = Version.objects.get(pk=version.pk)
    move_version(version, VersionStatus.FINAL)
    with pytest.raises(ValueError, match="no longer"):
        move_version(stale, VersionStatus.SUPERSEDED)


# --- Invariants -------------------------------------------------------------------------------


def test_invariant_01_the_hash_of_every_published_version_checks(
    document: Document, owner: User
) -> None:
    publish(document, owner, p1=("First", "Other words."))
    assert [check_version(version) for version in document.versions.all()] == [True, True]


@pytest.mark.parametrize("field", ["title", "body", "hash"])
def test_invariant_01_a_changed_word_is_noticed(document: Document, field: str) -> None:
    """What the database refuses by itself; here its triggers are out of the way."""
    version = document.current_version
    assert version is not None
    text = version.texts.first()
    assert text is not None
    PrincipleText.objects.filter(pk=text.pk).delete()
    setattr(text, field, "altered")
    text.save(force_insert=True)
    assert not check_version(version)


def test_invariant_01_a_dropped_text_is_noticed(document: Document) -> None:
    version = document.current_version
    assert version is not None
    version.texts.filter(position=3).delete()
    assert not check_version(version)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (PrincipleText, {"body": "other"}),
        (PrincipleText, {"title": "other"}),
        (PrincipleText, {"position": 99}),
        (Version, {"preamble": "other"}),
        (Version, {"title": "other"}),
        (Version, {"hash": "other"}),
        (Version, {"number": 7}),
        (Version, {"published_at": timezone.now()}),
    ],
)
def test_invariant_01_the_database_refuses_to_change_a_published_text(
    document: Document, model: type[Version | PrincipleText], change: dict[str, object]
) -> None:
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        model._default_manager.update(**change)
    assert check_version(Version.objects.get(document=document))


def test_invariant_01_a_published_version_has_a_hash(document: Document) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(document=document, number=2, status=VersionStatus.PUBLISHED)


@pytest.mark.parametrize(("old", "new"), list(product(VersionStatus, repeat=2)))
def test_invariant_15_versions_move_along_their_table_only(
    document: Document, old: VersionStatus, new: VersionStatus
) -> None:
    version = Version.objects.create(
        document=document,
        number=2,
        status=old,
        title=document.title,
        hash="" if old == VersionStatus.DRAFT else "h",
        published_at=None if old == VersionStatus.DRAFT else timezone.now(),
    )
    fields = {"hash": "h", "published_at": timezone.now()} if old == VersionStatus.DRAFT else {}
    if new in VERSION_MOVES[old]:
        move_version(version, new, **fields)
        assert Version.objects.get(pk=version.pk).status == new
    else:
        with pytest.raises(ValueError, match="does not become"):
            move_version(version, new, **fields)
        assert Version.objects.get(pk=version.pk).status == old


def test_invariant_08_version_numbers_are_never_used_twice(document: Document, owner: User) -> None:
    numbers = [publish(document, owner, p1=("Title", f"Words {n}.")).number for n in range(3)]
    assert numbers == [2, 3, 4]
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(document=document, number=4)
