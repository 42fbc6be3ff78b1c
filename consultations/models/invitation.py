"""Invitations by e-mail, to the team or to read; the link's secret is kept hashed."""

from datetime import datetime
from secrets import token_hex

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from consultations.states import InvitationStatus
from principles.states import Role

OPEN = Q(accepted_at__isnull=True, revoked_at__isnull=True, declined_at__isnull=True)


def new_salt() -> str:
    return token_hex(16)


class Invitation(models.Model):
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="invitations"
    )
    # In lower case.
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.INVITED)
    # The link's secret is made of the salt and the site's own key, so that the job that sends it
    # can make it again: it lies nowhere, neither here nor in the outbox.
    salt = models.CharField(max_length=32, default=new_salt)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # When the newest mail was asked for, and when it left.
    issued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (
            models.UniqueConstraint(
                fields=("consultation", "email"),
                condition=OPEN,
                name="invitation_one_open_an_address",
            ),
            models.CheckConstraint(
                condition=(Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True))
                & (Q(accepted_at__isnull=True) | Q(declined_at__isnull=True))
                & (Q(revoked_at__isnull=True) | Q(declined_at__isnull=True)),
                name="invitation_ends_in_one_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"

    @property
    def secret(self) -> str:
        """What the link in the mail ends in."""
        return salted_hmac("consultations.invitation", self.salt, algorithm="sha256").hexdigest()

    def status_at(self, now: datetime) -> InvitationStatus:
        if self.accepted_at:
            return InvitationStatus.ACCEPTED
        if self.declined_at:
            return InvitationStatus.DECLINED
        if self.revoked_at:
            return InvitationStatus.REVOKED
        return InvitationStatus.EXPIRED if self.expires_at <= now else InvitationStatus.OPEN
