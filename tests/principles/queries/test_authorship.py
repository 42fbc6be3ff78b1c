"""Who wrote each word of a principle, through the versions of a document."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from principles.actions.amendments import propose_amendment
from principles.actions.compromises import propose_compromise
from principles.actions.decisions import Seen, adopt_amendment, adopt_together
from principles.actions.editorial import correct_principle
from principles.actions.proposals import wording
from principles.models import Amendment, Document
from principles.queries.authorship import FIRST, MODERATORS, authorship_of
from principles.states import Stage
from principles.text.operations import Code, Operation, Words
from tests.factories.accounts import UserFactory, individual
from tests.factories.principles import joined, open_document, principle_of, text_of

pytestmark = pytest.mark.django_db

BODY = "States publish records. Nobody is cut off without a reason."
TEXTS = [("Reach", BODY), ("Price", "Prices are fair."), ("Rules", "Rules are made in the open.")]


@pytest.fixture
def owner() -> User:
    return UserFactory.create()


@pytest.fixture
def document(owner: User) -> Document:
    return open_document(Stage.AMEND, owner=owner, texts=TEXTS)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


def proposed(document: Document, author: User, *operations: Operation) -> Amendment:
    key = next((each.principle for each in operations if each.principle), 1)
    return propose_amendment(
        principle=principle_of(document, key),
        operations=operations,
        rationale="It is better so.",
        base_hash=text_of(principle_of(document, key)).hash,
        by=author,
    )


def adopted(amendment: Amendment, by: User, *changed: Operation) -> None:
    adopt_amendment(
        amendment=amendment,
        base_hash=text_of(amendment.principle).hash,
        operations=changed or None,
        reason="As heard.",
        by=by,
    )


def replaced(document: Document, old: str, new: str, key: int = 1) -> Operation:
    text = text_of(principle_of(document, key))
    assert old in text.body
    return wording(key, text.title, text.body.replace(old, new))[0]


def body_of(document: Document, key: int = 1) -> list[tuple[str, tuple[int, ...]]]:
    document.refresh_from_db()
    found = authorship_of(document, key)
    text = text_of(principle_of(document, key))
    assert "".join(run.words for run in found.title) == text.title
    assert "".join(run.words for run in found.body) == text.body
    assert sum(source.share for source in found.sources) == pytest.approx(1)
    return [(run.words.strip(), run.sources) for run in found.body]


def of(runs: Sequence[tuple[str, tuple[int, ...]]], *sources: int) -> list[str]:
    return [words for words, whose in runs if whose == sources]


def test_the_first_version_is_all_its_own(document: Document) -> None:
    assert body_of(document) == [(BODY, (FIRST,))]


def test_words_belong_to_the_amendment_that_brought_them(
    document: Document, author: User, owner: User
) -> None:
    adopted(proposed(document, author, replaced(document, "records", "all records")), owner)
    adopted(proposed(document, author, replaced(document, "a reason", "good cause")), owner)
    runs = body_of(document)
    assert (of(runs, 1), of(runs, 2)) == (["all"], ["good cause"])


def test_an_editorial_correction_is_its_own_source(document: Document, owner: User) -> None:
    text = text_of(principle_of(document))
    correct_principle(
        principle=principle_of(document),
        title=text.title,
        body=text.body.replace("without", "save for"),
        rationale="Plainer.",
        base_hash=text.hash,
        by=owner,
    )
    assert of(body_of(document), 1) == ["save for"]
    [_, source] = authorship_of(document, 1).sources
    assert [each.kind for each in source.amendments] == ["editorial"]


def test_what_was_changed_on_adoption_is_the_moderators(
    document: Document, author: User, owner: User
) -> None:
    amendment = proposed(document, author, replaced(document, "records", "all records"))
    title, body = "Reach", BODY.replace("records", "all records").replace("off", "off or slowed")
    adopted(amendment, owner, *wording(1, title, body))
    runs = body_of(document)
    assert (of(runs, 1), of(runs, MODERATORS)) == (["all"], ["or slowed"])


def test_amendments_adopted_together_are_told_apart(
    document: Document, author: User, owner: User
) -> None:
    both = [
        proposed(document, author, replaced(document, "records", "all records")),
        proposed(document, author, replaced(document, "a reason", "good cause")),
    ]
    adopt_together(seen=[Seen(each, each.text_hash) for each in both], version=1, by=owner)
    runs = body_of(document)
    assert (of(runs, 1), of(runs, 2)) == (["all"], ["good cause"])


def test_a_compromise_leaves_the_words_of_its_parents_to_them(
    document: Document, author: User, owner: User
) -> None:
    other = joined(individual(), document).user
    parents = [
        proposed(document, author, replaced(document, "records", "open records")),
        proposed(document, other, replaced(document, "records", "records without delay")),
    ]
    compromise = propose_compromise(
        principle=principle_of(document),
        parents=parents,
        operations=[replaced(document, "records", "open records without delay or fee")],
        rationale="Both.",
        base_hash=text_of(principle_of(document)).hash,
        by=owner,
    )
    adopted(compromise, owner)
    runs = body_of(document)
    assert (of(runs, 1), of(runs, 2), of(runs, 3)) == (["open"], ["without delay"], ["or fee"])


def test_who_wrote_but_the_space_between_words_is_not_listed(
    document: Document, author: User, owner: User
) -> None:
    other = joined(individual(), document).user
    parents = [
        proposed(document, author, replaced(document, "States", "Nations")),
        proposed(document, other, replaced(document, "States", "States and companies")),
    ]
    compromise = propose_compromise(
        principle=principle_of(document),
        parents=parents,
        operations=[replaced(document, "States", "Nations and companies")],
        rationale="Both.",
        base_hash=text_of(principle_of(document)).hash,
        by=owner,
    )
    adopted(compromise, owner)
    sources = authorship_of(document, 1).sources
    assert [(each.number, each.numbers) for each in sources if not each.is_blank] == [
        (0, ()),
        (1, (1,)),
        (2, (2,)),
    ]
    assert [(each.numbers, each.words) for each in sources if each.is_blank] == [((3,), 0)]


def test_words_of_a_split_and_of_a_joined_principle_keep_their_sources(
    document: Document, author: User, owner: User
) -> None:
    adopted(proposed(document, author, replaced(document, "a reason", "good cause")), owner)
    parts = (
        Words("Reach", "States publish records."),
        Words("Cutting off", "Nobody is cut off without good cause."),
    )
    adopted(proposed(document, author, Operation(Code.SPLIT, 1, parts=parts)), owner)
    assert of(body_of(document, 4), 1) == ["good cause"]
    assert body_of(document, 1) == [("States publish records.", (FIRST,))]
    joining = Words("Price", "Prices are fair. Nobody is cut off without good cause.")
    adopted(proposed(document, author, Operation(Code.JOIN, 2, joining, others=(4,))), owner)
    runs = body_of(document, 2)
    assert of(runs, 1) == ["good cause"]
    assert of(runs, FIRST)[0].startswith("Prices are fair")
    assert "Nobody is cut off without" in of(runs, FIRST)


def test_an_added_and_a_moved_principle_are_known(
    document: Document, author: User, owner: User
) -> None:
    added = Operation(Code.ADD, words=Words("Review", "All this is reviewed."), after=3)
    adopted(proposed(document, author, added), owner)
    adopted(proposed(document, author, Operation(Code.MOVE, 4, after=1)), owner)
    assert body_of(document, 4) == [("All this is reviewed.", (1,))]


def test_a_deleted_principle_still_has_its_authors(
    document: Document, author: User, owner: User, client: Client
) -> None:
    adopted(proposed(document, author, replaced(document, "fair", "just", key=2)), owner)
    adopted(proposed(document, author, Operation(Code.SUP, 2)), owner)
    document.refresh_from_db()
    assert [run.sources for run in authorship_of(document, 2).body][1] == (1,)
    assert client.get(f"/documents/{document.slug}/principles/2/authorship").status_code == 200


def test_authorship_takes_as_many_queries_for_one_version_as_for_many(
    document: Document, author: User, owner: User
) -> None:
    counts = []
    for old, new in (("records", "all records"), ("a reason", "a cause"), ("cause", "word")):
        adopted(proposed(document, author, replaced(document, old, new)), owner)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            authorship_of(document, 1)
        counts.append(len(captured))
    assert counts[0] == counts[-1] <= 6


def test_the_page_marks_words_and_names_who_wrote_them(
    client: Client, document: Document, author: User, owner: User
) -> None:
    adopted(proposed(document, author, replaced(document, "records", "all records")), owner)
    page = client.get(f"/documents/{document.slug}/principles/1/authorship").text
    assert '<mark>all</mark><sup><a href="#by-1"' in page
    assert 'id="by-1"' in page
    assert f"/documents/{document.slug}/amendments/1/" in page
    principle = client.get(f"/documents/{document.slug}/principles/1/").text
    assert f"/documents/{document.slug}/principles/1/authorship" in principle
    compared = client.get(f"/documents/{document.slug}/versions/1..2/").text
    assert f"/documents/{document.slug}/principles/1/authorship" in compared


def test_the_api_gives_runs_that_joined_are_the_text(
    client: Client, document: Document, author: User, owner: User
) -> None:
    adopted(proposed(document, author, replaced(document, "records", "all records")), owner)
    answer = client.get(f"/api/v1/documents/{document.slug}/principles/1/authorship/").json()
    assert "".join(run["words"] for run in answer["body"]) == text_of(principle_of(document)).body
    assert [(each["kind"], each["amendments"]) for each in answer["sources"]] == [
        ("first", []),
        ("amendment", [1]),
    ]
    assert (
        client.get(f"/api/v1/documents/{document.slug}/principles/9/authorship/").status_code == 404
    )
