"""Reading models of a document and of one of its principles."""

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from principles.models import Document, Participation, Vote
from principles.queries.outline import (
    Block,
    GroupMark,
    Neighbour,
    blocks_of,
    current_version,
    document_page,
    principle_of,
    tone_of,
    visible_document,
)
from principles.states import Choice, Role, Stage, Visibility
from principles.tally import ChoiceCount, TallyRow
from tests.factories.accounts import MembershipFactory, UserFactory, group
from tests.factories.principles import (
    DocumentFactory,
    ParticipationFactory,
    open_document,
    seated,
    text_of,
)
from tests.factories.principles import principle_of as principle_named


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("One.", [(False, ("One.",))]),
        ("One.\n\nTwo.", [(False, ("One.",)), (False, ("Two.",))]),
        ("One,\nand more.", [(False, ("One,", "and more."))]),
        ("- a;\n- b.", [(True, ("a;", "b."))]),
        (
            "These:\n- a;\n- b.\nEnd.",
            [(False, ("These:",)), (True, ("a;", "b.")), (False, ("End.",))],
        ),
        ("-not an item", [(False, ("-not an item",))]),
    ],
)
def test_blocks_of_parts_paragraphs_and_lists(
    text: str, blocks: list[tuple[bool, tuple[str, ...]]]
) -> None:
    assert blocks_of(text) == tuple(Block(*block) for block in blocks)


@pytest.mark.parametrize(
    ("stage", "tone"),
    [
        (Stage.DRAFT, "draft"),
        (Stage.COMMENT, "now"),
        (Stage.AMEND, "now"),
        (Stage.VOTE, "now"),
        (Stage.PAUSED, "next"),
        (Stage.CLOSED, "done"),
        (Stage.CONCLUDED, "done"),
        (Stage.CANCELLED, "trouble"),
    ],
)
def test_tone_of_a_stage(stage: Stage, tone: str) -> None:
    assert tone_of(Document(stage=stage)) == tone


def mark(total: int = 10, *, suppressed: bool = False, **counts: int) -> GroupMark:
    choices = tuple(ChoiceCount(code, code, count) for code, count in counts.items())
    row = TallyRow("g", "Group", (), choices, total, total, suppressed=suppressed)
    return GroupMark(row)


@pytest.mark.parametrize(
    ("group_mark", "leaning"),
    [
        (mark(support=4, accept=2, oppose=4), "mostly in favour"),
        (mark(oppose=3, block=3, support=4), "mostly against"),
        (mark(support=5, oppose=5), "divided"),
        (mark(support=4, abstain=6), "divided"),
        (mark(0, suppressed=True), "votes not shown"),
    ],
)
def test_a_group_leans_where_more_than_half_of_its_votes_go(
    group_mark: GroupMark, leaning: str
) -> None:
    assert group_mark.leaning == leaning


@pytest.mark.django_db
class TestVisibleDocument:
    def test_it_is_found_by_its_address(self) -> None:
        document = open_document()
        assert visible_document(None, document.slug) == document

    @pytest.mark.parametrize("slug", ["none", "document"])
    def test_an_address_of_nothing_is_not_found(self, slug: str) -> None:
        with pytest.raises(Http404):
            visible_document(None, slug)

    def test_what_the_person_may_not_see_is_not_found(self) -> None:
        document = open_document(visibility=Visibility.INVITED)
        with pytest.raises(Http404):
            visible_document(UserFactory.create(), document.slug)
        invited = seated(UserFactory.create(), document, Role.INVITED)
        assert visible_document(invited, document.slug) == document


@pytest.mark.django_db
class TestDocumentPage:
    def test_principles_stand_in_their_sections_in_order(self) -> None:
        page = document_page(open_document(principles=5, sections=2))
        assert [(part.heading, [row.key for row in part.rows]) for part in page.parts] == [
            ("Section 1", [1, 2, 3]),
            ("Section 2", [4, 5]),
        ]
        assert [row.number for row in page.rows] == ["1", "2", "3", "4", "5"]

    def test_principles_without_a_section_come_first(self) -> None:
        page = document_page(open_document(principles=2, sections=0))
        assert [(part.heading, len(part.rows)) for part in page.parts] == [("", 2)]

    def test_votes_on_earlier_words_do_not_count(self) -> None:
        document = open_document(Stage.VOTE, principles=1)
        vote_of_five(document, "other words")
        (row,) = document_page(document).rows
        assert (row.tally.total, row.marks) == (0, [])

    def test_marks_are_those_of_the_groups_that_voted(self) -> None:
        document = open_document(Stage.VOTE, principles=1)
        vote_of_five(document, text_of(principle_named(document)).hash)
        page = document_page(document)
        assert [(each.row.label, each.leaning) for each in page.rows[0].marks] == [
            ("Academia", "mostly in favour")
        ]
        assert page.has_votes
        assert page.tally == page.rows[0].tally

    @pytest.mark.parametrize("many", [1, 5])
    def test_the_queries_are_the_same_however_many_principles(
        self, many: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        document = open_document(Stage.VOTE, principles=many, sections=1)
        for key in range(1, many + 1):
            vote_of_five(document, text_of(principle_named(document, key)).hash, key)
        with django_assert_num_queries(7):
            assert len(document_page(document).rows) == many

    def test_a_document_without_a_version_has_no_page(self) -> None:
        with pytest.raises(Http404):
            current_version(Document())


def vote_of_five(document: Document, text_hash: str, key: int = 1) -> None:
    """Of individuals of academia: as many as may be shown."""
    text = text_of(principle_named(document, key))
    for n in range(5):
        voice: Participation = ParticipationFactory.create(
            document=document, membership=MembershipFactory.create(group=group("academia"))
        )
        Vote.objects.create(
            principle=text.principle,
            holder=voice.holder,
            text=text,
            text_hash=text_hash,
            choice=Choice.SUPPORT if n else Choice.ACCEPT,
            participation=voice,
            group=voice.group,
            cast_at=document.created_at,
        )


@pytest.mark.django_db
class TestPrincipleOf:
    def test_it_has_its_present_words_and_its_neighbours(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        document = open_document(
            texts=[("One", "First."), ("Two", "Second.\n\nMore."), ("Three", "Third.")]
        )
        with django_assert_num_queries(2):
            page = principle_of(document, 2)
            assert (page.text.title, page.principle.document) == ("Two", document)
        assert page.blocks == (Block(False, ("Second.",)), Block(False, ("More.",)))
        assert page.version == document.current_version
        assert (page.previous, page.next) == (
            Neighbour(1, "1", "One"),
            Neighbour(3, "3", "Three"),
        )

    def test_the_first_and_the_last_have_one_neighbour(self) -> None:
        document = open_document(principles=2)
        assert principle_of(document, 1).previous is None
        assert principle_of(document, 2).next is None

    def test_a_principle_of_another_document_is_not_found(self) -> None:
        document = DocumentFactory.create(principles=1)
        open_document(principles=3)
        with pytest.raises(Http404):
            principle_of(document, 3)
