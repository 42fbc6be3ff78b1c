"""Everything the site holds on a person, for the person (GDPR articles 15 and 20)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.models import EntryPayload, Membership, User

type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None

_contributions: dict[str, Callable[[User], Json]] = {}


def contribute(name: str, collect: Callable[[User], Json]) -> None:
    """Add a part to everyone's personal data; other apps call this in `AppConfig.ready`."""
    _contributions[name] = collect


def personal_data(user: User) -> dict[str, Json]:
    """By part: the account's own, then what the other apps contributed. All of it JSON."""
    own: dict[str, Json] = {
        "collected_at": _moment(timezone.now()),
        "account": _account(user),
        "email_addresses": [
            {"email": address.email, "verified": address.verified, "primary": address.primary}
            for address in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "memberships": _memberships(user),
        "sign_in_methods": _sign_in_methods(user),
        "sessions": _sessions(user),
        "api_tokens": [
            {
                "name": token.name,
                "created_at": _moment(token.created_at),
                "last_used_at": _moment(token.last_used_at),
                "expires_at": _moment(token.expires_at),
            }
            for token in user.api_tokens.order_by("pk")
        ],
        "record": _record(user),
    }
    return own | {name: collect(user) for name, collect in _contributions.items()}


def _moment(at: Any) -> str | None:
    return at.isoformat() if at is not None else None


def _account(user: User) -> Json:
    return {
        "public_id": str(user.public_id),
        "email": user.email,
        "name": user.name,
        "country": user.country,
        "language": user.language,
        "wants_mail": user.wants_mail,
        "joined_at": _moment(user.date_joined),
        "last_sign_in_at": _moment(user.last_login),
        "has_password": user.has_usable_password(),
        "is_staff": user.is_staff,
        "may_start_consultations": user.is_convener,
    }


def _memberships(user: User) -> Json:
    rows = Membership.objects.filter(user=user).select_related("group", "organisation")
    return [
        {
            "organisation": membership.organisation.name if membership.organisation else None,
            "group": membership.stakeholder_group.code,
            "role": membership.role,
            "evidence": membership.evidence,
            "verified_at": _moment(membership.verified_at),
            "valid_from": _moment(membership.valid_from),
            "valid_until": _moment(membership.valid_until),
        }
        for membership in rows.select_related("organisation__group").order_by("pk")
    ]


def _sign_in_methods(user: User) -> Json:
    """What there is, never its secret."""
    return [
        {"type": method.type, "added_at": _moment(method.created_at)}
        for method in Authenticator.objects.filter(user=user).order_by("pk")
    ] + [
        {"type": "provider", "provider": account.provider, "id": account.uid}
        for account in SocialAccount.objects.filter(user=user).order_by("pk")
    ]


def _sessions(user: User) -> Json:
    return [
        {
            "started_at": _moment(session.created_at),
            "last_seen_at": _moment(session.last_seen_at),
            "ip": session.ip,
            "browser": session.user_agent,
        }
        for session in UserSession.objects.filter(user=user).order_by("pk")
    ]


def _record(user: User) -> Json:
    """The acts that stand under the person's name in the record."""
    payloads = EntryPayload.objects.filter(actor=user).select_related("entry").order_by("pk")
    return [
        {
            "stream": payload.entry.stream,
            "kind": payload.entry.kind,
            "at": _moment(payload.entry.occurred_at),
            "data": payload.data,
        }
        for payload in payloads
    ]
