"""Comments: read in threads, posted, edited, withdrawn, moderated."""

from collections.abc import Callable

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked, given, next_url, signed_in
from accounts.models import User
from principles.actions.comments import (
    edit_comment,
    hide_comment,
    post_comment,
    show_comment,
    withdraw_comment,
)
from principles.api.base import DocumentApi, PrincipleApi
from principles.api.serializers import (
    CommentPageSerializer,
    CommentQuerySerializer,
    CommentSerializer,
    EditedCommentSerializer,
    NewCommentSerializer,
    ReasonSerializer,
)
from principles.models import Comment, Document, Principle
from principles.queries.threads import (
    BadCursor,
    CommentFilters,
    comment_page,
    comments_on,
    one_comment,
)
from principles.text.anchors import Quote


def _page(request: Request, on: Principle | Document) -> Response:
    query = asked(request, CommentQuerySerializer)
    cursor = query.pop("cursor")
    try:
        page = comment_page(on, CommentFilters(**query), cursor)
    except BadCursor:
        raise Http404 from None
    body = {
        "total": page.total,
        "matching": page.matching,
        "threads": [
            {"comments": list(root.walk()), "more_replies": root.more_replies}
            for root in page.threads
        ],
        "next": next_url(request, page.next_cursor),
    }
    return Response(CommentPageSerializer(body).data)


def _posted(request: Request, document: Document, principle: Principle | None) -> Response:
    body = given(request, NewCommentSerializer)
    quote, reply_to = body.pop("quote", None), body.pop("reply_to", None)
    parent = None
    if reply_to is not None:
        parent = comments_on(principle or document).filter(number=reply_to).first()
        if parent is None:
            raise Http404
    comment = post_comment(
        principle=principle,
        document=document,
        parent=parent,
        quote=Quote(**quote) if quote else None,
        by=signed_in(request),
        **body,
    )
    return Response(CommentSerializer(one_comment(comment)).data, status=201)


class CommentListApi(PrincipleApi):
    @extend_schema(parameters=[CommentQuerySerializer], responses=answers(ok=CommentPageSerializer))
    def get(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """Twenty threads, filtered and sorted as on the page."""
        return _page(request, self.principle)

    @extend_schema(request=NewCommentSerializer, responses=answers(created=CommentSerializer))
    def post(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        return _posted(request, self.document, self.principle)


class WholeTextCommentListApi(DocumentApi):
    @extend_schema(
        # The one made up for it is that of a single comment.
        operation_id="documents_comments_on_whole_retrieve",
        parameters=[CommentQuerySerializer],
        responses=answers(ok=CommentPageSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Twenty threads on the text as a whole."""
        return _page(request, self.document)

    @extend_schema(request=NewCommentSerializer, responses=answers(created=CommentSerializer))
    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Comment on the text as a whole; nothing is quoted."""
        return _posted(request, self.document, None)


class CommentApi(DocumentApi):
    """One comment, by its number in the document."""

    def comment(self, number: int) -> Comment:
        found = (
            Comment.objects.select_related("document", "principle")
            .filter(document=self.document, number=number)
            .first()
        )
        if found is None:
            raise Http404
        found.document = self.document
        return found

    @extend_schema(responses=answers(ok=CommentSerializer))
    def get(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return Response(CommentSerializer(one_comment(self.comment(number))).data)

    @extend_schema(request=EditedCommentSerializer, responses=answers(ok=CommentSerializer))
    def put(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Write it anew; what it said before stays readable."""
        body = given(request, EditedCommentSerializer)
        comment = self.comment(number)
        edit_comment(comment=comment, by=signed_in(request), **body)
        return Response(CommentSerializer(one_comment(comment)).data)


class CommentActApi(CommentApi):
    """An act that needs no words: withdraw, or show again."""

    http_method_names = ["post", "options"]
    act: Callable[..., object] = staticmethod(withdraw_comment)

    @extend_schema(request=None, responses=answers(ok=CommentSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        comment = self.comment(number)
        self.act(comment=comment, by=signed_in(request))
        return Response(CommentSerializer(one_comment(comment)).data)


class WithdrawCommentApi(CommentActApi):
    """The author takes it back."""


class ShowCommentApi(CommentActApi):
    """A moderator shows what was hidden."""

    act = staticmethod(show_comment)


class HideCommentApi(CommentApi):
    http_method_names = ["post", "options"]

    @extend_schema(request=ReasonSerializer, responses=answers(ok=CommentSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator hides it, with a published reason."""
        reason = given(request, ReasonSerializer)["reason"]
        comment = self.comment(number)
        by: User = signed_in(request)
        hide_comment(comment=comment, reason=reason, by=by)
        return Response(CommentSerializer(one_comment(comment)).data)
