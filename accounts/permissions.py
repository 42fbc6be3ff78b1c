"""Who may do what to people, organisations and memberships; a refusal says why."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, MembershipRole, Organisation, User
from accounts.verdicts import ALLOWED, Verdict, denied

SIGN_IN = _("Sign in first.")
NOT_YOURS = _("Only the person themselves may do this.")
ENDED = _("This membership has ended.")


def may_view_profile(viewer: User | None, user: User) -> Verdict:
    """The whole profile. Others see name, group and organisation, where the person spoke."""
    if viewer is None:
        return denied(SIGN_IN)
    return ALLOWED if viewer.pk == user.pk or viewer.is_staff else denied(NOT_YOURS)


def may_edit_profile(by: User, user: User) -> Verdict:
    return ALLOWED if by.pk == user.pk else denied(NOT_YOURS)


def may_erase(by: User, user: User) -> Verdict:
    """Staff act for those who ask them to, but only a superuser erases staff."""
    if user.erased_at is not None:
        return denied(_("This account was erased already."))
    if by.pk == user.pk or by.is_superuser or (by.is_staff and not user.is_staff):
        return ALLOWED
    return denied(NOT_YOURS)


def may_register_organisation(user: User | None) -> Verdict:
    return denied(SIGN_IN) if user is None else ALLOWED


def may_edit_organisation(user: User | None, organisation: Organisation) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    if user.is_staff or _represents_verified(user, organisation):
        return ALLOWED
    return denied(_("Only its verified representatives and the site's staff may do this."))


def may_regroup_organisations(user: User | None) -> Verdict:
    """Its group decides among whom it is counted: not a choice of its own once it is registered."""
    if user is not None and user.is_staff:
        return ALLOWED
    return denied(_("Only the site's staff may move an organisation to another group."))


def may_see_members(user: User | None, organisation: Organisation) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    if (
        user.is_staff
        or Membership.objects.valid().filter(user=user, organisation=organisation).exists()
    ):
        return ALLOWED
    return denied(_("Only its members and the site's staff see who they are."))


def may_verify_membership(user: User | None, membership: Membership) -> Verdict:
    """Staff verify anyone, verified representatives those of their organisation; nobody oneself."""
    if user is None:
        return denied(SIGN_IN)
    if not membership.is_valid:
        return denied(ENDED)
    if user.pk == membership.user_id:
        return denied(_("Someone else must verify you."))
    if user.is_staff:
        return ALLOWED
    if membership.organisation is not None and _represents_verified(user, membership.organisation):
        return ALLOWED
    return denied(_("Only the organisation's verified representatives and the staff may verify."))


def may_end_membership(user: User | None, membership: Membership) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    if not membership.is_valid:
        return denied(ENDED)
    return ALLOWED if user.pk == membership.user_id else may_verify_membership(user, membership)


def may_speak_for(user: User | None, membership: Membership) -> Verdict:
    """Take part as this individual of a group, or in the name of this organisation."""
    if user is None:
        return denied(SIGN_IN)
    if user.pk != membership.user_id:
        return denied(NOT_YOURS)
    if not membership.is_valid:
        return denied(ENDED)
    return may_represent(membership)


def may_represent(membership: Membership) -> Verdict:
    """As `may_speak_for`, of the membership's own person and while it lasts."""
    if membership.organisation_id is None:
        return ALLOWED
    if membership.role != MembershipRole.REPRESENTATIVE:
        return denied(_("Only representatives speak for an organisation; you are a member of it."))
    if membership.is_verified or not _has_verified_representative(membership):
        return ALLOWED
    return denied(
        _("This organisation has verified representatives; ask one of them to verify you.")
    )


def _represents_verified(user: User, organisation: Organisation) -> bool:
    return (
        Membership.objects.verified_representatives()
        .filter(user=user, organisation=organisation)
        .exists()
    )


def _has_verified_representative(membership: Membership) -> bool:
    """Asked of the database unless a query has annotated it (`queries.groups`)."""
    known = membership.__dict__.get("has_verified_representative")
    if known is None:
        known = (
            Membership.objects.verified_representatives()
            .filter(organisation=membership.organisation)
            .exists()
        )
    return bool(known)
