"""Take up, leave and verify memberships."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.memberships import declare_individual, leave, verify_membership
from accounts.forms import IndividualForm
from accounts.http import SignedInRequest
from accounts.models import Membership
from accounts.queries.organisations import visible_memberships
from accounts.verdicts import Refused
from accounts.views.crumbs import crumbs_to


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def declare(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = IndividualForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            declare_individual(user=user, group=form.cleaned_data["group"], by=user)
        except Refused as refused:
            form.add_error("group", str(refused.message))
        else:
            messages.success(request, _("You now speak as an individual of this group."))
            return redirect("accounts:profile")
    return render(
        request,
        "accounts/membership_declare.html",
        {"form": form, "crumbs": crumbs_to(_("Choose your group"))},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asked again before: a membership ended has to be verified anew."""
    membership = get_object_or_404(visible_memberships(request.user), pk=pk)
    if request.method == "POST":
        leave(membership=membership, by=request.user)
        messages.success(request, _("The membership has ended."))
        return _back(request, membership)
    return render(
        request,
        "accounts/membership_end.html",
        {"membership": membership, "crumbs": crumbs_to(_("End a membership"))},
    )


@require_POST
@login_required
def verify(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(visible_memberships(request.user), pk=pk)
    verify_membership(membership=membership, by=request.user)
    messages.success(request, _("The membership is verified."))
    return _back(request, membership)


def _back(request: SignedInRequest, membership: Membership) -> HttpResponse:
    if membership.organisation_id is None or membership.user_id == request.user.pk:
        return redirect("accounts:profile")
    return redirect("accounts:organisation-detail", pk=membership.organisation_id)
