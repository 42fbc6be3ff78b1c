"""Erase one's own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.users import erase_account
from accounts.forms import EraseForm
from accounts.http import SignedInRequest
from accounts.identity import identity_confirmed
from accounts.verdicts import Refused
from accounts.views.crumbs import crumbs_to


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@identity_confirmed
def erase(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = EraseForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            erase_account(user=user, by=user)
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            logout(request)
            messages.success(request, _("Your account has been erased."))
            return redirect("home")
    return render(
        request,
        "accounts/account_erase.html",
        {"form": form, "crumbs": crumbs_to(_("Erase your account"))},
        status=400 if form.errors else 200,
    )
