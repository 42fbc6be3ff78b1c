"""Keys to the API: make one, see it once, revoke it."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.tokens import create_token, revoke_token
from accounts.forms import TokenForm
from accounts.http import SignedInRequest
from accounts.identity import identity_confirmed
from accounts.verdicts import Refused
from accounts.views.crumbs import crumbs_to


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@identity_confirmed
@sensitive_variables("secret")
def token_list(request: SignedInRequest) -> HttpResponse:
    """The answer to the POST is the only page that ever shows the secret: no redirect."""
    user = request.user
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_valid():
        lifetime = timedelta(days=form.cleaned_data["days"])
        try:
            _token, secret = create_token(
                user=user, name=form.cleaned_data["name"], lifetime=lifetime, by=user
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            form = TokenForm()
    return render(
        request,
        "accounts/token_list.html",
        {
            "tokens": user.api_tokens.all(),
            "form": form,
            "secret": secret,
            "crumbs": crumbs_to(_("API tokens")),
        },
        status=400 if form.errors else 200,
    )


@require_POST
@login_required
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.api_tokens.select_related("user"), pk=pk)
    revoke_token(token=token, by=request.user)
    messages.success(request, _("The token no longer opens anything."))
    return redirect("accounts:token-list")
