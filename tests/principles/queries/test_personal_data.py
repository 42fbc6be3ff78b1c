"""What documents add to the data a person may download."""

import json

import pytest

from accounts.queries.personal_data import personal_data
from principles.actions.documents import start_import
from principles.actions.proposals import wording
from principles.importers import Imported
from principles.models import Anchor, Comment, CommentRevision, Support, Vote
from principles.states import Choice, Role, Stage, Stance
from principles.text.operation_json import operations_as_json
from principles.text.outline import Outline
from tests.factories.accounts import ConvenerFactory, UserFactory, individual, representative
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db


def test_personal_data_holds_all_a_person_did_on_documents() -> None:
    document = open_document(Stage.AMEND, principles=1)
    speaker = representative(name="Ana")
    voice = joined(speaker, document)
    text = text_of(principle_of(document))
    comment = Comment.objects.create(
        document=document,
        number=1,
        principle=text.principle,
        version=text.version,
        author=speaker,
        participation=voice,
        group=voice.group,
        stance=Stance.CONCERN,
        body="Now so.",
        html="",
    )
    CommentRevision.objects.create(comment=comment, body="First so.", html="")
    Anchor.objects.create(
        comment=comment, exact="network", text=text, start=0, end=7, placed_text=text
    )
    Vote.objects.create(
        principle=text.principle,
        holder=voice.holder,
        text=text,
        text_hash=text.hash,
        choice=Choice.BLOCK,
        reason="Not like this.",
        participation=voice,
        group=voice.group,
        organisation=voice.organisation,
        cast_at=document.created_at,
    )
    amendment = document.amendments.create(
        number=1,
        principle=text.principle,
        label="Name it",
        base=text,
        operations=operations_as_json(wording(1, "Title", "Words.")),
        text_hash="h",
        rationale="Clearer.",
        author=speaker,
        participation=voice,
    )
    amendment.revisions.create(
        base=text,
        operations=operations_as_json(wording(1, "Title", "Earlier words.")),
        text_hash="g",
        rationale="Clear.",
    )
    Support.objects.create(
        amendment=amendment,
        holder=voice.holder,
        text_hash="h",
        participation=voice,
        group=voice.group,
    )
    seated(speaker, document, Role.INVITED)
    data = json.loads(json.dumps(personal_data(speaker)))
    slug, organisation = document.slug, voice.organisation
    assert organisation is not None
    assert [(it["document"], it["role"]) for it in data["seats"]] == [(slug, "invited")]
    assert [
        (it["document"], it["capacity"], it["organisation"], it["left_at"])
        for it in data["participations"]
    ] == [(slug, "organisation", organisation.name, None)]
    assert [
        (it["body"], it["quote"], [each["body"] for each in it["earlier"]])
        for it in data["comments"]
    ] == [("Now so.", "network", ["First so."])]
    assert [(it["principle"], it["choice"], it["reason"]) for it in data["votes"]] == [
        (1, "block", "Not like this.")
    ]
    assert [
        (it["number"], it["label"], it["body"], [each["body"] for each in it["earlier"]])
        for it in data["amendments"]
    ] == [(1, "Name it", "Words.", ["Earlier words."])]
    assert [(it["document"], it["amendment"]) for it in data["supports"]] == [(slug, 1)]


def test_personal_data_holds_texts_not_yet_made_a_document() -> None:
    convener = ConvenerFactory.create()
    outline = Outline("My text", "", ())
    start_import(source="mine.txt", imported=Imported(outline), by=convener)
    data = json.loads(json.dumps(personal_data(convener)))
    assert [it["outline"]["title"] for it in data["imports"]] == ["My text"]


def test_personal_data_of_others_stays_theirs() -> None:
    document = open_document()
    joined(individual(), document)
    data = personal_data(UserFactory.create())
    parts = ("seats", "participations", "comments", "votes", "amendments", "supports", "imports")
    assert [data[part] for part in parts] == [[]] * len(parts)
