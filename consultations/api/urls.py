"""Addresses of consultations in the API."""

from django.urls import path

from consultations.api import (
    agreement,
    consultations,
    opinion,
    outcomes,
    points,
    positions,
    statements,
    summaries,
)

_ONE = "consultations/<slug:slug>/"
_SUMMARY = _ONE + "summaries/<int:pk>/"
_POINT = _SUMMARY + "points/<int:number>/"
_AGREEMENT = _ONE + "agreement/<int:principle_key>/"
_STATEMENT = _ONE + "statements/<int:number>/"

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
    path(_ONE + "summaries/", summaries.SummaryListApi.as_view(), name="summaries"),
    path(_ONE + "summaries/progress/", summaries.SummaryProgressApi.as_view(), name="progress"),
    path(_SUMMARY + "review/", summaries.SummaryReviewApi.as_view(), name="review"),
    path(_SUMMARY + "publish/", summaries.SummaryPublishApi.as_view(), name="summary-publish"),
    path(_SUMMARY + "reopen/", summaries.SummaryReopenApi.as_view(), name="summary-reopen"),
    path(_SUMMARY + "runs/", summaries.SummaryRunsApi.as_view(), name="summary-runs"),
    path(_SUMMARY + "flags/<int:flag>/settle/", points.SettleFlagApi.as_view(), name="settle"),
    path(_POINT + "reword/", points.RewordPointApi.as_view(), name="point-reword"),
    path(_POINT + "pin/", points.PinPointApi.as_view(), name="point-pin"),
    path(_POINT + "unpin/", points.UnpinPointApi.as_view(), name="point-unpin"),
    path(_POINT + "drop/", points.DropPointApi.as_view(), name="point-drop"),
    path(_POINT + "restore/", points.RestorePointApi.as_view(), name="point-restore"),
    path(_POINT + "merge/", points.MergePointApi.as_view(), name="point-merge"),
    path(_POINT + "split/", points.SplitPointApi.as_view(), name="point-split"),
    path(_POINT + "flag/", points.FlagPointApi.as_view(), name="point-flag"),
    # How much agreement each principle found
    path(_ONE + "agreement/", agreement.AgreementListApi.as_view(), name="agreement"),
    path(_AGREEMENT, agreement.AgreementApi.as_view(), name="principle-agreement"),
    path(_AGREEMENT + "designations/", agreement.DesignateApi.as_view(), name="designation-make"),
    path(_AGREEMENT + "objections/", agreement.ObjectApi.as_view(), name="objection-raise"),
    path(
        _AGREEMENT + "objections/<int:pk>/withdraw/",
        agreement.WithdrawObjectionApi.as_view(),
        name="objection-withdraw",
    ),
    path(
        _AGREEMENT + "objections/<int:pk>/answer/",
        agreement.AnswerObjectionApi.as_view(),
        name="objection-answer",
    ),
    path(
        _AGREEMENT + "minority-statement/",
        agreement.WriteMinorityStatementApi.as_view(),
        name="minority-write",
    ),
    path(
        _AGREEMENT + "minority-statements/<int:pk>/withdraw/",
        agreement.WithdrawMinorityStatementApi.as_view(),
        name="minority-withdraw",
    ),
    path(
        _AGREEMENT + "minority-statements/<int:pk>/hide/",
        agreement.HideMinorityStatementApi.as_view(),
        name="minority-hide",
    ),
    path(
        _AGREEMENT + "minority-statements/<int:pk>/show/",
        agreement.ShowMinorityStatementApi.as_view(),
        name="minority-show",
    ),
    # Opinions on statements
    path(_ONE + "statements/", statements.StatementListApi.as_view(), name="statements"),
    path(_ONE + "statements/seed/", statements.StatementSeedApi.as_view(), name="statement-seed"),
    path(_ONE + "statements/next/", statements.NextStatementApi.as_view(), name="statement-next"),
    path(_STATEMENT, statements.StatementApi.as_view(), name="statement"),
    path(_STATEMENT + "opinion/", statements.OpinionApi.as_view(), name="statement-opinion"),
    path(_STATEMENT + "admit/", statements.StatementAdmitApi.as_view(), name="statement-admit"),
    path(_STATEMENT + "refuse/", statements.StatementRefuseApi.as_view(), name="statement-refuse"),
    path(
        _STATEMENT + "withdraw/",
        statements.StatementWithdrawApi.as_view(),
        name="statement-withdraw",
    ),
    path(_ONE + "opinions/results/", opinion.OpinionResultsApi.as_view(), name="opinion-results"),
    # Where the groups stand
    path(_ONE + "positions/", positions.PositionsApi.as_view(), name="positions"),
    path(
        _ONE + "positions/<int:key>/",
        positions.PrinciplePositionApi.as_view(),
        name="principle-position",
    ),
    path(
        _ONE + "positions/whole/", positions.PrinciplePositionApi.as_view(), name="whole-position"
    ),
    path(_ONE + "positions/matrix/", positions.MatrixApi.as_view(), name="matrix"),
    path(_ONE + "positions/residual/", positions.ResidualApi.as_view(), name="residual"),
    path(_ONE + "report/", outcomes.ReportApi.as_view(), name="report"),
    path(
        _ONE + "report/<int:number>/publish/", outcomes.PublishReportApi.as_view(), name="publish"
    ),
]
