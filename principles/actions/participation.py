"""Who speaks and for whom; and the seats of the team, and of those invited to read."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import Membership, User
from accounts.permissions import may_speak_for
from accounts.record.append import record
from accounts.regions import region_of
from accounts.verdicts import Refused, Verdict, require
from principles.actions.locking import lock_stage, lock_stage_to_move
from principles.events import ParticipantJoined
from principles.models import Document, Participation, Seat
from principles.models.participation import forget_standing
from principles.permissions import may_join, may_moderate, may_own
from principles.states import Capacity, Role

_FROZEN = ("membership_id", "capacity", "group_id", "organisation_id", "region", "evidence")


@transaction.atomic
def join(*, document: Document, membership: Membership, by: User) -> Participation:
    """Speak on the document through this membership, as it is now, from here on.

    What was said in another capacity keeps it. Joining again unchanged gives the same voice.
    """
    locked = lock_stage(document.pk)
    # Two clicks at once: the second waits here, then finds the first one's voice.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    require(may_join(by, locked))
    require(may_speak_for(by, membership))
    if locked.verified_only and not membership.is_verified:
        raise Refused(
            "verified_only",
            _("Only verified members may take part here. Ask the site's staff to verify you."),
        )
    voice = _voice(locked, membership, by)
    old = Participation.objects.filter(document=locked, user=by, left_at__isnull=True).first()
    if old is not None and _same(old, voice):
        return old
    if old is not None:
        Participation.objects.filter(pk=old.pk).update(left_at=Now())
    voice.save()
    forget_standing(by, document)
    record(
        stream=locked.stream,
        kind="participant.joined",
        by=by,
        participation=voice.pk,
        replaces=old.pk if old else None,
        capacity=voice.capacity,
        group=voice.group.code,
        organisation=voice.organisation_id,
        evidence=voice.evidence,
    )
    announce(ParticipantJoined(document_id=locked.pk, participation_id=voice.pk))
    return voice


def _voice(document: Document, membership: Membership, user: User) -> Participation:
    organisation = membership.organisation
    return Participation(
        document=document,
        user=user,
        membership=membership,
        capacity=Capacity.ORGANISATION if organisation else Capacity.INDIVIDUAL,
        group=membership.stakeholder_group,
        organisation=organisation,
        region=organisation.region if organisation else region_of(user.country),
        evidence=membership.evidence,
    )


def _same(one: Participation, other: Participation) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _FROZEN)


@transaction.atomic
def give_seat(*, document: Document, user: User, role: Role, by: User) -> Seat:
    """Give a person a role at the document, in place of the one they may have.

    An invitation to read never takes a higher role away.
    """
    locked = lock_stage_to_move(document.pk)
    require(_may_seat(by, locked, role))
    seat = Seat.objects.filter(document=locked, user=user).first()
    old = Role(seat.role) if seat else None
    if seat is not None and role in (old, Role.INVITED):
        return seat
    if old == Role.OWNER:
        _require_another_owner(locked, user)
    seat, _created = Seat.objects.update_or_create(
        document=locked, user=user, defaults={"role": role}
    )
    _after_seat(document, user, old, role, by)
    return seat


@transaction.atomic
def remove_seat(*, seat: Seat, by: User) -> None:
    """Take a person's role away; the last owner stays."""
    document = lock_stage_to_move(seat.document_id)
    held = Seat.objects.select_related("user").filter(pk=seat.pk).first()
    old = Role(held.role if held else seat.role)
    require(_may_seat(by, document, old))
    if held is None:
        return
    if old == Role.OWNER:
        _require_another_owner(document, held.user)
    held.delete()
    _after_seat(seat.document, held.user, old, None, by)


def _may_seat(by: User, document: Document, role: Role) -> Verdict:
    """Invited readers are the moderators' matter, the team is the owner's."""
    return may_moderate(by, document) if role == Role.INVITED else may_own(by, document)


def _require_another_owner(document: Document, owner: User) -> None:
    others = Seat.objects.filter(document=document, role=Role.OWNER).exclude(user=owner)
    if not others.exists():
        raise Refused("last_owner", _("A consultation keeps at least one owner."))


def _after_seat(
    document: Document, user: User, old: Role | None, new: Role | None, by: User
) -> None:
    forget_standing(user, document)
    record(
        stream=document.stream,
        kind="seat.changed",
        by=by,
        user=str(user.public_id),
        old=old.value if old else None,
        new=new.value if new else None,
    )
