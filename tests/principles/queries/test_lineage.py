"""Principles that came, went, were split and joined, wherever one reads of them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.http import Http404
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.verdicts import Refused
from principles.actions.amendments import propose_amendment
from principles.actions.anchors import reanchor_comments
from principles.actions.comments import post_comment
from principles.actions.decisions import adopt_amendment
from principles.models import Amendment, Anchor, Comment, Document, Version
from principles.queries.history import diff_between, versions_of
from principles.queries.lineage import fates_of, heirs_of
from principles.queries.principles import reading_of
from principles.states import Stage
from principles.text.anchors import Quote
from principles.text.operations import Code, Operation, Words
from tests.factories.accounts import UserFactory, individual
from tests.factories.comments import cast_by
from tests.factories.principles import joined, open_document, principle_of, text_of

pytestmark = pytest.mark.django_db

REACH = ("Reach", "Everyone may reach the network. Nobody is cut off without a reason.")
PRICE = ("Price", "Prices are fair.")
RULES = ("Rules", "Rules are made in the open.")
SPLIT = Operation(
    Code.SPLIT,
    1,
    parts=(
        Words("Reach", "Everyone may reach the network."),
        Words("Cutting off", "Nobody is cut off without a reason."),
    ),
)
JOIN = Operation(
    Code.JOIN, 2, words=Words("Price", "Prices are fair. Rules are made in the open."), others=(3,)
)
DELETE = Operation(Code.SUP, 2)
MOVE = Operation(Code.MOVE, 3, after=1)
ADD = Operation(Code.ADD, words=Words("Review", "All this is reviewed."), after=3)


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def document(owner: User) -> Document:
    return open_document(Stage.AMEND, owner=owner, texts=[REACH, PRICE, RULES], early_voting=True)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


def adopted(
    document: Document, operations: Sequence[Operation], author: User, owner: User
) -> Version:
    key = next((each.principle for each in operations if each.principle), 1)
    amendment: Amendment = propose_amendment(
        principle=principle_of(document, key),
        operations=operations,
        rationale="It is better so.",
        base_hash=text_of(principle_of(document, key)).hash,
        by=author,
    )
    base_hash = text_of(amendment.principle).hash
    version = adopt_amendment(amendment=amendment, base_hash=base_hash, by=owner)
    document.refresh_from_db()
    return version


def comment_on(document: Document, key: int, quote: str, by: User) -> Comment:
    return post_comment(
        principle=principle_of(document, key),
        body="Why?",
        stance="question",
        quote=Quote(quote),
        by=by,
    )


def placed(comment: Comment) -> tuple[int, str] | None:
    """The principle in which the words of a comment stand now, and those words."""
    anchor = Anchor.objects.select_related("placed_text__principle").get(comment=comment)
    if anchor.is_orphan:
        return None
    text = anchor.placed_text
    return text.principle.key, text.body[anchor.placed_start : anchor.placed_end]


def test_the_parts_of_a_split_are_known_by_their_words(
    document: Document, author: User, owner: User
) -> None:
    adopted(document, [SPLIT], author, owner)
    [fate] = fates_of(document)
    assert (fate.principle, fate.into, fate.code) == (1, 4, Code.SPLIT)
    assert (fate.version, fate.amendment) == (2, 1)


def test_the_parts_of_a_split_that_were_worded_anew_are_known_by_their_place(
    document: Document, author: User, owner: User
) -> None:
    changed = Words("Cutting off", "Nobody is cut off. Ever.")
    amendment = propose_amendment(
        principle=principle_of(document),
        operations=[SPLIT],
        rationale="Two things.",
        base_hash=text_of(principle_of(document)).hash,
        by=author,
    )
    adopt_amendment(
        amendment=amendment,
        base_hash=text_of(principle_of(document)).hash,
        operations=[Operation(Code.SPLIT, 1, parts=(SPLIT.parts[0], changed))],
        reason="Shorter.",
        by=owner,
    )
    assert [(fate.principle, fate.into) for fate in fates_of(document)] == [(1, 4)]


def test_heirs_go_through_a_split_and_a_later_joining(
    document: Document, author: User, owner: User
) -> None:
    adopted(document, [SPLIT], author, owner)
    words = Words("Price", "Prices are fair. Nobody is cut off without a reason.")
    adopted(document, [Operation(Code.JOIN, 2, words=words, others=(4,))], author, owner)
    fates = fates_of(document)
    assert heirs_of(1, fates) == (1, 4, 2)
    assert heirs_of(1, fates, since=2) == (1,)
    assert heirs_of(4, fates, since=2) == (4, 2)


def test_versions_tell_what_was_added_removed_moved_and_changed(
    document: Document, author: User, owner: User
) -> None:
    adopted(document, [ADD], author, owner)
    adopted(document, [MOVE], author, owner)
    adopted(document, [DELETE], author, owner)
    adopted(document, [SPLIT], author, owner)
    rows = versions_of(document)
    assert [(row.changed, row.added, row.removed, row.moved) for row in rows] == [
        (("1",), ("2",), (), ()),
        ((), (), ("3",), ()),
        ((), (), (), ("2",)),
        ((), ("4",), (), ()),
        ((), (), (), ()),
    ]
    assert [row.amendments for row in rows] == [(4,), (3,), (2,), (1,), ()]


def test_a_comparison_names_the_amendments_that_moved_deleted_and_split(
    document: Document, author: User, owner: User
) -> None:
    adopted(document, [MOVE], author, owner)
    adopted(document, [DELETE], author, owner)
    adopted(document, [SPLIT], author, owner)
    changes = {each.key: each for each in diff_between(document, 1, 4).changes}
    assert [(key, each.kind, each.is_moved) for key, each in changes.items()] == [
        (1, "changed", False),
        (4, "added", False),
        (3, "same", False),
        (2, "removed", False),
    ]
    assert [each.fate and (each.fate.code, each.fate.amendment) for each in changes.values()] == [
        None,
        (Code.SPLIT, 3),
        None,
        (Code.SUP, 2),
    ]
    [moved] = diff_between(document, 1, 2).changed
    assert (moved.key, moved.kind, moved.is_moved, moved.old_number) == (3, "same", True, "3")


def test_a_deleted_principle_is_read_in_its_last_words(
    document: Document, author: User, owner: User
) -> None:
    [voice] = document.participations.all()
    cast_by(voice, principle_of(document, 2), "support")
    adopted(document, [DELETE], author, owner)
    reading = reading_of(document, 2, f"u{author.pk}")
    assert (reading.title, reading.body) == PRICE
    assert reading.gone is not None
    assert (reading.gone.version, reading.gone.amendments, reading.gone.into) == (2, (1,), None)
    assert (reading.place, reading.previous, reading.next) == (0, None, None)
    assert reading.own_vote is not None
    with pytest.raises(Http404):
        reading_of(document, 9)


def test_a_joined_principle_leads_to_the_one_that_took_it_in(
    document: Document, author: User, owner: User
) -> None:
    adopted(document, [JOIN], author, owner)
    gone = reading_of(document, 3).gone
    assert gone is not None
    assert gone.into is not None
    assert (gone.into.key, gone.into.title) == (2, "Price")


def test_pages_of_a_deleted_principle_say_what_deleted_it(
    client: Client, document: Document, author: User, owner: User
) -> None:
    comment = comment_on(document, 2, "fair", author)
    adopted(document, [DELETE], author, owner)
    client.force_login(author)
    for path in ("principles/2/", "principles/2/comments/", "principles/2/votes/"):
        page = client.get(f"/documents/{document.slug}/{path}")
        assert page.status_code == 200, path
        assert "This principle was deleted in version 2." in page.text
        assert f"/documents/{document.slug}/amendments/1/" in page.text
    principle = client.get(f"/documents/{document.slug}/principles/2/").text
    assert "Post comment" not in principle
    assert "Cast vote" not in principle
    assert client.get(f"/documents/{document.slug}/comments/{comment.number}/").status_code == 200
    assert client.get(f"/documents/{document.slug}/").status_code == 200


def test_nothing_is_said_on_a_deleted_principle_any_more(
    document: Document, author: User, owner: User
) -> None:
    adopted(document, [DELETE], author, owner)
    with pytest.raises(Refused) as refused:
        post_comment(principle=principle_of(document, 2), body="Why?", stance="question", by=author)
    assert refused.value.code == "principle_gone"


def test_version_pages_show_every_kind_of_change(
    client: Client, document: Document, author: User, owner: User
) -> None:
    for operation in (MOVE, JOIN, SPLIT, replace(ADD, after=1)):
        adopted(document, [operation], author, owner)
    page = client.get(f"/documents/{document.slug}/versions/").text
    assert "Principle 2 moved to this place." in page
    assert "What was principle 2 is gone." in page
    assert page.count("Principle 2 is new.") == 2
    compared = client.get(f"/documents/{document.slug}/versions/1..5/").text
    assert "Split off from another principle." in compared
    assert "Joined into another principle." in compared
    assert "Added." in compared


def test_comments_follow_their_words_into_a_part(
    document: Document, author: User, owner: User
) -> None:
    stays = comment_on(document, 1, "reach the network", author)
    goes = comment_on(document, 1, "without a reason", author)
    reanchor_comments(version=adopted(document, [SPLIT], author, owner))
    assert placed(stays) == (1, "reach the network")
    assert placed(goes) == (4, "without a reason")


def test_comments_follow_their_words_into_the_joined_principle(
    document: Document, author: User, owner: User
) -> None:
    comment = comment_on(document, 3, "in the open", author)
    reanchor_comments(version=adopted(document, [JOIN], author, owner))
    assert placed(comment) == (2, "in the open")


def test_comments_on_a_deleted_principle_stay_on_its_last_words(
    document: Document, author: User, owner: User
) -> None:
    comment = comment_on(document, 2, "fair", author)
    reanchor_comments(version=adopted(document, [DELETE], author, owner))
    assert placed(comment) == (2, "fair")


def test_fates_take_two_queries_however_many_versions(
    document: Document,
    author: User,
    owner: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for operation in (MOVE, DELETE, SPLIT):
        adopted(document, [operation], author, owner)
    with django_assert_num_queries(2):
        fates_of(document)
