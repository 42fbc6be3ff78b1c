"""Opinion groups: found by a job from the answers to all open statements."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import EntryPayload, StakeholderGroup
from accounts.record import record
from consultations.analysis.opinion_published import FEWEST_PARTICIPANTS, FEWEST_STATEMENTS
from consultations.analysis.opinion_result import OpinionResult, as_json, from_json
from consultations.models import Consultation, OpinionRun, Statement, StatementVote
from consultations.states import Opinion, StatementStatus
from principles.disclosure import FEWEST

ENGINE = "pca, weighted k-means; 1"
_VALUES = {Opinion.AGREE: 1, Opinion.PASS: 0, Opinion.DISAGREE: -1}
_CHUNK = 10_000
# What of a result has an entry a person.
_OF_PEOPLE = ("participants", "groups", "positions", "stakeholders")


def find_opinion_groups(
    *, consultation: Consultation, step: Callable[[int, int], None], finish: Callable[[], None]
) -> None:
    """Analyse the answers as they are, and store a run, unless too few people have answered anew.

    A run for each answer would show by its difference from the last how one person answered. So
    there is a next one when `FEWEST` people gave, changed or took back answers; what it cannot hide
    is that people move between groups, whoever compares two runs finds how many.
    `finish` is called in the transaction that stores the run.
    """
    from consultations.analysis.opinion import analyse  # noqa: PLC0415  # heavy: workers only
    from consultations.analysis.votes import VoteMatrix  # noqa: PLC0415  # heavy: workers only

    last = OpinionRun.objects.filter(consultation=consultation).order_by("-number").first()
    before = from_json(last.result) if last else None
    as_of = _now(consultation)
    answers = _Answers(consultation, last.made_at if last else None, before)
    step(0, 2)
    matrix = VoteMatrix.from_rows(answers.read())
    if last and (last.input_hash == answers.hash or len(answers.anew) < FEWEST):
        return
    if matrix.shape[0] < FEWEST_PARTICIPANTS or matrix.shape[1] < FEWEST_STATEMENTS:
        return
    step(1, 2)
    result = analyse(matrix, previous=before.group_of() if before else None)
    run = OpinionRun(
        consultation=consultation,
        number=last.number + 1 if last else 1,
        input_hash=answers.hash,
        engine=ENGINE,
        result={**as_json(result), "stakeholders": answers.by_stakeholder(result.participants)},
        participant_count=len(result.participants),
        statement_count=len(result.statements),
        vote_count=answers.count,
        made_at=as_of,
    )
    with transaction.atomic():
        _store(run, result)
        finish()


def _now(consultation: Consultation) -> datetime:
    """The database's clock before the answers are read: later ones are for the next run."""
    now: datetime = Consultation.objects.values_list(Now(), flat=True).get(pk=consultation.pk)
    return now


def _store(run: OpinionRun, result: OpinionResult) -> None:
    run.save(force_insert=True)
    _forget_people(run)
    Statement.objects.bulk_update(
        [Statement(pk=each.id, extremity=each.extremity) for each in result.statements],
        ["extremity"],
        batch_size=500,
    )
    record(
        stream=run.consultation.document.stream,
        kind="opinions.analysed",
        by=None,
        run=run.number,
        engine=run.engine,
        input_hash=run.input_hash,
    )


def _forget_people(run: OpinionRun) -> None:
    """Of the run two before, which no page being made and no next run asks for any more: a run of
    many people is as large as their conversation, and there may be thousands of runs."""
    for old in OpinionRun.objects.filter(consultation=run.consultation_id, number=run.number - 2):
        old.result = {name: old.result[name] for name in old.result if name not in _OF_PEOPLE}
        old.save(update_fields=["result"])


def _took_back(consultation: Consultation, since: datetime) -> frozenset[str]:
    """The holders who did, by the record: the rows do not tell it from skipping a card."""
    given = EntryPayload.objects.filter(
        entry__stream=consultation.document.stream,
        entry__kind="opinion.given",
        entry__occurred_at__gt=since,
        data__opinion=Opinion.SKIP,
    )
    return frozenset(given.values_list("data__holder", flat=True))


class _Answers:
    """The answers to open statements, read once, with what is counted of them on the way.

    `anew` are the people who answered since the last run; `count` the answers, and `hash` a digest
    of them, skipped cards left out.
    """

    def __init__(
        self, consultation: Consultation, since: datetime | None, before: OpinionResult | None
    ) -> None:
        self._rows = StatementVote.objects.filter(
            statement__consultation=consultation, statement__status=StatementStatus.OPEN
        ).order_by("holder", "statement_id")
        self._since = since
        self._known = frozenset(before.participants) if before else frozenset()
        self._digest = hashlib.sha256()
        self._counted: dict[int, Counter[tuple[int | None, int]]] = defaultdict(Counter)
        # The group is the one at the time of the latest answer.
        self._groups: dict[str, tuple[datetime, int | None]] = {}
        self._took_back = _took_back(consultation, since) if since else frozenset()
        self.anew: set[str] = set()
        self.count = 0

    @property
    def hash(self) -> str:
        return self._digest.hexdigest()

    def read(self) -> Iterator[tuple[str, int, int]]:
        """(holder, statement, +1, 0 or -1), by holder."""
        rows = self._rows.values_list("holder", "statement_id", "opinion", "group_id", "cast_at")
        for holder, statement, opinion, group, cast_at in rows.iterator(chunk_size=_CHUNK):
            is_skipped = opinion == Opinion.SKIP
            if self._is_anew(holder, cast_at, is_skipped=is_skipped):
                self.anew.add(holder)
            if is_skipped:
                continue
            self._digest.update(f"{holder} {statement} {opinion} {group}\n".encode())
            value = _VALUES[Opinion(opinion)]
            self._counted[statement][group, value] += 1
            self._groups[holder] = max(
                self._groups.get(holder, (cast_at, group)),
                (cast_at, group),
                key=lambda latest: latest[0],
            )
            self.count += 1
            yield holder, statement, value

    def _is_anew(self, holder: str, cast_at: datetime, *, is_skipped: bool) -> bool:
        """Imported answers may be older than the last run. To skip what one had not answered gives
        nothing, and would hide nobody."""
        if self._since is None:
            return False
        if is_skipped:
            return holder in self._known and holder in self._took_back
        return holder not in self._known or cast_at > self._since

    def by_stakeholder(self, participants: Collection[str]) -> dict[str, Any]:
        """As `consultations.analysis.opinion_published` says."""
        found = {pk for counted in self._counted.values() for pk, _ in counted if pk is not None}
        groups = StakeholderGroup.objects.filter(pk__in=found)
        codes = dict(groups.order_by("position", "name").values_list("pk", "code"))
        places: dict[int | None, int] = {pk: place for place, pk in enumerate(codes)}
        return {
            "codes": list(codes.values()),
            "participants": [places.get(self._groups[who][1], -1) for who in participants],
            "statements": {
                str(statement): [[counted[pk, value] for value in (1, 0, -1)] for pk in codes]
                for statement, counted in sorted(self._counted.items())
            },
        }
