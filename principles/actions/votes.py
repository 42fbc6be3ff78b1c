"""Casting a vote on a principle: one row a holder, bound to the words it was cast on."""

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Conflict, Refused, require
from principles.actions.locking import lock_stage, require_before_close
from principles.events import VoteCast
from principles.models import Document, Participation, Principle, PrincipleText, Vote, standing_of
from principles.permissions import may_vote
from principles.states import Choice
from principles.text.wording import is_storable, name_invisible, normalise_lines

REASON_LENGTH = 2000
# What a later vote of the same holder replaces.
_CHANGEABLE = (
    "text",
    "text_hash",
    "choice",
    "reason",
    "participation",
    "group",
    "organisation",
    "cast_at",
)


class TextChanged(Conflict):
    """`voted` are the words the person read, None if there never were such; `current` today's."""

    def __init__(self, voted: PrincipleText | None, current: PrincipleText) -> None:
        super().__init__(
            "text_changed", _("The text changed while you were reading. Your vote was not cast.")
        )
        self.voted = voted
        self.current = current


@transaction.atomic
def cast_vote(
    *, principle: Principle, choice: str, text_hash: str, by: User, reason: str = ""
) -> Vote:
    """Cast, change or confirm a vote on the words whose hash is `text_hash`.

    Whoever votes for an organisation sets the organisation's one vote. The same vote again is the
    vote that stands.
    """
    document = lock_stage(principle.document_id)
    require(may_vote(by, document))
    require_before_close(document)
    voice = _voice(by, document)
    text = _text_with_vote(document, principle, voice.holder)
    if text.hash != text_hash:
        raise _text_changed(principle, text, text_hash)
    reason = checked_vote_reason(document, choice, reason)
    old = vars(text)
    if (old["my_choice"], old["my_hash"], old["my_reason"], old["my_voice"]) == (
        choice,
        text_hash,
        reason,
        voice.pk,
    ):
        return Vote.objects.get(pk=old["my_vote"])
    vote = _upsert(
        Vote(
            principle=principle,
            holder=voice.holder,
            text=text,
            text_hash=text_hash,
            choice=choice,
            reason=reason,
            participation=voice,
            group_id=voice.group_id,
            organisation_id=voice.organisation_id,
            cast_at=document.now,
        )
    )
    record(
        stream=document.stream,
        kind="vote.cast",
        by=by,
        vote=vote.pk,
        principle=principle.pk,
        holder=vote.holder,
        participation=voice.pk,
        text_hash=text_hash,
        choice=vote.choice,
        reason=reason,
        replaces=old["my_choice"],
    )
    announce(VoteCast(document_id=document.pk, principle_id=principle.pk, vote_id=vote.pk))
    return vote


def _voice(user: User, document: Document) -> Participation:
    voice = standing_of(user, document).participation
    if voice is None:
        raise ValueError("may_vote allows nobody without a voice")
    return voice


def _text_with_vote(document: Document, principle: Principle, holder: str) -> PrincipleText:
    """The words of today, and the vote this holder has; one query for both."""
    text = (
        PrincipleText.objects.filter(version=document.current_version_id, principle=principle)
        .alias(
            mine=FilteredRelation("principle__votes", condition=Q(principle__votes__holder=holder))
        )
        .annotate(
            my_vote=F("mine__id"),
            my_choice=F("mine__choice"),
            my_hash=F("mine__text_hash"),
            my_reason=F("mine__reason"),
            my_voice=F("mine__participation_id"),
        )
        .first()
    )
    if text is None:
        raise Refused("principle_gone", _("This principle is no longer part of the text."))
    return text


def _text_changed(principle: Principle, current: PrincipleText, text_hash: str) -> TextChanged:
    earlier = PrincipleText.objects.filter(principle=principle, hash=text_hash)
    return TextChanged(earlier.order_by("version__number").last(), current)


def checked_vote_reason(document: Document, choice: str, reason: str) -> str:
    """Only a block has a reason, and it must."""
    if choice not in Choice.values:
        raise Refused("unknown_choice", _("Choose one of the positions listed."))
    if choice != Choice.BLOCK:
        return ""
    if not document.allows_block:
        raise Refused("block_not_allowed", _("A vote cannot block in this consultation."))
    if not is_storable(reason):
        raise Refused("unreadable", _("This text has characters that cannot be kept."))
    reason = name_invisible(normalise_lines(reason))
    if not reason:
        raise Refused("reason_required", _("Say why you block: others must be able to answer."))
    if len(reason) > REASON_LENGTH:
        raise Refused("too_long", _("This reason is too long."))
    return reason


def _upsert(vote: Vote) -> Vote:
    """Two requests of one holder at once leave one row, by the database's own constraint."""
    (stored,) = Vote.objects.bulk_create(
        [vote],
        update_conflicts=True,
        unique_fields=("principle", "holder"),
        update_fields=_CHANGEABLE,
    )
    return stored
