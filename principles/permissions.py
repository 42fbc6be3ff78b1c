"""Who may do what to a document. A refusal says why, in a sentence the page shows."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Evidence, User
from accounts.permissions import may_represent
from accounts.verdicts import ALLOWED, Verdict, denied
from principles.models import Amendment, Comment, Document, standing_of
from principles.states import (
    BEFORE_VOTE,
    DECIDE_STAGES,
    EARLY_VOTE_STAGES,
    ENDED_STAGES,
    OPEN_IN,
    TEAM_ROLES,
    Activity,
    AmendmentStatus,
    CommentStatus,
    Role,
    Stage,
    Visibility,
)

SIGN_IN = _("Sign in to take part.")
JOIN_FIRST = _("Say for whom you speak first.")
NO_LONGER = _("You no longer speak for whom you joined. Say again for whom you speak.")
VERIFIED_ONLY = _(
    "Only verified members may take part here. If you were verified since you joined, say again "
    "for whom you speak."
)
TEAM_IS_NEUTRAL = _("The team runs this consultation and takes no side in it.")
MODERATORS_ONLY = _("Only the moderators of this consultation may do this.")
OVER = _("This consultation has ended.")
NOT_YOURS = _("Only its author may do this.")
NOT_A_SPONSOR = _("Only those who proposed it together may do this.")
NOT_OPEN = {
    Activity.COMMENT: _("Comments are not open at this stage."),
    Activity.AMEND: _("Amendments are not open at this stage."),
    Activity.SUPPORT: _("Amendments cannot be backed at this stage."),
    Activity.DECIDE: _("Amendments are not voted on at this stage."),
    Activity.VOTE: _("Voting is not open at this stage."),
}


def may_view(user: User | None, document: Document) -> Verdict:
    """For whoever has the address; what is listed is `Document.objects.listed_for`."""
    if document.visibility != Visibility.INVITED and document.stage != Stage.DRAFT:
        return ALLOWED
    if user is not None and (user.is_staff or _may_read_closed(user, document)):
        return ALLOWED
    return denied(_("This consultation is not public."))


def _may_read_closed(user: User, document: Document) -> bool:
    role = standing_of(user, document).role
    return role in TEAM_ROLES or (role == Role.INVITED and document.stage != Stage.DRAFT)


def may_join(user: User | None, document: Document) -> Verdict:
    """May the person take up, or change, for whom they speak."""
    if user is None:
        return denied(SIGN_IN)
    if standing_of(user, document).role == Role.OBSERVER:
        return denied(_("Observers read and do not speak."))
    if not (viewed := may_view(user, document)):
        return viewed
    if document.stage == Stage.DRAFT:
        return denied(_("This consultation has not opened yet."))
    return denied(OVER) if document.stage in ENDED_STAGES else ALLOWED


def is_open_for(activity: Activity, document: Document) -> bool:
    if activity == Activity.VOTE and document.early_voting:
        return document.stage in EARLY_VOTE_STAGES
    return document.stage in OPEN_IN[activity]


def _may_act(user: User | None, document: Document, activity: Activity) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    if not (viewed := may_view(user, document)):
        return viewed
    standing = standing_of(user, document)
    if standing.role == Role.OBSERVER:
        return denied(_("Observers read and do not speak."))
    if standing.moderates and activity != Activity.COMMENT:
        return denied(TEAM_IS_NEUTRAL)
    if not is_open_for(activity, document):
        return denied(NOT_OPEN[activity])
    return may_speak(user, document)


def may_speak(user: User, document: Document) -> Verdict:
    """Whether the person has a voice, and still is whom it was given to: who left an organisation,
    or yields to its verified representatives, speaks for it no more."""
    standing = standing_of(user, document)
    voice = standing.participation
    if voice is None:
        return denied(JOIN_FIRST)
    if voice.membership is None or not standing.is_member or not may_represent(voice.membership):
        return denied(NO_LONGER)
    if document.verified_only and voice.evidence != Evidence.VERIFIED:
        return denied(VERIFIED_ONLY)
    return ALLOWED


def may_comment(user: User | None, document: Document) -> Verdict:
    return _may_act(user, document, Activity.COMMENT)


def may_amend(user: User | None, document: Document) -> Verdict:
    return _may_act(user, document, Activity.AMEND)


def may_support(user: User | None, document: Document) -> Verdict:
    return _may_act(user, document, Activity.SUPPORT)


def may_vote(user: User | None, document: Document) -> Verdict:
    return _may_act(user, document, Activity.VOTE)


def may_edit_comment(user: User | None, comment: Comment) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    if comment.author_id != user.pk:
        return denied(NOT_YOURS)
    if comment.status != CommentStatus.PUBLISHED:
        return denied(_("This comment was withdrawn or hidden."))
    return may_comment(user, comment.document)


def may_withdraw_comment(user: User | None, comment: Comment) -> Verdict:
    """Also after the stage: taking back is always possible until the end."""
    if user is None:
        return denied(SIGN_IN)
    if comment.author_id != user.pk:
        return denied(NOT_YOURS)
    return denied(OVER) if comment.document.stage in ENDED_STAGES else ALLOWED


def may_moderate(user: User | None, document: Document) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    if user.is_staff or standing_of(user, document).moderates:
        return ALLOWED
    return denied(MODERATORS_ONLY)


def may_own(user: User | None, document: Document) -> Verdict:
    """Team and visibility are the owner's."""
    if user is None:
        return denied(SIGN_IN)
    if user.is_staff or standing_of(user, document).role == Role.OWNER:
        return ALLOWED
    return denied(_("Only the owner of this consultation may do this."))


def may_observe(user: User | None, document: Document) -> Verdict:
    """May see the moderators' pages, without acting there."""
    if user is None:
        return denied(SIGN_IN)
    if user.is_staff or standing_of(user, document).role in TEAM_ROLES:
        return ALLOWED
    return denied(_("Only the team of this consultation may see this."))


def may_decide(user: User | None, document: Document) -> Verdict:
    """May an amendment be adopted or not adopted now."""
    if not (moderates := may_moderate(user, document)):
        return moderates
    if document.stage in DECIDE_STAGES:
        return ALLOWED
    return denied(_("Amendments are decided while votes can still be cast on the new text."))


def may_reject(user: User | None, document: Document) -> Verdict:
    """Not adopting leaves the text alone, so it may wait until after the close."""
    if not (moderates := may_moderate(user, document)):
        return moderates
    if document.stage in DECIDE_STAGES or document.stage == Stage.CLOSED:
        return ALLOWED
    return denied(_("Amendments are not decided at this stage."))


def may_judge(user: User | None, amendment: Amendment) -> Verdict:
    """Whoever proposed an amendment before they became a moderator leaves it to another one. A
    compromise the team wrote is in nobody's name."""
    if user is not None and amendment.participation_id and _has_proposed(user, amendment):
        return denied(_("You proposed this amendment: another moderator decides on it."))
    return ALLOWED


def _has_proposed(user: User, amendment: Amendment) -> bool:
    if amendment.author_id == user.pk:
        return True
    return amendment.sponsors.filter(participation__user=user).exists()


def may_screen(user: User | None, document: Document) -> Verdict:
    """Checked is as long as there is something to decide afterwards."""
    return may_reject(user, document)


def may_open_votes(user: User | None, document: Document) -> Verdict:
    if not (moderates := may_moderate(user, document)):
        return moderates
    if is_open_for(Activity.DECIDE, document):
        return ALLOWED
    return denied(NOT_OPEN[Activity.DECIDE])


def may_vote_on_amendments(user: User | None, document: Document) -> Verdict:
    return _may_act(user, document, Activity.DECIDE)


def may_draft(user: User | None, document: Document) -> Verdict:
    """Write an amendment that nobody else reads yet; whatever is open, until the end."""
    if user is None:
        return denied(SIGN_IN)
    if not (viewed := may_view(user, document)):
        return viewed
    if document.stage in ENDED_STAGES:
        return denied(OVER)
    standing = standing_of(user, document)
    if standing.role == Role.OBSERVER:
        return denied(_("Observers read and do not speak."))
    return denied(TEAM_IS_NEUTRAL) if standing.moderates else may_speak(user, document)


def may_compromise(user: User | None, document: Document) -> Verdict:
    """Participants, and the team: a compromise takes no side."""
    if may_moderate(user, document):
        return may_open_votes(user, document)
    return may_amend(user, document)


def may_revise_amendment(user: User | None, amendment: Amendment) -> Verdict:
    """The author; a draft also while amendments are not open."""
    if user is not None and amendment.author_id != user.pk:
        return denied(NOT_YOURS)
    if amendment.participation_id is None:
        return may_compromise(user, amendment.document)
    is_draft = amendment.status == AmendmentStatus.DRAFT
    allowed = may_draft if is_draft else may_amend
    if not (amends := allowed(user, amendment.document)):
        return amends
    return _may_speak_for(user, amendment)


def may_discard_draft(user: User | None, amendment: Amendment) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    return ALLOWED if amendment.author_id == user.pk else denied(NOT_YOURS)


def may_withdraw_amendment(user: User | None, amendment: Amendment) -> Verdict:
    """Also after the stage: taking back is possible until the vote on it opens."""
    if user is None:
        return denied(SIGN_IN)
    if amendment.author_id != user.pk:
        return denied(NOT_YOURS)
    if amendment.document.stage in ENDED_STAGES:
        return denied(OVER)
    if amendment.status == AmendmentStatus.VOTING:
        return denied(_("The vote on it is open: it can no longer be withdrawn."))
    if amendment.participation is None or amendment.participation.organisation_id is None:
        return ALLOWED
    return _may_speak_for(user, amendment)


def may_take_over(user: User | None, amendment: Amendment) -> Verdict:
    """One who proposed it too, for the party they proposed it for."""
    if not (amends := may_amend(user, amendment.document)):
        return amends
    return ALLOWED if _is_cosponsor(user, amendment) else denied(NOT_A_SPONSOR)


def may_leave_sponsors(user: User | None, amendment: Amendment) -> Verdict:
    """Who proposed it too for an organisation: as long as they speak for it."""
    if user is None:
        return denied(SIGN_IN)
    if amendment.document.stage in ENDED_STAGES:
        return denied(OVER)
    if amendment.status not in BEFORE_VOTE:
        return denied(_("The vote on it is open: it can no longer be withdrawn."))
    if not _is_cosponsor(user, amendment):
        return denied(NOT_A_SPONSOR)
    voice = standing_of(user, amendment.document).participation
    is_for_others = voice is not None and voice.organisation_id is not None
    return may_speak(user, amendment.document) if is_for_others else ALLOWED


def may_consent(user: User | None, parent: Amendment) -> Verdict:
    """Its author, in the name it was proposed in: whether a compromise may replace it. While
    compromises can be written."""
    if user is not None and not is_open_for(Activity.DECIDE, parent.document):
        return denied(NOT_OPEN[Activity.DECIDE])
    return _may_answer_for(user, parent)


def may_answer_decision(user: User | None, amendment: Amendment) -> Verdict:
    """Its author, in the name it was proposed in, as long as it can be decided on."""
    if user is not None and amendment.document.stage in ENDED_STAGES:
        return denied(OVER)
    return _may_answer_for(user, amendment)


def _may_answer_for(user: User | None, amendment: Amendment) -> Verdict:
    if user is None:
        return denied(SIGN_IN)
    if amendment.author_id == user.pk and amendment.participation_id is None:
        return ALLOWED
    return _may_speak_for(user, amendment)


def _may_speak_for(user: User | None, amendment: Amendment) -> Verdict:
    """What was proposed for one party is not changed in the name of another."""
    if user is not None and may_speak(user, amendment.document):
        voice = standing_of(user, amendment.document).participation
        if voice is not None and voice.holder == amendment.holder:
            return ALLOWED
    return denied(_("You do not speak for those in whose name this was proposed."))


def _is_cosponsor(user: User | None, amendment: Amendment) -> bool:
    if user is None:
        return False
    voice = standing_of(user, amendment.document).participation
    return voice is not None and any(
        sponsor.holder == voice.holder for sponsor in amendment.sponsors.all()
    )


def may_convene(user: User | None) -> Verdict:
    """May import a text and start a consultation on it."""
    if user is None:
        return denied(SIGN_IN)
    if user.is_staff or user.is_convener:
        return ALLOWED
    return denied(_("Ask the site's staff to let you start consultations."))
