"""Amendments: what each act writes, and what it refuses."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from accounts.events import Event, happened
from accounts.models import Entry, EntryPayload, User
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions.amendments import (
    propose_amendment,
    revise_amendment,
    save_draft,
    submit_draft,
)
from principles.actions.decisions import adopt_amendment, lapse_amendments, reject_amendment
from principles.actions.editorial import correct_principle
from principles.actions.proposals import DuplicateWording, StaleBase, wording
from principles.actions.sponsorship import back_amendment, unback_amendment, withdraw_amendment
from principles.events import AmendmentMoved, AmendmentProposed, VersionPublished
from principles.models import (
    Amendment,
    Decision,
    Document,
    Participation,
    Principle,
    PrincipleText,
    Support,
    Vote,
    hash_text,
)
from principles.states import AmendmentStatus, Role, Stage
from tests.factories.accounts import OrganisationFactory, individual, representative
from tests.factories.amendments import AmendmentFactory, SupportFactory, rejected
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db

WHY = "Without it nobody answers."


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def announced(events: list[Event]) -> Iterator[list[Event]]:
    def listen(event: Event, **_: object) -> None:
        events.append(event)

    happened.connect(listen)
    yield events
    happened.disconnect(listen)


def propose(principle: Principle, by: User, body: str = "Other words.", **fields: str) -> Amendment:
    text = text_of(principle)
    words = wording(principle.key, fields.pop("title", text.title), body)
    values: dict[str, Any] = {"rationale": WHY, "base_hash": text.hash, **fields}
    return propose_amendment(principle=principle, by=by, operations=words, **values)


def correct(principle: Principle, by: User) -> Amendment:
    """Change one word of it, so that what replaces all of them no longer fits."""
    text = text_of(principle)
    return correct_principle(
        principle=principle,
        title=text.title,
        body=text.body.replace("Everyone", "Everybody"),
        rationale="One word of it was wrong.",
        base_hash=text.hash,
        by=by,
    )


def entries(document: Document) -> list[tuple[str, dict[str, object]]]:
    payloads = EntryPayload.objects.filter(entry__stream=document.stream).order_by("entry_id")
    return [(payload.entry.kind, payload.data) for payload in payloads.select_related("entry")]


# Proposing ------------------------------------------------------------------------------------


def test_proposing_keeps_the_words_and_names_the_version(
    principle: Principle, author: User, announced: list[Event]
) -> None:
    amendment = propose(principle, author, "Everyone answers.", label="Name  who answers")

    assert (amendment.number, str(amendment), amendment.status) == (1, "A-1", "open")
    assert (amendment.body, amendment.label) == ("Everyone answers.", "Name who answers")
    assert amendment.base == text_of(principle)
    assert amendment.text_hash == hash_text(amendment.title, "Everyone answers.")
    assert amendment.holder == f"u{author.pk}"
    both = {"actor": str(author.public_id), "amendment": amendment.pk}
    both["text_hash"] = amendment.text_hash
    assert entries(amendment.document) == [
        (
            "amendment.proposed",
            {
                **both,
                "number": 1,
                "principle": principle.pk,
                "base_hash": amendment.base.hash,
            },
        ),
        ("amendment.submitted", {**both, "old": "draft", "new": "submitted"}),
        ("amendment.opened", {**both, "old": "submitted", "new": "open"}),
    ]
    ids = (amendment.document_id, amendment.pk)
    assert announced == [
        AmendmentProposed(*ids),
        AmendmentMoved(*ids, status="submitted"),
        AmendmentMoved(*ids, status="open"),
    ]


def test_invariant_8_numbers_are_never_reused(principle: Principle, author: User) -> None:
    first = propose(principle, author, "First.")
    second = propose(principle, author, "Second.")
    second.delete()
    third = propose(principle_of(principle.document, 2), author, "Third.")
    assert [first.number, third.number] == [1, 3]


def test_a_browsers_line_ends_are_no_change(document: Document, author: User) -> None:
    principle = principle_of(document, 2)  # two paragraphs
    text = text_of(principle)
    sent = text.body.replace("\n", "\r\n") + "\r\n"
    with pytest.raises(Refused) as refused:
        propose(principle, author, sent)
    assert refused.value.code == "nothing_changed"

    amendment = propose(principle, author, sent.replace("open", "public"))
    assert amendment.body == text.body.replace("open", "public")


def test_white_space_around_the_base_is_kept(author: User, document: Document) -> None:
    odd = open_document(Stage.AMEND, texts=[("Two  spaces", "\nWords.\n")])
    by = joined(author, odd).user
    principle = principle_of(odd)
    amendment = propose(principle, by, "Words.", title="Another title")
    assert amendment.body == "\nWords.\n"
    assert propose(principle, by, "More words.", title="Two spaces").title == "Two  spaces"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": " \n "}, "empty_wording"),
        ({"title": " "}, "empty_wording"),
        ({"rationale": " \r\n"}, "rationale_required"),
        ({"body": "x" * 100_001}, "too_long"),
        ({"title": "x" * 301}, "too_long"),
        ({"rationale": "x" * 10_001}, "too_long"),
        ({"label": "x" * 121}, "too_long"),
        ({"body": "a\x00b"}, "unreadable"),
        ({"body": "a\ud800b"}, "unreadable"),
        ({"base_hash": "0" * 64}, "unknown_base"),
    ],
)
def test_a_wording_that_cannot_stand_is_refused(
    principle: Principle, author: User, fields: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        propose(principle, author, **fields)
    assert refused.value.code == code
    assert (Amendment.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_body_of_the_longest_length_is_kept(principle: Principle, author: User) -> None:
    assert len(propose(principle, author, "x" * 100_000).body) == 100_000


def test_a_principle_without_body_may_keep_none(author: User) -> None:
    document = open_document(Stage.AMEND, texts=[("Title alone", "")])
    amendment = propose(
        principle_of(document), joined(author, document).user, "", title="Another title"
    )
    assert (amendment.title, amendment.body) == ("Another title", "")


def test_a_principle_that_left_the_text_takes_no_amendment(
    principle: Principle, author: User
) -> None:
    text = text_of(principle)
    PrincipleText.objects.filter(pk=text.pk).delete()
    with pytest.raises(Refused) as refused:
        propose_amendment(
            principle=principle,
            operations=wording(principle.key, "T", "B"),
            rationale=WHY,
            base_hash=text.hash,
            by=author,
        )
    assert refused.value.code == "principle_gone"


def test_a_stale_base_is_refused_with_both_texts(
    principle: Principle, author: User, moderator: User
) -> None:
    old = text_of(principle)
    adopted = AmendmentFactory.create(principle=principle, body="Adopted words.")
    adopt_amendment(amendment=adopted, base_hash=old.hash, by=moderator)

    with pytest.raises(StaleBase) as refused:
        propose(principle, author, base_hash=old.hash)
    assert (refused.value.base, refused.value.current) == (old, text_of(principle))
    assert refused.value.current.body == "Adopted words."
    assert Amendment.objects.count() == 1


def test_a_wording_already_proposed_is_offered_for_backing(
    principle: Principle, author: User, document: Document
) -> None:
    first = propose(principle, author, "Same words.")
    other = joined(individual("academia"), document).user
    with pytest.raises(DuplicateWording) as refused:
        propose(principle, other, "Same words.\r\n")
    assert (refused.value.code, refused.value.amendment) == ("duplicate", first)
    assert "A-1" in str(refused.value)
    # On another principle, or once the first is closed, the same words are free again.
    propose(principle_of(document, 2), other, "Same words.")
    withdraw_amendment(amendment=first, by=author)
    assert propose(principle, other, "Same words.").number == 3


def test_a_wording_that_needs_adapting_keeps_no_one_from_the_same_words(
    principle: Principle, author: User, moderator: User
) -> None:
    stale = AmendmentFactory.create(principle=principle, body="Same words.")
    correct(principle, moderator)
    assert propose(principle, author, "Same words.").text_hash == stale.text_hash


@pytest.mark.parametrize("stage", [each for each in Stage if each != Stage.AMEND])
def test_proposing_is_for_the_amendments_stage(author: User, stage: Stage) -> None:
    document = open_document(stage)
    joined(author, document)
    with pytest.raises(Denied):
        propose(principle_of(document), author)


def test_proposing_after_the_last_second_is_refused(author: User) -> None:
    document = open_document(Stage.AMEND, closes_at=timezone.now() - timedelta(seconds=1))
    joined(author, document)
    with pytest.raises(Refused) as refused:
        propose(principle_of(document), author)
    assert refused.value.code == "window_closed"


def test_the_team_proposes_nothing(principle: Principle, moderator: User) -> None:
    joined(moderator, principle.document)
    with pytest.raises(Denied):
        propose(principle, moderator)


# Revising -------------------------------------------------------------------------------------


def revise(amendment: Amendment, by: User, **fields: str) -> Amendment:
    title, body = fields.pop("title", amendment.title), fields.pop("body", amendment.body)
    values: dict[str, Any] = {
        "rationale": amendment.rationale,
        "base_hash": text_of(amendment.principle).hash,
        **fields,
    }
    words = wording(amendment.principle.key, title, body)
    return revise_amendment(amendment=amendment, by=by, operations=words, **values)


def test_revising_keeps_the_earlier_wording(principle: Principle, author: User) -> None:
    amendment = propose(principle, author, "First words.", label="Short")
    old_hash = amendment.text_hash
    revised = revise(amendment, author, body="Better words.")

    assert (revised.body, revised.number, revised.label) == ("Better words.", 1, "Short")
    assert revised.revised_at is not None
    [revision] = revised.revisions.all()
    assert (revision.body, revision.text_hash, revision.base) == (
        "First words.",
        old_hash,
        amendment.base,
    )
    kind, data = entries(revised.document)[-1]
    assert (kind, data["old"], data["new"]) == ("amendment.revised", old_hash, revised.text_hash)


def test_revising_the_reasons_alone_keeps_the_backers(principle: Principle, author: User) -> None:
    amendment = propose(principle, author)
    support = SupportFactory.create(amendment=amendment)
    revised = revise(amendment, author, rationale="A better reason.", label="A label")
    assert (revised.rationale, revised.label) == ("A better reason.", "A label")
    assert revised.text_hash == support.text_hash


def test_revising_nothing_is_refused(principle: Principle, author: User) -> None:
    amendment = propose(principle, author)
    with pytest.raises(Refused) as refused:
        revise(amendment, author)
    assert refused.value.code == "nothing_changed"
    assert amendment.revisions.count() == 0


def test_revising_into_the_words_of_another_is_refused(principle: Principle, author: User) -> None:
    other = AmendmentFactory.create(principle=principle, body="Taken words.")
    amendment = propose(principle, author)
    with pytest.raises(DuplicateWording) as refused:
        revise(amendment, author, body="Taken words.")
    assert refused.value.amendment == other


def test_revising_onto_the_new_words_makes_a_stale_amendment_fit(
    principle: Principle, author: User, moderator: User
) -> None:
    amendment = propose(principle, author, "My words.")
    correct(principle, moderator)
    with pytest.raises(StaleBase):
        revise(amendment, author, base_hash=amendment.base.hash)

    revised = revise(amendment, author)
    assert (revised.base, revised.body) == (text_of(principle), "My words.")
    adopt_amendment(amendment=revised, base_hash=revised.base.hash, by=moderator)
    assert text_of(principle).body == "My words."


def test_abuse_15_what_may_not_be_proposed_may_not_be_revised(
    principle: Principle, author: User
) -> None:
    amendment = propose(principle, author)
    with pytest.raises(Denied):
        revise(amendment, joined(individual(), principle.document).user, body="Not mine.")
    for stage in (Stage.COMMENT, Stage.VOTE, Stage.CLOSED, Stage.CONCLUDED):
        Document.objects.update(stage=stage)
        with pytest.raises(Denied):
            revise(amendment, author, body="Too late.")
    assert Amendment.objects.get().body == amendment.body


def test_abuse_14_an_amendment_is_not_revised_in_another_name(document: Document) -> None:
    organisation = OrganisationFactory.create()
    speaker = representative(organisation)
    voice = joined(speaker, document)
    amendment = propose(principle_of(document), speaker)
    Participation.objects.filter(pk=voice.pk).update(left_at=timezone.now())
    with pytest.raises(Denied):
        revise(amendment, speaker, body="After leaving.")
    with pytest.raises(Denied):
        withdraw_amendment(amendment=amendment, by=speaker)
    joined(individual(), document)
    assert Amendment.objects.get().status == AmendmentStatus.OPEN


# Withdrawing ----------------------------------------------------------------------------------


def test_withdrawing_is_for_good(principle: Principle, author: User) -> None:
    amendment = propose(principle, author)
    withdrawn = withdraw_amendment(amendment=amendment, by=author)
    assert withdrawn.status == AmendmentStatus.WITHDRAWN
    kind, data = entries(withdrawn.document)[-1]
    assert (kind, data["old"], data["new"]) == ("amendment.withdrawn", "open", "withdrawn")
    acts: tuple[Callable[[], object], ...] = (
        lambda: withdraw_amendment(amendment=amendment, by=author),
        lambda: revise(amendment, author, body="Again."),
    )
    for again in acts:
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "not_open"


def test_withdrawing_stays_possible_until_the_end(principle: Principle, author: User) -> None:
    amendment = propose(principle, author)
    Document.objects.update(stage=Stage.CONCLUDED)
    with pytest.raises(Denied):
        withdraw_amendment(amendment=amendment, by=author)
    Document.objects.update(stage=Stage.CLOSED)
    assert withdraw_amendment(amendment=amendment, by=author).status == AmendmentStatus.WITHDRAWN


def test_only_its_author_withdraws(principle: Principle, author: User, moderator: User) -> None:
    amendment = propose(principle, author)
    with pytest.raises(Denied):
        withdraw_amendment(amendment=amendment, by=moderator)


def test_a_representative_withdraws_what_they_proposed(document: Document) -> None:
    speaker = representative()
    joined(speaker, document)
    amendment = propose(principle_of(document), speaker)
    assert withdraw_amendment(amendment=amendment, by=speaker).status == AmendmentStatus.WITHDRAWN


# Backing --------------------------------------------------------------------------------------


def test_backing_binds_to_the_wording_and_the_group(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    backer = joined(individual("academia"), principle.document).user
    support = back_amendment(amendment=amendment, by=backer)
    assert (support.holder, support.group.code, support.text_hash) == (
        f"u{backer.pk}",
        "academia",
        amendment.text_hash,
    )
    assert entries(principle.document) == [
        (
            "amendment.backed",
            {
                "actor": str(backer.public_id),
                "amendment": amendment.pk,
                "holder": f"u{backer.pk}",
                "group": "academia",
                "text_hash": amendment.text_hash,
            },
        )
    ]


def test_abuse_69_a_double_click_backs_once(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    backer = joined(individual(), principle.document).user
    first = back_amendment(amendment=amendment, by=backer)
    assert back_amendment(amendment=amendment, by=backer) == first
    assert (Support.objects.count(), len(entries(principle.document))) == (1, 1)


def test_an_organisation_backs_once_however_many_speak_for_it(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    organisation = OrganisationFactory.create()
    for speaker in (representative(organisation), representative(organisation)):
        joined(speaker, principle.document)
        back_amendment(amendment=amendment, by=speaker)
    assert [support.holder for support in Support.objects.all()] == [f"o{organisation.pk}"]


def test_a_revised_wording_asks_its_backers_again(principle: Principle, author: User) -> None:
    amendment = propose(principle, author)
    backer = joined(individual(), principle.document).user
    back_amendment(amendment=amendment, by=backer)
    revised = revise(amendment, author, body="Better words.")
    assert Support.objects.get().text_hash != revised.text_hash

    # The page they still had open shows the earlier wording.
    with pytest.raises(Conflict) as refused:
        back_amendment(amendment=amendment, by=backer)
    assert refused.value.code == "revised"
    with pytest.raises(Conflict):
        back_amendment(amendment=revised, text_hash=amendment.text_hash, by=backer)
    back_amendment(amendment=revised, by=backer)
    assert Support.objects.get().text_hash == revised.text_hash


def test_sponsors_do_not_back_their_own(document: Document) -> None:
    organisation = OrganisationFactory.create()
    speaker, colleague = representative(organisation), representative(organisation)
    joined(speaker, document)
    joined(colleague, document)
    amendment = propose(principle_of(document), speaker)
    for sponsor in (speaker, colleague):
        with pytest.raises(Refused) as refused:
            back_amendment(amendment=amendment, by=sponsor)
        assert refused.value.code == "own_amendment"


def test_backing_is_taken_back(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    backer = joined(individual(), principle.document).user
    back_amendment(amendment=amendment, by=backer)
    unback_amendment(amendment=amendment, by=backer)
    unback_amendment(amendment=amendment, by=backer)
    assert Support.objects.count() == 0
    assert [kind for kind, _ in entries(principle.document)] == [
        "amendment.backed",
        "amendment.unbacked",
    ]


@pytest.mark.parametrize("act", [back_amendment, unback_amendment])
def test_a_closed_amendment_is_neither_backed_nor_let_go(
    principle: Principle, act: Callable[..., object]
) -> None:
    amendment = rejected(AmendmentFactory.create(principle=principle))
    backer = joined(individual(), principle.document).user
    with pytest.raises(Conflict) as refused:
        act(amendment=amendment, by=backer)
    assert refused.value.code == "not_open"
    assert "Not adopted" in str(refused.value)


@pytest.mark.parametrize("stage", [Stage.COMMENT, Stage.PAUSED, Stage.CLOSED])
def test_backing_has_its_stages(principle: Principle, stage: Stage) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    backer = joined(individual(), principle.document).user
    Document.objects.update(stage=stage)
    for act in (back_amendment, unback_amendment):
        with pytest.raises(Denied):
            act(amendment=amendment, by=backer)


# Deciding -------------------------------------------------------------------------------------


def test_invariant_3_adopting_gives_the_proposers_text_exactly(
    principle: Principle, author: User, moderator: User, announced: list[Event]
) -> None:
    words = "First line,\nsecond line.\n\n- \u200fمرحبا 你好 e\u0301\n\tend"
    amendment = propose(principle, author, words, title="A  new title", label="All of it")
    version = adopt_amendment(
        amendment=amendment, base_hash=amendment.base.hash, by=moderator, reason="Agreed by all."
    )
    text = text_of(principle)
    assert (text.version, text.title, text.body) == (version, "A new title", words)
    assert text.hash == amendment.text_hash
    assert (version.number, version.note) == (2, "A-1 All of it")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason, decision.by, decision.version) == (
        "adopted",
        "Agreed by all.",
        moderator,
        version,
    )
    assert announced[-2:] == [
        VersionPublished(principle.document_id, version.pk),
        AmendmentMoved(principle.document_id, amendment.pk, status="adopted"),
    ]


def test_invariant_15_a_decision_stands_in_the_record(
    principle: Principle, author: User, moderator: User
) -> None:
    first, second = propose(principle, author, "First."), propose(principle, author, "Second.")
    reject_amendment(amendment=first, reason="Said already.", by=moderator)
    version = adopt_amendment(amendment=second, base_hash=second.base.hash, by=moderator)
    decided = [
        data
        for kind, data in entries(principle.document)
        if kind in {"amendment.rejected", "amendment.adopted"}
    ]
    assert decided == [
        {
            "actor": str(moderator.public_id),
            "amendment": first.pk,
            "old": "open",
            "new": "rejected",
            "text_hash": first.text_hash,
            "reason": "Said already.",
            "version": None,
        },
        {
            "actor": str(moderator.public_id),
            "amendment": second.pk,
            "old": "open",
            "new": "adopted",
            "text_hash": second.text_hash,
            "reason": "",
            "version": version.pk,
        },
    ]


def test_invariant_2_a_vote_keeps_the_words_it_was_cast_on(
    principle: Principle, author: User, moderator: User
) -> None:
    text = text_of(principle)
    voice = Participation.objects.get(user=author)
    vote = Vote.objects.create(
        principle=principle,
        holder=voice.holder,
        text=text,
        text_hash=text.hash,
        choice="support",
        participation=voice,
        group=voice.group,
        cast_at=timezone.now(),
    )
    amendment = propose(principle, author)
    adopt_amendment(amendment=amendment, base_hash=text.hash, by=moderator)
    vote.refresh_from_db()
    assert (vote.text, vote.text_hash) == (text, text.hash)
    assert text_of(principle).hash != vote.text_hash


def test_adopting_a_stale_amendment_is_refused_with_both_texts(
    principle: Principle, moderator: User
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    adopt_amendment(amendment=first, base_hash=first.base.hash, by=moderator)
    current = text_of(principle)
    # It fell with the other's adoption; who had it before them still sees how the text changed.
    with pytest.raises(StaleBase) as refused:
        adopt_amendment(amendment=second, base_hash=second.base.hash, by=moderator)
    assert (refused.value.base, refused.value.current) == (second.base, current)
    with pytest.raises(Conflict) as told:
        adopt_amendment(amendment=second, base_hash=current.hash, by=moderator)
    assert (told.value.code, "Fallen" in str(told.value)) == ("not_open", True)
    fallen = Amendment.objects.get(pk=second.pk)
    assert (fallen.status, fallen.decision.because) == (AmendmentStatus.FALLEN, first)


def test_adopting_what_only_a_person_can_fit_to_the_new_words_is_refused_with_both_texts(
    principle: Principle, moderator: User
) -> None:
    stale = AmendmentFactory.create(principle=principle)
    base = text_of(principle)
    correct(principle, moderator)
    current = text_of(principle)
    for base_hash in (base.hash, current.hash):
        with pytest.raises(StaleBase) as refused:
            adopt_amendment(amendment=stale, base_hash=base_hash, by=moderator)
        assert (refused.value.base, refused.value.current) == (base, current)
    assert Amendment.objects.get(pk=stale.pk).status == AmendmentStatus.OPEN


def test_an_amendment_of_another_principle_stays_adoptable(
    document: Document, moderator: User
) -> None:
    first = AmendmentFactory.create(principle=principle_of(document, 1))
    second = AmendmentFactory.create(principle=principle_of(document, 2))
    adopt_amendment(amendment=first, base_hash=first.base.hash, by=moderator)
    version = adopt_amendment(amendment=second, base_hash=second.base.hash, by=moderator)
    assert version.number == 3
    assert [text_of(principle_of(document, key)).body for key in (1, 2)] == [
        first.body,
        second.body,
    ]


@pytest.mark.parametrize("decide", ["adopt", "reject"])
def test_abuse_66_a_wording_revised_meanwhile_is_not_decided_on(
    principle: Principle, author: User, moderator: User, decide: str
) -> None:
    seen = propose(principle, author)
    revise(seen, author, body="Other words than you saw.")
    decisions: dict[str, Callable[[], object]] = {
        "adopt": lambda: adopt_amendment(amendment=seen, base_hash=seen.base.hash, by=moderator),
        "reject": lambda: reject_amendment(amendment=seen, reason="No.", by=moderator),
    }
    with pytest.raises(Conflict) as refused:
        decisions[decide]()
    assert refused.value.code == "revised"
    assert Decision.objects.count() == 0


def test_abuse_1_only_moderators_decide(principle: Principle, author: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    observer = seated(individual(), principle.document, Role.OBSERVER)
    elsewhere = seated(individual(), open_document(Stage.AMEND))  # abuse 6
    for person in (author, amendment.author, observer, elsewhere):
        with pytest.raises(Denied):
            adopt_amendment(amendment=amendment, base_hash=amendment.base.hash, by=person)
        with pytest.raises(Denied):
            reject_amendment(amendment=amendment, reason="No.", by=person)
    assert (Decision.objects.count(), Entry.objects.count()) == (0, 0)


def test_nobody_decides_on_their_own_amendment(principle: Principle) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    author = seated(amendment.author, amendment.document)
    with pytest.raises(Denied):
        adopt_amendment(amendment=amendment, base_hash=amendment.base.hash, by=author)
    with pytest.raises(Denied):
        reject_amendment(amendment=amendment, reason="No.", by=author)


def test_not_adopting_needs_a_reason(principle: Principle, moderator: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    with pytest.raises(Refused) as refused:
        reject_amendment(amendment=amendment, reason=" \n", by=moderator)
    assert refused.value.code == "reason_required"
    decided = reject_amendment(amendment=amendment, reason="Said already.\r\n", by=moderator)
    assert (decided.status, decided.decision.reason) == ("rejected", "Said already.")


@pytest.mark.parametrize("stage", list(Stage))
def test_each_decision_has_its_stages(principle: Principle, moderator: User, stage: Stage) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    Document.objects.update(stage=stage)

    def allowed(decide: Callable[[], object]) -> bool:
        try:
            decide()
        except Denied:
            return False
        return True

    rejects = allowed(lambda: reject_amendment(amendment=first, reason="No.", by=moderator))
    adopts = allowed(
        lambda: adopt_amendment(amendment=second, base_hash=second.base.hash, by=moderator)
    )
    decides = stage in {Stage.AMEND, Stage.VOTE, Stage.PAUSED}
    assert (rejects, adopts) == (decides or stage == Stage.CLOSED, decides)


def test_nothing_is_adopted_after_the_window(principle: Principle, moderator: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    Document.objects.update(stage=Stage.VOTE, closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        adopt_amendment(amendment=amendment, base_hash=amendment.base.hash, by=moderator)
    assert refused.value.code == "window_closed"
    assert reject_amendment(amendment=amendment, reason="Late.", by=moderator).status == "rejected"


def test_a_decision_is_taken_once(principle: Principle, moderator: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    reject_amendment(amendment=amendment, reason="No.", by=moderator)
    acts: tuple[Callable[[], object], ...] = (
        lambda: reject_amendment(amendment=amendment, reason="No.", by=moderator),
        lambda: adopt_amendment(amendment=amendment, base_hash=amendment.base.hash, by=moderator),
    )
    for again in acts:
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "not_open"
    assert Decision.objects.count() == 1


def test_a_failed_announcement_undoes_the_decision(principle: Principle, moderator: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    with (
        mock.patch("principles.actions.amendment_moves.announce", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        adopt_amendment(amendment=amendment, base_hash=amendment.base.hash, by=moderator)
    assert Amendment.objects.get().status == AmendmentStatus.OPEN
    assert text_of(principle) == amendment.base
    assert Entry.objects.count() == 0


def test_what_is_open_at_the_end_lapses(
    principle: Principle, moderator: User, announced: list[Event]
) -> None:
    document = principle.document
    opened = AmendmentFactory.create_batch(2, principle=principle)
    decided = rejected(AmendmentFactory.create(principle=principle))
    AmendmentFactory.create()  # of another document
    assert lapse_amendments(document=document, by=moderator) == 2
    assert lapse_amendments(document=document, by=None) == 0
    assert [
        each.status for each in Amendment.objects.filter(document=document).order_by("number")
    ] == ["lapsed", "lapsed", "rejected"]
    assert Amendment.objects.exclude(document=document).get().status == "open"
    assert decided.decision.outcome == "rejected"
    assert [(kind, data["amendment"], data["new"]) for kind, data in entries(document)] == [
        ("amendment.lapsed", each.pk, "lapsed") for each in opened
    ]
    assert announced == [AmendmentMoved(document.pk, each.pk, status="lapsed") for each in opened]


def test_what_is_filed_under_a_principle_changes_it(document: Document, author: User) -> None:
    principle, other = principle_of(document), principle_of(document, 2)
    with pytest.raises(Refused) as refused:
        propose_amendment(
            principle=principle,
            operations=wording(other.key, "Another", "Other words."),
            rationale=WHY,
            base_hash=text_of(principle).hash,
            by=author,
        )
    assert refused.value.code == "misfiled"


def test_words_of_another_principle_are_those_of_today(
    document: Document, author: User, moderator: User
) -> None:
    principle, other = principle_of(document), principle_of(document, 2)
    both = (
        *wording(principle.key, text_of(principle).title, "First anew."),
        *wording(other.key, text_of(other).title, "Second anew."),
    )
    draft = save_draft(
        principle=principle,
        operations=both,
        rationale=WHY,
        base_hash=text_of(principle).hash,
        base_version=1,
        by=author,
    )
    adopted = propose(other, joined(individual(), document).user, "Said since.")
    adopt_amendment(amendment=adopted, base_hash=text_of(other).hash, by=moderator)
    with pytest.raises(StaleBase):
        propose_amendment(
            principle=principle,
            operations=both,
            rationale=WHY,
            base_hash=text_of(principle).hash,
            base_version=1,
            by=author,
        )
    with pytest.raises(StaleBase):
        submit_draft(amendment=draft, by=author)
