"""Any acts of several people on a small document, in any order: whatever happens, states move along
their table and in the record, and the text is made of what was adopted and nothing else."""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Entry, EntryPayload, User
from accounts.verdicts import Denied, Refused
from principles.actions.amendment_votes import (
    cast_amendment_vote,
    close_amendment_vote,
    open_amendment_votes,
)
from principles.actions.amendments import (
    discard_draft,
    propose_amendment,
    revise_amendment,
    save_draft,
    submit_draft,
)
from principles.actions.compromises import answer_consent, propose_compromise
from principles.actions.decisions import (
    Seen,
    adopt_amendment,
    adopt_together,
    lapse_amendments,
    refer_amendment,
    reject_amendment,
)
from principles.actions.editorial import correct_principle
from principles.actions.proposed_decisions import answer_proposed_decision, propose_decision
from principles.actions.screening import admit_amendment, begin_screening, refuse_amendment
from principles.actions.sponsorship import (
    back_amendment,
    join_sponsors,
    take_over_amendment,
    withdraw_amendment,
)
from principles.actions.subamendments import accept_into_parent
from principles.models import Amendment, Consent, Decision, Document, PrincipleText, Version
from principles.queries.amendments import amendments_matching
from principles.queries.clauses import clauses_of, operations_of, sections_in
from principles.queries.history import check_version
from principles.rules import Inputs, RuleSet, evaluate
from principles.states import (
    ADOPTED_STATUSES,
    AMENDMENT_MOVES,
    AMENDMENT_OUTCOMES,
    AmendmentKind,
    AmendmentStatus,
    Stage,
)
from principles.text.operations import Code, Operation, Words
from principles.text.operations_compare import compare_operations
from principles.text.operations_rebase import rebase_operations
from principles.text.rebase import Applicability
from tests.factories.accounts import individual
from tests.factories.principles import joined, open_document, seated

pytestmark = pytest.mark.django_db

S = AmendmentStatus
WHO = st.integers(0, 2)
# Which amendment: the lower ones mean one that stands where the act is possible, mostly.
WHICH = st.integers(0, 11)
DEEDS = st.sampled_from(["front", "end", "whole", "add", "delete", "move", "split", "join"])


class AmendmentWorld(RuleBasedStateMachine):
    """Three participants and a moderator; every wording has a mark of its own ("w7")."""

    @initialize(needed=st.sampled_from([0, 2]), screens=st.booleans())
    def begin(self, needed: int, screens: bool) -> None:
        self.document = open_document(
            Stage.AMEND,
            texts=[("First", "One two. Three four."), ("Second", "Five six."), ("Third", "Seven.")],
            support_needed=needed,
            screens_amendments=screens,
        )
        self.people = [joined(individual(), self.document).user for _ in range(3)]
        self.moderator = seated(individual(), self.document)
        self.turn = 0
        self.numbers: dict[int, int] = {}
        self.versions: dict[int, tuple[object, ...]] = {}
        # Marks that moderators wrote themselves: corrections, and what they changed in adopting.
        self.edited: set[str] = set()

    # Means ---------------------------------------------------------------------------------------

    def act(self, do: Callable[[], object]) -> bool:
        """Whether it was done; what is refused leaves no trace."""
        before = self.snapshot()
        try:
            with transaction.atomic():
                do()
        except (Refused, Denied):
            assert self.snapshot() == before
            return False
        return True

    def snapshot(self) -> tuple[object, ...]:
        rows = Amendment.objects.filter(document=self.document)
        return (
            list(rows.values_list("number", "status", "text_hash", "author")),
            Version.objects.filter(document=self.document).count(),
            Entry.objects.filter(stream=self.document.stream).count(),
        )

    def pick(self, which: int, *statuses: AmendmentStatus) -> Amendment:
        rows = list(Amendment.objects.filter(document=self.document))
        apt = [row for row in rows if row.status in statuses]
        pool = apt if apt and which < 9 else rows
        return pool[which % len(pool)]

    def texts(self) -> list[PrincipleText]:
        current = Document.objects.get(pk=self.document.pk).current_version
        assert current is not None
        return list(current.texts.select_related("principle").order_by("position"))

    def operations(
        self, texts: list[PrincipleText], which: int, deed: str
    ) -> tuple[Operation, ...]:
        self.turn += 1
        mark = f"w{self.turn}"
        text = texts[which % len(texts)]
        key, last = text.principle.key, texts[-1].principle.key
        bodies = {"front": f"{mark} {text.body}", "end": f"{text.body} {mark}.", "whole": mark}
        if deed in bodies:
            return (Operation(Code.MOD, principle=key, words=Words(text.title, bodies[deed])),)
        if deed == "add":
            return (Operation(Code.ADD, after=key, words=Words("Added", mark)),)
        if deed == "delete":
            return (Operation(Code.SUP, principle=key),)
        if deed == "move":
            return (Operation(Code.MOVE, principle=key, after=last),)
        if deed == "split":
            parts = (Words(text.title, text.body), Words("Half", mark))
            return (Operation(Code.SPLIT, principle=key, parts=parts),)
        words = Words("Joined", f"{text.body} {mark}")
        return (Operation(Code.JOIN, principle=key, others=(last,), words=words),)

    def proposal(self, which: int, deed: str) -> dict[str, Any]:
        texts = self.texts()
        text = texts[which % len(texts)]
        return {
            "principle": text.principle,
            "operations": self.operations(texts, which, deed),
            "base_hash": text.hash,
            "rationale": "Why.",
        }

    def can_propose(self) -> bool:
        return bool(self.texts())

    def has_some(self) -> bool:
        return Amendment.objects.filter(document=self.document).exists()

    # Authors -------------------------------------------------------------------------------------

    @precondition(can_propose)
    @rule(who=WHO, which=WHICH, deed=DEEDS, rival=st.booleans(), parent=st.none() | WHICH)
    def propose(self, who: int, which: int, deed: str, rival: bool, parent: int | None) -> None:
        fields = self.proposal(which, deed)
        fields["kind"] = (
            AmendmentKind.RIVAL if rival and deed == "whole" else AmendmentKind.ORDINARY
        )
        if parent is not None and self.has_some():
            fields["parent"] = self.pick(parent, S.OPEN)
        self.act(lambda: propose_amendment(by=self.people[who], **fields))

    @precondition(can_propose)
    @rule(who=WHO, which=WHICH, deed=DEEDS)
    def draft(self, who: int, which: int, deed: str) -> None:
        fields = self.proposal(which, deed)
        self.act(lambda: save_draft(by=self.people[who], **fields))

    @precondition(has_some)
    @rule(which=WHICH, who=st.none() | WHO)
    def submit(self, which: int, who: int | None) -> None:
        amendment = self.pick(which, S.DRAFT)
        by = amendment.author if who is None else self.people[who]
        done = self.act(lambda: submit_draft(amendment=amendment, by=by))
        assert not done or by == amendment.author

    @precondition(has_some)
    @rule(which=WHICH, who=WHO)
    def discard(self, which: int, who: int) -> None:
        amendment = self.pick(which, S.DRAFT)
        done = self.act(lambda: discard_draft(amendment=amendment, by=self.people[who]))
        assert not done or (self.people[who], amendment.status) == (amendment.author, S.DRAFT)

    @precondition(lambda self: self.has_some() and self.can_propose())
    @rule(which=WHICH, deed=DEEDS)
    def revise(self, which: int, deed: str) -> None:
        amendment = self.pick(which, S.DRAFT, S.COLLECTING, S.SUBMITTED, S.SCREENING, S.OPEN)
        own = [each for each in self.texts() if each.principle_id == amendment.principle_id]
        if own:
            operations = self.operations(own, 0, deed)
            fields: dict[str, Any] = {"operations": operations, "base_hash": own[0].hash}
            self.act(
                lambda: revise_amendment(
                    amendment=amendment, rationale="Why.", by=amendment.author, **fields
                )
            )

    @precondition(has_some)
    @rule(which=WHICH, who=WHO, act=st.sampled_from([back_amendment, join_sponsors]))
    def stand_behind(self, which: int, who: int, act: Callable[..., object]) -> None:
        amendment = self.pick(which, S.COLLECTING, S.OPEN)
        self.act(lambda: act(amendment=amendment, by=self.people[who]))

    @precondition(has_some)
    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        amendment = self.pick(which, S.COLLECTING, S.SUBMITTED, S.SCREENING, S.OPEN)
        done = self.act(lambda: withdraw_amendment(amendment=amendment, by=amendment.author))
        assert not done or amendment.status != S.VOTING

    @precondition(has_some)
    @rule(which=WHICH, who=WHO)
    def take_over(self, which: int, who: int) -> None:
        amendment = self.pick(which, S.WITHDRAWN)
        was_proposing = amendment.sponsors.filter(holder=f"u{self.people[who].pk}").exists()
        done = self.act(lambda: take_over_amendment(amendment=amendment, by=self.people[who]))
        assert not done or (was_proposing and amendment.status == S.WITHDRAWN)

    @precondition(lambda self: self.has_some() and self.can_propose())
    @rule(one=WHICH, other=WHICH, who=st.none() | WHO)
    def compromise(self, one: int, other: int, who: int | None) -> None:
        parents = [self.pick(each, S.OPEN, S.VOTING) for each in (one, other)]
        fields = self.proposal(one, "front")
        by = self.moderator if who is None else self.people[who]
        self.act(lambda: propose_compromise(parents=parents, by=by, **fields))

    @precondition(has_some)
    @rule(which=WHICH, yes=st.booleans(), who=st.none() | WHO)
    def consent(self, which: int, yes: bool, who: int | None) -> None:
        asked = list(Consent.objects.filter(compromise__document=self.document))
        if asked:
            each = asked[which % len(asked)]
            by = each.parent.author if who is None else self.people[who]
            done = self.act(
                lambda: answer_consent(
                    compromise=each.compromise,
                    parent=each.parent,
                    consents=yes,
                    text_hash=each.compromise.text_hash,
                    by=by,
                )
            )
            assert not done or by == each.parent.author

    @precondition(has_some)
    @rule(which=WHICH)
    def take_in(self, which: int) -> None:
        children = list(Amendment.objects.filter(document=self.document, parent__isnull=False))
        if children:
            child = children[which % len(children)]
            assert child.parent is not None
            by = child.parent.author
            self.act(lambda: accept_into_parent(amendment=child, text_hash=child.text_hash, by=by))

    # Moderators ------------------------------------------------------------------------------------

    @precondition(has_some)
    @rule(which=WHICH, what=st.sampled_from(["begin", "admit", "refuse"]))
    def screen(self, which: int, what: str) -> None:
        amendment = self.pick(which, S.SUBMITTED, S.SCREENING)
        seen = {"amendment": amendment, "text_hash": amendment.text_hash, "by": self.moderator}
        acts: dict[str, Callable[[], object]] = {
            "begin": lambda: begin_screening(amendment=amendment, by=self.moderator),
            "admit": lambda: admit_amendment(**seen),  # type: ignore[arg-type]
            "refuse": lambda: refuse_amendment(reason="No.", **seen),  # type: ignore[arg-type]
        }
        done = self.act(acts[what])
        assert not done or amendment.status in {S.SUBMITTED, S.SCREENING}

    @precondition(has_some)
    @rule(which=WHICH, outcome=st.sampled_from(["adopt", "reject", "vote"]), agrees=st.booleans())
    def propose_decision(self, which: int, outcome: str, agrees: bool) -> None:
        amendment = self.pick(which, S.OPEN, S.VOTING)
        fields: dict[str, Any] = {"outcome": outcome, "explanation": "So."}
        fields["text_hash"] = amendment.text_hash
        if self.act(lambda: propose_decision(amendment=amendment, by=self.moderator, **fields)):
            self.act(
                lambda: answer_proposed_decision(
                    amendment=amendment, agrees=agrees, by=amendment.author
                )
            )

    @precondition(can_propose)
    @rule(which=WHICH)
    def open_votes(self, which: int) -> None:
        texts = self.texts()
        principle = texts[which % len(texts)].principle
        self.act(lambda: open_amendment_votes(principle=principle, by=self.moderator))

    @precondition(has_some)
    @rule(which=WHICH, choices=st.tuples(*[st.sampled_from(["support", "oppose", "abstain"])] * 3))
    def cast_and_close(self, which: int, choices: tuple[str, ...]) -> None:
        amendment = self.pick(which, S.VOTING)
        for choice, person in zip(choices, self.people, strict=True):
            fields = {"choice": choice, "text_hash": amendment.text_hash}
            self.act(lambda: cast_amendment_vote(amendment=amendment, by=person, **fields))  # noqa: B023
        self.act(lambda: close_amendment_vote(amendment=amendment, by=self.moderator))

    @precondition(has_some)
    @rule(which=WHICH, changed=st.booleans())
    def adopt(self, which: int, changed: bool) -> None:
        amendment = self.pick(which, S.OPEN, S.OPEN, S.VOTING)
        own = [each for each in self.texts() if each.principle_id == amendment.principle_id]
        if not own:
            return
        fields: dict[str, Any] = {"base_hash": own[0].hash, "reason": "Yes."}
        if changed:
            fields["operations"] = self.operations(own, 0, "front")
        mark = f"w{self.turn}"
        done = self.act(lambda: adopt_amendment(amendment=amendment, by=self.moderator, **fields))
        if done and changed:
            self.edited.add(mark)

    @precondition(has_some)
    @rule(which=st.lists(WHICH, min_size=2, max_size=4))
    def adopt_together(self, which: list[int]) -> None:
        chosen = [self.pick(each, S.OPEN) for each in which]
        seen = [Seen(each, each.text_hash) for each in chosen]
        version = max(self.versions)
        self.act(
            lambda: adopt_together(seen=seen, version=version, by=self.moderator, reason="Yes.")
        )

    @precondition(has_some)
    @rule(which=WHICH, act=st.sampled_from([reject_amendment, refer_amendment]))
    def turn_down(self, which: int, act: Callable[..., object]) -> None:
        amendment = self.pick(which, S.OPEN, S.VOTING)
        self.act(lambda: act(amendment=amendment, reason="No.", by=self.moderator))

    @precondition(can_propose)
    @rule(which=WHICH)
    def correct(self, which: int) -> None:
        texts = self.texts()
        text = texts[which % len(texts)]
        self.turn += 1
        mark = f"w{self.turn}"
        fields = {"title": text.title, "body": f"{text.body} {mark}", "base_hash": text.hash}
        done = self.act(
            lambda: correct_principle(
                principle=text.principle, rationale="A slip.", by=self.moderator, **fields
            )
        )
        if done:
            self.edited.add(mark)

    @precondition(lambda self: len(self.numbers) > 6)
    @rule()
    def lapse(self) -> None:
        lapse_amendments(document=self.document, by=None)
        left = Amendment.objects.filter(document=self.document).live()
        assert {each.status for each in left} <= {S.DRAFT}

    # What always holds ---------------------------------------------------------------------------

    @invariant()
    def every_move_is_along_the_table_and_in_the_record(self) -> None:
        told: dict[int, list[tuple[str, str]]] = defaultdict(list)
        payloads = EntryPayload.objects.filter(entry__stream=self.document.stream)
        for payload in payloads.order_by("entry_id"):
            if payload.data.get("new") in S.values:
                told[payload.data["amendment"]].append((payload.data["old"], payload.data["new"]))
        for amendment in Amendment.objects.filter(document=self.document):
            moves = told.pop(amendment.pk, [])
            assert all(S(new) in AMENDMENT_MOVES[S(old)] for old, new in moves)
            path = [S.DRAFT.value, *(new for _, new in moves)]
            assert [old for old, _ in moves] == path[:-1]
            assert amendment.status == path[-1]
        assert not told

    @invariant()
    def invariant_8_a_number_is_never_given_again(self) -> None:
        rows = Amendment.objects.filter(document=self.document)
        for number, pk in rows.values_list("number", "pk"):
            assert self.numbers.setdefault(number, pk) == pk
            assert number == max(self.numbers) or number in self.numbers
        keys = [text.principle.key for text in self.texts()]
        assert len(set(keys)) == len(keys)

    @invariant()
    def invariant_1_a_published_version_never_changes(self) -> None:
        for version in Version.objects.filter(document=self.document):
            texts = version.texts.order_by("position").values_list("principle", "title", "body")
            found = (version.hash, *texts)
            if version.number not in self.versions:
                assert check_version(version)
                self.decided_together_go_together(version)
            assert self.versions.setdefault(version.number, found) == found

    def decided_together_go_together(self, version: Version) -> None:
        """Invariant 5, of what was adopted as proposed: it fits the text before, and together."""
        adopted = Decision.objects.filter(version=version, outcome=S.ADOPTED)
        amendments = [each.amendment for each in adopted]
        before = Version.objects.filter(document=self.document, number=version.number - 1).first()
        if before is None or not amendments:
            return
        base = clauses_of(before.pk)
        applied = {}
        for amendment in amendments:
            own = operations_of(amendment)
            sections = sections_in(base, [own])
            written_on = clauses_of(amendment.base.version_id)
            rebased = rebase_operations(written_on, own, base, sections)
            assert (rebased.state, rebased.operations is None) == (Applicability.CLEAN, False)
            applied[amendment.number] = rebased.operations or ()
        sections = sections_in(base, applied.values())
        assert not any(compare_operations(base, applied, sections).conflicts.values())

    @invariant()
    def invariant_16_what_is_decided_has_its_one_decision(self) -> None:
        rows = Amendment.objects.filter(document=self.document)
        decided = {row.pk: row.status for row in rows if row.status in AMENDMENT_OUTCOMES}
        decisions = Decision.objects.filter(amendment__document=self.document)
        assert {each.amendment_id: each.outcome for each in decisions} == decided
        for each in decisions:
            assert bool(each.version_id) == (each.outcome in ADOPTED_STATUSES)
            assert each.version_id or each.reason or each.because_id

    @invariant()
    def invariant_6_every_mark_in_the_text_is_of_what_was_adopted(self) -> None:
        adopted = Amendment.objects.filter(document=self.document, status=S.ADOPTED)
        allowed = set(self.edited)
        for amendment in adopted:
            allowed |= set(re.findall(r"w\d+", str(amendment.operations)))
        first = {"First", "Second", "Third", "Added", "Half", "Joined"}
        first |= {"One", "two", "Three", "four", "Five", "six", "Seven"}
        for text in self.texts():
            words = set(re.findall(r"\w+", f"{text.title} {text.body}"))
            assert words - first <= allowed

    @invariant()
    def abuse_a_draft_is_its_authors_alone(self) -> None:
        drafts = Amendment.objects.filter(document=self.document, status=S.DRAFT)
        readers: list[User | None] = [None, self.moderator, *self.people]
        for reader in readers:
            hidden = drafts.exclude(author=reader) if reader else drafts
            assert not Amendment.objects.visible_to(reader).filter(pk__in=hidden).exists()
        shown = amendments_matching(self.document, None).cards
        assert not {card.pk for card in shown} & {each.pk for each in drafts}

    def teardown(self) -> None:
        """Every verdict is the one that what is kept gives again."""
        if not hasattr(self, "document"):
            return
        for amendment in Amendment.objects.filter(document=self.document):
            for kept in amendment.evaluations.all():
                rules = RuleSet.from_json(kept.told["rules"])
                again = evaluate(rules, Inputs.from_json(kept.told["inputs"]))
                assert (again.sentence, again.outcome) == (kept.sentence, kept.outcome)


def test_invariant_15_whatever_people_do_amendments_live_by_their_rules() -> None:
    run_state_machine_as_test(
        AmendmentWorld,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
