"""What the links in an invitation lead to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.verdicts import Refused, require
from consultations.actions.invitations import accept, decline
from consultations.models import Consultation
from consultations.permissions import may_accept, may_see_desk, may_view_consultation
from consultations.queries.invitations import confirmed_addresses, invitation_by_secret


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation_accept(request: Request, secret: str) -> HttpResponse:
    """Says what one is invited to; by POST, accepts. A GET changes nothing: mail programs fetch."""
    invitation, status = invitation_by_secret(secret)
    user, refusal = actor(request), ""
    verdict = may_accept(user, invitation, confirmed_addresses(user))
    if request.method == "POST":
        require(verdict)
        try:
            accept(secret=secret, by=request.user)  # type: ignore[arg-type]  # the verdict saw it
        except Refused as refused:
            refusal = str(refused.message)
        else:
            return _welcomed(request, invitation.consultation)
    context = {
        "invitation": invitation,
        "status": status,
        "consultation": invitation.consultation,
        "document": invitation.consultation.document,
        "masked": masked(invitation.email),
        "verdict": verdict,
        "refusal": refusal,
        "visible": bool(may_view_consultation(user, invitation.consultation)),
        "secret": secret,
    }
    return render(
        request, "consultations/invitation_accept.html", context, status=400 if refusal else 200
    )


def masked(email: str) -> str:
    """Enough for its owner to know it by."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _welcomed(request: Request, consultation: Consultation) -> HttpResponse:
    """To the first page that the new seat opens."""
    fresh = Consultation.objects.select_related("document").get(pk=consultation.pk)
    slug, user = fresh.document.slug, actor(request)
    messages.success(request, _("You accepted the invitation."))
    if may_see_desk(user, fresh):
        return redirect("consultations:desk", slug)
    if may_view_consultation(user, fresh):
        return redirect("consultations:consultation-detail", slug)
    messages.info(request, _("You can read it once it is announced."))
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation_decline(request: Request, secret: str) -> HttpResponse:
    """Needs no account: whoever has the link may end the mail it came with."""
    invitation, status = invitation_by_secret(secret)
    refusal, declined = "", status.value == "declined"
    if request.method == "POST":
        try:
            decline(secret=secret)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            declined = True
    context = {
        "invitation": invitation,
        "document": invitation.consultation.document,
        "status": status,
        "declined": declined,
        "refusal": refusal,
        "secret": secret,
    }
    return render(
        request, "consultations/invitation_decline.html", context, status=400 if refusal else 200
    )
