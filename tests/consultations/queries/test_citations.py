"""Whatever people do to their comments, what is cited is what stands there now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from consultations.models import Citation
from consultations.queries.citations import quote_hash, resolved
from consultations.queries.point_review import summary_review
from principles.models import Comment
from principles.states import CommentStatus, Stage
from tests.factories.analysis import analysed
from tests.factories.consultations import running
from tests.factories.points import cited, point
from tests.factories.principles import principle_of

pytestmark = pytest.mark.django_db
BODIES = st.sampled_from(
    [
        "Costs rise. Clinics wait.",
        "Costs rise.  Clinics wait.",
        "Now Costs rise. Clinics wait.",
        "Costs",
        "التكاليف ترتفع. 费用上涨。 Costs rise.",
    ]
)
ACTS = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, 2), BODIES),
    st.tuples(st.just("status"), st.integers(0, 2), st.sampled_from(CommentStatus.values)),
    st.tuples(st.just("run"), st.just(0), st.just("")),
)


class TestCitations(TestCase):
    @given(st.lists(ACTS, max_size=8))
    def test_every_citation_shown_is_a_slice_of_a_published_comment(
        self, acts: list[tuple[str, int, str]]
    ) -> None:
        consultation = running(Stage.COMMENT)
        made = point(principle_of(consultation.document), words="Costs rise. Clinics wait.", by=3)
        comments = [each.comment for each in made.citations.order_by("pk")]
        for act, index, value in acts:
            one = Comment.objects.filter(pk=comments[index].pk)
            if act == "edit":
                one.update(body=value)
            elif act == "status":
                one.update(status=value)
            else:
                analysed(consultation)
        for each in resolved(Citation.objects.select_related("comment")):
            now = Comment.objects.get(pk=each.comment.pk)
            assert now.status == CommentStatus.PUBLISHED
            assert now.body[each.citation.start : each.citation.end] == each.words
            assert quote_hash(each.words) == each.citation.quote_hash
        for summary in consultation.summaries.all():
            review = summary_review(consultation, summary.pk)
            assert review is not None
            for shown in review.points:
                for citation in shown.citations:
                    body = Comment.objects.get(number=citation.number).body
                    assert citation.words in body


def test_only_what_is_published_and_unchanged_resolves() -> None:
    consultation = running(Stage.COMMENT)
    made = point(principle_of(consultation.document), words="Costs rise.", by=4)
    comments = list(Comment.objects.order_by("pk"))
    comments[0].status = CommentStatus.HIDDEN
    comments[1].status = CommentStatus.WITHDRAWN
    comments[2].body = "Costs fall."
    for comment in comments:
        comment.save()
    found = resolved(made.citations.select_related("comment"))
    assert [(each.comment.pk, each.words) for each in found] == [(comments[3].pk, "Costs rise.")]


def test_places_count_code_points() -> None:
    consultation = running(Stage.COMMENT)
    made = point(principle_of(consultation.document), words="👩‍⚕️ 费用上涨。 Costs rise.")
    comment = Comment.objects.get()
    made.citations.all().delete()
    cited(made, comment, "费用上涨。")
    found = resolved(made.citations.select_related("comment"))
    assert [each.words for each in found] == ["费用上涨。"]
