"""Opinion groups as one run found them; of earlier runs all but their people is kept."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OpinionRun(models.Model):
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="opinion_runs"
    )
    number = models.PositiveIntegerField()
    input_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=80)
    # `consultations.analysis.opinion.as_json`. In the last two runs it holds who is in which group,
    # so pages show it only through `consultations.queries.opinion`.
    result = models.JSONField()
    participant_count = models.PositiveIntegerField()
    statement_count = models.PositiveIntegerField()
    vote_count = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("number",)
        verbose_name = _("analysis of opinions")
        verbose_name_plural = _("analyses of opinions")
        constraints = (
            models.UniqueConstraint(fields=("consultation", "number"), name="opinionrun_number"),
        )

    def __str__(self) -> str:
        return f"run {self.number}"
