from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.memberships import (
    declare_individual,
    join_organisation,
    leave,
    limit_membership,
    verify_membership,
)
from accounts.models import Entry, EntryPayload, Membership, MembershipRole, User
from accounts.verdicts import Denied, Refused
from tests.factories.accounts import (
    GroupFactory,
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
    ended,
    group,
)

pytestmark = pytest.mark.django_db


def _kinds() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def test_declaring_a_group_makes_a_self_declared_individual() -> None:
    user: User = UserFactory.create()
    membership = declare_individual(user=user, group=group("academia"), by=user)
    assert (membership.group, membership.role, membership.is_verified) == (
        group("academia"),
        MembershipRole.MEMBER,
        False,
    )
    assert _kinds() == ["membership.declared"]
    assert EntryPayload.objects.get().data == {
        "actor": str(user.public_id),
        "membership": membership.pk,
        "group": "academia",
    }


def test_declaring_another_group_ends_the_first() -> None:
    first: Membership = MembershipFactory.create(verified=True)
    second = declare_individual(user=first.user, group=group("academia"), by=first.user)
    assert list(Membership.objects.valid()) == [second]
    assert not second.is_verified
    assert _kinds() == ["membership.ended", "membership.declared"]


def test_declaring_the_same_group_again_keeps_what_is_verified() -> None:
    first: Membership = MembershipFactory.create(verified=True)
    assert declare_individual(user=first.user, group=group(), by=first.user) == first
    assert _kinds() == []


def test_closed_group_cannot_be_declared() -> None:
    user: User = UserFactory.create()
    with pytest.raises(Refused) as refused:
        declare_individual(user=user, group=GroupFactory.create(is_active=False), by=user)
    assert refused.value.code == "group-closed"


def test_nobody_declares_for_someone_else() -> None:
    with pytest.raises(Denied):
        declare_individual(user=UserFactory.create(), group=group(), by=StaffFactory.create())


@pytest.mark.parametrize("role", list(MembershipRole))
def test_joining_is_self_declared_with_the_role_asked_for(role: MembershipRole) -> None:
    user, organisation = UserFactory.create(), OrganisationFactory.create()
    membership = join_organisation(user=user, organisation=organisation, role=role, by=user)
    assert (membership.role, membership.is_verified) == (role, False)
    assert membership.stakeholder_group == organisation.group
    assert _kinds() == ["membership.joined"]


def test_joining_twice_with_one_role_is_refused() -> None:
    first: Membership = RepresentativeFactory.create()
    assert first.organisation is not None
    with pytest.raises(Refused) as refused:
        join_organisation(
            user=first.user,
            organisation=first.organisation,
            role=MembershipRole.REPRESENTATIVE,
            by=first.user,
        )
    assert refused.value.code == "already-member"


def test_new_role_is_not_covered_by_the_old_ones_evidence() -> None:
    member: Membership = MembershipFactory.create(
        group=None, organisation=OrganisationFactory.create(), verified=True
    )
    assert member.organisation is not None
    joined = join_organisation(
        user=member.user,
        organisation=member.organisation,
        role=MembershipRole.REPRESENTATIVE,
        by=member.user,
    )
    assert list(Membership.objects.valid()) == [joined]
    assert not joined.is_verified


def test_one_person_is_an_individual_and_in_two_organisations() -> None:
    user: User = UserFactory.create()
    declare_individual(user=user, group=group(), by=user)
    for organisation in (OrganisationFactory.create(), OrganisationFactory.create()):
        join_organisation(user=user, organisation=organisation, role=MembershipRole.MEMBER, by=user)
    assert user.memberships.count() == 3


def test_leaving_ends_and_keeps_the_row() -> None:
    membership: Membership = RepresentativeFactory.create()
    leave(membership=membership, by=membership.user)
    membership.refresh_from_db()
    assert not membership.is_valid
    assert _kinds() == ["membership.ended"]


def test_stranger_does_not_end_a_membership() -> None:
    membership: Membership = RepresentativeFactory.create()
    with pytest.raises(Denied):
        leave(membership=membership, by=UserFactory.create())
    membership.refresh_from_db()
    assert membership.is_valid
    assert _kinds() == []


def test_verifying_says_by_whom_and_when() -> None:
    membership: Membership = RepresentativeFactory.create()
    verifier: User = RepresentativeFactory.create(
        organisation=membership.organisation, verified=True
    ).user
    verify_membership(membership=membership, by=verifier)
    membership.refresh_from_db()
    assert (membership.is_verified, membership.verified_by) == (True, verifier)
    assert membership.verified_at is not None
    assert _kinds() == ["membership.verified"]


def test_verifying_again_changes_nothing() -> None:
    staff: User = StaffFactory.create()
    membership = verify_membership(membership=RepresentativeFactory.create(), by=staff)
    first = membership.verified_at
    assert verify_membership(membership=membership, by=StaffFactory.create()).verified_at == first
    assert _kinds() == ["membership.verified"]


def test_representative_who_left_verifies_nobody() -> None:
    """Abuse case 14: asked of the database, not of the page they opened before."""
    membership: Membership = RepresentativeFactory.create()
    former = ended(
        RepresentativeFactory.create(organisation=membership.organisation, verified=True)
    )
    with pytest.raises(Denied):
        verify_membership(membership=membership, by=former.user)


def test_membership_is_limited_in_time_by_who_may_verify_it() -> None:
    membership: Membership = RepresentativeFactory.create()
    until = timezone.now() + timedelta(days=30)
    with pytest.raises(Denied):
        limit_membership(membership=membership, valid_until=until, by=membership.user)
    limit_membership(membership=membership, valid_until=until, by=StaffFactory.create())
    membership.refresh_from_db()
    assert membership.valid_until == until
    limit_membership(membership=membership, valid_until=None, by=StaffFactory.create())
    assert Membership.objects.get().valid_until is None
    assert _kinds() == ["membership.limited", "membership.limited"]


def test_limit_is_not_lifted_beside_a_membership_without_end() -> None:
    limited: Membership = MembershipFactory.create(valid_until=timezone.now() + timedelta(days=30))
    MembershipFactory.create(user=limited.user)
    with pytest.raises(Refused) as refused:
        limit_membership(membership=limited, valid_until=None, by=StaffFactory.create())
    assert refused.value.code == "already-member"
