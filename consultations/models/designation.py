"""How much agreement a principle found, as the chair says, and what others say to that."""

import hashlib

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.states import ConsensusLevel


class Designation(models.Model):
    """A new one replaces that before it. Without an objection by `objections_until` it stands."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="designations"
    )
    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="designations"
    )
    version = models.ForeignKey("principles.Version", on_delete=models.PROTECT, related_name="+")
    # The words it speaks of.
    text_hash = models.CharField(max_length=64)
    level = models.CharField(max_length=16, choices=ConsensusLevel.choices)
    rationale = models.TextField()
    # What the evidence proposed, and the evidence (`consultations.analysis.consensus`), as shown.
    proposed_level = models.CharField(max_length=16, choices=ConsensusLevel.choices, blank=True)
    evidence = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()
    objections_until = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    # When those who take part were mailed of it; it stays empty for one replaced before that.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("id",)
        verbose_name = _("consensus designation")
        verbose_name_plural = _("consensus designations")
        constraints = (
            models.UniqueConstraint(
                fields=("principle",),
                condition=Q(replaced_at__isnull=True),
                name="designation_one_stands",
            ),
            models.CheckConstraint(condition=~Q(rationale=""), name="designation_has_a_rationale"),
            models.CheckConstraint(
                condition=Q(objections_until__gt=models.F("decided_at")),
                name="designation_can_be_objected_to",
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} on {self.principle_id}"


class Objection(models.Model):
    """To a designation, by one who takes part; one a holder, taken back or answered."""

    designation = models.ForeignKey(
        Designation, on_delete=models.CASCADE, related_name="objections"
    )
    holder = models.CharField(max_length=24)
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    raised_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = (
            models.UniqueConstraint(
                fields=("designation", "holder"), name="objection_one_a_holder"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.holder} on {self.designation_id}"

    @property
    def hash(self) -> str:
        """Of what an answer is written on: the reason, and the answer that stands by now."""
        return hashlib.sha256(f"{self.reason}\0{self.answer}".encode()).hexdigest()


class MinorityStatement(models.Model):
    """What those who disagree want to stand beside the outcome, in their own words."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="minority_statements"
    )
    principle = models.ForeignKey(
        "principles.Principle", on_delete=models.CASCADE, related_name="minority_statements"
    )
    version = models.ForeignKey("principles.Version", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=24)
    participation = models.ForeignKey(
        "principles.Participation", on_delete=models.PROTECT, related_name="+"
    )
    body = models.TextField(_("minority statement"))
    # Rendered and sanitised when written (`principles.markdown`).
    html = models.TextField(editable=False)
    made_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True, blank=True)
    # Shown in place of its words while a moderator hides them; "" while they are shown.
    hidden_because = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("minority statement")
        verbose_name_plural = _("minority statements")
        constraints = (
            models.UniqueConstraint(
                fields=("principle", "holder"), name="minoritystatement_one_a_holder"
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} on {self.principle_id}"

    @property
    def hash(self) -> str:
        """Of the words that stand; "" where none do."""
        stands = self.body and self.withdrawn_at is None
        return hashlib.sha256(self.body.encode()).hexdigest() if stands else ""
