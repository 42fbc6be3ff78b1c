"""Tells what became of amendments: proposed, backed, bargained over, voted on and decided."""

from collections.abc import Callable, Iterator
from functools import partial

from consultations.demo.cast import Cast
from consultations.demo.content import Plain
from principles.actions.amendment_votes import (
    cast_amendment_vote,
    close_amendment_vote,
    open_amendment_votes,
)
from principles.actions.amendments import propose_amendment
from principles.actions.anchors import reanchor_comments
from principles.actions.compromises import answer_consent, propose_compromise
from principles.actions.decisions import adopt_amendment, refer_amendment, reject_amendment
from principles.actions.editorial import correct_principle
from principles.actions.proposals import DuplicateWording
from principles.actions.proposed_decisions import answer_proposed_decision, propose_decision
from principles.actions.screening import admit_amendment, begin_screening, refuse_amendment
from principles.actions.sponsorship import back_amendment, join_sponsors, withdraw_amendment
from principles.models import Amendment, Principle, PrincipleText, Version
from principles.states import AmendmentKind
from principles.text.operations import Code, Operation, Words

type Timed = Iterator[tuple[float, Callable[[], object]]]


def principle_now(principle: Principle) -> Principle:
    """As it is now: its document's version moves while the story is told."""
    return Principle.objects.select_related("document__current_version").get(pk=principle.pk)


def words_of(principle: Principle) -> PrincipleText:
    return PrincipleText.objects.get(
        principle=principle, version=principle.document.current_version_id
    )


class Deliberation:
    """On one document; amendments and principles by their key in the content."""

    def __init__(self, cast: Cast, principles: dict[str, Principle]) -> None:
        self.people = cast.people
        self.principles = principles
        self.amendments: dict[str, Amendment] = {}

    def amendment_acts(self, told: Plain) -> Timed:
        key, author = told["key"], told["sponsor"]
        yield told["at"], partial(self._propose, told, author)
        for supporter in told["supporters"]:
            yield supporter["at"], partial(self._back, key, supporter["person"])
        if "withdrawn_at" in told:
            yield told["withdrawn_at"], partial(self._withdraw, key, author)
        if "decision" in told:
            yield told["decision"]["at"], partial(self._decide, key, told["status"], told)

    def acts(self, told: Plain) -> Timed:
        act = {
            "propose": lambda: self._propose(told, told["by"]),
            "back": lambda: self._back(told["amendment"], told["by"]),
            "join": lambda: self._join(told),
            "consent": lambda: self._consent(told),
            "propose_decision": lambda: self._propose_decision(told),
            "answer": lambda: self._answer(told),
            "admit": lambda: self._admit(told),
            "refuse": lambda: self._refuse(told),
            "refer": lambda: self._refer(told),
            "open_votes": lambda: self._open_votes(told),
            "vote": lambda: self._vote(told),
            "close_vote": lambda: self._close_vote(told["amendment"], told["by"]),
            "correct": lambda: self._correct(told),
        }[told["act"]]
        yield told["at"], act

    def _amendment(self, key: str) -> Amendment:
        return Amendment.objects.select_related("document", "base").get(pk=self.amendments[key].pk)

    def _propose(self, told: Plain, author: str) -> None:
        principle = principle_now(self.principles[told["principle"]])
        base = words_of(principle)
        proposed = {
            "principle": principle,
            "operations": self._operations(told, base),
            "rationale": told["rationale"],
            "base_hash": base.hash,
            "by": self.people[author],
            "label": told["label"],
        }
        key = told["key"]
        if parents := told.get("parents"):
            proposed["parents"] = [self._amendment(each) for each in parents]
            self.amendments[key] = propose_compromise(**proposed)
            return
        if told.get("kind") == AmendmentKind.RIVAL:
            proposed["kind"] = AmendmentKind.RIVAL
        if "amends" in told:
            proposed["parent"] = self._amendment(told["amends"])
        try:
            self.amendments[key] = propose_amendment(**proposed)
        except DuplicateWording as double:
            # Two groups came to the same words: the later one is asked to back the earlier.
            self.amendments[key] = double.amendment
            self._back(key, author)

    def _operations(self, told: Plain, base: PrincipleText) -> tuple[Operation, ...]:
        if "add" in told:
            words = Words(told["add"]["title"], told["add"]["body"])
            return (Operation(Code.ADD, words=words, after=self._key(told["add"]["after"])),)
        if "move_after" in told:
            after = self._key(told["move_after"])
            return (Operation(Code.MOVE, principle=base.principle.key, after=after),)
        words = Words(*changed(told, base))
        return (Operation(Code.MOD, principle=base.principle.key, words=words),)

    def _key(self, name: str) -> int:
        return self.principles[name].key

    def _back(self, key: str, person: str) -> None:
        amendment, by = self._amendment(key), self.people[person]
        if amendment.author != by:
            back_amendment(amendment=amendment, by=by)

    def _join(self, told: Plain) -> None:
        join_sponsors(amendment=self._amendment(told["amendment"]), by=self.people[told["by"]])

    def _withdraw(self, key: str, person: str) -> None:
        withdraw_amendment(amendment=self._amendment(key), by=self.people[person])

    def _consent(self, told: Plain) -> None:
        compromise = self._amendment(told["compromise"])
        answer_consent(
            compromise=compromise,
            parent=self._amendment(told["amendment"]),
            consents=told["consents"],
            text_hash=compromise.text_hash,
            by=self.people[told["by"]],
        )

    def _decide(self, key: str, status: str, told: Plain) -> None:
        decision, amendment = told["decision"], self._amendment(key)
        by = self.people[decision["by"]]
        if decision.get("by_vote"):
            self._close_vote(key, decision["by"])
        elif status == "adopted":
            version = adopt_amendment(
                amendment=amendment,
                base_hash=amendment.base.hash,
                reason=decision["reason"],
                by=by,
            )
            reanchor_comments(version=version)
        else:
            reject_amendment(amendment=amendment, reason=decision["reason"], by=by)

    def _propose_decision(self, told: Plain) -> None:
        amendment = self._amendment(told["amendment"])
        propose_decision(
            amendment=amendment,
            outcome=told["outcome"],
            explanation=told["explanation"],
            text_hash=amendment.text_hash,
            by=self.people[told["by"]],
        )

    def _answer(self, told: Plain) -> None:
        answer_proposed_decision(
            amendment=self._amendment(told["amendment"]),
            agrees=told["agrees"],
            answer=told["answer"],
            by=self.people[told["by"]],
        )

    def _admit(self, told: Plain) -> None:
        amendment = self._amendment(told["amendment"])
        admit_amendment(
            amendment=amendment, text_hash=amendment.text_hash, by=self.people[told["by"]]
        )

    def _refuse(self, told: Plain) -> None:
        amendment, by = self._amendment(told["amendment"]), self.people[told["by"]]
        begin_screening(amendment=amendment, by=by)
        refuse_amendment(
            amendment=amendment, text_hash=amendment.text_hash, reason=told["reason"], by=by
        )

    def _refer(self, told: Plain) -> None:
        refer_amendment(
            amendment=self._amendment(told["amendment"]),
            reason=told["reason"],
            by=self.people[told["by"]],
        )

    def _open_votes(self, told: Plain) -> None:
        principle = principle_now(self.principles[told["principle"]])
        open_amendment_votes(principle=principle, by=self.people[told["by"]])

    def _vote(self, told: Plain) -> None:
        """Those of one sitting, together."""
        amendment = self._amendment(told["amendment"])
        for choice, people in told["votes"].items():
            for person in people:
                cast_amendment_vote(
                    amendment=amendment,
                    choice=choice,
                    text_hash=amendment.text_hash,
                    by=self.people[person],
                )

    def _close_vote(self, key: str, by: str) -> None:
        close_amendment_vote(amendment=self._amendment(key), by=self.people[by])

    def _correct(self, told: Plain) -> None:
        principle = principle_now(self.principles[told["principle"]])
        base = words_of(principle)
        title, body = changed(told, base)
        correction = correct_principle(
            principle=principle,
            title=title,
            body=body,
            rationale=told["rationale"],
            base_hash=base.hash,
            by=self.people[told["by"]],
        )
        reanchor_comments(version=Version.objects.get(decisions__amendment=correction))


def changed(told: Plain, base: PrincipleText) -> tuple[str, str]:
    """Title and body with the content's `change`, pairs of old and new words, or its `body`."""
    body = told.get("body", base.body)
    for old, new in told.get("change", ()):
        if body.count(old) != 1:
            raise ValueError(f"{old!r} does not stand once in {base.title!r}.")
        body = body.replace(old, new)
    return told.get("title", base.title), body
