"""Change, protect and erase accounts."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.events import AccountErased, announce
from accounts.mail import forget_mail_to
from accounts.models import User
from accounts.names import clean_name
from accounts.permissions import may_edit_profile, may_erase
from accounts.record import ACCOUNTS, record
from accounts.verdicts import Refused, require


@transaction.atomic
def update_profile(
    *,
    user: User,
    name: str,
    country: str,
    language: str,
    by: User,
    wants_mail: bool | None = None,
) -> User:
    """Without `wants_mail` that stays as it is."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    require(may_edit_profile(by, user))
    try:
        user.name = clean_name(name)
    except ValidationError as error:
        raise Refused("invalid-name", error.message) from error
    user.country = country
    user.language = language
    user.wants_mail = user.wants_mail if wants_mail is None else wants_mail
    user.save(update_fields=["name", "country", "language", "wants_mail"])
    # Pages that show the name are no longer fresh (their ETag is of the record).
    record(stream=ACCOUNTS, kind="profile.changed", by=by, user=str(user.public_id))
    return user


@transaction.atomic
def stop_mail(*, user: User) -> None:
    """For whoever has the address that every such mail carries: it is proof enough."""
    User.objects.filter(pk=user.pk).update(wants_mail=False)


@transaction.atomic
def set_password(*, user: User, password: str, by: User, session_key: str = "") -> None:
    """End whatever the old password opened: all sessions but `session_key`, and API tokens.

    Writes the hash into `user` as well as the database: its caller goes on with that instance.
    """
    require(may_edit_profile(by, user))
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_sessions(user, but=session_key)
    user.api_tokens.all().delete()
    record(stream=ACCOUNTS, kind="password.set", by=by)


@transaction.atomic
def erase_account(*, user: User, by: User) -> None:
    """Forget who the person is. What they did stays, under "Former participant".

    Announced before the writes, unlike other acts: a receiver may refuse, or still need the
    address to find what other apps hold under it. Either way all of it is one transaction.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    require(may_erase(by, user))
    announce(AccountErased(user_id=user.pk))
    addresses = {
        user.email,
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    }
    forget_mail_to(addresses)
    _remove_keys(user)
    _forget_person(user)
    record(stream=ACCOUNTS, kind="account.erased", by=by, user=str(user.public_id))


def _remove_keys(user: User) -> None:
    """All that lets the person in."""
    _end_sessions(user)
    user.api_tokens.all().delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()


def _forget_person(user: User) -> None:
    user.memberships.all().delete()
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    ).update(object_repr="", change_message="")
    user.email = f"{user.public_id}@erased.invalid"
    user.name = user.country = user.language = ""
    user.is_active = user.is_staff = user.is_superuser = user.is_convener = False
    user.last_login = None
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()


def _end_sessions(user: User, but: str = "") -> None:
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()
