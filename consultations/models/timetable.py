"""The timetable: windows as planned, and as they were really opened and closed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from principles.states import Stage


class Window(models.Model):
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.CASCADE, related_name="windows"
    )
    stage = models.CharField(
        _("what is open"),
        max_length=12,
        choices=[(s.value, s.label) for s in (Stage.COMMENT, Stage.AMEND, Stage.VOTE)],
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("opens_at", "id")
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="window_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False),
                name="window_closed_was_opened",
            ),
            models.UniqueConstraint(
                fields=("consultation",),
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="window_one_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} {self.opens_at:%F} to {self.closes_at:%F}"
