"""States of what the process makes: summaries, points, statements, reports, invitations."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class SummaryStatus(models.TextChoices):
    MACHINE = "machine", _("Machine-made, not reviewed")
    REVIEWED = "reviewed", _("Reviewed by a moderator")
    PUBLISHED = "published", _("Published by a moderator")


# A new run brings each back to machine-made.
SUMMARY_MOVES: Mapping[SummaryStatus, frozenset[SummaryStatus]] = {
    SummaryStatus.MACHINE: frozenset({SummaryStatus.REVIEWED}),
    SummaryStatus.REVIEWED: frozenset({SummaryStatus.PUBLISHED, SummaryStatus.MACHINE}),
    SummaryStatus.PUBLISHED: frozenset({SummaryStatus.REVIEWED, SummaryStatus.MACHINE}),
}


class ThemeKind(models.TextChoices):
    """How the groups stand to a theme; none where nothing is claimed."""

    SHARED = "shared", _("Shared")
    CONTESTED = "contested", _("Contested")
    DISTINCTIVE = "distinctive", _("One group only")
    NONE = "", _("Not compared")


class PointSide(models.TextChoices):
    """Of the stances people declare, concern and opposition are one side."""

    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ASKS = "asks", _("Asks or suggests")
    OPEN = "open", _("No stance stated")


class PointStatus(models.TextChoices):
    SHOWN = "shown", _("Shown")
    DROPPED = "dropped", _("Dropped")
    MERGED = "merged", _("Merged into another")


class PointChangeKind(models.TextChoices):
    RENAMED = "renamed", _("Reworded")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    DROPPED = "dropped", _("Dropped")
    RESTORED = "restored", _("Restored")
    PINNED = "pinned", _("Wording kept")
    UNPINNED = "unpinned", _("Wording free again")
    UNCITED = "uncited", _("Comment taken out")


class StatementStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for a moderator")
    OPEN = "open", _("Open for opinions")
    REFUSED = "refused", _("Not let in")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


STATEMENT_MOVES: Mapping[StatementStatus, frozenset[StatementStatus]] = {
    StatementStatus.WAITING: frozenset(
        {StatementStatus.OPEN, StatementStatus.REFUSED, StatementStatus.WITHDRAWN}
    ),
    StatementStatus.OPEN: frozenset({StatementStatus.REFUSED}),
    StatementStatus.REFUSED: frozenset({StatementStatus.OPEN}),
    StatementStatus.WITHDRAWN: frozenset(),
}


class Opinion(models.TextChoices):
    """Of a statement. A skipped card is no opinion: nothing counts it."""

    AGREE = "agree", _("Agree")
    PASS = "pass", _("Pass")
    DISAGREE = "disagree", _("Disagree")
    SKIP = "skip", _("Skipped")


class ConsensusLevel(models.TextChoices):
    """ICANN's, in the words of its working group guidelines."""

    FULL = "full", _("Full consensus")
    CONSENSUS = "consensus", _("Consensus")
    STRONG_SUPPORT = "strong_support", _("Strong support but significant opposition")
    DIVERGENCE = "divergence", _("Divergence")


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


class StatementOrder(models.TextChoices):
    """Of the table of results."""

    NUMBER = "number", _("By number")
    AGREED = "agreed", _("Most agreed to")
    DISAGREED = "disagreed", _("Most disagreed with")
    DIVIDED = "divided", _("Most divided")
    ANSWERS = "answers", _("Most answered")
