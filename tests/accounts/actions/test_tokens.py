from datetime import timedelta

import pytest

from accounts.actions import tokens
from accounts.actions.tokens import create_token, revoke_token
from accounts.models import ApiToken, Entry, User
from accounts.models.api_token import hash_of
from accounts.verdicts import Denied, Refused
from tests.factories.accounts import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_secret_is_given_once_and_only_its_hash_kept() -> None:
    user: User = UserFactory.create()
    token, secret = create_token(user=user, name="script", lifetime=timedelta(days=30), by=user)
    assert secret.startswith("plg_")
    assert token.secret_hash == hash_of(secret)
    assert secret not in str(ApiToken.objects.values_list())
    assert token.expires_at is not None


def test_two_secrets_differ() -> None:
    user: User = UserFactory.create()
    made = {create_token(user=user, name="a", lifetime=None, by=user)[1] for _time in range(2)}
    assert len(made) == 2


def test_nobody_makes_or_revokes_tokens_of_others() -> None:
    user, staff = UserFactory.create(), StaffFactory.create()
    token, _secret = create_token(user=user, name="script", lifetime=None, by=user)
    with pytest.raises(Denied):
        create_token(user=user, name="script", lifetime=None, by=staff)
    with pytest.raises(Denied):
        revoke_token(token=token, by=staff)
    assert ApiToken.objects.count() == 1


def test_revoked_token_is_gone_and_recorded() -> None:
    user: User = UserFactory.create()
    token, _secret = create_token(user=user, name="script", lifetime=None, by=user)
    revoke_token(token=token, by=user)
    assert ApiToken.objects.count() == 0
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == [
        "token.created",
        "token.revoked",
    ]


def test_number_of_tokens_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MAX_TOKENS", 1)
    user: User = UserFactory.create()
    create_token(user=user, name="one", lifetime=None, by=user)
    with pytest.raises(Refused) as refused:
        create_token(user=user, name="two", lifetime=None, by=user)
    assert refused.value.code == "too-many-tokens"
