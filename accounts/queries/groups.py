"""Stakeholder groups to choose from, and for whom a person may speak."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from accounts.models import Membership, StakeholderGroup, User
from accounts.permissions import may_speak_for


@dataclass(frozen=True, slots=True)
class Place:
    """A membership as its holder's profile shows it."""

    membership: Membership
    # Why the person may not speak for it; "" where they may.
    obstacle: str | Promise


def active_groups() -> QuerySet[StakeholderGroup]:
    return StakeholderGroup.objects.filter(is_active=True)


def memberships_of(user: User) -> list[Membership]:
    """The valid ones, as individual first, each with what `may_speak_for` asks; one query."""
    verified = Membership.objects.verified_representatives().filter(
        organisation=OuterRef("organisation")
    )
    memberships = (
        Membership.objects.valid()
        .filter(user=user)
        .annotate(has_verified_representative=Exists(verified))
        .select_related("group", "organisation__group", "user")
        .order_by("organisation__name", "pk")
    )
    # Where nulls come is the database's choice.
    return sorted(memberships, key=lambda membership: membership.organisation_id is not None)


def speaking_memberships(user: User) -> list[Membership]:
    """Those of `memberships_of` the person may speak for."""
    return [membership for membership in memberships_of(user) if may_speak_for(user, membership)]


def places_of(user: User) -> list[Place]:
    return [
        Place(membership, may_speak_for(user, membership).reason)
        for membership in memberships_of(user)
    ]
