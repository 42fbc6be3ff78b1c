"""Organisations and who is in them, as far as a person may see."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Membership, Organisation, StakeholderGroup, User
from accounts.permissions import may_edit_organisation, may_see_members


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    organisation: Organisation
    mine: Membership | None
    # Representatives first; none where the reader may not see them.
    members: list[Membership]
    sees_members: bool
    # Verified representatives and staff: may edit it, and verify and end memberships.
    answers_for_it: bool
    has_verified_representative: bool


def organisations(*, search: str, group: StakeholderGroup | None) -> QuerySet[Organisation]:
    """By name, each with `has_verified_representative`."""
    found = Organisation.objects.select_related("group").annotate(
        has_verified_representative=_verified()
    )
    if search:
        found = found.filter(name__icontains=search)
    if group is not None:
        found = found.filter(group=group)
    return found.order_by("name", "pk")


def visible_organisation(user: User, pk: int) -> Organisation:  # noqa: ARG001  # all who signed in
    """Whoever has signed in sees every organisation; Http404 where there is none."""
    return get_object_or_404(
        Organisation.objects.select_related("group").annotate(
            has_verified_representative=_verified()
        ),
        pk=pk,
    )


def organisation_page(user: User, organisation: Organisation) -> OrganisationPage:
    """`organisation` as `visible_organisation` gives it; three queries and one for the members."""
    sees_members = may_see_members(user, organisation).allowed
    current = Membership.objects.valid().filter(organisation=organisation)
    return OrganisationPage(
        organisation=organisation,
        mine=current.filter(user=user).first(),
        members=list(current.select_related("user", "verified_by").order_by("-role", "user__name"))
        if sees_members
        else [],
        sees_members=sees_members,
        answers_for_it=may_edit_organisation(user, organisation).allowed,
        has_verified_representative=organisation.has_verified_representative,  # type: ignore[attr-defined]
    )


def visible_memberships(user: User) -> QuerySet[Membership]:
    """One's own, and those of one's organisations; staff see all."""
    memberships = Membership.objects.select_related("organisation", "group", "user")
    if user.is_staff:
        return memberships
    own = Membership.objects.valid().filter(user=user, organisation__isnull=False)
    return memberships.filter(Q(user=user) | Q(organisation__in=own.values("organisation")))


def _verified() -> Exists:
    return Exists(Membership.objects.verified_representatives().filter(organisation=OuterRef("pk")))
