"""How allauth stores people, writes to them and redirects them here."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from io import BytesIO
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.actions.users import set_password
from accounts.identity import confirmed_lately, needs_code
from accounts.models import User
from accounts.names import clean_name


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        user.country = form.cleaned_data["country"]
        user.language = get_language() or settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def set_password(self, user: User, password: str) -> None:
        """A reset ends every session; a change spares the one it is made in, for allauth to end."""
        key = allauth_context.request.session.session_key or ""
        set_password(user=user, password=password, by=user, session_key=key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Addresses in mails are the site's own: allauth would take the request's host."""
        ours = {
            "email": email,
            "signup_url": mail.absolute_url(reverse("account_signup")),
            "password_reset_url": mail.absolute_url(reverse("account_reset_password")),
        }
        with transaction.atomic():
            mail.send(to=email, template=template_prefix, context=context | ours)

    def is_safe_url(self, url: str) -> bool:
        """Only pages of the host the person is on; allauth would take any allowed host."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return _in_language_of(request.user, settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Newcomers who have chosen no group yet are asked for whom they speak."""
        return _in_language_of(request.user, "accounts:welcome")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [
            {
                "id": "code",
                "description": _("Use a code sent by e-mail"),
                "url": reverse("accounts:identity-confirm"),
            }
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Those without password and second factor confirm by e-mail: see `accounts.identity`.

        Raised here because allauth, where this returns true, does not ask them anything.
        """
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        request = allauth_context.request
        user = request.user
        if required and needs_code(user) and not confirmed_lately(request, user):
            raise ReauthenticationRequired
        return required


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        try:
            user.name = clean_name(str(data.get("name") or ""))[:120]
        except ValidationError:
            user.name = ""
        user.language = get_language() or settings.LANGUAGE_CODE
        return user

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """A provider that gives no usable name leaves it to the sign-up form."""
        return bool(sociallogin.user.name) and bool(
            super().is_auto_signup_allowed(request, sociallogin)
        )

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_signup_form_initial_data(sociallogin)
        return initial | {"name": sociallogin.user.name}


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    def encrypt(self, text: str) -> str:
        """Who reads the table of authenticators cannot compute their codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """On white: allauth's picture is transparent, and cannot be scanned from a dark page."""
        import qrcode  # noqa: PLC0415  # for this one page
        from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415

        picture = qrcode.make(url, image_factory=SvgPathFillImage)
        data = BytesIO()
        picture.save(data)
        return data.getvalue().decode()


def _cipher() -> MultiFernet:
    """Under the site's secret; what older secrets enciphered is still read."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = [sha256(b"mfa:" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


def _in_language_of(user: Any, url_name: str) -> str:
    language = user.language
    if language not in dict(settings.LANGUAGES):
        # People may prefer a language that these pages do not have.
        language = get_language() or settings.LANGUAGE_CODE
    with override(language):
        return reverse(url_name)
