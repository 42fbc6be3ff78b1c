"""People, groups and organisations for tests.

`UserFactory.create(name="Ana")`; for whom a person speaks: `MembershipFactory` (an individual of a
group), `RepresentativeFactory` (of an organisation). Groups are the migrated ones: `group(code)`.
"""

from datetime import datetime
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.declarations import LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from accounts.models import (
    Evidence,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationType,
    StakeholderGroup,
    User,
)

PASSWORD = "seven-quiet-harbours"


@cache
def _hashed(password: str) -> str:
    return make_password(password)


def group(code: str = "civil-society") -> StakeholderGroup:
    """One of the groups a new site starts with: governments, private-sector, civil-society,
    technical-community, academia, intergovernmental."""
    return StakeholderGroup.objects.get(code=code)


class GroupFactory(DjangoModelFactory[StakeholderGroup]):
    """A group beyond the default ones."""

    class Meta:
        model = StakeholderGroup

    code = Sequence(lambda n: f"group-{n}")
    name = Sequence(lambda n: f"Group {n}")
    position = Sequence(lambda n: 100 + n)


class UserFactory(DjangoModelFactory[User]):
    """A person who can sign in with `PASSWORD`; with `address=True` as sign-up leaves them."""

    class Meta:
        model = User

    email = Sequence(lambda n: f"person{n}@example.org")
    name = Sequence(lambda n: f"Person {n}")
    country = "KE"
    password = LazyFunction(lambda: _hashed(PASSWORD))

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        address = fields.pop("address", False)
        user: User = super()._create(model_class, *args, **fields)  # type: ignore[no-untyped-call]
        if address:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user


class StaffFactory(UserFactory):
    is_staff = True


class ConvenerFactory(UserFactory):
    """May start consultations."""

    is_convener = True


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = Sequence(lambda n: f"Organisation {n}")
    group = LazyFunction(group)
    type = OrganisationType.NGO
    country = "BR"


class MembershipFactory(DjangoModelFactory[Membership]):
    """An individual of civil society, self-declared; `verified=True` for verified now."""

    class Meta:
        model = Membership

    class Params:
        verified = Trait(evidence=Evidence.VERIFIED, verified_at=LazyFunction(timezone.now))

    user = SubFactory(UserFactory)
    group: Any = LazyFunction(group)


class RepresentativeFactory(MembershipFactory):
    """Speaks for an organisation, self-declared unless `verified=True`."""

    group: Any = None
    organisation = SubFactory(OrganisationFactory)
    role = MembershipRole.REPRESENTATIVE


def individual(code: str = "civil-society", **fields: Any) -> User:
    """A person who is an individual of this group; `fields` are the person's."""
    return MembershipFactory.create(user=UserFactory.create(**fields), group=group(code)).user


def representative(
    organisation: Organisation | None = None, *, verified: bool = False, **fields: Any
) -> User:
    """A person who speaks for `organisation`, or for a new one of civil society."""
    return RepresentativeFactory.create(
        user=UserFactory.create(**fields),
        organisation=organisation or OrganisationFactory.create(),
        verified=verified,
    ).user


def ended(membership: Membership, at: datetime | None = None) -> Membership:
    """The same membership, no longer valid."""
    membership.valid_until = at or timezone.now()
    membership.save()
    return membership
