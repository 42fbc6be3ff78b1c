"""Addresses of principles pages."""

from django.urls import path

from principles.views import (
    amendment_forms,
    amendment_votes,
    amendments,
    comment_acts,
    comments,
    documents,
    imports,
    participation,
    principles,
    versions,
    votes,
)

app_name = "principles"
urlpatterns = [
    # Documents, their import and their versions
    path("import/", imports.document_import, name="document-import"),
    path("import/<int:pk>/", imports.import_edit, name="import-edit"),
    path("<slug:slug>/", documents.document_detail, name="document-detail"),
    path("<slug:slug>/versions/", versions.version_list, name="version-list"),
    path(
        "<slug:slug>/versions/<int:old>..<int:new>/",
        versions.version_compare,
        name="version-compare",
    ),
    # Participation
    path("<slug:slug>/join/", participation.participation_join, name="participation-join"),
    # Principles, votes and comments
    path("<slug:slug>/principles/<int:key>/", principles.principle_detail, name="principle-detail"),
    path("<slug:slug>/principles/<int:key>/vote", votes.vote_cast, name="vote-cast"),
    path("<slug:slug>/principles/<int:key>/votes/", principles.vote_list, name="vote-list"),
    path("<slug:slug>/principles/<int:key>/comments/", comments.comment_list, name="comment-list"),
    path("<slug:slug>/comments/<int:number>/", comments.comment_detail, name="comment-detail"),
    path(
        "<slug:slug>/comments/<int:number>/history",
        comments.comment_history,
        name="comment-history",
    ),
    path(
        "<slug:slug>/comments/<int:number>/reply", comment_acts.comment_reply, name="comment-reply"
    ),
    path("<slug:slug>/comments/<int:number>/edit", comment_acts.comment_edit, name="comment-edit"),
    path(
        "<slug:slug>/comments/<int:number>/withdraw",
        comment_acts.comment_withdraw,
        name="comment-withdraw",
    ),
    path("<slug:slug>/comments/<int:number>/hide", comment_acts.comment_hide, name="comment-hide"),
    path("<slug:slug>/comments/<int:number>/show", comment_acts.comment_show, name="comment-show"),
    # Amendments
    path(
        "<slug:slug>/principles/<int:key>/amendments/new",
        amendment_forms.amendment_propose,
        name="amendment-propose",
    ),
    path(
        "<slug:slug>/principles/<int:key>/amendments/new/preview",
        amendment_forms.amendment_preview,
        name="amendment-preview",
    ),
    path("<slug:slug>/amendments/", amendments.amendment_list, name="amendment-list"),
    path(
        "<slug:slug>/amendments/<int:number>/",
        amendments.amendment_detail,
        name="amendment-detail",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/back", amendments.amendment_back, name="amendment-back"
    ),
    path(
        "<slug:slug>/amendments/<int:number>/unback",
        amendments.amendment_unback,
        name="amendment-unback",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/revise",
        amendment_forms.amendment_revise,
        name="amendment-revise",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/revise/preview",
        amendment_forms.amendment_revise_preview,
        name="amendment-revise-preview",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/withdraw",
        amendments.amendment_withdraw,
        name="amendment-withdraw",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/adopt",
        amendments.amendment_adopt,
        name="amendment-adopt",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/reject",
        amendments.amendment_reject,
        name="amendment-reject",
    ),
    # Votes on amendments
    path(
        "<slug:slug>/principles/<int:key>/amendments/vote/",
        amendment_votes.amendment_voting,
        name="amendment-voting",
    ),
    path(
        "<slug:slug>/principles/<int:key>/amendments/vote/open",
        amendment_votes.amendment_votes_open,
        name="amendment-votes-open",
    ),
    path(
        "<slug:slug>/principles/<int:key>/amendments/vote/order",
        amendment_votes.amendment_reorder,
        name="amendment-reorder",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/vote",
        amendment_votes.amendment_vote,
        name="amendment-vote",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/close-vote",
        amendment_votes.amendment_vote_close,
        name="amendment-vote-close",
    ),
]
