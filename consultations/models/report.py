"""The outcome report: its contents are frozen when it is made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.states import ReportStatus


class Report(models.Model):
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="reports"
    )
    number = models.PositiveSmallIntegerField()
    contents = models.JSONField()
    hash = models.CharField(max_length=64)
    status = models.CharField(
        max_length=12, choices=ReportStatus.choices, default=ReportStatus.DRAFT
    )
    made_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name = _("outcome report")
        verbose_name_plural = _("outcome reports")
        constraints = (
            models.UniqueConstraint(fields=("consultation", "number"), name="report_number"),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.PUBLISHED, published_at__isnull=False)
                | Q(status=ReportStatus.DRAFT, published_at__isnull=True),
                name="report_published_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"report {self.number}"
