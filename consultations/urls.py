"""Addresses of consultations' pages, under /consultations/."""

from django.urls import URLPattern, URLResolver, include, path

from consultations.views import (
    amendment_listing,
    consultations,
    creation,
    designations,
    desk,
    invitations,
    minority_statements,
    moderation,
    opinion,
    points,
    positions,
    reports,
    settings,
    stages,
    statement_desk,
    statement_proposals,
    statements,
    summaries,
    team,
    timetable,
)

app_name = "consultations"

_desk = [
    path("", desk.desk, name="desk"),
    path("record/", desk.desk_record, name="desk-record"),
    path("settings/", settings.desk_settings, name="desk-settings"),
    # The timetable, and moves along it
    path("timetable/", timetable.desk_timetable, name="desk-timetable"),
    path("timetable/<int:pk>/", timetable.desk_window, name="desk-window"),
    path("announce/", stages.desk_announce, name="desk-announce"),
    path("move/", stages.desk_move, name="desk-move"),
    path("close/", stages.desk_close, name="desk-close"),
    path("conclude/", stages.desk_conclude, name="desk-conclude"),
    path("cancel/", stages.desk_cancel, name="desk-cancel"),
    # The team and its invitations
    path("team/", team.desk_team, name="desk-team"),
    path("team/<int:pk>/change", team.seat_change, name="seat-change"),
    path("team/<int:pk>/remove", team.seat_remove, name="seat-remove"),
    path("invitations/<int:pk>/resend", team.invitation_resend, name="invitation-resend"),
    path("invitations/<int:pk>/revoke", team.invitation_revoke, name="invitation-revoke"),
    # Comments in order
    path("comments/", moderation.desk_comments, name="desk-comments"),
    path("comments/<int:number>/hide", moderation.comment_hide, name="comment-hide"),
    path("comments/<int:number>/show", moderation.comment_show, name="comment-show"),
    # Statements, let in or not
    path("statements/", statement_desk.desk_statements, name="desk-statements"),
    path("statements/<int:number>/admit", statement_desk.statement_admit, name="statement-admit"),
    path(
        "statements/<int:number>/refuse", statement_desk.statement_refuse, name="statement-refuse"
    ),
    path("statements/progress", statement_desk.opinion_progress, name="opinion-progress"),
    path("statements/find", statement_desk.opinion_find, name="opinion-find"),
    path("statements/stop", statement_desk.opinion_stop, name="opinion-stop"),
    # Summaries
    path("summaries/", summaries.summary_list, name="summary-list"),
    path("summaries/progress", summaries.summary_progress, name="summary-progress"),
    path("summaries/make", summaries.summary_make, name="summary-make"),
    path("summaries/stop", summaries.summary_stop, name="summary-stop"),
    path("summaries/<int:pk>/", summaries.summary_detail, name="summary-review"),
    path("summaries/<int:pk>/move", summaries.summary_move, name="summary-move"),
    path("summaries/<int:pk>/runs/", summaries.summary_runs, name="summary-runs"),
    path("summaries/<int:pk>/points/<int:number>/", points.point_detail, name="point-detail"),
]

_opinions = [
    path("", statements.opinion_card, name="opinion-card"),
    path("mine/", statements.opinion_list, name="opinion-list"),
    path("propose/", statement_proposals.statement_propose, name="statement-propose"),
    path("statements/", statements.statement_list, name="statement-list"),
    path("statements/<int:number>/", statements.statement_detail, name="statement-detail"),
    path(
        "statements/<int:number>/withdraw",
        statement_proposals.statement_withdraw,
        name="statement-withdraw",
    ),
]

_report = [
    path("", reports.report_detail, name="report-detail"),
    path("<int:number>/", reports.report_detail, name="report-draft"),
    path("make", reports.report_make, name="report-make"),
    path("<int:number>/publish", reports.report_publish, name="report-publish"),
    path("<int:number>/comments.csv", reports.report_comments, name="report-comments"),
    path("<int:number>/votes.csv", reports.report_votes, name="report-votes"),
    path("<int:number>/amendments.csv", reports.report_amendments, name="report-amendments"),
]

_agreement = [
    path("", designations.agreement, name="agreement"),
    path("<int:key>/", designations.agreement_detail, name="agreement-detail"),
    path("<int:key>/designate", designations.designation_make, name="designation-make"),
    path("<int:key>/object", designations.objection_raise, name="objection-raise"),
    path(
        "<int:key>/objections/<int:pk>/withdraw",
        designations.objection_withdraw,
        name="objection-withdraw",
    ),
    path(
        "<int:key>/objections/<int:pk>/answer",
        designations.objection_answer,
        name="objection-answer",
    ),
    path("<int:key>/statement", minority_statements.statement_write, name="minority-write"),
    path(
        "<int:key>/statements/<int:pk>/withdraw",
        minority_statements.statement_withdraw,
        name="minority-withdraw",
    ),
    path(
        "<int:key>/statements/<int:pk>/hide",
        minority_statements.statement_hide,
        name="minority-hide",
    ),
    path(
        "<int:key>/statements/<int:pk>/show",
        minority_statements.statement_show,
        name="minority-show",
    ),
]

_positions = [
    path("", positions.position_list, name="position-list"),
    path("<int:key>/", positions.position_detail, name="position-detail"),
    path("whole/", positions.position_detail, name="position-whole"),
    path("residual/", positions.position_residual, name="position-residual"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", consultations.consultation_list, name="consultation-list"),
    path("reports/", consultations.report_list, name="report-list"),
    path("new/<slug:slug>/", creation.consultation_create, name="consultation-create"),
    path("invitations/<slug:secret>/", invitations.invitation_accept, name="invitation-accept"),
    path(
        "invitations/<slug:secret>/decline/",
        invitations.invitation_decline,
        name="invitation-decline",
    ),
    path("<slug:slug>/", consultations.consultation_detail, name="consultation-detail"),
    # Amendments in voting order, to take away
    path("<slug:slug>/amendments.docx", amendment_listing.amendments_docx, name="amendments-docx"),
    path("<slug:slug>/amendments.json", amendment_listing.amendments_json, name="amendments-json"),
    # Where groups stand, to take away
    path("<slug:slug>/positions.<str:ending>", positions.position_file, name="position-file"),
    # Of the author of a comment, on a point that carries it
    path(
        "<slug:slug>/comments/<int:number>/points/<int:pk>/flag",
        points.point_flag,
        name="point-flag",
    ),
    # How much agreement each principle found
    path("<slug:slug>/agreement/", include(_agreement)),
    # Opinions on statements
    path("<slug:slug>/opinions/results/", opinion.opinion_results, name="opinion-results"),
    path("<slug:slug>/opinions/results.csv", opinion.opinion_csv, name="opinion-csv"),
    path("<slug:slug>/desk/", include(_desk)),
    path("<slug:slug>/opinions/", include(_opinions)),
    path("<slug:slug>/positions/", include(_positions)),
    path("<slug:slug>/report/", include(_report)),
]
