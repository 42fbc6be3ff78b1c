import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, User
from accounts.permissions import may_speak_for
from accounts.queries.groups import active_groups, memberships_of, places_of, speaking_memberships
from tests.factories.accounts import (
    GroupFactory,
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    ended,
    group,
)

pytestmark = pytest.mark.django_db


def test_new_site_has_the_six_groups_in_order() -> None:
    assert [made.code for made in active_groups()] == [
        "governments",
        "private-sector",
        "civil-society",
        "technical-community",
        "academia",
        "intergovernmental",
    ]


def test_closed_group_is_not_offered() -> None:
    GroupFactory.create(is_active=False)
    assert active_groups().count() == 6


def test_group_says_in_a_sentence_whom_it_means() -> None:
    assert group("intergovernmental").about == "Bodies whose members are states."
    assert GroupFactory.create(description="").about == ""
    assert str(group("academia")) == "Academia"


@pytest.fixture
def user() -> User:
    """An individual, a member here, self-declared and silenced there, and once elsewhere."""
    person: User = UserFactory.create()
    silenced = RepresentativeFactory.create(user=person, organisation__name="C")
    RepresentativeFactory.create(organisation=silenced.organisation, verified=True)
    RepresentativeFactory.create(user=person, organisation__name="B")
    MembershipFactory.create(
        user=person, group=None, organisation=OrganisationFactory.create(name="A")
    )
    ended(RepresentativeFactory.create(user=person))
    MembershipFactory.create(user=person)
    return person


def _names(memberships: list[Membership]) -> list[str]:
    return [made.organisation.name if made.organisation else "self" for made in memberships]


def test_memberships_are_the_valid_ones_as_individual_first(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        memberships = memberships_of(user)
        names = _names(memberships)
        groups = {made.stakeholder_group.code for made in memberships}
    assert (names, groups) == (["self", "A", "B", "C"], {"civil-society"})


def test_person_may_speak_for_those_that_speak_in_one_query(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert _names(speaking_memberships(user)) == ["self", "B"]


def test_list_of_those_one_may_speak_for_agrees_with_the_permission(user: User) -> None:
    fresh = Membership.objects.filter(user=user)
    assert {made.pk for made in fresh if may_speak_for(user, made)} == {
        made.pk for made in speaking_memberships(user)
    }


def test_places_say_what_stands_in_the_way(user: User) -> None:
    assert [str(place.obstacle) for place in places_of(user)] == [
        "",
        "Only representatives speak for an organisation; you are a member of it.",
        "",
        "This organisation has verified representatives; ask one of them to verify you.",
    ]
