"""One's own profile, and the page that asks newcomers for whom they speak."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.users import update_profile
from accounts.countries import country_name
from accounts.forms import IndividualForm, ProfileForm
from accounts.http import SignedInRequest
from accounts.queries.groups import memberships_of, places_of
from accounts.regions import Region, region_of
from accounts.verdicts import Refused
from accounts.views.crumbs import crumbs_to


@require_safe
@never_cache
@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    user = request.user
    region = region_of(user.country)
    return render(
        request,
        "accounts/profile.html",
        {
            "places": places_of(user),
            "country": country_name(user.country),
            "region": Region(region).label if region else "",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def edit_profile(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": user.name,
            "country": user.country,
            "language": user.language,
            "wants_mail": user.wants_mail,
        },
    )
    if form.is_valid():
        try:
            update_profile(user=user, by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Your profile has been changed."))
            return redirect("accounts:profile")
    return render(
        request,
        "accounts/profile_edit.html",
        {"form": form, "crumbs": crumbs_to(_("Change your profile"))},
        status=400 if form.errors else 200,
    )


@require_safe
@never_cache
@login_required
def welcome(request: SignedInRequest) -> HttpResponse:
    """Those who speak for someone already are sent to their profile."""
    if memberships_of(request.user):
        return redirect("accounts:profile")
    return render(request, "accounts/welcome.html", {"form": IndividualForm()})
