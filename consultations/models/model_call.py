"""What a language model was asked and answered: its cost, its cache, and for whoever checks."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ModelCall(models.Model):
    """The same question is asked once. The comments it held are named, not copied."""

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="model_calls"
    )
    # SHA-256 of the model's name and of all it was sent.
    question_hash = models.CharField(max_length=64)
    model = models.CharField(max_length=120)
    host = models.CharField(max_length=253)
    task = models.TextField()
    # {"3": [12, 15]}: the numbers of the comments behind each point.
    comments = models.JSONField(default=dict)
    # As it came; null where there was none, and `error` says why.
    answer = models.JSONField(null=True)
    tokens = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("id",)
        verbose_name = _("question to a language model")
        verbose_name_plural = _("questions to a language model")
        indexes = (
            models.Index(fields=("consultation", "question_hash"), name="modelcall_question"),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.question_hash[:8]}"
