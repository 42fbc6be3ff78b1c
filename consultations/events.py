"""What happened to a consultation, in ids."""

from dataclasses import dataclass

from accounts.events import Event


@dataclass(frozen=True, slots=True)
class StageChanged(Event):
    consultation_id: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class InvitationSent(Event):
    invitation_id: int


@dataclass(frozen=True, slots=True)
class SummariesRequested(Event):
    consultation_id: int


@dataclass(frozen=True, slots=True)
class SummariesMade(Event):
    """In a consultation whose points a language model words; or that is to be one from now on."""

    consultation_id: int


@dataclass(frozen=True, slots=True)
class OpinionGroupsRequested(Event):
    consultation_id: int


@dataclass(frozen=True, slots=True)
class ReportPublished(Event):
    consultation_id: int
    report_id: int


@dataclass(frozen=True, slots=True)
class DesignationMade(Event):
    consultation_id: int
    designation_id: int


@dataclass(frozen=True, slots=True)
class OpinionGiven(Event):
    """Somebody agrees, passes or disagrees, changed that, or took it back."""

    consultation_id: int


@dataclass(frozen=True, slots=True)
class StatementsChanged(Event):
    """Which statements are open for opinions is no longer as it was."""

    consultation_id: int
