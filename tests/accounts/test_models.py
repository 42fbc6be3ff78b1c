import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import ApiToken, Evidence, Membership, MembershipRole, User
from accounts.models.user import display_name
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    group,
)

pytestmark = pytest.mark.django_db


def test_user_is_created_with_a_lower_case_address() -> None:
    user = User.objects.create_user("Ana@Example.ORG", "seven-quiet-harbours", name="Ana")
    assert (user.email, user.check_password("seven-quiet-harbours"), user.is_staff) == (
        "ana@example.org",
        True,
        False,
    )


def test_superuser_is_staff() -> None:
    root = User.objects.create_superuser("root@example.org", "seven-quiet-harbours", name="Root")
    assert (root.is_staff, root.is_superuser) == (True, True)


def test_address_is_unique_in_any_case() -> None:
    UserFactory.create(email="ana@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory.create(email="ANA@example.org")


def test_erased_account_cannot_be_active() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory.create(erased_at=timezone.now())


def test_public_name_outlives_the_person_without_their_name() -> None:
    user: User = UserFactory.create(name="Ana")
    nameless: User = UserFactory.create(name="")
    gone: User = UserFactory.create(name="Ana", erased_at=timezone.now(), is_active=False)
    with override("en"):
        assert [person.public_name for person in (user, nameless, gone)] == [
            "Ana",
            "Participant without a name",
            "Former participant",
        ]
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Ana", "Ana", "Ana")


def test_person_is_called_by_name_or_else_by_address() -> None:
    assert display_name(UserFactory.create(name="Ana")) == "Ana"
    assert display_name(UserFactory.create(name="", email="a@example.org")) == "a@example.org"


@pytest.mark.parametrize(
    "fields",
    [
        {"group": None},
        {"organisation": True},
        {"role": MembershipRole.REPRESENTATIVE},
        {"evidence": Evidence.VERIFIED},
        {"verified_at": timezone.now()},
    ],
    ids=["neither", "both", "represents-nobody", "verified-never", "declared-but-verified"],
)
def test_membership_that_makes_no_sense_is_refused_by_the_database(
    fields: dict[str, object],
) -> None:
    if fields.get("organisation"):
        fields = {"organisation": OrganisationFactory.create()}
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory.create(**fields)


def test_second_membership_without_end_in_one_place_is_refused_by_the_database() -> None:
    individual: Membership = MembershipFactory.create()
    speaker: Membership = RepresentativeFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory.create(user=individual.user, group=group("academia"))
    with pytest.raises(IntegrityError), transaction.atomic():
        RepresentativeFactory.create(user=speaker.user, organisation=speaker.organisation)


def test_membership_and_token_say_what_they_are() -> None:
    membership: Membership = MembershipFactory.create()
    assert str(membership) == f"{membership.user_id} in Civil society"
    token = ApiToken(name="script")
    assert (str(token), token.is_expired) == ("script", False)


def test_membership_in_nothing_has_no_group() -> None:
    with pytest.raises(ValueError, match="without group"):
        _ = Membership().stakeholder_group
