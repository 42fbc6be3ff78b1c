"""What the text would be if some amendments were adopted together, and what would become of others.

Nothing here evaluates votes that are not there: those under way are shown as tallies are, and the
rule's verdict on them only where every number it rests on is on the page.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from principles.models import Consent, Document
from principles.queries.amendment_tallies import amendment_tallies, evaluations_of, rule_of
from principles.queries.merging import (
    MOST_ALTERNATIVES,
    ContestShown,
    OpenAmendments,
    Proposed,
    UnreadyShown,
    apart_sentences,
    contests_of,
    unready_of,
)
from principles.queries.tallies import groups_of, results_hidden
from principles.rules import describe
from principles.states import AmendmentKind, AmendmentStatus
from principles.tally import Tally
from principles.text.marking import Sourced, sourced
from principles.text.merge import Run, merge
from principles.text.operations import Clause, Code, Operation
from principles.text.operations_compare import compare_operations
from principles.text.operations_merge import Placed, merge_operations
from principles.text.wording import name_invisible


@dataclass(frozen=True, slots=True)
class PrincipleResult:
    """A principle as it would be; `title` is empty where it stays. `state`: changed, new, deleted,
    moved. `runs` are the words of the result alone, with their sources."""

    key: int | None
    heading: str
    state: str
    title: tuple[Sourced, ...]
    body: tuple[Sourced, ...]
    text: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would become of another amendment, and because of which."""

    amendment: Proposed
    because: int
    is_taken_in: bool


@dataclass(frozen=True, slots=True)
class VoteUnderWay:
    """`sentence` is what the rule says of the votes so far, where nothing of them is withheld."""

    amendment: Proposed
    tally: Tally
    sentence: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`results` where the picked go together, `contests` and `alone` where they do not. `missing`:
    numbers of what is no longer open on this principle. `rule`: how the document decides."""

    picked: tuple[Proposed, ...]
    missing: tuple[int, ...]
    unready: tuple[UnreadyShown, ...]
    contests: tuple[ContestShown, ...]
    contests_left_out: int
    alone: tuple[str, ...]
    results: tuple[PrincipleResult, ...]
    consequences: tuple[Consequence, ...]
    votes: tuple[VoteUnderWay, ...]
    rule: str
    is_adoptable: bool

    @property
    def collides(self) -> bool:
        return bool(self.contests or self.alone)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(each.number for each in self.picked)


def what_if(found: OpenAmendments, picks: Collection[int]) -> WhatIf:
    """Of these numbers together. Five queries more where some are under vote, one where they reach
    into other principles, one where one is a compromise."""
    known = [number for number in found.rows if number in picks]
    numbers = [number for number in known if number in found.applied]
    contests, left_out, apart = _disputes(found, numbers)
    goes = numbers and not contests and not apart
    return WhatIf(
        picked=tuple(found.proposed[number] for number in numbers),
        missing=tuple(sorted(set(picks) - set(known))),
        unready=unready_of(found, known),
        contests=contests,
        contests_left_out=left_out,
        alone=apart,
        results=results_of(found, numbers) if goes else (),
        consequences=_consequences(_widened(found, numbers), numbers) if goes else (),
        votes=_votes(found, numbers),
        rule=rule_in_words(found.document),
        is_adoptable=bool(goes) and all(found.is_adoptable(number) for number in numbers),
    )


def results_of(found: OpenAmendments, numbers: Iterable[int]) -> tuple[PrincipleResult, ...]:
    """The principles that would differ, this one first; of amendments that do not conflict."""
    chosen = {number: found.applied[number] for number in numbers}
    old = {clause.key: clause for clause in found.today.clauses}
    if all(each.code == Code.MOD for operations in chosen.values() for each in operations):
        # By far the most are so, and need no more than their own words compared.
        touched = {each.principle for operations in chosen.values() for each in operations}
        results = [_reworded(clause, chosen) for key, clause in old.items() if key in touched]
    else:
        results = _restructured(found, old, chosen)
    return tuple(sorted(results, key=lambda each: each.key != found.principle.key))


def rule_in_words(document: Document) -> str:
    labels = {group.code: group.label for group in groups_of(document).values()}
    return describe(rule_of(document), labels)


def _disputes(
    found: OpenAmendments, numbers: Sequence[int]
) -> tuple[tuple[ContestShown, ...], int, tuple[str, ...]]:
    """Where these exclude each other; how many readings are not among that; and why else."""
    chosen = set(numbers)
    if not any(found.conflicts.get(number, frozenset()) & chosen for number in numbers):
        return (), 0, ()
    clashes = compare_operations(
        found.today.clauses, {number: found.applied[number] for number in numbers}, found.sections
    ).clashes
    blocking = (clash for clash in clashes if clash.kind.blocks)
    return *contests_of(found, blocking, MOST_ALTERNATIVES), apart_sentences(found, numbers)


def _widened(found: OpenAmendments, numbers: Iterable[int]) -> OpenAmendments:
    """With the amendments to every principle that these reach into."""
    reached = {
        key
        for number in numbers
        for each in found.applied[number]
        for key in (each.principle, each.after, *each.others)
        if key is not None and key != found.principle.key
    }
    return OpenAmendments(found.document, found.principle, reached) if reached else found


def _consequences(found: OpenAmendments, numbers: Sequence[int]) -> tuple[Consequence, ...]:
    """What adopting them does to others that could be decided, as the decision itself does it."""
    chosen = set(numbers)
    consented = _consented(found, numbers)
    told = []
    for number, operations in found.applied.items():
        if number in chosen or not found.proposed[number].is_decidable:
            continue
        same = [each for each in numbers if found.applied[each] == operations]
        excluding = sorted(found.conflicts.get(number, frozenset()) & chosen)
        taken = consented.get(found.rows[number].pk) or (same[0] if same else None)
        if taken is not None:
            told.append(Consequence(found.proposed[number], taken, is_taken_in=True))
        elif excluding:
            told.append(Consequence(found.proposed[number], excluding[0], is_taken_in=False))
    return tuple(told)


def _consented(found: OpenAmendments, numbers: Iterable[int]) -> dict[int, int]:
    """The compromise among these that each parent, by id, consented to."""
    compromises = {
        found.rows[number].pk: found.rows[number]
        for number in numbers
        if found.rows[number].kind == AmendmentKind.COMPROMISE
    }
    if not compromises:
        return {}
    given = Consent.objects.filter(compromise__in=compromises, is_given=True)
    return {
        consent.parent_id: compromises[consent.compromise_id].number
        for consent in given
        if consent.text_hash == compromises[consent.compromise_id].text_hash
    }


def _votes(found: OpenAmendments, numbers: Iterable[int]) -> tuple[VoteUnderWay, ...]:
    rows = [
        found.rows[number]
        for number in numbers
        if found.rows[number].status == AmendmentStatus.VOTING
    ][:MOST_ALTERNATIVES]
    if not rows:
        return ()
    tallies = amendment_tallies(found.document, rows)
    sentences = {}
    if not results_hidden(found.document):
        sentences = {
            number: evaluation.sentence
            for number, evaluation in evaluations_of(found.document, rows, timezone.now()).items()
            if not evaluation.inputs.has_withheld
        }
    return tuple(
        VoteUnderWay(found.proposed[row.number], tallies[row.number], sentences.get(row.number, ""))
        for row in rows
    )


type _Chosen = dict[int, tuple[Operation, ...]]


def _acts(chosen: _Chosen, key: int) -> dict[int, list[Operation]]:
    """What is done to a principle, by amendment."""
    return {
        number: acts
        for number, operations in chosen.items()
        if (acts := [each for each in operations if key in (each.principle, *each.others)])
    }


def _reworded(old: Clause, chosen: _Chosen) -> PrincipleResult:
    texts = _texts(chosen, old.key, "body")
    changed = {number: text for number, text in texts.items() if text != old.words.body}
    merged = merge(old.words.body, changed)
    return PrincipleResult(
        key=old.key,
        heading=old.words.title,
        state="changed",
        title=_between(old.words.title, _texts(chosen, old.key, "title")),
        body=_legible(sourced(old.words.body, merged)),
        text=merged.text,
        runs=merged.runs,
    )


def _restructured(
    found: OpenAmendments, old: dict[int, Clause], chosen: _Chosen
) -> list[PrincipleResult]:
    placed = merge_operations(found.today.clauses, chosen, found.sections)
    results = [
        _result(old.get(each.key or 0), each, chosen)
        for each in placed
        if _differs(old.get(each.key or 0), each, chosen)
    ]
    staying = {each.key for each in placed}
    return results + [_deleted(old[key], chosen) for key in old if key not in staying]


def _differs(old: Clause | None, new: Placed, chosen: _Chosen) -> bool:
    return old is None or old.words != new.words or _is_moved(old, chosen)


def _is_moved(old: Clause, chosen: _Chosen) -> bool:
    acts = [each for some in _acts(chosen, old.key).values() for each in some]
    return any(each.code == Code.MOVE for each in acts)


def _result(old: Clause | None, new: Placed, chosen: _Chosen) -> PrincipleResult:
    acts = _acts(chosen, old.key) if old else {}
    codes = {each.code for some in acts.values() for each in some}
    if old is not None and codes <= {Code.MOD, Code.MOVE}:
        reworded = _reworded(old, chosen)
        return replace(reworded, state="moved") if old.words == new.words else reworded
    title = _of_runs(new.title_runs)
    return PrincipleResult(
        key=new.key,
        heading=old.words.title if old else new.words.title,
        state="changed" if old else "new",
        title=title if any(span.kind != "same" for span in title) else (),
        body=_of_runs(new.body_runs),
        text=new.words.body,
        runs=new.body_runs,
    )


def _deleted(old: Clause, chosen: _Chosen) -> PrincipleResult:
    by = tuple(sorted(_acts(chosen, old.key)))
    body = (Sourced("delete", old.words.body, by),) if old.words.body else ()
    title = (Sourced("delete", old.words.title, by),)
    return PrincipleResult(old.key, old.words.title, "deleted", title, body, "", ())


def _texts(chosen: _Chosen, key: int, part: str) -> dict[int, str]:
    return {
        number: getattr(each.words, part)
        for number, acts in _acts(chosen, key).items()
        for each in acts
        if each.code == Code.MOD
    }


def _between(old: str, texts: dict[int, str]) -> tuple[Sourced, ...]:
    """Nothing where all leave it as it is."""
    changed = {number: text for number, text in texts.items() if text != old}
    return _legible(sourced(old, merge(old, changed))) if changed else ()


def _of_runs(runs: Iterable[Run]) -> tuple[Sourced, ...]:
    return _legible(
        Sourced("insert" if run.sources else "same", run.words, run.sources) for run in runs
    )


def _legible(spans: Iterable[Sourced]) -> tuple[Sourced, ...]:
    """With codes in place of what would change the text without being seen."""
    return tuple(
        span if span.kind == "same" else replace(span, text=name_invisible(span.text))
        for span in spans
    )
