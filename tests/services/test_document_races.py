"""Two of them at once on documents, on PostgreSQL; each race is also run the naive way, which
loses it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Membership, User
from accounts.verdicts import Refused
from principles.actions.documents import (
    confirm_import,
    create_document,
    edit_import,
    start_import,
)
from principles.actions.participation import give_seat, join, remove_seat
from principles.importers import Imported
from principles.models import Document, ImportDraft, Participation, Seat
from principles.scripts import slug_of
from principles.states import Capacity, Role, Stage
from principles.text.outline import Outline, OutlinePrinciple, OutlineSection, as_json
from principles.text.restructure import rename
from tests.factories.accounts import ConvenerFactory, MembershipFactory, UserFactory
from tests.factories.principles import open_document, seated

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
OUTLINE = Outline("Rules", "", (OutlineSection("", (OutlinePrinciple(1, "Reach", "All."),)),))


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the error it met; they start together, each on a connection of its
    own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return act()
        except (Refused, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def membership() -> Membership:
    return MembershipFactory.create()


def test_clicks_on_join_at_once_give_one_voice(membership: Membership) -> None:
    """ABUSE 69."""
    document = open_document(Stage.COMMENT)
    voices = at_once(
        *[lambda: join(document=document, membership=membership, by=membership.user)] * 6
    )
    assert voices == [Participation.objects.get()] * 6


def test_without_waiting_for_each_other_clicks_on_join_fail(membership: Membership) -> None:
    """The positive control: look, then insert."""
    document = open_document(Stage.COMMENT)
    looked = threading.Barrier(2)

    def naive() -> object:
        with transaction.atomic():
            found = Participation.objects.filter(document=document, user=membership.user).first()
            looked.wait(10)
            return found or Participation.objects.create(
                document=document,
                user=membership.user,
                capacity=Capacity.INDIVIDUAL,
                group=membership.stakeholder_group,
                evidence=membership.evidence,
            )

    results = at_once(naive, naive)
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "Participation"]


@pytest.fixture
def convener() -> User:
    return ConvenerFactory.create()


def test_documents_of_one_title_at_once_get_addresses_of_their_own(convener: User) -> None:
    made = at_once(
        *[lambda: create_document(outline=OUTLINE, source="", language="en", by=convener)] * 4
    )
    assert {type(each) for each in made} == {Document}
    slugs = Document.objects.values_list("slug", flat=True)
    assert set(slugs) == {"rules", "rules-2", "rules-3", "rules-4"}


def test_without_another_try_documents_of_one_title_fail(convener: User) -> None:
    """The positive control."""
    looked = threading.Barrier(2)

    def naive() -> object:
        with transaction.atomic():
            slug = slug_of("Rules")
            taken = Document.objects.filter(slug=slug).exists()
            looked.wait(10)
            return Document.objects.create(slug=f"{slug}-2" if taken else slug, title="Rules")

    results = at_once(naive, naive)
    assert sorted(type(each).__name__ for each in results) == ["Document", "IntegrityError"]


@pytest.fixture
def draft(convener: User) -> ImportDraft:
    return start_import(source="", imported=Imported(OUTLINE), by=convener)


def test_edits_in_two_windows_at_once_keep_one_and_refuse_the_other(
    draft: ImportDraft, convener: User
) -> None:
    """ABUSE 66."""
    base = draft.revision

    def edit(title: str) -> Callable[[], object]:
        outline = rename(OUTLINE, title)
        return lambda: edit_import(draft=draft, outline=outline, base=base, by=convener)

    results = at_once(edit("One"), edit("Two"))
    assert sorted(type(each).__name__ for each in results) == ["Conflict", "ImportDraft"]
    kept = ImportDraft.objects.get()
    assert [kept.outline["title"] in {"One", "Two"}, len(kept.history)] == [True, 1]


def test_without_the_lock_one_window_overwrites_the_other(draft: ImportDraft) -> None:
    """The positive control."""
    base = draft.revision
    looked = threading.Barrier(2)

    def naive(title: str) -> Callable[[], object]:
        def edit() -> object:
            found = ImportDraft.objects.get()
            looked.wait(10)
            if found.revision == base:
                found.outline = as_json(rename(OUTLINE, title))
                found.save()
            return found

        return edit

    results = at_once(naive("One"), naive("Two"))
    assert [type(each).__name__ for each in results] == ["ImportDraft", "ImportDraft"]


def test_clicks_on_create_at_once_give_one_document(draft: ImportDraft, convener: User) -> None:
    """ABUSE 69."""
    base = draft.revision
    made = at_once(
        *[lambda: confirm_import(draft=draft, base=base, title="Rules", language="en", by=convener)]
        * 4
    )
    assert made == [Document.objects.get()] * 4


def test_two_owners_who_leave_at_once_leave_one_owner() -> None:
    document = open_document()
    owners = [seated(UserFactory.create(), document, Role.OWNER) for _ in range(2)]
    seats = [Seat.objects.get(user=owner) for owner in owners]
    results = at_once(*[lambda seat=seat: remove_seat(seat=seat, by=seat.user) for seat in seats])
    assert sorted(type(each).__name__ for each in results) == ["NoneType", "Refused"]
    assert Seat.objects.filter(role=Role.OWNER).count() == 1


def test_seats_given_to_one_person_at_once_are_one() -> None:
    document = open_document()
    owner = seated(UserFactory.create(), document, Role.OWNER)
    user = UserFactory.create()
    results = at_once(
        *[lambda: give_seat(document=document, user=user, role=Role.MODERATOR, by=owner)] * 4
    )
    assert results == [Seat.objects.get(user=user)] * 4
