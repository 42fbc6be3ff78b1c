"""Tells which statements were put to people, and what they thought of each."""

from collections.abc import Callable, Iterator
from functools import partial

from accounts.models import User
from consultations.actions.statement_votes import give_opinion
from consultations.actions.statements import propose_statement, seed_statements
from consultations.demo.content import Plain
from consultations.models import Consultation, Statement
from consultations.states import Opinion
from principles.models import Principle

type Timed = Iterator[tuple[float, Callable[[], object]]]

_LETTERS = {
    "a": Opinion.AGREE,
    "p": Opinion.PASS,
    "d": Opinion.DISAGREE,
    "s": Opinion.SKIP,
}


class Opinions:
    """On one consultation; statements in the order in which they were seeded."""

    def __init__(
        self,
        consultation: Consultation,
        people: dict[str, User],
        principles: dict[str, Principle],
        owner: User,
    ) -> None:
        self.consultation = consultation
        self.people = people
        self.principles = principles
        self.owner = owner
        self.seeded: list[Statement] = []

    def acts(self, told: Plain) -> Timed:
        act = {"seed": self._seed, "propose": self._propose, "answer": self._answer}[told["act"]]
        yield told["at"], partial(act, told)

    def _consultation(self) -> Consultation:
        """As it is now: its stage moves while the story is told."""
        return Consultation.objects.select_related("document").get(pk=self.consultation.pk)

    def _seed(self, told: Plain) -> None:
        for statement in told["statements"]:
            self.seeded += seed_statements(
                consultation=self._consultation(),
                texts=[statement["text"]],
                principle=self.principles.get(statement.get("principle", "")),
                by=self.owner,
            )

    def _propose(self, told: Plain) -> None:
        propose_statement(
            consultation=self._consultation(), text=told["text"], by=self.people[told["by"]]
        )

    def _answer(self, told: Plain) -> None:
        consultation = self._consultation()
        for statement, letter in zip(self.seeded, told["opinions"], strict=True):
            if letter in _LETTERS:
                statement.consultation = consultation
                give_opinion(
                    statement=statement, opinion=_LETTERS[letter], by=self.people[told["by"]]
                )
