"""Who may do what, as tables: person x act."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, MembershipRole, Organisation, User
from accounts.permissions import (
    may_edit_organisation,
    may_edit_profile,
    may_end_membership,
    may_erase,
    may_register_organisation,
    may_regroup_organisations,
    may_see_members,
    may_speak_for,
    may_verify_membership,
    may_view_profile,
)
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
    ended,
    representative,
)

pytestmark = pytest.mark.django_db
WHO = ("nobody", "stranger", "member", "self-declared", "verified", "staff")


@pytest.fixture
def organisation() -> Organisation:
    made: Organisation = OrganisationFactory.create()
    return made


@pytest.fixture
def people(organisation: Organisation) -> dict[str, User | None]:
    return {
        "nobody": None,
        "stranger": UserFactory.create(),
        "member": MembershipFactory.create(group=None, organisation=organisation).user,
        "self-declared": representative(organisation),
        "verified": representative(organisation, verified=True),
        "staff": StaffFactory.create(),
    }


def _allowed(verdicts: dict[str, object]) -> set[str]:
    return {who for who, verdict in verdicts.items() if verdict}


def test_verified_representatives_and_staff_edit_an_organisation(
    organisation: Organisation, people: dict[str, User | None]
) -> None:
    assert _allowed({who: may_edit_organisation(people[who], organisation) for who in WHO}) == {
        "verified",
        "staff",
    }


def test_only_staff_move_it_to_another_group(people: dict[str, User | None]) -> None:
    assert _allowed({who: may_regroup_organisations(people[who]) for who in WHO}) == {"staff"}


def test_its_members_and_staff_see_who_is_in_it(
    organisation: Organisation, people: dict[str, User | None]
) -> None:
    assert _allowed({who: may_see_members(people[who], organisation) for who in WHO}) == {
        "member",
        "self-declared",
        "verified",
        "staff",
    }


def test_former_member_sees_nobody(organisation: Organisation) -> None:
    """Abuse case 14."""
    former = ended(RepresentativeFactory.create(organisation=organisation, verified=True)).user
    assert not may_see_members(former, organisation)
    assert not may_edit_organisation(former, organisation)


def test_everyone_signed_in_registers_organisations(people: dict[str, User | None]) -> None:
    assert _allowed({who: may_register_organisation(people[who]) for who in WHO}) == {
        *WHO[1:],
    }


def test_verified_representatives_and_staff_verify_others(
    organisation: Organisation, people: dict[str, User | None]
) -> None:
    newcomer: Membership = RepresentativeFactory.create(organisation=organisation)
    assert _allowed({who: may_verify_membership(people[who], newcomer) for who in WHO}) == {
        "verified",
        "staff",
    }


def test_only_staff_verify_individuals(people: dict[str, User | None]) -> None:
    individual: Membership = MembershipFactory.create()
    assert _allowed({who: may_verify_membership(people[who], individual) for who in WHO}) == {
        "staff"
    }


def test_nobody_verifies_oneself(organisation: Organisation) -> None:
    staff: User = StaffFactory.create()
    own: Membership = RepresentativeFactory.create(user=staff, organisation=organisation)
    verdict = may_verify_membership(staff, own)
    assert (verdict.allowed, str(verdict.reason)) == (False, "Someone else must verify you.")


def test_representative_of_another_organisation_verifies_nobody_here(
    organisation: Organisation,
) -> None:
    newcomer: Membership = RepresentativeFactory.create(organisation=organisation)
    assert not may_verify_membership(representative(verified=True), newcomer)


def test_membership_that_ended_is_neither_verified_nor_ended_again(
    people: dict[str, User | None],
) -> None:
    membership = ended(RepresentativeFactory.create())
    assert not may_verify_membership(people["staff"], membership)
    assert not may_end_membership(membership.user, membership)


def test_its_holder_and_whoever_verifies_end_a_membership(
    organisation: Organisation, people: dict[str, User | None]
) -> None:
    membership: Membership = RepresentativeFactory.create(organisation=organisation)
    everyone = people | {"holder": membership.user}
    assert _allowed({who: may_end_membership(everyone[who], membership) for who in everyone}) == {
        "holder",
        "verified",
        "staff",
    }


def test_profile_is_its_owners_and_the_staffs() -> None:
    owner, staff = UserFactory.create(), StaffFactory.create()
    everyone = {"nobody": None, "stranger": UserFactory.create(), "owner": owner, "staff": staff}
    assert _allowed({who: may_view_profile(user, owner) for who, user in everyone.items()}) == {
        "owner",
        "staff",
    }
    assert may_edit_profile(owner, owner)
    assert not may_edit_profile(staff, owner)


def test_account_is_erased_by_its_owner_or_by_those_above() -> None:
    owner: User = UserFactory.create()
    colleague: User = StaffFactory.create()
    staff: User = StaffFactory.create()
    root: User = StaffFactory.create(is_superuser=True)
    assert [may_erase(by, owner).allowed for by in (owner, staff, root, UserFactory.create())] == [
        True,
        True,
        True,
        False,
    ]
    assert [may_erase(by, colleague).allowed for by in (colleague, staff, root)] == [
        True,
        False,
        True,
    ]


def test_erased_account_is_not_erased_again() -> None:
    gone: User = UserFactory.create(is_active=False, erased_at=timezone.now())
    assert not may_erase(StaffFactory.create(), gone)


def test_individual_speaks_for_themselves() -> None:
    membership: Membership = MembershipFactory.create()
    assert may_speak_for(membership.user, membership)
    assert not may_speak_for(UserFactory.create(), membership)
    assert not may_speak_for(None, membership)


def test_member_does_not_speak_for_the_organisation(organisation: Organisation) -> None:
    membership: Membership = MembershipFactory.create(
        group=None, organisation=organisation, role=MembershipRole.MEMBER, verified=True
    )
    verdict = may_speak_for(membership.user, membership)
    assert (verdict.allowed, str(verdict.reason)) == (
        False,
        "Only representatives speak for an organisation; you are a member of it.",
    )


def test_self_declared_representative_speaks_until_there_is_a_verified_one(
    organisation: Organisation,
) -> None:
    declared: Membership = RepresentativeFactory.create(organisation=organisation)
    before = may_speak_for(declared.user, declared).allowed
    verified: Membership = RepresentativeFactory.create(organisation=organisation, verified=True)
    during = may_speak_for(declared.user, declared).allowed
    assert (before, during, may_speak_for(verified.user, verified).allowed) == (True, False, True)
    ended(verified)
    assert may_speak_for(declared.user, declared)


def test_verified_representative_who_left_the_site_silences_nobody(
    organisation: Organisation,
) -> None:
    declared: Membership = RepresentativeFactory.create(organisation=organisation)
    RepresentativeFactory.create(organisation=organisation, verified=True, user__is_active=False)
    assert may_speak_for(declared.user, declared)


@pytest.mark.parametrize(
    ("begins", "ends", "speaks"),
    [(-2, None, True), (-2, 1, True), (-2, -1, False), (1, None, False)],
)
def test_membership_counts_from_its_first_to_its_last_day(
    begins: int, ends: int | None, speaks: bool
) -> None:
    now = timezone.now()
    membership: Membership = MembershipFactory.create(
        valid_from=now + timedelta(days=begins),
        valid_until=now + timedelta(days=ends) if ends is not None else None,
    )
    assert may_speak_for(membership.user, membership).allowed is speaks
    assert Membership.objects.valid().filter(pk=membership.pk).exists() is speaks
