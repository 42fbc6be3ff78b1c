"""Addresses of principles pages."""

from django.urls import path

from principles.views import (
    amendment_desk,
    amendment_forms,
    amendment_parties,
    amendment_votes,
    amendments,
    authorship,
    comment_acts,
    comments,
    compromises,
    corrections,
    documents,
    drafts,
    imports,
    merging,
    participation,
    principles,
    versions,
    votes,
    whole_text,
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
    path("<slug:slug>/comments/", whole_text.comment_list_whole, name="comment-list-whole"),
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
    # Amendments as they are written: drafts, corrections, compromises
    path(
        "<slug:slug>/amendments/<int:number>/amend",
        amendment_forms.amendment_amend,
        name="amendment-amend",
    ),
    path("<slug:slug>/amendments/<int:number>/draft", drafts.draft_detail, name="draft-detail"),
    path(
        "<slug:slug>/amendments/<int:number>/draft/submit",
        drafts.draft_submit,
        name="draft-submit",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/draft/discard",
        drafts.draft_discard,
        name="draft-discard",
    ),
    path(
        "<slug:slug>/principles/<int:key>/correct",
        corrections.principle_correct,
        name="principle-correct",
    ),
    path(
        "<slug:slug>/principles/<int:key>/amendments/compromise",
        compromises.compromise_propose,
        name="compromise-propose",
    ),
    # Who wrote each word
    path(
        "<slug:slug>/principles/<int:key>/authorship",
        authorship.principle_authorship,
        name="principle-authorship",
    ),
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
        amendment_desk.amendment_adopt,
        name="amendment-adopt",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/reject",
        amendment_desk.amendment_reject,
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
    # What the parties to one amendment and its moderators do
    path(
        "<slug:slug>/amendments/<int:number>/cosponsor",
        amendment_parties.amendment_cosponsor,
        name="amendment-cosponsor",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/uncosponsor",
        amendment_parties.amendment_uncosponsor,
        name="amendment-uncosponsor",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/take-over",
        amendment_parties.amendment_take_over,
        name="amendment-take-over",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/consent",
        amendment_parties.amendment_consent,
        name="amendment-consent",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/accept",
        amendment_parties.amendment_accept,
        name="amendment-accept",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/answer",
        amendment_parties.amendment_answer,
        name="amendment-answer",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/propose-decision",
        amendment_desk.amendment_propose_decision,
        name="amendment-propose-decision",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/refer",
        amendment_desk.amendment_refer,
        name="amendment-refer",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/screen",
        amendment_desk.amendment_screen,
        name="amendment-screen",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/admit",
        amendment_desk.amendment_admit,
        name="amendment-admit",
    ),
    path(
        "<slug:slug>/amendments/<int:number>/refuse",
        amendment_desk.amendment_refuse,
        name="amendment-refuse",
    ),
    # Amendments to one principle, compared and combined
    path(
        "<slug:slug>/principles/<int:key>/amendments/",
        merging.amendment_merging,
        name="amendment-merging",
    ),
    path(
        "<slug:slug>/principles/<int:key>/amendments/adopt",
        merging.amendment_adopt_together,
        name="amendment-adopt-together",
    ),
]
