"""The life of an amendment: whatever happens in whatever order, its states move along the table,
its words are exact, and its support is of the words that stand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import EntryPayload
from accounts.verdicts import Conflict, Refused
from principles.actions.amendments import propose_amendment, revise_amendment
from principles.actions.decisions import adopt_amendment, lapse_amendments, reject_amendment
from principles.actions.proposals import wording
from principles.actions.sponsorship import back_amendment, unback_amendment, withdraw_amendment
from principles.models import Amendment, Document, Principle, hash_text
from principles.queries.amendments import amendment_page, amendments_matching
from principles.states import AMENDMENT_MOVES, AmendmentStatus, Stage
from principles.text.collisions import compare
from principles.text.diff import apply_spans, original_of
from principles.text.rebase import Applicability, Rebased, rebase
from principles.text.wording import normalise_lines
from tests.factories.accounts import individual
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db

VISIBLE = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"], include_characters="\n"),
    max_size=80,
)
BODIES = st.sampled_from(["one", "one two", "one two\n\nthree", "three", "two"])


@given(old=VISIBLE.filter(str.strip), new=VISIBLE.filter(str.strip))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_invariant_3_an_amendment_applied_to_its_base_gives_its_words(old: str, new: str) -> None:
    document = open_document(Stage.AMEND, texts=[("Title", old)])
    principle, base = principle_of(document), text_of(principle_of(document))
    author, moderator = joined(individual(), document).user, seated(individual(), document)
    fields: dict[str, Any] = {
        "operations": wording(principle.key, "Title", new),
        "rationale": "Why.",
        "base_hash": base.hash,
    }
    if normalise_lines(new) == normalise_lines(old):
        with pytest.raises(Refused):
            propose_amendment(principle=principle, by=author, **fields)
        return
    amendment = propose_amendment(principle=principle, by=author, **fields)
    assert amendment.body == normalise_lines(new)
    changes = amendment_page(document, amendment.number, None).card.changes
    assert original_of(changes.body) == old
    assert apply_spans(changes.body) == amendment.body
    version = adopt_amendment(amendment=amendment, base_hash=base.hash, by=moderator)
    text = text_of(principle)
    assert (text.version, text.body, text.hash) == (version, amendment.body, amendment.text_hash)


class AmendmentLife(RuleBasedStateMachine):
    """One principle, two authors, two backers, a moderator; `expected` is what must be true."""

    @initialize()
    def begin(self) -> None:
        self.document = open_document(Stage.AMEND, texts=[("Title", "one")])
        self.principle: Principle = principle_of(self.document)
        self.authors = [joined(individual(), self.document).user for _ in range(2)]
        self.backers = [joined(individual(), self.document).user for _ in range(2)]
        self.moderator = seated(individual(), self.document)
        self.text = "one"
        self.statuses: dict[int, AmendmentStatus] = {}
        self.words: dict[int, str] = {}
        self.bases: dict[int, str] = {}
        self.backing: dict[tuple[int, int], str] = {}

    def amendment(self, choice: int) -> Amendment:
        """Mostly one that is open: of a closed one little can be told."""
        opened = [n for n, status in self.statuses.items() if status == AmendmentStatus.OPEN]
        numbers = opened if opened and choice < 8 else sorted(self.statuses)
        number = numbers[choice % len(numbers)]
        return Amendment.objects.get(document=self.document, number=number)

    def is_open(self, amendment: Amendment) -> bool:
        return self.statuses[amendment.number] == AmendmentStatus.OPEN

    def is_taken(self, body: str, besides: int = 0) -> bool:
        return any(
            words == body
            and self.statuses[number] == AmendmentStatus.OPEN
            and self.bases[number] == self.text
            and number != besides
            for number, words in self.words.items()
        )

    @rule(who=st.integers(0, 1), body=BODIES)
    def propose(self, who: int, body: str) -> None:
        operations = wording(self.principle.key, "Title", body)
        fields: dict[str, Any] = {"operations": operations, "rationale": "Why."}
        base_hash = hash_text("Title", self.text)
        if body == self.text or self.is_taken(body):
            with pytest.raises(Refused), transaction.atomic():
                propose_amendment(
                    principle=self.principle, by=self.authors[who], base_hash=base_hash, **fields
                )
            return
        amendment = propose_amendment(
            principle=self.principle, by=self.authors[who], base_hash=base_hash, **fields
        )
        assert amendment.number == len(self.statuses) + 1
        self.statuses[amendment.number] = AmendmentStatus.OPEN
        self.words[amendment.number] = body
        self.bases[amendment.number] = self.text

    @precondition(lambda self: self.statuses)
    @rule(choice=st.integers(0, 9), body=BODIES)
    def revise(self, choice: int, body: str) -> None:
        amendment = self.amendment(choice)
        number = amendment.number
        same = (body, self.text) == (self.words[number], self.bases[number])
        operations = wording(self.principle.key, "Title", body)
        fields: dict[str, Any] = {"operations": operations, "rationale": "Why."}
        base_hash = hash_text("Title", self.text)
        refused = body == self.text or same or self.is_taken(body, besides=number)
        if refused or not self.is_open(amendment):
            with pytest.raises(Refused), transaction.atomic():
                revise_amendment(
                    amendment=amendment, by=amendment.author, base_hash=base_hash, **fields
                )
            return
        revise_amendment(amendment=amendment, by=amendment.author, base_hash=base_hash, **fields)
        self.words[number] = body
        self.bases[number] = self.text

    @precondition(lambda self: self.statuses)
    @rule(choice=st.integers(0, 9), who=st.integers(0, 1))
    def back(self, choice: int, who: int) -> None:
        amendment = self.amendment(choice)
        if not self.is_open(amendment):
            with pytest.raises(Conflict), transaction.atomic():
                back_amendment(amendment=amendment, by=self.backers[who])
            return
        back_amendment(amendment=amendment, by=self.backers[who])
        self.backing[amendment.number, who] = self.words[amendment.number]

    @precondition(lambda self: self.statuses)
    @rule(choice=st.integers(0, 9), who=st.integers(0, 1))
    def unback(self, choice: int, who: int) -> None:
        amendment = self.amendment(choice)
        if self.is_open(amendment):
            unback_amendment(amendment=amendment, by=self.backers[who])
            self.backing.pop((amendment.number, who), None)

    @precondition(lambda self: self.statuses)
    @rule(choice=st.integers(0, 9))
    def withdraw(self, choice: int) -> None:
        amendment = self.amendment(choice)
        self.close(
            amendment,
            AmendmentStatus.WITHDRAWN,
            lambda: withdraw_amendment(amendment=amendment, by=amendment.author),
        )

    @precondition(lambda self: self.statuses)
    @rule(choice=st.integers(0, 9))
    def reject(self, choice: int) -> None:
        amendment = self.amendment(choice)
        self.close(
            amendment,
            AmendmentStatus.REJECTED,
            lambda: reject_amendment(amendment=amendment, reason="No.", by=self.moderator),
        )

    @precondition(lambda self: self.statuses)
    @rule(choice=st.integers(0, 9))
    def adopt(self, choice: int) -> None:
        amendment = self.amendment(choice)
        fitted = self.rebased(amendment.number)
        fits = fitted.state == Applicability.CLEAN

        def decide() -> None:
            adopt_amendment(
                amendment=amendment, base_hash=hash_text("Title", self.text), by=self.moderator
            )

        if self.is_open(amendment) and not fits:
            with pytest.raises(Conflict), transaction.atomic():
                decide()
            return
        was_open = self.is_open(amendment)
        self.close(amendment, AmendmentStatus.ADOPTED, decide)
        if was_open and fitted.text is not None:
            self.settle_others(amendment.number, fitted.text)

    def rebased(self, number: int) -> Rebased:
        """What it is on the words of today, by the engine alone."""
        return rebase(self.bases[number], self.words[number], self.text)

    def settle_others(self, adopted: int, text: str) -> None:
        """What says the same is taken in, what cannot stand beside it falls, all else stays."""
        for number, status in self.statuses.items():
            if status != AmendmentStatus.OPEN or number == adopted:
                continue
            other = self.rebased(number)
            if other.state not in {Applicability.CLEAN, Applicability.AUTO_REBASED}:
                continue
            assert other.text is not None
            if other.text == text:
                self.statuses[number] = AmendmentStatus.SUBSUMED
            elif compare(self.text, {adopted: text, number: other.text}).conflicts[number]:
                self.statuses[number] = AmendmentStatus.FALLEN
        self.text = text

    @precondition(lambda self: len(self.statuses) > 3)
    @rule()
    def lapse(self) -> None:
        lapse_amendments(document=self.document, by=self.moderator)
        for number, status in self.statuses.items():
            if status == AmendmentStatus.OPEN:
                self.statuses[number] = AmendmentStatus.LAPSED

    def close(self, amendment: Amendment, to: AmendmentStatus, act: Callable[[], object]) -> None:
        if to in AMENDMENT_MOVES[self.statuses[amendment.number]]:
            act()
            self.statuses[amendment.number] = to
            return
        with pytest.raises(Conflict), transaction.atomic():
            act()

    @invariant()
    def stored_is_expected(self) -> None:
        if not hasattr(self, "document"):
            return
        rows = Amendment.objects.filter(document=self.document)
        assert {row.number: row.status for row in rows} == {
            number: status.value for number, status in self.statuses.items()
        }
        assert {row.number: row.body for row in rows} == self.words
        assert text_of(self.principle).body == self.text
        shown = amendments_matching(Document.objects.get(pk=self.document.pk), None)
        cards = {card.number: card for card in shown.cards}
        for row in rows:
            if (card := cards.get(row.number)) is None:
                continue  # on the next page
            standing = [
                words
                for (number, _), words in self.backing.items()
                if number == row.number and words == self.words[row.number]
            ]
            assert card.support == len(standing)
            is_stale = self.rebased(row.number).state != Applicability.CLEAN
            is_open = self.statuses[row.number] == AmendmentStatus.OPEN
            assert (card.needs_adapting or card.is_said) == (is_open and is_stale)

    def teardown(self) -> None:
        """Every amendment went from draft to open, and to what it is by one entry of its closing."""
        if not hasattr(self, "document"):
            return
        moves = [
            (payload.data["amendment"], payload.data["old"], payload.data["new"])
            for payload in EntryPayload.objects.filter(
                entry__stream=self.document.stream, entry__kind__startswith="amendment."
            )
            if payload.data.get("new") in AmendmentStatus.values
        ]
        rows = list(Amendment.objects.filter(document=self.document))
        expected = [(row.pk, "draft", "submitted") for row in rows]
        expected += [(row.pk, "submitted", "open") for row in rows]
        expected += [(row.pk, "open", row.status) for row in rows if row.status != "open"]
        assert sorted(moves) == sorted(expected)


def test_invariant_15_the_life_of_an_amendment_moves_along_the_table() -> None:
    run_state_machine_as_test(
        AmendmentLife,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
