"""The one sender of e-mail: templated, in the reader's language, through the outbox.

A mail is two text templates, `<template>_subject.txt` and `<template>_message.txt`, rendered
without HTML escaping. Its HTML alternative is made from the rendered text when it is sent, and
escaped there: what a person wrote cannot become markup in either.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from smtplib import SMTPException, SMTPResponseException

import css_inline
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.jobs import enqueue
from accounts.models import Job, User
from accounts.verdicts import Refused

TASK = "accounts.send_mail"
SITE_NAME = "Polylogue"
_SALT = "accounts.mail-stop"
_CODE = re.compile(r"[A-Z0-9]{2,8}(-[A-Z0-9]{2,8})?")


class NotSent(Exception):
    """The mail server's answer without the address, which must not stay in the job's row."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A link or code stands alone in its paragraph and is shown as one."""

    text: str

    @property
    def kind(self) -> str:
        if self.text.startswith(("https://", "http://")) and len(self.text.split()) == 1:
            return "link"
        return "code" if _CODE.fullmatch(self.text) else "text"


def absolute_url(path: str) -> str:
    """On the site's own address, never the host a request claims to have come to."""
    return f"{settings.SITE_URL}{path}"


def stop_url(user: User) -> str:
    """Where a POST ends the mails this person may do without, signed in or not."""
    return absolute_url(reverse("accounts:mail-stop", args=[signing.dumps(user.pk, salt=_SALT)]))


def reader_of(token: str) -> User | None:
    """Whose mails the address with this token ends."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()


def send(
    *,
    to: str,
    template: str,
    context: Mapping[str, object],
    language: str = "",
    unsubscribe_url: str = "",
) -> None:
    """Render now, send after commit; call it in the transaction of the mail's cause.

    `language` is the reader's; the active one if it is empty. A mail that the reader may do
    without has the address where a POST ends such mails (RFC 8058).
    """
    chosen = language or get_language() or settings.LANGUAGE_CODE
    values = {**context, "site_name": SITE_NAME, "site_url": settings.SITE_URL}
    with translation.override(chosen):
        subject = _rendered(f"{template}_subject.txt", values)
        text = _rendered(f"{template}_message.txt", values)
    if len(subject.splitlines()) != 1:
        raise Refused("invalid-subject", _("The subject of an e-mail is one line."))
    enqueue(
        TASK, to=to, subject=subject, text=text, language=chosen, unsubscribe_url=unsubscribe_url
    )


def deliver(*, to: str, subject: str, text: str, language: str, unsubscribe_url: str) -> None:
    """Hand one mail to the mail server now."""
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    message.attach_alternative(_html(subject, text, language, unsubscribe_url), "text/html")
    try:
        message.send()
    except SMTPException as error:
        code = error.smtp_code if isinstance(error, SMTPResponseException) else ""
        raise NotSent(f"{type(error).__name__} {code}".strip()) from None


def forget_mail_to(addresses: Iterable[str]) -> None:
    """Drop every mail to these addresses, sent, failed or waiting."""
    Job.objects.filter(task=TASK, arguments__to__in=list(addresses)).delete()


def _rendered(template_name: str, values: dict[str, object]) -> str:
    template = get_template(template_name).template  # type: ignore[attr-defined]
    return str(template.render(Context(values, autoescape=False))).strip()


def _html(subject: str, text: str, language: str, unsubscribe_url: str) -> str:
    with translation.override(language):
        page = render_to_string(
            "accounts/mail/layout.html",
            {
                "subject": subject,
                "paragraphs": [
                    Paragraph(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip()
                ],
                "language": language,
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
                "site_name": SITE_NAME,
                "site_url": settings.SITE_URL,
                "unsubscribe_url": unsubscribe_url,
            },
        )
    return css_inline.inline(page)
