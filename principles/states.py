"""Every state there is, what may follow it, and what is open in it."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """What is open on a document now."""

    DRAFT = "draft", _("Draft")
    COMMENT = "comment", _("Open for comment")
    AMEND = "amend", _("Amendments")
    VOTE = "vote", _("Voting")
    PAUSED = "paused", _("Not open now")
    CLOSED = "closed", _("Closed")
    CONCLUDED = "concluded", _("Concluded")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STAGES = frozenset({Stage.COMMENT, Stage.AMEND, Stage.VOTE})
ENDED_STAGES = frozenset({Stage.CONCLUDED, Stage.CANCELLED})

# Open stages come in any order and may repeat; a closed document may be reopened; nothing
# leaves an ended one.
STAGE_MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.DRAFT: OPEN_STAGES | {Stage.PAUSED, Stage.CANCELLED},
    Stage.COMMENT: frozenset(
        {Stage.AMEND, Stage.VOTE, Stage.PAUSED, Stage.CLOSED, Stage.CANCELLED}
    ),
    Stage.AMEND: frozenset(
        {Stage.COMMENT, Stage.VOTE, Stage.PAUSED, Stage.CLOSED, Stage.CANCELLED}
    ),
    Stage.VOTE: frozenset(
        {Stage.COMMENT, Stage.AMEND, Stage.PAUSED, Stage.CLOSED, Stage.CANCELLED}
    ),
    Stage.PAUSED: OPEN_STAGES | {Stage.CLOSED, Stage.CANCELLED},
    Stage.CLOSED: OPEN_STAGES | {Stage.CONCLUDED, Stage.CANCELLED},
    Stage.CONCLUDED: frozenset(),
    Stage.CANCELLED: frozenset(),
}


class Activity(models.TextChoices):
    """What participants may do; the stage says when."""

    COMMENT = "comment", _("comment")
    AMEND = "amend", _("propose amendments")
    SUPPORT = "support", _("support amendments")
    DECIDE = "decide", _("vote on amendments")
    VOTE = "vote", _("vote")


OPEN_IN: Mapping[Activity, frozenset[Stage]] = {
    Activity.COMMENT: OPEN_STAGES,
    Activity.AMEND: frozenset({Stage.AMEND}),
    Activity.SUPPORT: frozenset({Stage.AMEND, Stage.VOTE}),
    # Before the text itself is voted on, and while it is.
    Activity.DECIDE: frozenset({Stage.AMEND, Stage.VOTE}),
    Activity.VOTE: frozenset({Stage.VOTE}),
}
# With early voting, positions are taken from the amendments on and may change until the close.
EARLY_VOTE_STAGES = frozenset({Stage.AMEND, Stage.VOTE})
# The text may be changed while votes on it can still be cast again.
DECIDE_STAGES = frozenset({Stage.AMEND, Stage.VOTE, Stage.PAUSED})


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public: listed, and anyone may read")
    LINK = "link", _("By link: not listed, anyone with the address may read")
    INVITED = "invited", _("By invitation: only invited people may read")


class Role(models.TextChoices):
    """A seat at a document that is not a voice: the team, and those invited to read."""

    OWNER = "owner", _("Owner")
    MODERATOR = "moderator", _("Moderator")
    OBSERVER = "observer", _("Observer")
    INVITED = "invited", _("Invited")


MODERATING_ROLES = frozenset({Role.OWNER, Role.MODERATOR})
TEAM_ROLES = MODERATING_ROLES | {Role.OBSERVER}


class Capacity(models.TextChoices):
    INDIVIDUAL = "individual", _("As an individual")
    ORGANISATION = "organisation", _("For an organisation")


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    FINAL = "final", _("Final")


VERSION_MOVES: Mapping[VersionStatus, frozenset[VersionStatus]] = {
    VersionStatus.DRAFT: frozenset({VersionStatus.PUBLISHED}),
    VersionStatus.PUBLISHED: frozenset({VersionStatus.SUPERSEDED, VersionStatus.FINAL}),
    VersionStatus.SUPERSEDED: frozenset(),
    VersionStatus.FINAL: frozenset(),
}


class Stance(models.TextChoices):
    SUPPORT = "support", _("Support")
    CONCERN = "concern", _("Concern")
    OPPOSE = "oppose", _("Oppose")
    QUESTION = "question", _("Question")
    SUGGESTION = "suggestion", _("Suggestion")
    # Of a contribution brought in from elsewhere, whose author was never asked.
    NONE = "none", _("No position stated")


# What a person can choose.
ASKED_STANCES = tuple(stance for stance in Stance if stance is not Stance.NONE)
ASKED_STANCE_CHOICES = tuple((stance.value, stance.label) for stance in ASKED_STANCES)


class CommentType(models.TextChoices):
    """ISO/IEC's ge, te and ed."""

    GENERAL = "general", _("General")
    TECHNICAL = "technical", _("Technical")
    EDITORIAL = "editorial", _("Editorial")


class CommentStatus(models.TextChoices):
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    HIDDEN = "hidden", _("Hidden by a moderator")


COMMENT_MOVES: Mapping[CommentStatus, frozenset[CommentStatus]] = {
    CommentStatus.PUBLISHED: frozenset({CommentStatus.WITHDRAWN, CommentStatus.HIDDEN}),
    CommentStatus.HIDDEN: frozenset({CommentStatus.PUBLISHED}),
    CommentStatus.WITHDRAWN: frozenset(),
}


class Choice(models.TextChoices):
    SUPPORT = "support", _("Support")
    ACCEPT = "accept", _("Accept")
    ABSTAIN = "abstain", _("Abstain")
    OPPOSE = "oppose", _("Oppose")
    BLOCK = "block", _("Block")


class AmendmentKind(models.TextChoices):
    ORDINARY = "ordinary", _("Amendment")
    RIVAL = "rival", _("Rival text")
    COMPROMISE = "compromise", _("Compromise")
    EDITORIAL = "editorial", _("Editorial correction")


# A moderator may write these, in nobody's name.
MODERATORS_KINDS = (AmendmentKind.COMPROMISE, AmendmentKind.EDITORIAL)


class SupportUnit(models.TextChoices):
    """Whom a threshold of backing counts."""

    PEOPLE = "people", _("people and organisations")
    ORGANISATIONS = "organisations", _("organisations")
    GROUPS = "groups", _("stakeholder groups")


class AmendmentStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    COLLECTING = "collecting", _("Collecting support")
    SUBMITTED = "submitted", _("Submitted")
    SCREENING = "screening", _("Being checked")
    OPEN = "open", _("Open")
    VOTING = "voting", _("Under vote")
    INADMISSIBLE = "inadmissible", _("Not admissible")
    ADOPTED = "adopted", _("Adopted")
    ADOPTED_MODIFIED = "adopted_modified", _("Adopted with changes")
    REJECTED = "rejected", _("Not adopted")
    FALLEN = "fallen", _("Fallen")
    SUBSUMED = "subsumed", _("Taken into another")
    REFERRED = "referred", _("Referred")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


_S = AmendmentStatus
# On their way to a decision; the others ended, and only what was withdrawn may be taken over.
LIVE_STATUSES = (_S.DRAFT, _S.COLLECTING, _S.SUBMITTED, _S.SCREENING, _S.OPEN, _S.VOTING)
# The text may become what they say; what is adopted makes those fall that exclude it.
DECIDABLE_STATUSES = (_S.OPEN, _S.VOTING)
BEFORE_VOTE = (_S.DRAFT, _S.COLLECTING, _S.SUBMITTED, _S.SCREENING, _S.OPEN)
BACKABLE_STATUSES = (_S.COLLECTING, _S.SUBMITTED, _S.SCREENING, _S.OPEN)
ADOPTED_STATUSES = (_S.ADOPTED, _S.ADOPTED_MODIFIED)
# What a decision can say.
AMENDMENT_OUTCOMES = (
    *ADOPTED_STATUSES,
    _S.REJECTED,
    _S.INADMISSIBLE,
    _S.FALLEN,
    _S.SUBSUMED,
    _S.REFERRED,
)
_LEAVES = {_S.WITHDRAWN, _S.LAPSED}
_DECIDED = {*ADOPTED_STATUSES, _S.REJECTED, _S.FALLEN, _S.SUBSUMED, _S.REFERRED}

AMENDMENT_MOVES: Mapping[AmendmentStatus, frozenset[AmendmentStatus]] = {
    # A draft that is given up was never anyone else's to read: it is deleted.
    _S.DRAFT: frozenset({_S.COLLECTING, _S.SUBMITTED}),
    _S.COLLECTING: frozenset({_S.SUBMITTED, *_LEAVES}),
    _S.SUBMITTED: frozenset({_S.SCREENING, _S.OPEN, *_LEAVES}),
    _S.SCREENING: frozenset({_S.OPEN, _S.INADMISSIBLE, *_LEAVES}),
    # Revised where moderators check, it is checked again.
    _S.OPEN: frozenset({_S.SUBMITTED, _S.VOTING, *_DECIDED, *_LEAVES}),
    _S.VOTING: frozenset({*_DECIDED, _S.LAPSED}),
    _S.INADMISSIBLE: frozenset(),
    _S.ADOPTED: frozenset(),
    _S.ADOPTED_MODIFIED: frozenset(),
    _S.REJECTED: frozenset(),
    _S.FALLEN: frozenset(),
    _S.SUBSUMED: frozenset(),
    _S.REFERRED: frozenset(),
    # Another of those who proposed it takes it over.
    _S.WITHDRAWN: frozenset({_S.COLLECTING, _S.SUBMITTED, _S.OPEN}),
    _S.LAPSED: frozenset(),
}


class ProposedOutcome(models.TextChoices):
    """What a moderator may propose to decide."""

    ADOPT = "adopt", _("Adopt")
    ADOPT_MODIFIED = "modify", _("Adopt with changes")
    REJECT = "reject", _("Do not adopt")
    REFER = "refer", _("Refer to a later round")
    VOTE = "vote", _("Put to the vote")


class ResultsShown(models.TextChoices):
    LIVE = "live", _("While votes are cast")
    CLOSED = "closed", _("Only after the close")
