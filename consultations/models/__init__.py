from consultations.models.consultation import Consultation, StageChange
from consultations.models.invitation import Invitation
from consultations.models.report import Report
from consultations.models.summary import Summary
from consultations.models.timetable import Window

__all__ = ["Consultation", "Invitation", "Report", "StageChange", "Summary", "Window"]
