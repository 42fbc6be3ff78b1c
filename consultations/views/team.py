"""The team and its invitations."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.verdicts import Refused, require
from consultations.actions.invitations import Unsent, invite_each, resend, revoke
from consultations.forms.team import TEAM_CHOICES, InviteForm, SeatForm
from consultations.models import Consultation
from consultations.permissions import (
    may_manage_team,
    may_see_desk,
    may_see_invitations,
    roles_to_give,
)
from consultations.queries.invitations import invitation_rows
from consultations.queries.team import readers_of, team_rows
from consultations.views.access import desk_view
from consultations.views.attempts import SHOWN, WRONG
from consultations.views.desk import desk_context
from principles.actions.participation import give_seat, remove_seat
from principles.states import ENDED_STAGES, Role


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_team(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    """Everyone's roles; by POST, invite. Addresses that were refused come back, each with why."""
    roles = roles_to_give(request.user, consultation)
    unsent: list[Unsent] = []
    form = InviteForm(roles=roles, initial={"role": roles[-1] if roles else ""})
    if request.method == "POST":
        require(may_see_invitations(request.user, consultation))
        form = InviteForm(request.POST, roles=roles)
        if form.is_valid():
            unsent = _invite(request, consultation, form)
            if not unsent:
                return redirect("consultations:desk-team", consultation.document.slug)
            form = _with_what_is_left(form, unsent, roles)
    context = {
        **desk_context(request, consultation, here="team"),
        "form": form if consultation.document.stage not in ENDED_STAGES else None,
        "unsent": unsent,
        "team": team_rows(consultation),
        "readers": readers_of(consultation),
        "invitations": (
            invitation_rows(consultation)
            if may_see_invitations(request.user, consultation)
            else None
        ),
        "roles": roles,
        "manages": bool(may_manage_team(request.user, consultation)),
        "team_roles": TEAM_CHOICES,
    }
    status = WRONG if unsent or form.errors else SHOWN
    return render(request, "consultations/desk_team.html", context, status=status)


def _invite(request: SignedInRequest, consultation: Consultation, form: InviteForm) -> list[Unsent]:
    sent, unsent = invite_each(
        consultation=consultation,
        addresses=form.cleaned_data["addresses"],
        role=Role(form.cleaned_data["role"]),
        by=request.user,
    )
    if sent:
        messages.success(
            request,
            ngettext(
                "%(count)s invitation is on its way.",
                "%(count)s invitations are on their way.",
                len(sent),
            )
            % {"count": len(sent)},
        )
    return unsent


def _with_what_is_left(form: InviteForm, unsent: list[Unsent], roles: Sequence[Role]) -> InviteForm:
    left = InviteForm(
        {
            "addresses": "\n".join(each.address for each in unsent),
            "role": form.cleaned_data["role"],
        },
        roles=roles,
    )
    for each in unsent:
        left.add_error(
            "addresses",
            _("%(address)s: %(reason)s") % {"address": each.address, "reason": each.reason},
        )
    return left


@require_POST
@desk_view
def seat_change(request: SignedInRequest, consultation: Consultation, pk: int) -> HttpResponse:
    seat = get_object_or_404(consultation.document.seats.select_related("user"), pk=pk)
    form = SeatForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles listed."))
        return redirect("consultations:desk-team", consultation.document.slug)
    try:
        give_seat(
            document=consultation.document,
            user=seat.user,
            role=Role(form.cleaned_data["role"]),
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The role is changed."))
    return _back(request, consultation)


@require_POST
@desk_view
def seat_remove(request: SignedInRequest, consultation: Consultation, pk: int) -> HttpResponse:
    seat = get_object_or_404(consultation.document.seats.select_related("document"), pk=pk)
    try:
        remove_seat(seat=seat, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The person has no role here any more."))
    return _back(request, consultation)


def _back(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    """To the team's page, unless it was one's own seat that changed."""
    fresh = Consultation.objects.select_related("document").get(pk=consultation.pk)
    page = "desk-team" if may_see_desk(request.user, fresh) else "consultation-detail"
    return redirect(f"consultations:{page}", consultation.document.slug)


@require_POST
@desk_view
def invitation_resend(
    request: SignedInRequest, consultation: Consultation, pk: int
) -> HttpResponse:
    invitation = get_object_or_404(consultation.invitations, pk=pk)
    try:
        resend(invitation=invitation, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The invitation is on its way again, with a new link."))
    return redirect("consultations:desk-team", consultation.document.slug)


@require_POST
@desk_view
def invitation_revoke(
    request: SignedInRequest, consultation: Consultation, pk: int
) -> HttpResponse:
    invitation = get_object_or_404(consultation.invitations, pk=pk)
    try:
        revoke(invitation=invitation, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("consultations:desk-team", consultation.document.slug)
