"""Opinions on statements: one row a holder and statement, changed in place."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import User
from accounts.record.append import record
from accounts.verdicts import Refused, require
from consultations.events import OpinionGiven
from consultations.models import Statement, StatementVote
from consultations.permissions import may_give_opinion
from consultations.states import Opinion, StatementStatus
from principles.actions.locking import lock_stage, require_before_close
from principles.models import Participation, standing_of

# What a later opinion of the same holder replaces.
_CHANGEABLE = ("opinion", "participation", "group", "cast_at")


@transaction.atomic
def give_opinion(*, statement: Statement, opinion: str, by: User) -> StatementVote:
    """Agree, pass, disagree or skip; to skip what one answered takes the answer back.

    Whoever speaks for an organisation sets the organisation's one opinion. The same again is the
    one that stands.
    """
    consultation = statement.consultation
    document = lock_stage(consultation.document_id)
    consultation.document = document
    require(may_give_opinion(by, consultation))
    require_before_close(document)
    voice = standing_of(by, document).participation
    if voice is None:
        raise ValueError("may_give_opinion allows nobody without a voice")
    if opinion not in Opinion.values:
        raise Refused("unknown_choice", _("Choose one of the answers on the card."))
    if not Statement.objects.filter(pk=statement.pk, status=StatementStatus.OPEN).exists():
        raise Refused("statement_gone", _("This statement is not open for opinions."))
    old = StatementVote.objects.filter(statement=statement, holder=voice.holder).first()
    if old is not None and _stands(old, opinion, voice):
        return old
    (vote,) = StatementVote.objects.bulk_create(
        [
            StatementVote(
                statement=statement,
                holder=voice.holder,
                opinion=opinion,
                participation=voice,
                group_id=voice.group_id,
                cast_at=document.now,
            )
        ],
        update_conflicts=True,
        unique_fields=("statement", "holder"),
        update_fields=_CHANGEABLE,
    )
    replaces = old.opinion if old else Opinion.SKIP
    if (replaces, opinion) == (Opinion.SKIP, Opinion.SKIP):
        # No opinion before, none now: it only moves the card to the end of those skipped.
        return vote
    record(
        stream=document.stream,
        kind="opinion.given",
        by=by,
        statement=statement.pk,
        number=statement.number,
        holder=vote.holder,
        participation=voice.pk,
        opinion=opinion,
        replaces=replaces,
    )
    announce(OpinionGiven(consultation_id=consultation.pk))
    return vote


def _stands(old: StatementVote, opinion: str, voice: Participation) -> bool:
    if opinion == Opinion.SKIP:
        return False
    return (old.opinion, old.participation_id) == (opinion, voice.pk)
