"""Who may run a consultation. Team and stage rules stand with the document."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import ALLOWED, Verdict, denied
from consultations.models import Consultation, Invitation, MinorityStatement, Objection, Statement
from consultations.states import StatementStatus
from principles.models import Comment, Document, standing_of
from principles.permissions import (
    NOT_YOURS,
    OVER,
    SIGN_IN,
    TEAM_IS_NEUTRAL,
    is_open_for,
    may_draft,
    may_moderate,
    may_observe,
    may_own,
    may_speak,
    may_view,
)
from principles.states import ENDED_STAGES, TEAM_ROLES, Activity, Role, Stage

__all__ = [
    "may_accept",
    "may_announce",
    "may_answer_objection",
    "may_cancel",
    "may_change_settings",
    "may_conclude",
    "may_create",
    "may_designate",
    "may_flag",
    "may_give_opinion",
    "may_hide_minority_statement",
    "may_invite_as",
    "may_make_report",
    "may_manage_team",
    "may_moderate_statement",
    "may_object",
    "may_propose_statement",
    "may_publish_report",
    "may_run",
    "may_see_desk",
    "may_see_invitations",
    "may_seed_statements",
    "may_view_consultation",
    "may_withdraw_minority_statement",
    "may_withdraw_objection",
    "may_withdraw_statement",
    "may_write_minority_statement",
    "roles_to_give",
    "speaks_as",
]


def may_view_consultation(user: User | None, consultation: Consultation) -> Verdict:
    return may_view(user, consultation.document)


def may_create(user: User | None, document: Document) -> Verdict:
    """May start a consultation on the document."""
    return may_own(user, document)


def may_run(user: User | None, consultation: Consultation) -> Verdict:
    """Timetable, stages, amendments, summaries, reports."""
    return may_moderate(user, consultation.document)


def may_flag(user: User | None, comment: Comment) -> Verdict:
    """May say of a point that it is not what this comment said: who wrote it, and whoever speaks
    for the organisation in whose name it was written."""
    if not (views := may_view(user, comment.document)):
        return views
    if user is not None and user.pk == comment.author_id:
        return ALLOWED
    if comment.participation.holder == speaks_as(user, comment.document):
        return ALLOWED
    return denied(
        _(
            "Only who wrote a comment, or speaks for its organisation, can say that it means "
            "something else."
        )
    )


def speaks_as(user: User | None, document: Document) -> str:
    """Whose voice the person has now, as `Participation.holder` says it; "" if nobody's."""
    if user is None or not may_speak(user, document):
        return ""
    voice = standing_of(user, document).participation
    return voice.holder if voice is not None else ""


def may_manage_team(user: User | None, consultation: Consultation) -> Verdict:
    return may_own(user, consultation.document)


def may_change_settings(user: User | None, consultation: Consultation) -> Verdict:
    """What it is about, who may read, and, until it is announced, its rules."""
    return may_own(user, consultation.document)


def may_announce(user: User | None, consultation: Consultation) -> Verdict:
    """It makes the text public and the rules final, so it is the owner's."""
    return may_own(user, consultation.document)


def may_cancel(user: User | None, consultation: Consultation) -> Verdict:
    return may_own(user, consultation.document)


def may_see_desk(user: User | None, consultation: Consultation) -> Verdict:
    return may_observe(user, consultation.document)


def may_see_invitations(user: User | None, consultation: Consultation) -> Verdict:
    """They are addresses of people who are not here yet: not for observers."""
    return may_run(user, consultation)


def may_invite_as(user: User | None, consultation: Consultation, role: Role) -> Verdict:
    """Nobody hands out a role above their own: moderators invite readers, owners anyone."""
    if role in TEAM_ROLES:
        return may_manage_team(user, consultation)
    return may_run(user, consultation)


def roles_to_give(user: User | None, consultation: Consultation) -> Sequence[Role]:
    return [role for role in Role if may_invite_as(user, consultation, role)]


def may_accept(user: User | None, invitation: Invitation, addresses: Sequence[str]) -> Verdict:
    """`addresses` are those the person has confirmed: a link that was passed on opens nothing."""
    if user is None:
        return denied(_("Sign in first."))
    if invitation.email in {address.lower() for address in addresses}:
        return ALLOWED
    return denied(
        _("This invitation was sent to an address that is not among your confirmed ones.")
    )


def may_conclude(user: User | None, consultation: Consultation) -> Verdict:
    if not (runs := may_run(user, consultation)):
        return runs
    if consultation.document.stage == Stage.CLOSED:
        return ALLOWED
    return denied(_("Close the consultation first; then it can be concluded."))


def may_make_report(user: User | None, consultation: Consultation) -> Verdict:
    if not (runs := may_run(user, consultation)):
        return runs
    if consultation.document.stage in {Stage.CLOSED, Stage.CONCLUDED}:
        return ALLOWED
    return denied(_("A report is made after the close, when nothing can change any more."))


def may_publish_report(user: User | None, consultation: Consultation) -> Verdict:
    if not (runs := may_run(user, consultation)):
        return runs
    if consultation.document.stage == Stage.CONCLUDED:
        return ALLOWED
    return denied(_("Conclude the consultation first; then its report can be published."))


def may_designate(user: User | None, consultation: Consultation) -> Verdict:
    """Say how much agreement a principle found: when every vote is cast, and before the end."""
    if not (runs := may_run(user, consultation)):
        return runs
    stage = consultation.document.stage
    if stage == Stage.CLOSED:
        return ALLOWED
    if stage in ENDED_STAGES:
        return denied(OVER)
    return denied(_("How much agreement there is is said after the close, when all have voted."))


def may_object(user: User | None, consultation: Consultation) -> Verdict:
    """To a designation, by those who take part; until when, it says itself."""
    return _may_differ(user, consultation)


def may_withdraw_objection(user: User | None, objection: Objection) -> Verdict:
    consultation = objection.designation.consultation
    return _may_take_back(user, consultation, objection.holder)


def may_answer_objection(user: User | None, consultation: Consultation) -> Verdict:
    if not (runs := may_run(user, consultation)):
        return runs
    return denied(OVER) if consultation.document.stage in ENDED_STAGES else ALLOWED


def may_write_minority_statement(user: User | None, consultation: Consultation) -> Verdict:
    """Between the close and the end: when it is known what it differs from, and before the report
    that it is annexed to."""
    if not (differs := _may_differ(user, consultation)):
        return differs
    if consultation.document.stage == Stage.CLOSED:
        return ALLOWED
    return denied(_("Minority statements are written after the close."))


def may_withdraw_minority_statement(user: User | None, statement: MinorityStatement) -> Verdict:
    return _may_take_back(user, statement.consultation, statement.holder)


def may_hide_minority_statement(user: User | None, consultation: Consultation) -> Verdict:
    return may_run(user, consultation)


def _may_differ(user: User | None, consultation: Consultation) -> Verdict:
    """May say, for whom one speaks, that one sees it otherwise: those who may write an amendment,
    whatever is open."""
    return may_draft(user, consultation.document)


def _may_take_back(user: User | None, consultation: Consultation, holder: str) -> Verdict:
    """What was said for a party is taken back by whoever speaks for it."""
    if not (differs := _may_differ(user, consultation)):
        return differs
    if speaks_as(user, consultation.document) == holder:
        return ALLOWED
    return denied(_("You do not speak for those in whose name this was said."))


def may_give_opinion(user: User | None, consultation: Consultation) -> Verdict:
    """Agree, pass or disagree, whatever stage is open; the team takes no side."""
    return _may_take_part(user, consultation, denied(_("Opinions are not asked at this stage.")))


def may_propose_statement(user: User | None, consultation: Consultation) -> Verdict:
    return _may_take_part(
        user, consultation, denied(_("Statements cannot be proposed at this stage."))
    )


def _may_take_part(user: User | None, consultation: Consultation, not_open: Verdict) -> Verdict:
    document = consultation.document
    if user is None:
        return denied(SIGN_IN)
    if not (viewed := may_view(user, document)):
        return viewed
    standing = standing_of(user, document)
    if standing.role == Role.OBSERVER:
        return denied(_("Observers read and do not speak."))
    if standing.moderates:
        return denied(TEAM_IS_NEUTRAL)
    if not is_open_for(Activity.COMMENT, document):
        return not_open
    return may_speak(user, document)


def may_withdraw_statement(user: User | None, statement: Statement) -> Verdict:
    """Its author, until it is before others: then their opinions hang on it."""
    if user is None:
        return denied(SIGN_IN)
    if statement.author_id != user.pk:
        return denied(NOT_YOURS)
    if statement.status == StatementStatus.WAITING:
        return ALLOWED
    return denied(_("Only a statement that waits for a moderator can be withdrawn."))


def may_seed_statements(user: User | None, consultation: Consultation) -> Verdict:
    """Also before it opens: the first who come should find cards."""
    if not (runs := may_run(user, consultation)):
        return runs
    return denied(OVER) if consultation.document.stage in ENDED_STAGES else ALLOWED


def may_moderate_statement(user: User | None, statement: Statement) -> Verdict:
    """Let in, or not; also after the end, as something unlawful may be found then."""
    if not (runs := may_run(user, statement.consultation)):
        return runs
    if user is not None and statement.author_id == user.pk:
        return denied(_("You proposed this statement: another moderator decides on it."))
    return ALLOWED
