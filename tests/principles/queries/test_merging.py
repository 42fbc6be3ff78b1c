"""All amendments to a principle held against each other, and what some would make together."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from principles.actions.compromises import propose_compromise
from principles.actions.decisions import Seen, adopt_together
from principles.actions.proposals import hash_operations
from principles.actions.versions import publish_version
from principles.models import Amendment, AmendmentVote, Document, Principle
from principles.queries.merging import (
    MOST_ALTERNATIVES,
    AmendmentsState,
    OpenAmendments,
    amendments_state,
)
from principles.queries.what_if import PrincipleResult, WhatIf, results_of, what_if
from principles.states import AmendmentKind, AmendmentStatus, ResultsShown, Stage
from principles.text.operation_json import operations_as_json
from principles.text.operations import Code, Operation, Words
from tests.factories.accounts import OrganisationFactory, individual, representative
from tests.factories.amendments import AmendmentFactory, SupportFactory, rejected
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)
from tests.machine import slowness

pytestmark = pytest.mark.django_db

BODY = "States should protect privacy. Everyone may appeal against decisions. Data is kept in the open."
ARABIC = "يجب على الدول حماية الخصوصية. لكل شخص الحق في الطعن."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND, texts=[("Privacy", BODY), ("Access", "Give it.")])


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


def replacing(principle: Principle, old: str, new: str, **fields: object) -> Amendment:
    """An amendment that puts one phrase for another."""
    body = text_of(principle).body
    assert old in body
    return AmendmentFactory.create(principle=principle, body=body.replace(old, new), **fields)


def doing(principle: Principle, *operations: Operation, **fields: object) -> Amendment:
    """An amendment of any operations, filed under the principle."""
    amendment = AmendmentFactory.create(
        principle=principle,
        operations=operations_as_json(operations),
        text_hash=hash_operations(operations),
        **fields,
    )
    keys = {key for each in operations for key in (each.principle, each.after) if key}
    amendment.touched.add(*Principle.objects.filter(document=principle.document, key__in=keys))
    return amendment


def fresh(document: Document) -> Document:
    return Document.objects.select_related("current_version").get(pk=document.pk)


def found_on(principle: Principle) -> OpenAmendments:
    return OpenAmendments(fresh(principle.document), principle)


def state_of(principle: Principle) -> AmendmentsState:
    return amendments_state(found_on(principle))


def trying(principle: Principle, *amendments: Amendment) -> WhatIf:
    return what_if(found_on(principle), [each.number for each in amendments])


def becoming(result: PrincipleResult) -> str:
    return "".join(span.text for span in result.body if span.kind != "delete")


# The text, marked ------------------------------------------------------------------------------


def test_every_open_amendment_is_marked_in_its_place(principle: Principle) -> None:
    replacing(principle, "States", "Governments")
    replacing(principle, "in the open", "in secret")
    marks = [(mark.words, mark.numbers) for mark in state_of(principle).body if mark.place]
    assert marks == [("States", (1,)), ("the open", (2,))]


def test_drafts_and_ended_amendments_are_not_on_the_page(principle: Principle) -> None:
    replacing(principle, "States", "Governments", status=AmendmentStatus.DRAFT)
    rejected(replacing(principle, "States", "Countries"))
    assert state_of(principle) == AmendmentsState(
        title=state_of(principle).title,
        body=state_of(principle).body,
        amendments=(),
        components=(),
        meetings=(),
        elsewhere=(),
        unready=(),
        compatible=(),
    )
    assert not any(mark.place for mark in state_of(principle).body)


def test_a_change_of_the_title_is_marked_and_the_numbers_of_marks_go_on(
    principle: Principle,
) -> None:
    AmendmentFactory.create(principle=principle, title="Secrecy", body=BODY)
    replacing(principle, "States", "Governments")
    state = state_of(principle)
    assert [mark.place for mark in state.title if mark.place] == [1]
    assert [mark.place for mark in state.body if mark.place] == [2]


# What excludes what ----------------------------------------------------------------------------


def test_an_insertion_beside_a_replacement_is_a_collision_and_never_fused(
    principle: Principle,
) -> None:
    """ "Governments should" with "States and companies should" would make what nobody proposed."""
    one = replacing(principle, "States should", "Governments should")
    other = replacing(principle, "States should", "States and companies should")
    [component] = state_of(principle).components
    assert component.numbers == (one.number, other.number)
    [contest] = component.contests
    assert {reading.words.strip() for reading in contest.readings} >= {"Governments"}
    assert {tuple(each.number for each in reading.amendments) for reading in contest.readings} == {
        (one.number,),
        (other.number,),
    }
    tried = trying(principle, one, other)
    assert tried.collides
    assert tried.results == ()
    assert len(tried.contests[0].readings) == 2


def test_each_reading_names_who_stands_behind_it_by_group(principle: Principle) -> None:
    one = replacing(principle, "States", "Governments")
    replacing(principle, "States", "Countries")
    speaker = representative(OrganisationFactory.create(name="Open Fibre Watch"), verified=True)
    SupportFactory.create(amendment=one, participation=joined(speaker, principle.document))
    SupportFactory.create(amendment=one)
    [component] = state_of(principle).components
    first = component.contests[0].readings[0].amendments[0]
    assert first.number == one.number
    assert first.support == 2
    assert [name for each in first.supporters for name in each.organisations] == [
        "Open Fibre Watch"
    ]


def test_a_rival_text_excludes_what_it_does_not_even_touch(principle: Principle) -> None:
    rival = AmendmentFactory.create(
        principle=principle, body=BODY + " Courts decide.", kind=AmendmentKind.RIVAL
    )
    other = replacing(principle, "States", "Governments")
    [component] = state_of(principle).components
    assert component.numbers == (rival.number, other.number)
    assert component.alone == (
        "A-1 is a rival text: no other amendment to its principle goes with it.",
    )
    assert trying(principle, rival, other).collides


def test_what_shares_a_sentence_or_says_the_same_is_listed_quietly(principle: Principle) -> None:
    replacing(principle, "States", "Governments")
    replacing(principle, "privacy", "the privacy of everyone")
    replacing(principle, "privacy", "the privacy of everyone")
    state = state_of(principle)
    assert state.components == ()
    assert [(each.kind, each.numbers) for each in state.meetings] == [
        ("identical", (2, 3)),
        ("interacts", (1, 2, 3)),
    ]


# What goes together ----------------------------------------------------------------------------


def test_the_largest_set_prefers_the_more_backed_and_names_its_sources(
    principle: Principle,
) -> None:
    replacing(principle, "States", "Countries")
    backed = replacing(principle, "States", "Governments")
    SupportFactory.create(amendment=backed)
    apart = replacing(principle, "in the open", "in secret")
    found = found_on(principle)
    assert found.compatible() == (backed.number, apart.number)
    [result] = results_of(found, found.compatible())
    assert result.text == BODY.replace("States", "Governments").replace("in the open", "in secret")
    inserted = [(span.text, span.amendments) for span in result.body if span.kind == "insert"]
    assert inserted[0] == ("Governments", (backed.number,))
    assert inserted[1][1] == (apart.number,)


def test_what_is_not_yet_open_is_marked_but_in_no_set_to_adopt(principle: Principle) -> None:
    early = replacing(principle, "States", "Governments", status=AmendmentStatus.COLLECTING)
    found = found_on(principle)
    assert found.compatible() == ()
    assert [each.number for each in amendments_state(found).amendments] == [early.number]
    tried = trying(principle, early)
    assert becoming(tried.results[0]) == BODY.replace("States", "Governments")
    assert not tried.is_adoptable


def test_ticked_amendments_make_a_text_and_others_fall_by_name(principle: Principle) -> None:
    one = replacing(principle, "States", "Governments")
    two = replacing(principle, "in the open", "in secret")
    falls = replacing(principle, "States", "Countries")
    stays = replacing(principle, "Everyone", "Every person")
    same = replacing(principle, "States", "Governments")
    tried = trying(principle, one, two)
    assert becoming(tried.results[0]) == BODY.replace("States", "Governments").replace(
        "in the open", "in secret"
    )
    assert [
        (each.amendment.number, each.because, each.is_taken_in) for each in tried.consequences
    ] == [(falls.number, one.number, False), (same.number, one.number, True)]
    assert stays.number not in {each.amendment.number for each in tried.consequences}


def test_what_is_foretold_is_what_adopting_them_does(principle: Principle) -> None:
    chosen = [
        replacing(principle, "States", "Governments"),
        replacing(principle, "in the open", "in secret"),
    ]
    replacing(principle, "States", "Countries")
    replacing(principle, "Everyone", "Every person")
    replacing(principle, "States", "Governments")
    tried = trying(principle, *chosen)
    moderator = seated(individual(), principle.document)
    seen = [Seen(each, each.text_hash) for each in chosen]
    adopt_together(seen=seen, version=1, by=moderator)
    assert text_of(principle).body == tried.results[0].text
    ended = Amendment.objects.filter(
        status__in=[AmendmentStatus.FALLEN, AmendmentStatus.SUBSUMED]
    ).order_by("number")
    assert [(each.number, each.status == AmendmentStatus.SUBSUMED) for each in ended] == [
        (each.amendment.number, each.is_taken_in) for each in tried.consequences
    ]


def test_a_compromise_with_consent_takes_its_parents_in(principle: Principle) -> None:
    parents = [
        replacing(principle, "States", "Governments"),
        replacing(principle, "States", "Countries"),
    ]
    moderator = seated(individual(), principle.document)
    compromise = propose_compromise(
        principle=principle,
        parents=parents,
        operations=(
            Operation(
                Code.MOD,
                principle=principle.key,
                words=Words("Privacy", BODY.replace("States", "Public bodies")),
            ),
        ),
        rationale="Both.",
        base_hash=text_of(principle).hash,
        by=moderator,
    )
    compromise.consents.filter(parent=parents[0]).update(
        is_given=True, text_hash=compromise.text_hash, answered_at=timezone.now()
    )
    told = trying(principle, compromise).consequences
    assert [(each.amendment.number, each.is_taken_in) for each in told] == [(1, True), (2, False)]


def test_numbers_that_are_not_open_here_are_named(principle: Principle) -> None:
    gone = rejected(replacing(principle, "States", "Governments"))
    tried = what_if(found_on(principle), [gone.number, 77])
    assert (tried.missing, tried.picked, tried.results) == ((gone.number, 77), (), ())


# Other operations, other versions --------------------------------------------------------------


def test_a_principle_added_behind_and_a_deletion_are_listed_apart(principle: Principle) -> None:
    doing(principle, Operation(Code.ADD, after=principle.key, words=Words("New", "A new one.")))
    deletion = doing(principle, Operation(Code.SUP, principle=principle.key))
    state = state_of(principle)
    assert [
        (each.amendment.number, [shown.code for shown in each.operations])
        for each in state.elsewhere
    ] == [(1, ["add"]), (2, ["sup"])]
    [result] = trying(principle, deletion).results
    assert (result.state, result.body[0].kind, result.body[0].text) == ("deleted", "delete", BODY)


def test_an_added_principle_is_part_of_what_the_ticked_ones_make(principle: Principle) -> None:
    added = doing(
        principle, Operation(Code.ADD, after=principle.key, words=Words("New", "A new one."))
    )
    changed = replacing(principle, "States", "Governments")
    results = trying(principle, added, changed).results
    assert [(each.key, each.state) for each in results] == [(1, "changed"), (None, "new")]


def test_what_falls_in_another_principle_is_told_too(document: Document) -> None:
    first, second = principle_of(document), principle_of(document, 2)
    falls = replacing(second, "Give it", "Sell it")
    joining = doing(
        first,
        Operation(
            Code.JOIN, principle=1, others=(2,), words=Words("Privacy and access", "All of it.")
        ),
    )
    joining.touched.add(second)
    assert [each.amendment.number for each in trying(first, joining).consequences] == [falls.number]


def test_an_amendment_whose_words_are_gone_is_listed_with_the_reason(principle: Principle) -> None:
    stale = replacing(principle, "States", "Governments")
    document = fresh(principle.document)
    changed = BODY.replace("States should", "Nobody should ever")
    publish_version(
        document=document,
        changes={principle.pk: ("Privacy", changed)},
        note="",
        by=seated(individual(), document),
    )
    state = state_of(principle)
    assert state.amendments == ()
    assert [(each.amendment.number, each.why) for each in state.unready] == [
        (
            stale.number,
            "The words it changes are others by now: its proposer needs to adapt it.",
        )
    ]
    assert trying(principle, stale).unready == state.unready


def test_arabic_texts_collide_by_their_words() -> None:
    document = open_document(Stage.AMEND, texts=[("الخصوصية", ARABIC)], language="ar")
    principle = principle_of(document)
    replacing(principle, "الدول", "الحكومات")
    replacing(principle, "الدول", "الدول والشركات")
    [component] = state_of(principle).components
    assert len(component.contests[0].readings) == 2


# Votes -----------------------------------------------------------------------------------------


def voting(principle: Principle, votes: int) -> Amendment:
    amendment = replacing(
        principle,
        "States",
        "Governments",
        status=AmendmentStatus.VOTING,
        voting_since=timezone.now(),
    )
    for n in range(votes):
        voice = joined(individual("academia"), principle.document)
        AmendmentVote.objects.create(
            amendment=amendment,
            holder=voice.holder,
            text_hash=amendment.text_hash,
            choice="accept" if n == 0 else "support",
            participation=voice,
            group=voice.group,
            cast_at=timezone.now(),
        )
    return amendment


def test_votes_under_way_are_shown_by_group_with_the_rule(principle: Principle) -> None:
    amendment = voting(principle, 5)
    tried = trying(principle, amendment)
    [vote] = tried.votes
    assert vote.tally.total == 5
    assert vote.sentence.startswith("Adopted")
    assert tried.rule == "Adopted when more than half of the votes for or against are in favour."


def test_no_verdict_is_shown_that_rests_on_votes_that_are_withheld(principle: Principle) -> None:
    [vote] = trying(principle, voting(principle, 2)).votes
    assert vote.sentence == ""
    assert vote.tally.total == 0
    assert vote.tally.withheld


def test_while_results_are_hidden_nothing_of_the_votes_is_there(principle: Principle) -> None:
    Document.objects.update(results_shown=ResultsShown.CLOSED)
    [vote] = trying(principle, voting(principle, 6)).votes
    assert (vote.sentence, vote.tally.rows) == ("", ())
    assert vote.tally.hidden


# Cost ------------------------------------------------------------------------------------------


def test_many_amendments_take_as_many_queries_as_few(principle: Principle) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found = OpenAmendments(document, principle)
            results_of(found, amendments_state(found).compatible)
            what_if(found, [voted.number])
        return len(captured)

    voted = replacing(principle, "States", "Governments", status=AmendmentStatus.VOTING)
    document = fresh(principle.document)
    few = queries()
    for word in ("Countries", "Nations", "Parliaments", "Cities"):
        SupportFactory.create(amendment=replacing(principle, "States", word))
    assert queries() == few <= 10


def test_five_hundred_amendments_are_compared_in_two_and_a_half_seconds() -> None:
    words = [f"word{n % 40}" for n in range(400)]
    document = open_document(Stage.AMEND, texts=[("Long", " ".join(words) + ".")])
    principle = principle_of(document)
    base = text_of(principle)
    voice = joined(individual(), document)
    for n in range(1, 501):
        changed = [*words]
        changed[(n * 7) % 400] = f"new{n}"
        body = " ".join(changed) + "."
        AmendmentFactory.create(
            principle=principle, participation=voice, base=base, number=n, body=body
        )
    started = time.process_time()
    found = found_on(principle)
    state = amendments_state(found)
    results_of(found, state.compatible)
    what_if(found, state.compatible)
    assert time.process_time() - started < 2.5 * slowness()
    shown = [
        sum(len(contest.readings) for contest in component.contests)
        for component in state.components
    ]
    assert max(shown) <= MOST_ALTERNATIVES
