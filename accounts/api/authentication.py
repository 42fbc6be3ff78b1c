"""Keys to the API in the Authorization header."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.models.api_token import hash_of

KEYWORDS = (b"bearer", b"token")
# Noted at most so often, so that reading does not write each time.
NOTE_USE_EVERY = timedelta(minutes=10)
INVALID = _("This token is not valid: unknown, expired, revoked, or of a closed account.")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer plg_…`; `Token` is understood as well."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() not in KEYWORDS:
            return None
        if len(words) != 2:
            raise AuthenticationFailed(_("Send the token as one word after “Bearer”."))
        try:
            secret = words[1].decode("ascii")
        except UnicodeDecodeError:
            raise AuthenticationFailed(INVALID) from None
        token = (
            ApiToken.objects.usable()
            .filter(secret_hash=hash_of(secret))
            .select_related("user")
            .first()
        )
        if token is None:
            raise AuthenticationFailed(INVALID)
        _note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002  # DRF's signature
        return "Bearer"


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTE_USE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
