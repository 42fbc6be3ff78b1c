from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Organisation, User
from accounts.queries.organisations import (
    organisation_page,
    organisations,
    visible_memberships,
    visible_organisation,
)
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    StaffFactory,
    UserFactory,
    ended,
    group,
    representative,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    made: Organisation = OrganisationFactory.create(name="Open Lines")
    return made


def test_list_is_searched_by_part_of_the_name_and_by_group(organisation: Organisation) -> None:
    other = OrganisationFactory.create(name="Zeta", group=group("academia"))
    assert list(organisations(search="LINES", group=None)) == [organisation]
    assert list(organisations(search="", group=group("academia"))) == [other]
    assert list(organisations(search="", group=None)) == [organisation, other]


def test_list_tells_which_have_a_verified_representative(organisation: Organisation) -> None:
    other = OrganisationFactory.create(name="Zeta")
    representative(organisation, verified=True)
    representative(other)
    found: Any = organisations(search="", group=None)
    assert [(made.name, made.has_verified_representative) for made in found] == [
        ("Open Lines", True),
        ("Zeta", False),
    ]


def test_missing_organisation_is_a_404() -> None:
    with pytest.raises(Http404):
        visible_organisation(UserFactory.create(), 999)


def test_page_shows_members_to_members_only(organisation: Organisation) -> None:
    member: Membership = MembershipFactory.create(group=None, organisation=organisation)
    speaker: Membership = RepresentativeFactory.create(organisation=organisation, verified=True)
    ended(RepresentativeFactory.create(organisation=organisation))
    inside = organisation_page(member.user, visible_organisation(member.user, organisation.pk))
    assert (inside.mine, inside.members, inside.answers_for_it) == (
        member,
        [speaker, member],
        False,
    )
    outside: User = UserFactory.create()
    seen = organisation_page(outside, visible_organisation(outside, organisation.pk))
    assert (seen.mine, seen.members, seen.sees_members) == (None, [], False)
    assert seen.has_verified_representative


def test_page_takes_the_same_queries_for_one_and_many_members(organisation: Organisation) -> None:
    reader = representative(organisation, verified=True)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = organisation_page(reader, visible_organisation(reader, organisation.pk))
            assert [made.user.public_name for made in page.members]
        counts.append(len(queries))
        for _one in range(3):
            RepresentativeFactory.create(organisation=organisation)
    assert counts == [5, 5]


def test_memberships_seen_are_ones_own_those_of_ones_organisations_or_all_for_staff(
    organisation: Organisation,
) -> None:
    mine: Membership = RepresentativeFactory.create(organisation=organisation)
    colleague: Membership = RepresentativeFactory.create(organisation=organisation)
    alone: Membership = MembershipFactory.create()
    assert set(visible_memberships(mine.user)) == {mine, colleague}
    assert set(visible_memberships(alone.user)) == {alone}
    assert set(visible_memberships(StaffFactory.create())) == {mine, colleague, alone}


def test_former_member_sees_only_their_own_past(organisation: Organisation) -> None:
    former = ended(RepresentativeFactory.create(organisation=organisation))
    RepresentativeFactory.create(organisation=organisation)
    assert set(visible_memberships(former.user)) == {former}
