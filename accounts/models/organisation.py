"""Organisations that people speak for."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.regions import region_of


class OrganisationType(models.TextChoices):
    """The user types of the EU's "Have your say", without the two kinds of citizen."""

    PUBLIC_AUTHORITY = "public-authority", _("Public authority")
    COMPANY = "company", _("Company or business")
    BUSINESS_ASSOCIATION = "business-association", _("Business association")
    NGO = "ngo", _("Non-governmental organisation")
    TRADE_UNION = "trade-union", _("Trade union")
    CONSUMER = "consumer", _("Consumer organisation")
    ENVIRONMENTAL = "environmental", _("Environmental organisation")
    ACADEMIC = "academic", _("Academic or research institution")
    TECHNICAL = "technical", _("Technical or standards body")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organisation")
    OTHER = "other", _("Other")


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=160)
    group = models.ForeignKey(
        "accounts.StakeholderGroup",
        on_delete=models.PROTECT,
        related_name="organisations",
        verbose_name=_("stakeholder group"),
    )
    type = models.CharField(_("type"), max_length=24, choices=OrganisationType.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    website = models.URLField(_("website"), blank=True)
    register_number = models.CharField(_("register number"), max_length=64, blank=True)
    created_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = (
            models.UniqueConstraint(
                Lower("name"), "country", name="organisation_name_unique_in_country"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def region(self) -> str:
        return region_of(self.country)
