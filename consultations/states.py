"""States of what the process makes: summaries, reports, invitations."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class SummaryStatus(models.TextChoices):
    MACHINE = "machine", _("Machine-made, not reviewed")
    REVIEWED = "reviewed", _("Reviewed by a moderator")


SUMMARY_MOVES: Mapping[SummaryStatus, frozenset[SummaryStatus]] = {
    SummaryStatus.MACHINE: frozenset({SummaryStatus.REVIEWED}),
    SummaryStatus.REVIEWED: frozenset(),
}


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


REPORT_MOVES: Mapping[ReportStatus, frozenset[ReportStatus]] = {
    ReportStatus.DRAFT: frozenset({ReportStatus.PUBLISHED}),
    ReportStatus.PUBLISHED: frozenset(),
}


class InvitationStatus(models.TextChoices):
    OPEN = "open", _("Not answered yet")
    EXPIRED = "expired", _("Expired")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Withdrawn")


# Expired ones may be sent again; nothing leaves the other ends. Nobody moves to expired: time does.
INVITATION_MOVES: Mapping[InvitationStatus, frozenset[InvitationStatus]] = {
    InvitationStatus.OPEN: frozenset(
        {
            InvitationStatus.EXPIRED,
            InvitationStatus.ACCEPTED,
            InvitationStatus.DECLINED,
            InvitationStatus.REVOKED,
        }
    ),
    InvitationStatus.EXPIRED: frozenset(
        {InvitationStatus.OPEN, InvitationStatus.DECLINED, InvitationStatus.REVOKED}
    ),
    InvitationStatus.ACCEPTED: frozenset(),
    InvitationStatus.DECLINED: frozenset(),
    InvitationStatus.REVOKED: frozenset(),
}
