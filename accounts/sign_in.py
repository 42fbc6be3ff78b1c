"""allauth's forms where ours differ: sign-in without a password, sign-up that tells nothing."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Where the password is left empty, a code is sent by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        password = self.fields["password"]
        password.required = password.widget.is_required = False
        password.help_text = _("Leave it empty and we send you a sign-in code instead.")


class NewAccountForm(SignupForm):  # type: ignore[misc]  # allauth is untyped
    def try_save(self, request: HttpRequest) -> Any:
        """Hashing is what takes time: without it, a quick answer would tell of an account."""
        if self.account_already_exists and (password := self.cleaned_data.get("password1")):
            make_password(password)
        return super().try_save(request)
