"""A document: what is deliberated on. It owns its principles, its stage and its participations."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from principles.states import (
    OPEN_STAGES,
    TEAM_ROLES,
    ResultsShown,
    Stage,
    SupportUnit,
    Visibility,
)

if TYPE_CHECKING:
    from principles.models.participation import Standing


class DocumentQuerySet(models.QuerySet["Document"]):
    def listed_for(self, user: User | None) -> Self:
        """What may appear in this person's lists and be fetched by number.

        Documents "by link" appear only to those with a seat or a voice in them; whoever knows the
        address reads them too (`permissions.may_view`). Drafts are for their team.
        """
        public = Q(visibility=Visibility.PUBLIC) & ~Q(stage=Stage.DRAFT)
        if user is None:
            return self.filter(public)
        if user.is_staff:
            return self
        team = Q(pk__in=user.seats.filter(role__in=TEAM_ROLES).values("document"))
        invited = Q(pk__in=user.seats.values("document")) & ~Q(stage=Stage.DRAFT)
        spoken = Q(pk__in=user.participations.values("document")) & ~Q(stage=Stage.DRAFT)
        not_closed = ~Q(visibility=Visibility.INVITED)
        return self.filter(public | team | invited | (spoken & not_closed))


class Document(models.Model):
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language of the text"), max_length=12, default="en")
    source = models.CharField(_("source"), max_length=200, blank=True)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    # When the open window closes; compared with the database's clock at every act.
    closes_at = models.DateTimeField(null=True, blank=True)
    visibility = models.CharField(
        _("who may read"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    allows_block = models.BooleanField(_("a vote may block, with a reason"), default=True)
    early_voting = models.BooleanField(
        _("votes may be cast from the amendments stage on"), default=False
    )
    results_shown = models.CharField(
        _("when results are shown"),
        max_length=8,
        choices=ResultsShown.choices,
        default=ResultsShown.LIVE,
    )
    verified_only = models.BooleanField(_("only verified members may take part"), default=False)
    # The rule that decides votes on amendments (`principles.rules`); {} is the simple majority.
    decision_rule = models.JSONField(default=dict, blank=True)
    # How many must back an amendment before it is submitted; 0: nobody needs to.
    support_needed = models.PositiveSmallIntegerField(_("backing an amendment needs"), default=0)
    support_unit = models.CharField(
        _("counted by"), max_length=16, choices=SupportUnit.choices, default=SupportUnit.PEOPLE
    )
    screens_amendments = models.BooleanField(
        _("moderators check an amendment before it is open"), default=False
    )
    current_version = models.ForeignKey(
        "principles.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    # Set by `actions.locking.lock_stage`: the database's clock under the lock.
    now: datetime
    _standings: dict[int, "Standing"]

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=OPEN_STAGES) | Q(closes_at__isnull=True),
                name="document_closes_only_when_open",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The name of this document's log in the record."""
        return f"document-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES


class NumberSeries(models.Model):
    """Hands out numbers (C-340, A-12) that are never reused; its row is the lock."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "kind"), name="numberseries_one_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"


class Section(models.Model):
    """A heading over principles; it stays as imported."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    intro = models.TextField(blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("document", "position"), name="section_position"),
        )

    def __str__(self) -> str:
        return self.heading
