"""Amendments: another wording of a principle, those who back it, and what became of it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from principles.states import AmendmentStatus


class Amendment(models.Model):
    document = models.ForeignKey(
        "principles.Document", on_delete=models.CASCADE, related_name="amendments"
    )
    number = models.PositiveIntegerField()
    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="amendments"
    )
    # What it does, in a few words: "A-12: Name the law".
    label = models.CharField(_("in a few words"), max_length=120, blank=True)
    # The words it changes; what it changes in them is derived, never stored.
    base = models.ForeignKey("principles.PrincipleText", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title of the principle"), max_length=300)
    body = models.TextField(_("wording"))
    text_hash = models.CharField(max_length=64)
    rationale = models.TextField(_("why"))
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="amendments")
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="amendments"
    )
    status = models.CharField(
        max_length=12, choices=AmendmentStatus.choices, default=AmendmentStatus.OPEN
    )
    created_at = models.DateTimeField(db_default=Now())
    revised_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="amendment_number"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(status=AmendmentStatus.OPEN),
                name="amendment_open_is_not_closed",
            ),
        )
        indexes = (models.Index(fields=("principle", "status"), name="amendment_by_status"),)

    def __str__(self) -> str:
        return f"A-{self.number}"


class AmendmentRevision(models.Model):
    """What an amendment said before its author revised it: the words its earlier backers backed."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="revisions")
    label = models.CharField(max_length=120, blank=True)
    base = models.ForeignKey("principles.PrincipleText", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    body = models.TextField()
    text_hash = models.CharField(max_length=64)
    rationale = models.TextField()
    replaced_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"revision of {self.amendment_id}"


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


class Decision(models.Model):
    """What a moderator decided, with the reason, and the version it led to."""

    amendment = models.OneToOneField(Amendment, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(
        max_length=12,
        choices=[
            (AmendmentStatus.ADOPTED.value, AmendmentStatus.ADOPTED.label),
            (AmendmentStatus.REJECTED.value, AmendmentStatus.REJECTED.label),
        ],
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(db_default=Now())
    version = models.ForeignKey(
        "principles.Version", null=True, on_delete=models.PROTECT, related_name="decisions"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome=AmendmentStatus.ADOPTED, version__isnull=False)
                | (Q(outcome=AmendmentStatus.REJECTED, version__isnull=True) & ~Q(reason="")),
                name="decision_adopts_a_version_or_gives_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.outcome}"
