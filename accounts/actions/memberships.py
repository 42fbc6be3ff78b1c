"""Take up, leave and verify memberships."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Evidence,
    Membership,
    MembershipRole,
    Organisation,
    StakeholderGroup,
    User,
)
from accounts.permissions import (
    may_edit_profile,
    may_end_membership,
    may_verify_membership,
)
from accounts.record import ACCOUNTS, record
from accounts.verdicts import Refused, require


@transaction.atomic
def declare_individual(*, user: User, group: StakeholderGroup, by: User) -> Membership:
    """As whom the person speaks in their own name; ends what they declared before.

    The group of past acts was frozen with them and stays.
    """
    user = _locked(user)
    require(may_edit_profile(by, user))
    if not group.is_active:
        raise Refused("group-closed", _("This group cannot be chosen any more."))
    current = Membership.objects.valid().filter(user=user, organisation__isnull=True)
    if (same := current.filter(group=group).first()) is not None:
        return same
    for membership in current:
        _end(membership, by=by)
    membership = Membership.objects.create(user=user, group=group)
    record(
        stream=ACCOUNTS,
        kind="membership.declared",
        by=by,
        membership=membership.pk,
        group=group.code,
    )
    return membership


@transaction.atomic
def join_organisation(
    *, user: User, organisation: Organisation, role: MembershipRole, by: User
) -> Membership:
    """Self-declared; a change of role is a new membership that has to be verified anew."""
    user = _locked(user)
    require(may_edit_profile(by, user))
    current = Membership.objects.valid().filter(user=user, organisation=organisation)
    if current.filter(role=role).exists():
        raise Refused("already-member", _("You are in this organisation with this role already."))
    for membership in current:
        _end(membership, by=by)
    membership = Membership.objects.create(user=user, organisation=organisation, role=role)
    record(
        stream=ACCOUNTS,
        kind="membership.joined",
        by=by,
        membership=membership.pk,
        organisation=organisation.pk,
        role=role.value,
    )
    return membership


@transaction.atomic
def leave(*, membership: Membership, by: User) -> None:
    """End a membership: one's own, or as who may verify it."""
    membership = _locked_membership(membership)
    require(may_end_membership(by, membership))
    _end(membership, by=by)


@transaction.atomic
def verify_membership(*, membership: Membership, by: User) -> Membership:
    membership = _locked_membership(membership)
    require(may_verify_membership(by, membership))
    if membership.is_verified:
        return membership
    membership.evidence = Evidence.VERIFIED
    membership.verified_by = by
    membership.verified_at = timezone.now()
    membership.save(update_fields=["evidence", "verified_by", "verified_at"])
    record(stream=ACCOUNTS, kind="membership.verified", by=by, membership=membership.pk)
    return membership


@transaction.atomic
def limit_membership(*, membership: Membership, valid_until: datetime | None, by: User) -> None:
    """Until when it is valid; None: until it is ended."""
    membership = _locked_membership(membership)
    require(may_verify_membership(by, membership))
    membership.valid_until = valid_until
    try:
        with transaction.atomic():
            membership.save(update_fields=["valid_until"])
    except IntegrityError as error:
        raise Refused(
            "already-member", _("The person has another membership without end here.")
        ) from error
    record(
        stream=ACCOUNTS,
        kind="membership.limited",
        by=by,
        membership=membership.pk,
        valid_until=valid_until.isoformat() if valid_until else None,
    )


def _end(membership: Membership, *, by: User) -> None:
    membership.valid_until = timezone.now()
    membership.save(update_fields=["valid_until"])
    record(stream=ACCOUNTS, kind="membership.ended", by=by, membership=membership.pk)


def _locked(user: User) -> User:
    """One change of a person's memberships at a time."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _locked_membership(membership: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .get(pk=membership.pk)
    )
