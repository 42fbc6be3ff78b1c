from typing import Any

import pytest

from accounts.actions.organisations import edit_organisation, register_organisation
from accounts.models import (
    Entry,
    MembershipRole,
    Organisation,
    OrganisationType,
    User,
)
from accounts.verdicts import Denied, Refused
from tests.factories.accounts import (
    OrganisationFactory,
    StaffFactory,
    UserFactory,
    group,
    representative,
)

pytestmark = pytest.mark.django_db


def _register(by: User, **fields: Any) -> Organisation:
    values: dict[str, Any] = {
        "name": "Open Lines",
        "group": group(),
        "type": OrganisationType.NGO,
        "country": "KE",
        "website": "https://openlines.example",
        "register_number": "17-4",
    }
    return register_organisation(by=by, **values | fields)


def _edit(organisation: Organisation, by: User, **fields: Any) -> Organisation:
    values = {
        "name": organisation.name,
        "type": OrganisationType.COMPANY,
        "country": organisation.country,
        "website": "",
        "register_number": "",
    }
    return edit_organisation(organisation=organisation, by=by, **values | fields)


def test_registering_makes_its_first_self_declared_representative() -> None:
    user: User = UserFactory.create()
    organisation = _register(user)
    assert (organisation.region, organisation.created_by) == ("africa", user)
    membership = organisation.memberships.get()
    assert (membership.user, membership.role, membership.is_verified) == (
        user,
        MembershipRole.REPRESENTATIVE,
        False,
    )
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == [
        "organisation.registered",
        "membership.joined",
    ]


def test_same_name_in_one_country_is_refused_and_leaves_nothing() -> None:
    _register(UserFactory.create())
    other: User = UserFactory.create()
    with pytest.raises(Refused) as refused:
        _register(other, name="OPEN LINES")
    assert refused.value.code == "name-taken"
    assert (Organisation.objects.count(), other.memberships.count()) == (1, 0)


def test_same_name_in_another_country_is_another_organisation() -> None:
    _register(UserFactory.create())
    _register(UserFactory.create(), country="FR")
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("name", ["", "Open\nLines", "Open\u202eLines", "Open\u200bLines"])
def test_name_that_hides_or_breaks_letters_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        _register(UserFactory.create(), name=name)
    assert refused.value.code == "invalid-name"


def test_verified_representative_edits_but_does_not_regroup() -> None:
    """Abuse case 11."""
    organisation = OrganisationFactory.create()
    by = representative(organisation, verified=True)
    assert _edit(organisation, by, name="New Name", group=organisation.group).name == "New Name"
    with pytest.raises(Denied):
        _edit(organisation, by, group=group("governments"))
    organisation.refresh_from_db()
    assert (organisation.name, organisation.type, organisation.group) == (
        "New Name",
        OrganisationType.COMPANY,
        group(),
    )


def test_staff_regroup() -> None:
    organisation = _edit(
        OrganisationFactory.create(), StaffFactory.create(), group=group("governments")
    )
    assert organisation.group == group("governments")
    assert Entry.objects.get().kind == "organisation.edited"


def test_self_declared_representative_does_not_edit() -> None:
    organisation = OrganisationFactory.create()
    with pytest.raises(Denied):
        _edit(organisation, representative(organisation))


def test_name_of_another_organisation_is_refused() -> None:
    first, second = OrganisationFactory.create(), OrganisationFactory.create()
    with pytest.raises(Refused) as refused:
        _edit(second, StaffFactory.create(), name=first.name.upper())
    assert refused.value.code == "name-taken"
