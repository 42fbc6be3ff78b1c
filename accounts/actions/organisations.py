"""Register and edit organisations."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.memberships import join_organisation
from accounts.models import (
    MembershipRole,
    Organisation,
    OrganisationType,
    StakeholderGroup,
    User,
)
from accounts.names import clean_name
from accounts.permissions import (
    may_edit_organisation,
    may_register_organisation,
    may_regroup_organisations,
)
from accounts.record import ACCOUNTS, record
from accounts.verdicts import Refused, require

TAKEN = _("An organisation of this name and country is registered already; join it instead.")


@transaction.atomic
def register_organisation(
    *,
    name: str,
    group: StakeholderGroup,
    type: OrganisationType,  # noqa: A002  # the field's word
    country: str,
    website: str,
    register_number: str,
    by: User,
) -> Organisation:
    """`by` becomes its self-declared representative."""
    require(may_register_organisation(by))
    organisation = Organisation(group=group, created_by=by)
    _write(organisation, name, type, country, website, register_number)
    record(
        stream=ACCOUNTS,
        kind="organisation.registered",
        by=by,
        organisation=organisation.pk,
        group=group.code,
    )
    join_organisation(user=by, organisation=organisation, role=MembershipRole.REPRESENTATIVE, by=by)
    return organisation


@transaction.atomic
def edit_organisation(
    *,
    organisation: Organisation,
    name: str,
    type: OrganisationType,  # noqa: A002  # the field's word
    country: str,
    website: str,
    register_number: str,
    by: User,
    group: StakeholderGroup | None = None,
) -> Organisation:
    """Without `group` it stays where it is; what it said before keeps the group it had then."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    require(may_edit_organisation(by, organisation))
    if group is not None and group.pk != organisation.group_id:
        require(may_regroup_organisations(by))
        organisation.group = group
    _write(organisation, name, type, country, website, register_number)
    record(
        stream=ACCOUNTS,
        kind="organisation.edited",
        by=by,
        organisation=organisation.pk,
        group=organisation.group.code,
    )
    return organisation


def _write(
    organisation: Organisation,
    name: str,
    type: OrganisationType,  # noqa: A002  # the field's word
    country: str,
    website: str,
    register_number: str,
) -> None:
    try:
        organisation.name = clean_name(name)
    except ValidationError as error:
        raise Refused("invalid-name", error.message) from error
    organisation.type = type
    organisation.country = country
    organisation.website = website
    organisation.register_number = register_number
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise Refused("name-taken", TAKEN) from error
