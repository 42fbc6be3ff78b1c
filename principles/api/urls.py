"""Addresses of documents in the API; the same as the pages'."""

from django.urls import path

from principles.api import (
    amendment_votes,
    amendments,
    authorship,
    comments,
    documents,
    merging,
    principles,
)

_PRINCIPLE = "documents/<slug:slug>/principles/<int:key>/"
_COMMENT = "documents/<slug:slug>/comments/<int:number>/"
_AMENDMENT = "documents/<slug:slug>/amendments/<int:number>/"

urlpatterns = [
    path("outlines/", documents.OutlineApi.as_view(), name="outline"),
    path("documents/", documents.DocumentListApi.as_view(), name="document-list"),
    path("documents/<slug:slug>/", documents.DocumentDetailApi.as_view(), name="document"),
    path("documents/<slug:slug>/versions/", documents.VersionListApi.as_view(), name="versions"),
    path("documents/<slug:slug>/changes/", documents.CompareApi.as_view(), name="changes"),
    path(
        "documents/<slug:slug>/participation/",
        documents.ParticipationApi.as_view(),
        name="participation",
    ),
    path(
        "documents/<slug:slug>/amendments/",
        amendments.AmendmentListApi.as_view(),
        name="amendments",
    ),
    path(_PRINCIPLE, principles.PrincipleDetailApi.as_view(), name="principle"),
    # Who wrote each word
    path(_PRINCIPLE + "authorship/", authorship.AuthorshipApi.as_view(), name="authorship"),
    path(_PRINCIPLE + "results/", principles.ResultsApi.as_view(), name="results"),
    path(_PRINCIPLE + "votes/", principles.VoteApi.as_view(), name="votes"),
    path(_PRINCIPLE + "comments/", comments.CommentListApi.as_view(), name="comments"),
    # Amendments to one principle: compared, tried together, proposed; adopted together
    path(_PRINCIPLE + "amendments/", merging.PrincipleAmendmentsApi.as_view(), name="propose"),
    path(
        _PRINCIPLE + "amendments/adopt/",
        merging.AdoptTogetherApi.as_view(),
        name="adopt-together",
    ),
    path(_PRINCIPLE + "compromises/", amendments.CompromiseApi.as_view(), name="compromises"),
    path(
        "documents/<slug:slug>/comments/",
        comments.WholeTextCommentListApi.as_view(),
        name="comments-on-whole",
    ),
    path(_COMMENT, comments.CommentApi.as_view(), name="comment"),
    path(_COMMENT + "withdraw/", comments.WithdrawCommentApi.as_view(), name="comment-withdraw"),
    path(_COMMENT + "hide/", comments.HideCommentApi.as_view(), name="comment-hide"),
    path(_COMMENT + "show/", comments.ShowCommentApi.as_view(), name="comment-show"),
    path(_AMENDMENT, amendments.AmendmentApi.as_view(), name="amendment"),
    # Drafts
    path(_AMENDMENT + "submit/", amendments.SubmitDraftApi.as_view(), name="draft-submit"),
    path(_AMENDMENT + "back/", amendments.BackApi.as_view(), name="amendment-back"),
    path(_AMENDMENT + "unback/", amendments.UnbackApi.as_view(), name="amendment-unback"),
    path(_AMENDMENT + "withdraw/", amendments.WithdrawApi.as_view(), name="amendment-withdraw"),
    path(_AMENDMENT + "adopt/", amendments.AdoptApi.as_view(), name="amendment-adopt"),
    path(_AMENDMENT + "reject/", amendments.RejectApi.as_view(), name="amendment-reject"),
    # Votes on amendments
    path(
        _PRINCIPLE + "amendments/votes/",
        amendment_votes.VotingApi.as_view(),
        name="amendment-votes",
    ),
    path(
        _PRINCIPLE + "amendments/votes/open/",
        amendment_votes.OpenVotesApi.as_view(),
        name="amendment-votes-open",
    ),
    path(
        _PRINCIPLE + "amendments/votes/order/",
        amendment_votes.OrderApi.as_view(),
        name="amendment-votes-order",
    ),
    path(_AMENDMENT + "vote/", amendment_votes.AmendmentVoteApi.as_view(), name="amendment-vote"),
    path(
        _AMENDMENT + "close-vote/",
        amendment_votes.CloseVoteApi.as_view(),
        name="amendment-vote-close",
    ),
    # What the parties to one amendment and its moderators do
    path(_AMENDMENT + "refer/", amendments.ReferApi.as_view(), name="amendment-refer"),
    path(_AMENDMENT + "cosponsor/", amendments.CosponsorApi.as_view(), name="amendment-cosponsor"),
    path(
        _AMENDMENT + "uncosponsor/",
        amendments.UncosponsorApi.as_view(),
        name="amendment-uncosponsor",
    ),
    path(_AMENDMENT + "take-over/", amendments.TakeOverApi.as_view(), name="amendment-take-over"),
    path(_AMENDMENT + "consent/", amendments.ConsentApi.as_view(), name="amendment-consent"),
    path(_AMENDMENT + "accept/", amendments.AcceptApi.as_view(), name="amendment-accept"),
    path(
        _AMENDMENT + "propose-decision/",
        amendments.ProposeDecisionApi.as_view(),
        name="amendment-propose-decision",
    ),
    path(_AMENDMENT + "answer/", amendments.AnswerDecisionApi.as_view(), name="amendment-answer"),
    path(_AMENDMENT + "screen/", amendments.ScreenApi.as_view(), name="amendment-screen"),
    path(_AMENDMENT + "admit/", amendments.AdmitApi.as_view(), name="amendment-admit"),
    path(_AMENDMENT + "refuse/", amendments.RefuseApi.as_view(), name="amendment-refuse"),
]
