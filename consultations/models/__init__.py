from consultations.models.analysis import Analysis, Theme
from consultations.models.consultation import Consultation, StageChange
from consultations.models.designation import Designation, MinorityStatement, Objection
from consultations.models.invitation import Invitation
from consultations.models.model_call import ModelCall
from consultations.models.opinion import OpinionRun
from consultations.models.point import Citation, Point, PointChange, PointFlag
from consultations.models.report import Report
from consultations.models.statement import Statement, StatementVote
from consultations.models.summary import Summary, SummaryVersion
from consultations.models.timetable import Window

__all__ = [
    "Analysis",
    "Citation",
    "Consultation",
    "Designation",
    "Invitation",
    "MinorityStatement",
    "ModelCall",
    "Objection",
    "OpinionRun",
    "Point",
    "PointChange",
    "PointFlag",
    "Report",
    "StageChange",
    "Statement",
    "StatementVote",
    "Summary",
    "SummaryVersion",
    "Theme",
    "Window",
]
