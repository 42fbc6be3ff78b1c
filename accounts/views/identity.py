"""Confirm by e-mail that it is you: the last of allauth's ways to ask again before a secret."""

from typing import Any

from allauth.account.views import BaseReauthenticateView
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms import IdentityCodeForm
from accounts.identity import check_code, is_code_sent, send_code


@method_decorator([login_required, never_cache], name="dispatch")
class ConfirmIdentityView(BaseReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    """First a button that sends the code, so that a mere GET sends nothing; then its field."""

    form_class = IdentityCodeForm
    template_name = "accounts/identity_confirm.html"

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" in request.POST:
            send_code(request, request.user)
            return HttpResponseRedirect(str(self.passthrough_next_url(request.path)))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: IdentityCodeForm) -> HttpResponse:
        if not check_code(self.request, self.request.user, form.cleaned_data["code"]):
            form.add_error("code", _("This code is not right, or no longer valid."))
            refused: HttpResponse = self.render_to_response(
                self.get_context_data(form=form), status=400
            )
            return refused
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_code_sent": is_code_sent(self.request)}


confirm_identity = ConfirmIdentityView.as_view()
