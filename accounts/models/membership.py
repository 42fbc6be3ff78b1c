"""A person's place: in a stakeholder group as an individual, or in an organisation."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.group import StakeholderGroup


class MembershipRole(models.TextChoices):
    REPRESENTATIVE = "representative", _("Representative: speaks and votes for the organisation")
    MEMBER = "member", _("Member")


class Evidence(models.TextChoices):
    SELF_DECLARED = "self-declared", _("Self-declared")
    VERIFIED = "verified", _("Verified")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid(self) -> Self:
        now = timezone.now()
        return self.filter(
            Q(valid_from__lte=now), Q(valid_until__isnull=True) | Q(valid_until__gt=now)
        )

    def verified_representatives(self) -> Self:
        return self.valid().filter(
            role=MembershipRole.REPRESENTATIVE, evidence=Evidence.VERIFIED, user__is_active=True
        )


class Membership(models.Model):
    """Exactly one of `group` (an individual) and `organisation` is set."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    group = models.ForeignKey(
        "accounts.StakeholderGroup",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="individual_memberships",
        verbose_name=_("stakeholder group"),
    )
    role = models.CharField(
        _("role"),
        max_length=16,
        choices=MembershipRole.choices,
        default=MembershipRole.MEMBER,
    )
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    evidence = models.CharField(
        _("evidence"), max_length=16, choices=Evidence.choices, default=Evidence.SELF_DECLARED
    )
    verified_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, group__isnull=False)
                | Q(organisation__isnull=False, group__isnull=True),
                name="membership_group_or_organisation",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(role=MembershipRole.MEMBER),
                name="membership_only_organisations_are_represented",
            ),
            models.CheckConstraint(
                condition=Q(evidence=Evidence.VERIFIED, verified_at__isnull=False)
                | Q(evidence=Evidence.SELF_DECLARED, verified_at__isnull=True),
                name="membership_verified_says_when",
            ),
            models.UniqueConstraint(
                fields=("user", "organisation"),
                condition=Q(valid_until__isnull=True, organisation__isnull=False),
                name="membership_one_current_an_organisation",
            ),
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(valid_until__isnull=True, organisation__isnull=True),
                name="membership_one_current_as_individual",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation or self.group}"

    @property
    def stakeholder_group(self) -> StakeholderGroup:
        if self.organisation is not None:
            return self.organisation.group
        if self.group is None:  # excluded by the check constraint
            raise ValueError("membership without group")
        return self.group

    @property
    def is_valid(self) -> bool:
        now = timezone.now()
        return self.valid_from <= now and (self.valid_until is None or self.valid_until > now)

    @property
    def is_verified(self) -> bool:
        return self.evidence == Evidence.VERIFIED
