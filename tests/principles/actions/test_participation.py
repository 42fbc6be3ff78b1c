"""Taking up a voice and changing it; seats of the team and of invited readers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.events import happened
from accounts.models import EntryPayload, StakeholderGroup, User
from accounts.verdicts import Denied, Refused
from principles.actions.participation import give_seat, join, remove_seat
from principles.events import ParticipantJoined
from principles.models import Document, Participation, Seat, standing_of
from principles.states import Capacity, Role, Stage, Visibility
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
    ended,
    group,
)
from tests.factories.principles import (
    DocumentFactory,
    ParticipationFactory,
    open_document,
    seated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.COMMENT)


def entries(document: Document) -> list[tuple[str, object]]:
    """Kind and data, without the actor."""
    payloads = EntryPayload.objects.filter(entry__stream=document.stream).order_by("entry_id")
    return [
        (each.entry.kind, {name: value for name, value in each.data.items() if name != "actor"})
        for each in payloads
    ]


# --- Joining ----------------------------------------------------------------------------------


def test_join_as_an_individual_freezes_group_region_and_evidence(document: Document) -> None:
    membership = MembershipFactory.create(user__country="JP", group=group("academia"))
    voice = join(document=document, membership=membership, by=membership.user)
    voice.refresh_from_db()
    assert (voice.capacity, voice.group.code, voice.organisation, voice.region) == (
        Capacity.INDIVIDUAL,
        "academia",
        None,
        "asia-pacific",
    )
    assert (voice.evidence, voice.membership, voice.left_at) == ("self-declared", membership, None)
    assert voice.holder == f"u{membership.user_id}"


def test_join_for_an_organisation_takes_its_group_and_region(document: Document) -> None:
    organisation = OrganisationFactory.create(group=group("private-sector"), country="FR")
    membership = RepresentativeFactory.create(organisation=organisation, verified=True)
    voice = join(document=document, membership=membership, by=membership.user)
    assert (voice.capacity, voice.group.code, voice.organisation, voice.region) == (
        Capacity.ORGANISATION,
        "private-sector",
        organisation,
        "western",
    )
    assert (voice.evidence, voice.holder) == ("verified", f"o{organisation.pk}")


def test_join_records_and_announces(document: Document) -> None:
    announced: list[ParticipantJoined] = []

    def hear(event: ParticipantJoined, **_: object) -> None:
        announced.append(event)

    membership = MembershipFactory.create()
    happened.connect(hear, sender=ParticipantJoined)
    try:
        voice = join(document=document, membership=membership, by=membership.user)
    finally:
        happened.disconnect(hear, sender=ParticipantJoined)
    assert announced == [ParticipantJoined(document_id=document.pk, participation_id=voice.pk)]
    assert entries(document) == [
        (
            "participant.joined",
            {
                "participation": voice.pk,
                "replaces": None,
                "capacity": "individual",
                "group": "civil-society",
                "organisation": None,
                "evidence": "self-declared",
            },
        )
    ]


def test_join_twice_unchanged_gives_the_same_voice(document: Document) -> None:
    membership = MembershipFactory.create()
    voices = [join(document=document, membership=membership, by=membership.user) for _ in range(2)]
    assert voices[0] == voices[1]
    assert Participation.objects.count() == 1
    assert len(entries(document)) == 1


def test_join_in_another_capacity_closes_the_old_voice(document: Document) -> None:
    alone = MembershipFactory.create()
    speaker = RepresentativeFactory.create(user=alone.user)
    old = join(document=document, membership=alone, by=alone.user)
    new = join(document=document, membership=speaker, by=alone.user)
    old.refresh_from_db()
    assert old.left_at is not None
    assert new.left_at is None
    assert (old.group.code, old.organisation) == ("civil-society", None)
    assert entries(document)[1][1]["replaces"] == old.pk  # type: ignore[index]


def test_join_again_after_verification_takes_the_new_evidence(document: Document) -> None:
    membership = MembershipFactory.create()
    join(document=document, membership=membership, by=membership.user)
    membership.evidence, membership.verified_at = "verified", timezone.now()
    membership.save()
    voice = join(document=document, membership=membership, by=membership.user)
    assert voice.evidence == "verified"
    assert Participation.objects.filter(left_at__isnull=True).get() == voice


def test_join_changes_what_the_person_may_do_on_the_same_instance(document: Document) -> None:
    membership = MembershipFactory.create()
    assert standing_of(membership.user, document).participation is None
    voice = join(document=document, membership=membership, by=membership.user)
    assert standing_of(membership.user, document).participation == voice


def test_join_with_someone_elses_membership_is_denied(document: Document) -> None:
    membership = MembershipFactory.create()
    with pytest.raises(Denied):
        join(document=document, membership=membership, by=UserFactory.create())
    assert not Participation.objects.exists()


def test_join_with_an_ended_membership_is_denied(document: Document) -> None:
    membership = ended(MembershipFactory.create(), timezone.now() - timedelta(days=1))
    with pytest.raises(Denied):
        join(document=document, membership=membership, by=membership.user)


def test_join_as_a_mere_member_does_not_speak_for_the_organisation(document: Document) -> None:
    membership = RepresentativeFactory.create(role="member")
    with pytest.raises(Denied):
        join(document=document, membership=membership, by=membership.user)


def test_join_self_declared_is_denied_where_the_organisation_has_a_verified_representative(
    document: Document,
) -> None:
    organisation = OrganisationFactory.create()
    RepresentativeFactory.create(organisation=organisation, verified=True)
    late = RepresentativeFactory.create(organisation=organisation)
    with pytest.raises(Denied):
        join(document=document, membership=late, by=late.user)


def test_join_where_only_verified_members_take_part(document: Document) -> None:
    Document.objects.update(verified_only=True)
    declared = MembershipFactory.create()
    with pytest.raises(Refused) as refused:
        join(document=document, membership=declared, by=declared.user)
    assert refused.value.code == "verified_only"
    verified = MembershipFactory.create(verified=True)
    voice = join(document=document, membership=verified, by=verified.user)
    assert voice.evidence == "verified"


@pytest.mark.parametrize("stage", list(Stage))
def test_join_follows_the_stage(stage: Stage) -> None:
    document = open_document(stage)
    membership = MembershipFactory.create()
    if stage in {Stage.DRAFT, Stage.CONCLUDED, Stage.CANCELLED}:
        with pytest.raises(Denied):
            join(document=document, membership=membership, by=membership.user)
    else:
        join(document=document, membership=membership, by=membership.user)
        assert Participation.objects.get().document == document


def test_join_an_invited_document_needs_an_invitation() -> None:
    document = open_document(visibility=Visibility.INVITED)
    membership = MembershipFactory.create()
    with pytest.raises(Denied):
        join(document=document, membership=membership, by=membership.user)
    seated(membership.user, document, Role.INVITED)
    assert join(document=document, membership=membership, by=membership.user).document == document


def test_join_is_not_for_observers(document: Document) -> None:
    membership = MembershipFactory.create()
    seated(membership.user, document, Role.OBSERVER)
    with pytest.raises(Denied):
        join(document=document, membership=membership, by=membership.user)


def test_invariant_11_the_group_is_the_one_at_the_time_of_joining(document: Document) -> None:
    organisation = OrganisationFactory.create(group=group("academia"), country="FR")
    membership = RepresentativeFactory.create(organisation=organisation)
    voice = join(document=document, membership=membership, by=membership.user)
    organisation.group, organisation.country = group("private-sector"), "BR"
    organisation.save()
    membership.delete()
    voice.refresh_from_db()
    assert (voice.group, voice.region, voice.membership) == (
        StakeholderGroup.objects.get(code="academia"),
        "western",
        None,
    )


def test_invariant_09_a_person_has_one_voice_at_a_time(document: Document) -> None:
    membership = MembershipFactory.create()
    ParticipationFactory.create(document=document, membership=membership)
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationFactory.create(document=document, membership=membership)


# --- Seats ------------------------------------------------------------------------------------


@pytest.fixture
def owner(document: Document) -> User:
    return seated(UserFactory.create(), document, Role.OWNER)


def test_give_seat_makes_a_moderator_and_records_it(document: Document, owner: User) -> None:
    user = UserFactory.create()
    assert standing_of(user, document).role is None
    seat = give_seat(document=document, user=user, role=Role.MODERATOR, by=owner)
    assert (seat.user, seat.role, standing_of(user, document).role) == (
        user,
        Role.MODERATOR,
        Role.MODERATOR,
    )
    assert entries(document) == [
        ("seat.changed", {"user": str(user.public_id), "old": None, "new": "moderator"})
    ]


def test_give_seat_changes_the_role_a_person_has(document: Document, owner: User) -> None:
    user = seated(UserFactory.create(), document, Role.OBSERVER)
    give_seat(document=document, user=user, role=Role.OWNER, by=owner)
    assert Seat.objects.get(user=user).role == Role.OWNER
    assert entries(document)[0][1] == {
        "user": str(user.public_id),
        "old": "observer",
        "new": "owner",
    }


def test_give_seat_again_changes_nothing(document: Document, owner: User) -> None:
    user = seated(UserFactory.create(), document, Role.MODERATOR)
    give_seat(document=document, user=user, role=Role.MODERATOR, by=owner)
    assert entries(document) == []


def test_an_invitation_never_takes_a_higher_role_away(document: Document, owner: User) -> None:
    user = seated(UserFactory.create(), document, Role.MODERATOR)
    seat = give_seat(document=document, user=user, role=Role.INVITED, by=owner)
    assert seat.role == Role.MODERATOR


@pytest.mark.parametrize("role", list(Role))
def test_give_seat_a_moderator_invites_readers_and_nothing_more(
    document: Document, role: Role
) -> None:
    moderator = seated(UserFactory.create(), document, Role.MODERATOR)
    user = UserFactory.create()
    if role == Role.INVITED:
        assert give_seat(document=document, user=user, role=role, by=moderator).role == role
    else:
        with pytest.raises(Denied):
            give_seat(document=document, user=user, role=role, by=moderator)
        assert not Seat.objects.filter(user=user).exists()


def test_give_seat_is_open_to_staff(document: Document) -> None:
    user = UserFactory.create()
    give_seat(document=document, user=user, role=Role.OWNER, by=StaffFactory.create())
    assert Seat.objects.get(user=user).role == Role.OWNER


def test_the_owner_of_another_document_gives_no_seat_here(document: Document) -> None:
    stranger = seated(UserFactory.create(), DocumentFactory.create(), Role.OWNER)
    with pytest.raises(Denied):
        give_seat(document=document, user=stranger, role=Role.OWNER, by=stranger)


def test_the_last_owner_stays_owner(document: Document, owner: User) -> None:
    with pytest.raises(Refused) as refused:
        give_seat(document=document, user=owner, role=Role.OBSERVER, by=owner)
    assert refused.value.code == "last_owner"
    with pytest.raises(Refused):
        remove_seat(seat=Seat.objects.get(user=owner), by=owner)
    assert Seat.objects.get(user=owner).role == Role.OWNER


def test_an_owner_leaves_when_another_stays(document: Document, owner: User) -> None:
    seated(UserFactory.create(), document, Role.OWNER)
    remove_seat(seat=Seat.objects.get(user=owner), by=owner)
    assert not Seat.objects.filter(user=owner).exists()
    assert entries(document) == [
        ("seat.changed", {"user": str(owner.public_id), "old": "owner", "new": None})
    ]


def test_remove_seat_twice_is_once(document: Document, owner: User) -> None:
    user = seated(UserFactory.create(), document, Role.MODERATOR)
    seat = Seat.objects.get(user=user)
    remove_seat(seat=seat, by=owner)
    remove_seat(seat=seat, by=owner)
    assert len(entries(document)) == 1


def test_remove_seat_of_a_moderator_is_the_owners(document: Document, owner: User) -> None:
    moderator = seated(UserFactory.create(), document, Role.MODERATOR)
    with pytest.raises(Denied):
        remove_seat(seat=Seat.objects.get(user=owner), by=moderator)
    invited = seated(UserFactory.create(), document, Role.INVITED)
    remove_seat(seat=Seat.objects.get(user=invited), by=moderator)
    assert not Seat.objects.filter(user=invited).exists()
