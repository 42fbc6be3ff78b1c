"""Make and revoke keys to the API."""

from datetime import timedelta
from secrets import token_urlsafe

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from accounts.models.api_token import hash_of
from accounts.permissions import may_edit_profile
from accounts.record import ACCOUNTS, record
from accounts.verdicts import Refused, require

MAX_TOKENS = 20
# Lets a scanner of leaked secrets recognise ours.
PREFIX = "plg_"


@transaction.atomic
def create_token(
    *, user: User, name: str, lifetime: timedelta | None, by: User
) -> tuple[ApiToken, str]:
    """The token and its secret, which is not kept: shown once or lost."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    require(may_edit_profile(by, user))
    if user.api_tokens.count() >= MAX_TOKENS:
        raise Refused("too-many-tokens", _("Revoke a token that you no longer use first."))
    secret = PREFIX + token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        secret_hash=hash_of(secret),
        expires_at=timezone.now() + lifetime if lifetime else None,
    )
    record(stream=ACCOUNTS, kind="token.created", by=by, token=token.pk)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> None:
    require(may_edit_profile(by, token.user))
    record(stream=ACCOUNTS, kind="token.revoked", by=by, token=token.pk)
    token.delete()
