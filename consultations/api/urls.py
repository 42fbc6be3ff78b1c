"""Addresses of consultations in the API."""

from django.urls import path

from consultations.api import consultations, outcomes

_ONE = "consultations/<slug:slug>/"

urlpatterns = [
    path("consultations/", consultations.ConsultationListApi.as_view(), name="consultation-list"),
    path(_ONE, consultations.ConsultationDetailApi.as_view(), name="consultation"),
    # Amendments in voting order
    path(_ONE + "amendments/", outcomes.AmendmentListingApi.as_view(), name="amendment-listing"),
    path(_ONE + "announce/", consultations.AnnounceApi.as_view(), name="announce"),
    path(_ONE + "timetable/", consultations.TimetableApi.as_view(), name="timetable"),
    path(_ONE + "windows/<int:pk>/extend/", consultations.ExtendApi.as_view(), name="extend"),
    path(_ONE + "stage/", consultations.MoveApi.as_view(), name="stage"),
    path(_ONE + "conclude/", consultations.ConcludeApi.as_view(), name="conclude"),
    path(_ONE + "cancel/", consultations.CancelApi.as_view(), name="cancel"),
    path(_ONE + "summaries/", outcomes.SummaryListApi.as_view(), name="summaries"),
    path(_ONE + "summaries/progress/", outcomes.SummaryProgressApi.as_view(), name="progress"),
    path(_ONE + "summaries/<int:pk>/review/", outcomes.SummaryReviewApi.as_view(), name="review"),
    path(_ONE + "report/", outcomes.ReportApi.as_view(), name="report"),
    path(
        _ONE + "report/<int:number>/publish/", outcomes.PublishReportApi.as_view(), name="publish"
    ),
]
