"""Who speaks on a document and for whom, and who has a seat at it without a voice."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Evidence, Membership, User
from accounts.regions import Region
from principles.models.document import Document
from principles.states import MODERATING_ROLES, Capacity, Role


class Seat(models.Model):
    """The team of a document, and those invited to read it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = (
            models.UniqueConstraint(fields=("document", "user"), name="seat_one_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Participation(models.Model):
    """A voice: the group, organisation and region as they were when it was taken up.

    Rows never change but for `left_at`: a new capacity is a new row, and what was said under the
    old one keeps the old one.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="participations"
    )
    membership = models.ForeignKey(
        "accounts.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    group = models.ForeignKey(
        "accounts.StakeholderGroup", on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    region = models.CharField(max_length=16, choices=Region.choices, blank=True)
    evidence = models.CharField(max_length=16, choices=Evidence.choices)
    # Of a contribution brought in from elsewhere: heard, and without a vote.
    is_imported = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "user"),
                condition=Q(left_at__isnull=True),
                name="participation_one_current",
            ),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.ORGANISATION, organisation__isnull=False)
                | Q(capacity=Capacity.INDIVIDUAL, organisation__isnull=True),
                name="participation_capacity_names_organisation",
            ),
        )
        indexes = (models.Index(fields=("document", "group"), name="participation_group"),)

    def __str__(self) -> str:
        return f"{self.user_id} on {self.document_id}"

    @property
    def holder(self) -> str:
        """Whose vote it is: an organisation's, however many speak for it, or the person's."""
        return f"o{self.organisation_id}" if self.organisation_id else f"u{self.user_id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is to a document."""

    role: Role | None = None
    participation: Participation | None = None
    # Whether the membership the voice was taken up with lasts, by the database's clock.
    is_member: bool = False

    @property
    def moderates(self) -> bool:
        return self.role in MODERATING_ROLES


def standing_of(user: User | None, document: Document) -> Standing:
    """Once for each document instance and person: one query for those with a voice, two for the
    others. The voice comes with its membership, and that with what `may_represent` asks of it."""
    if user is None:
        return Standing()
    known: dict[int, Standing] = document.__dict__.setdefault("_standings", {})
    if user.pk not in known:
        known[user.pk] = _standing(user, document)
    return known[user.pk]


def _standing(user: User, document: Document) -> Standing:
    # As SQL: the same subquery built by the ORM costs more than the database takes for the whole.
    role_there = RawSQL(
        "(SELECT role FROM principles_seat WHERE document_id = %s AND user_id = %s)",
        (document.pk, user.pk),
    )
    voice = (
        Participation.objects.filter(document=document, user=user, left_at__isnull=True)
        .select_related("group", "organisation", "membership")
        .annotate(
            now=Now(),
            role=role_there,
            yields=Exists(
                Membership.objects.verified_representatives().filter(
                    organisation=OuterRef("organisation")
                )
            ),
        )
        .first()
    )
    if voice is None:
        seats = Seat.objects.filter(document=document, user=user)
        role = seats.values_list("role", flat=True).first()
        return Standing(Role(role) if role else None)
    found, member = vars(voice), voice.membership
    if member is None:
        return Standing(Role(found["role"]) if found["role"] else None, voice)
    vars(member)["has_verified_representative"] = found["yields"]
    lasts = member.valid_until is None or member.valid_until > found["now"]
    return Standing(Role(found["role"]) if found["role"] else None, voice, lasts)


def forget_standing(user: User, document: Document) -> None:
    """After a seat or voice changed, so that this instance asks again."""
    document.__dict__.get("_standings", {}).pop(user.pk, None)
