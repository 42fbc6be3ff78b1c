"""Amendments made by rule to the texts handed to us from outside, where they lie beside the project.

No word of those texts is here: what is proposed is cut out of them, or invented.
"""

from collections.abc import Mapping, Sequence

import pytest
from django.test import Client

from accounts.models import User
from principles.actions.decisions import Seen, adopt_amendment, adopt_together
from principles.actions.documents import create_document
from principles.importers import read
from principles.models import Amendment, Document, Version
from principles.queries.authorship import FIRST, authorship_of
from principles.queries.clauses import TextOfToday, operations_of, sections_of
from principles.queries.history import diff_between
from principles.states import AmendmentStatus, Stage, Visibility
from principles.text.operation_json import operations_as_json
from principles.text.operations import Clause, Code, Operation, Words
from principles.text.operations_compare import compare_operations
from principles.text.operations_merge import merge_operations
from principles.text.tokens import count_words
from tests.factories.accounts import UserFactory, individual
from tests.factories.principles import joined, text_of
from tests.principles.importers.seeds import seeds

pytestmark = pytest.mark.django_db

OURS = """A charter of a public square

1. Room for all
Everyone may stand in the square and speak there. Nobody asks them who they are.

2. Care of the ground
The town sweeps the square every morning. Whoever holds a market there leaves it clean.

3. Quiet at night
No loudspeaker is used after ten in the evening. Neighbours may call the warden. The warden comes within the hour.

4. Trees and shade
Trees are felled only when they are sick. For each tree that is felled two are planted.

5. Who decides
The council decides on changes to the square. It hears the neighbours before it does.
"""
# One of our own for where the others are not.
TEXTS = {"ours": OURS, **seeds()}
ADDED = Words("Review in public", "Whatever is said here is reviewed every second year.")
LAST_SENTENCE = " Whoever applies this reports on it once a year."


@pytest.fixture
def owner() -> User:
    return UserFactory.create(is_convener=True)


def imported(name: str, owner: User) -> Document:
    outline = read(f"{name}.txt", TEXTS[name].encode()).outline
    document = create_document(
        outline=outline, source="text.txt", language="en", visibility=Visibility.PUBLIC, by=owner
    )
    Document.objects.filter(pk=document.pk).update(stage=Stage.AMEND)
    document.refresh_from_db()
    return document


def clauses_of_today(document: Document) -> Sequence[Clause]:
    document.refresh_from_db()
    return TextOfToday(document).clauses


def insert_behind_first_word(words: Words, word: str) -> Words:
    first, rest = words.body.split(" ", 1)
    return Words(words.title, f"{first} {word} {rest}")


def replace_first_word(words: Words, word: str) -> Words:
    return Words(words.title, f"{word} {words.body.split(' ', 1)[1]}")


def halves(words: Words) -> tuple[Words, Words]:
    """Cut between two words in the middle."""
    middle = words.body.index(" ", len(words.body) // 2)
    return (
        Words(words.title, words.body[:middle]),
        Words(f"More on {words.title}"[:100], words.body[middle:].strip()),
    )


def proposals(clauses: Sequence[Clause]) -> dict[str, Operation]:
    """On the first three principles and the last one; two pairs exclude each other."""
    first, second, third, *_, last = clauses
    return {
        "insert": Operation(
            Code.MOD, first.key, insert_behind_first_word(first.words, "henceforth")
        ),
        "replace": Operation(Code.MOD, first.key, replace_first_word(first.words, "Nobody")),
        "append": Operation(
            Code.MOD, first.key, Words(first.words.title, first.words.body + LAST_SENTENCE)
        ),
        "add": Operation(Code.ADD, words=ADDED, after=first.key),
        "move": Operation(Code.MOVE, second.key, after=third.key),
        "split": Operation(Code.SPLIT, third.key, parts=halves(third.words)),
        "delete": Operation(Code.SUP, last.key),
        "keep": Operation(Code.MOD, last.key, replace_first_word(last.words, "Nobody")),
    }


def propose(document: Document, operation: Operation, client: Client) -> Amendment:
    """Through the API."""
    key = operation.principle or operation.after or 0
    text = text_of(document.principles.get(key=key))
    answer = client.post(
        f"/api/v1/documents/{document.slug}/principles/{key}/amendments/",
        {
            "operations": operations_as_json([operation]),
            "rationale": "By rule.",
            "base_hash": text.hash,
            "base_version": text.version.number,
        },
        content_type="application/json",
    )
    assert answer.status_code == 201, answer.content
    return Amendment.objects.get(document=document, number=answer.json()["number"])


def propose_on_the_page(document: Document, operation: Operation, client: Client) -> Amendment:
    text = text_of(document.principles.get(key=operation.principle or 0))
    assert operation.words is not None
    answer = client.post(
        f"/documents/{document.slug}/principles/{operation.principle}/amendments/new",
        {
            "title": operation.words.title,
            "body": operation.words.body,
            "rationale": "By rule.",
            "base_hash": text.hash,
        },
    )
    assert answer.status_code == 302, answer.content
    newest = Amendment.objects.filter(document=document).order_by("number").last()
    assert newest is not None
    return newest


def all_proposed(document: Document) -> dict[str, Amendment]:
    """Each by somebody else."""
    found = {}
    for name, operation in proposals(clauses_of_today(document)).items():
        client = Client()
        client.force_login(joined(individual(), document).user)
        way = propose_on_the_page if name in {"replace", "keep"} else propose
        found[name] = way(document, operation, client)
    return found


def adopted(document: Document, amendments: Sequence[Amendment], owner: User) -> Version:
    document.refresh_from_db()
    assert document.current_version is not None
    return adopt_together(
        seen=[Seen(each, each.text_hash) for each in amendments],
        version=document.current_version.number,
        by=owner,
    )


def words_by_source(document: Document, key: int) -> Mapping[tuple[int, ...], str]:
    """All words of the body by their sources; the runs must be the text."""
    document.refresh_from_db()
    found = authorship_of(document, key)
    text = text_of(document.principles.get(key=key))
    assert "".join(run.words for run in found.title) == text.title
    assert "".join(run.words for run in found.body) == text.body
    words: dict[tuple[int, ...], str] = {}
    for run in found.body:
        assert run.sources
        words[run.sources] = f"{words.get(run.sources, '')} {run.words.strip()}".strip()
    return words


def test_what_can_stand_together_becomes_the_text_and_nothing_is_fused(owner: User) -> None:
    for name in TEXTS:
        stand_together(imported(name, owner), owner)


def stand_together(document: Document, owner: User) -> None:
    before = clauses_of_today(document)
    proposed = all_proposed(document)
    numbers = {label: amendment.number for label, amendment in proposed.items()}
    operations = {each.number: operations_of(each) for each in proposed.values()}
    conflicts = compare_operations(before, operations, sections_of(document)).conflicts
    assert {tuple(sorted((one, other))) for one in conflicts for other in conflicts[one]} == {
        (numbers["insert"], numbers["replace"]),
        (numbers["delete"], numbers["keep"]),
    }

    chosen = [proposed[each] for each in ("insert", "append", "add", "move", "split", "delete")]
    placed = merge_operations(before, {each.number: operations[each.number] for each in chosen})
    adopted(document, chosen, owner)
    after = clauses_of_today(document)
    assert [(each.section, each.words) for each in after] == [
        (each.section, each.words) for each in placed
    ]
    assert len(after) == len(before) + 2 - 1

    first, second, third, *_, last = (clause.key for clause in before)
    texts = {clause.key: clause.words for clause in after}
    expected = insert_behind_first_word(before[0].words, "henceforth").body + LAST_SENTENCE
    assert texts[first].body == expected
    assert last not in texts
    order = [clause.key for clause in after]
    added, part = sorted(set(order) - {clause.key for clause in before})
    assert order[:5] == [first, added, third, part, second]
    assert texts[second] == before[1].words
    assert f"{texts[third].body} {texts[part].body}" == before[2].words.body
    for fallen in ("replace", "keep"):
        proposed[fallen].refresh_from_db()
        assert proposed[fallen].status == AmendmentStatus.FALLEN


def test_every_word_has_its_author_through_two_rounds(owner: User) -> None:
    for name in TEXTS:
        go_two_rounds(imported(name, owner), owner)


def go_two_rounds(document: Document, owner: User) -> None:
    before = clauses_of_today(document)
    proposed = all_proposed(document)
    chosen = [proposed[each] for each in ("insert", "append", "add", "move", "split", "delete")]
    adopted(document, chosen, owner)
    keys = [clause.key for clause in clauses_of_today(document)]
    first, added, third, part, second = keys[:5]
    by = {label: (amendment.number,) for label, amendment in proposed.items()}
    words = words_by_source(document, first)
    assert words[by["insert"]] == "henceforth"
    assert LAST_SENTENCE.strip() in words[by["append"]]
    assert words_by_source(document, added) == {by["add"]: ADDED.body}
    for key in (second, third, part):
        assert set(words_by_source(document, key)) == {(FIRST,)}

    clauses = {clause.key: clause.words for clause in clauses_of_today(document)}
    body = f"{clauses[third].body} {clauses[part].body}\n\n{clauses[added].body}"
    joining = Operation(Code.JOIN, third, Words(before[2].words.title, body), others=(part, added))
    client = Client()
    client.force_login(joined(individual(), document).user)
    amendment = propose(document, joining, client)
    adopt_amendment(
        amendment=amendment, base_hash=text_of(amendment.principle).hash, reason="Yes.", by=owner
    )
    words = words_by_source(document, third)
    assert count_words(words.get((amendment.number,), "")) == 0
    assert words[by["add"]].startswith(ADDED.body.rstrip("."))
    changes = {each.key: each for each in diff_between(document, 2, 3).changes}
    for key in (part, added):
        fate = changes[key].fate
        assert fate is not None
        assert (changes[key].kind, fate.into) == ("removed", third)
        page = client.get(f"/documents/{document.slug}/principles/{key}/")
        assert page.status_code == 200
    assert client.get(f"/documents/{document.slug}/versions/1..3/").status_code == 200
