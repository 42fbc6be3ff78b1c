"""Amendments: what they would do to the text, who stands behind them, and what became of them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from principles.states import LIVE_STATUSES, MODERATORS_KINDS, AmendmentKind, AmendmentStatus

if TYPE_CHECKING:
    from principles.models.decision import Decision


class Operations(models.Model):
    """What is proposed: operations on a document as `principles.text.operations` knows them, in the
    form of `principles.text.operation_json`; the first is on the principle it is filed under. What
    they change in the words is derived, never stored.
    """

    # The words of the principle it is filed under, in the version the whole was written on.
    base = models.ForeignKey("principles.PrincipleText", on_delete=models.PROTECT, related_name="+")
    operations = models.JSONField()
    text_hash = models.CharField(max_length=64)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """Of the principle it is filed under, or of the one it adds, if it were adopted."""
        return str(self.operations[0].get("title", self.base.title))

    @property
    def body(self) -> str:
        return str(self.operations[0].get("body", self.base.body))


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user: User | None) -> Self:
        """Drafts are their author's alone."""
        if user is None:
            return self.exclude(status=AmendmentStatus.DRAFT)
        return self.filter(~Q(status=AmendmentStatus.DRAFT) | Q(author=user))

    def live(self) -> Self:
        """Those that may still change the text."""
        return self.filter(status__in=LIVE_STATUSES)


class Amendment(Operations):
    document = models.ForeignKey(
        "principles.Document", on_delete=models.CASCADE, related_name="amendments"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=12, choices=AmendmentKind.choices, default=AmendmentKind.ORDINARY
    )
    # Under which it is filed; `touched` are all whose words or place it changes.
    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="amendments"
    )
    touched = models.ManyToManyField("principles.Principle", related_name="touching_amendments")
    # The amendment whose proposal this one would change.
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="amendments"
    )
    # What it does, in a few words: "A-12: Name the law".
    label = models.CharField(_("in a few words"), max_length=120, blank=True)
    rationale = models.TextField(_("why"))
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="amendments")
    # In whose name; a moderator has none.
    participation = models.ForeignKey(
        "principles.Participation", null=True, on_delete=models.PROTECT, related_name="amendments"
    )
    status = models.CharField(
        max_length=16, choices=AmendmentStatus.choices, default=AmendmentStatus.OPEN
    )
    created_at = models.DateTimeField(db_default=Now())
    revised_at = models.DateTimeField(null=True, blank=True)
    # When it first could be decided on; what is taken over later goes on from there.
    opened_at = models.DateTimeField(null=True, blank=True)
    voting_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AmendmentQuerySet.as_manager()
    decision: "Decision"

    class Meta:
        ordering = ("number",)
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="amendment_number"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(status__in=LIVE_STATUSES),
                name="amendment_live_is_not_closed",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MODERATORS_KINDS) | Q(participation__isnull=False),
                name="amendment_has_a_voice",
            ),
        )
        indexes = (models.Index(fields=("principle", "status"), name="amendment_by_status"),)

    def __str__(self) -> str:
        return f"A-{self.number}"

    @property
    def holder(self) -> str:
        """For whom its author spoke; "" for a moderator."""
        return self.participation.holder if self.participation else ""


class AmendmentRevision(Operations):
    """What an amendment said before it was revised: the words its earlier backers backed."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="revisions")
    label = models.CharField(max_length=120, blank=True)
    rationale = models.TextField()
    replaced_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"revision of {self.amendment_id}"


class Sponsor(models.Model):
    """Who proposes it beside its author, and may go on with it when the author withdraws."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="sponsors")
    holder = models.CharField(max_length=24)
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="sponsorships"
    )
    joined_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("amendment", "holder"), name="sponsor_one_a_holder"),
        )

    def __str__(self) -> str:
        return f"{self.holder} proposes {self.amendment_id}"


class Support(models.Model):
    """Backing for one wording; when the wording is revised its holder is asked again."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="supports")
    holder = models.CharField(max_length=24)
    text_hash = models.CharField(max_length=64)
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="supports"
    )
    group = models.ForeignKey(
        "accounts.StakeholderGroup", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("amendment", "holder"), name="support_one_a_holder"),
        )

    def __str__(self) -> str:
        return f"{self.holder} backs {self.amendment_id}"


class Consent(models.Model):
    """A compromise replaces `parent` if those who proposed it consent; None while they are asked.

    Given for one wording: a revised compromise asks again.
    """

    compromise = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="consents")
    parent = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="compromises")
    is_given = models.BooleanField(null=True)
    text_hash = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("parent__number",)
        constraints = (
            models.UniqueConstraint(fields=("compromise", "parent"), name="consent_one_a_parent"),
            models.CheckConstraint(
                condition=Q(is_given__isnull=True, answered_at__isnull=True)
                | Q(is_given__isnull=False, answered_at__isnull=False),
                name="consent_answered_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.parent_id} into {self.compromise_id}"
