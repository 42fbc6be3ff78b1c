"""Pages of threads: order, filters, cursors, and the same cost however many there are."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from principles.models import Comment, Principle
from principles.queries.comments import DEEPEST, CommentNode
from principles.queries.passages import MOST_PASSAGES, passages_of
from principles.queries.threads import (
    REPLIES_A_PAGE,
    REPLIES_SHOWN,
    THREADS_A_PAGE,
    BadCursor,
    CommentFilters,
    CommentPage,
    comment_page,
    one_comment,
    thread_page,
)
from principles.states import CommentStatus, CommentType, Stage, Stance
from tests.factories.accounts import MembershipFactory, RepresentativeFactory, group
from tests.factories.comments import CommentFactory, anchored, thread
from tests.factories.principles import ParticipationFactory, open_document, principle_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def principle() -> Principle:
    return principle_of(open_document(Stage.COMMENT))


def comment(principle: Principle, **fields: object) -> Comment:
    return CommentFactory.create(principle=principle, **fields)


def numbers(page: CommentPage) -> list[int]:
    return [node.number for node in page.threads]


def everything(principle: Principle, filters: CommentFilters | None = None) -> list[int]:
    """The numbers of all first comments, page after page."""
    found, cursor = [], ""
    while True:
        page = comment_page(principle, filters, cursor)
        found += numbers(page)
        if not (cursor := page.next_cursor):
            return found


def queries(function: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        function()
    return len(captured)


def shape(node: CommentNode) -> list[object]:
    """The number, and in a list those of what hangs below it."""
    return [node.number, *(shape(reply) for reply in node.replies)]


# --- Order and pages ------------------------------------------------------------------------------


def test_newest_thread_comes_first(principle: Principle) -> None:
    made = [comment(principle) for _ in range(3)]
    assert numbers(comment_page(principle)) == [each.number for each in reversed(made)]


def test_pages_hold_every_thread_once_in_every_order(principle: Principle) -> None:
    made = [comment(principle) for _ in range(2 * THREADS_A_PAGE + 3)]
    for n, root in enumerate(made[:4]):
        thread(root, n)
    ids = [each.number for each in made]
    by_size = sorted(made, key=lambda each: (-each.thread.count(), -each.pk))
    assert everything(principle) == ids[::-1]
    assert everything(principle, CommentFilters(sort="oldest")) == ids
    assert everything(principle, CommentFilters(sort="replies")) == [
        each.number for each in by_size
    ]


def test_page_of_just_enough_threads_is_the_last(principle: Principle) -> None:
    for _ in range(THREADS_A_PAGE):
        comment(principle)
    assert comment_page(principle).next_cursor == ""


def test_comment_posted_meanwhile_moves_nothing_to_another_page(principle: Principle) -> None:
    made = [comment(principle) for _ in range(THREADS_A_PAGE + 2)]
    cursor = comment_page(principle).next_cursor
    comment(principle)
    assert numbers(comment_page(principle, None, cursor)) == [made[1].number, made[0].number]


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        ("newest", "x"),
        ("newest", "o12"),
        ("newest", "n"),
        ("newest", "n-1"),
        ("newest", "n1.5"),
        ("newest", "n" + "9" * 40),
        ("newest", "n12; DROP TABLE"),
        ("newest", "n١"),
        ("oldest", "n12"),
        ("oldest", "t12"),
        ("replies", "r12"),
        ("replies", "n12"),
        ("replies", "r1-2-3"),
    ],
)
def test_cursor_of_nothing_is_an_error_abuse_31(
    principle: Principle, sort: str, cursor: str
) -> None:
    with pytest.raises(BadCursor):
        comment_page(principle, CommentFilters(sort=sort), cursor)


def test_cursor_past_the_end_is_an_empty_page(principle: Principle) -> None:
    comment(principle)
    page = comment_page(principle, None, "n1")
    assert (page.threads, page.total) == ((), 1)


# --- Threads --------------------------------------------------------------------------------------


def test_answers_hang_under_what_they_answer(principle: Principle) -> None:
    root = comment(principle)
    first = comment(principle, parent=root)
    second = comment(principle, parent=root)
    deeper = comment(principle, parent=first)
    (node,) = comment_page(principle).threads
    assert shape(node) == [root.number, [first.number, [deeper.number]], [second.number]]
    assert [each.answers for each in node.walk()] == [None] * 4


def test_answers_deeper_than_the_page_is_wide_name_what_they_answer(principle: Principle) -> None:
    chain = [comment(principle)]
    for _ in range(DEEPEST + 2):
        chain.append(comment(principle, parent=chain[-1]))
    (root,) = comment_page(principle).threads
    nodes = list(root.walk())
    assert [each.number for each in nodes] == [each.number for each in chain]
    assert max(each.depth for each in nodes) == DEEPEST
    assert [each.answers for each in nodes[-2:]] == [chain[-3].number, chain[-2].number]
    assert nodes[DEEPEST].answers is None


def test_long_thread_shows_its_first_answers_and_how_many_more(principle: Principle) -> None:
    root = comment(principle)
    answers = thread(root, REPLIES_SHOWN + 3)
    short = comment(principle)
    thread(short, REPLIES_SHOWN)
    newest, oldest = comment_page(principle).threads
    assert (newest.more_replies, oldest.more_replies) == (0, 3)
    assert [each.number for each in oldest.replies] == [
        each.number for each in answers[:REPLIES_SHOWN]
    ]


def test_thread_page_shows_the_hundred_answers_around_the_comment(principle: Principle) -> None:
    root = comment(principle)
    answers = thread(root, 2 * REPLIES_A_PAGE + 5)
    page = thread_page(answers[REPLIES_A_PAGE + 7])
    middle = [each.number for each in answers[REPLIES_A_PAGE : 2 * REPLIES_A_PAGE]]
    assert [each.number for each in page.root.replies] == middle
    assert page.replies == len(answers)
    earlier = thread_page(root, page.earlier_cursor)
    later = thread_page(root, page.later_cursor)
    assert [each.number for each in earlier.root.replies] == [
        each.number for each in answers[:REPLIES_A_PAGE]
    ]
    assert [each.number for each in later.root.replies] == [
        each.number for each in answers[2 * REPLIES_A_PAGE :]
    ]
    assert (earlier.earlier_cursor, later.later_cursor) == ("", "")
    assert thread_page(root).earlier_cursor == ""
    assert [each.number for each in thread_page(answers[3]).root.replies] == [
        each.number for each in answers[:REPLIES_A_PAGE]
    ]


def test_answer_whose_parent_is_on_an_earlier_page_names_it(principle: Principle) -> None:
    root = comment(principle)
    answers = thread(root, REPLIES_A_PAGE)
    late = comment(principle, parent=answers[4])
    page = thread_page(late)
    (node,) = page.root.replies
    assert (node.number, node.answers) == (late.number, answers[4].number)


@pytest.mark.parametrize("cursor", ["x", "n1", "t", "t" + "9" * 30])
def test_thread_cursor_of_nothing_is_an_error(principle: Principle, cursor: str) -> None:
    with pytest.raises(BadCursor):
        thread_page(comment(principle), cursor)


# --- What a comment shows -------------------------------------------------------------------------


def test_comment_says_who_spoke_for_whom(principle: Principle) -> None:
    membership = RepresentativeFactory.create(verified=True)
    voice = ParticipationFactory.create(document=principle.document, membership=membership)
    made = comment(principle, participation=voice, type=CommentType.EDITORIAL)
    node = one_comment(made)
    assert node.author == membership.user.name
    assert node.organisation == str(membership.organisation)
    assert node.group == "Civil society"
    assert node.is_verified
    assert (node.stance_label, node.type_label) == ("Concern", "Editorial")


def test_comment_of_an_erased_account_names_nobody(principle: Principle) -> None:
    made = comment(principle)
    User.objects.filter(pk=made.author_id).update(
        erased_at=timezone.now(), is_active=False, name=""
    )
    assert one_comment(made).author == "Former participant"


@pytest.mark.parametrize("status", [CommentStatus.WITHDRAWN, CommentStatus.HIDDEN])
def test_withdrawn_or_hidden_comment_has_no_words_abuse_13(
    principle: Principle, status: CommentStatus
) -> None:
    made = comment(principle, body="Secret words.", status=status)
    anchored(made, "every part")
    node = one_comment(made)
    assert (node.html, node.quote, node.stance_label, node.type_label) == ("", "", "", "")
    assert node.quote_prefix == node.quote_suffix == ""
    assert node.status_label == str(CommentStatus(status).label)
    assert "Secret" not in repr(node)


def test_quote_of_a_comment_says_whether_its_words_still_stand(principle: Principle) -> None:
    placed, orphan = comment(principle), comment(principle)
    anchored(placed, "every part")
    anchored(orphan, "words long gone", is_orphan=True)
    assert (one_comment(placed).quote, one_comment(placed).is_orphan) == ("every part", False)
    assert (one_comment(orphan).quote, one_comment(orphan).is_orphan) == ("words long gone", True)


# --- Filters --------------------------------------------------------------------------------------


def matching(principle: Principle, **fields: str) -> list[int]:
    return numbers(comment_page(principle, CommentFilters(**fields)))


def test_filters_find_threads_by_what_is_said_in_them(principle: Principle) -> None:
    academic = ParticipationFactory.create(
        document=principle.document,
        membership=MembershipFactory.create(group=group("academia"), verified=True),
    )
    company = ParticipationFactory.create(
        document=principle.document, membership=RepresentativeFactory.create()
    )
    plain = comment(principle, stance=Stance.SUPPORT, body="Fine by me.")
    learned = comment(principle, participation=academic, type=CommentType.TECHNICAL)
    answered = comment(principle, body="Nothing here.")
    comment(principle, parent=answered, participation=company, body="Who measures 100%_ of it?")
    anchored(plain, "every part")
    anchored(learned, "long gone", is_orphan=True)
    assert matching(principle, group="academia") == [learned.number]
    assert matching(principle, stance="support") == [plain.number]
    assert matching(principle, type="technical") == [learned.number]
    assert matching(principle, author="organisation") == [answered.number]
    assert matching(principle, author="individual") == [
        answered.number,
        learned.number,
        plain.number,
    ]
    assert matching(principle, author="verified") == [learned.number]
    assert matching(principle, search="MEASURES 100%_") == [answered.number]
    assert matching(principle, search="100x") == []
    assert matching(principle, words="anchored") == [learned.number, plain.number]
    assert matching(principle, words="orphaned") == [learned.number]
    assert matching(principle, stance="support", group="academia") == []


def test_filtered_page_counts_what_matches_of_all(principle: Principle) -> None:
    root = comment(principle, stance=Stance.SUPPORT)
    comment(principle, parent=root, stance=Stance.SUPPORT)
    comment(principle, parent=root)
    page = comment_page(principle, CommentFilters(stance="support"))
    assert (len(page.threads), page.matching, page.total) == (1, 2, 3)
    assert len(page.threads[0].replies) == 2
    nothing = comment_page(principle, CommentFilters(search="nowhere"))
    assert (nothing.threads, nothing.matching, nothing.total) == ((), 0, 3)


@pytest.mark.parametrize("status", [CommentStatus.WITHDRAWN, CommentStatus.HIDDEN])
def test_search_and_counts_do_not_tell_of_what_nobody_may_read_abuse_13(
    principle: Principle, status: CommentStatus
) -> None:
    comment(principle, body="Unspeakable.", status=status, stance=Stance.OPPOSE)
    shown = comment(principle)
    assert matching(principle, search="unspeakable") == []
    assert matching(principle, stance="oppose") == []
    page = comment_page(principle)
    assert page.total == 1
    assert len(page.threads) == 2
    assert matching(principle, sort="oldest")[-1] == shown.number


@pytest.mark.parametrize(
    "hostile", ["' OR 1=1 --", '"; DROP TABLE principles_comment', "%", "_", "\\", "x' UNION"]
)
def test_search_for_sql_finds_nothing_and_breaks_nothing_abuse_35(
    principle: Principle, hostile: str
) -> None:
    comment(principle, body="Plain words.")
    assert matching(principle, search=hostile) == []
    assert Comment.objects.count() == 1


def test_comments_of_another_principle_are_not_shown(principle: Principle) -> None:
    elsewhere = principle_of(principle.document, 2)
    comment(elsewhere)
    assert comment_page(principle).threads == ()
    assert comment_page(elsewhere).total == 1


# --- Passages -------------------------------------------------------------------------------------


def test_passages_gather_the_comments_on_the_same_words(principle: Principle) -> None:
    text = text_of(principle)
    first, second, other, gone, hidden = (comment(principle) for _ in range(5))
    for each in (second, first):
        anchored(each, "every part")
    anchored(other, "Everyone")
    anchored(gone, "long gone", is_orphan=True)
    anchored(hidden, "whoever")
    Comment.objects.filter(pk=hidden.pk).update(status=CommentStatus.HIDDEN)
    passages = passages_of([text.pk])
    start = text.body.index("every part")
    assert [(each.start, each.end, each.comments, each.number) for each in passages.placed] == [
        (start, start + len("every part"), 2, first.number),
        (0, len("Everyone"), 1, other.number),
    ]
    assert passages.orphans == 1


def test_passages_of_a_text_without_comments(principle: Principle) -> None:
    passages = passages_of([text_of(principle).pk])
    assert (passages.placed, passages.orphans) == ((), 0)


def test_very_many_passages_are_cut_to_the_most_commented(principle: Principle) -> None:
    body = text_of(principle).body
    for end in range(2, MOST_PASSAGES + 5):
        anchored(comment(principle), body[:end])
    assert len(passages_of([text_of(principle).pk]).placed) == MOST_PASSAGES


# --- Cost -----------------------------------------------------------------------------------------


def test_page_asks_the_same_queries_for_one_comment_as_for_two_hundred(
    principle: Principle,
) -> None:
    def asked() -> list[int]:
        return [
            queries(lambda: comment_page(principle)),
            queries(lambda: comment_page(principle, CommentFilters(sort="replies"))),
            queries(lambda: comment_page(principle, CommentFilters(stance="concern"))),
            queries(lambda: thread_page(first)),
            queries(lambda: passages_of([text_of(principle).pk])) - 2,
        ]

    first = comment(principle)
    anchored(first, "every part")
    one = asked()
    for _ in range(2):
        anchored(comment(principle), "every part")
    thread(first, 2)
    assert asked() == one
    for root in [comment(principle) for _ in range(20)]:
        thread(root, 9)
    thread(first, REPLIES_A_PAGE)
    assert Comment.objects.count() > 200
    assert asked() == one == [2, 2, 3, 4, 1]
