"""Who wrote each word of a principle: its versions folded, with the amendments that made them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from principles.models import Amendment, Consent, Document, PrincipleText
from principles.queries.clauses import operations_of
from principles.queries.lineage import Fate, fates_of
from principles.states import ADOPTED_STATUSES, AmendmentStatus
from principles.text.authorship import Claim, written, written_together
from principles.text.merge import Run
from principles.text.operations import Code, Operation, Words
from principles.text.tokens import count_words

# Sources that are no amendment; the others go by its number.
FIRST, MODERATORS = 0, -1
_PARTS = ("title", "body")
_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Authored:
    """Title and body in runs, each with its sources."""

    title: tuple[Run, ...]
    body: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Who wrote some of the words: the first version, the moderators, or one or several amendments
    that say the same; `share` of all words, from 0 to 1. `number` is its mark, 0 for the first.
    What `is_blank` wrote no more than the space between words."""

    number: int
    sources: tuple[int, ...]
    amendments: tuple[Amendment, ...]
    words: int
    share: float
    is_blank: bool

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(each.number for each in self.amendments)

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def kind(self) -> str:
        if self.amendments:
            return "amendment"
        return "moderators" if MODERATORS in self.sources else "first"


@dataclass(frozen=True, slots=True)
class Authorship:
    """The words of today, or the last ones of a principle that is gone, and who wrote them."""

    title: tuple[Run, ...]
    body: tuple[Run, ...]
    sources: tuple[Source, ...]

    def source_of(self, run: Run) -> Source:
        return next(source for source in self.sources if source.sources == run.sources)


def authorship_of(document: Document, key: int) -> Authorship:
    """Six queries, two of them where a principle was split, joined or deleted, however many
    versions and amendments there are."""
    fates = fates_of(document)
    history = _History(document, _ancestors(key, fates), fates)
    authored = history.folded().get(key, Authored((), ()))
    return Authorship(authored.title, authored.body, tuple(_sources(authored, history.amendments)))


def _ancestors(key: int, fates: Sequence[Fate]) -> set[int]:
    """The principles of which words may have come into it, itself among them."""
    found = {key}
    for fate in reversed(fates):
        if fate.into in found:
            found.add(fate.principle)
    return found


def _sources(authored: Authored, amendments: Mapping[int, Amendment]) -> Iterable[Source]:
    """The first version, then the others in the order in which they come."""
    runs = (*authored.title, *authored.body)
    words: Counter[tuple[int, ...]] = Counter()
    for run in runs:
        words[run.sources] += count_words(run.words)
    total = words.total() or 1
    seen = {run.sources for run in runs if not run.words.isspace()}
    ordered = sorted(words, key=lambda sources: (sources != (FIRST,), sources not in seen))
    offset = 0 if (FIRST,) in words else 1
    for number, sources in enumerate(ordered, offset):
        named = tuple(amendments[each] for each in sources if each in amendments)
        share = words[sources] / total
        yield Source(number, sources, named, words[sources], share, sources not in seen)


@dataclass(frozen=True, slots=True)
class _Proposal:
    """An adopted amendment: what it proposed, on which version, and what it took in of others."""

    number: int
    version_id: int
    operations: tuple[Operation, ...]
    is_changed: bool = False
    taken_in: tuple["_Proposal", ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Principles of a version, in order, and those of the next into which their words went."""

    old: tuple[int, ...]
    new: tuple[int, ...]


class _History:
    """The wordings of some principles in every version, and the adopted amendments behind them."""

    def __init__(self, document: Document, keys: set[int], fates: Sequence[Fate]) -> None:
        self._fates = fates
        # By the number of the version, and by its id.
        self._texts: dict[int, dict[int, Words]] = defaultdict(dict)
        self._bases: dict[tuple[int, int], Words] = {}
        rows = PrincipleText.objects.filter(version__document=document, principle__key__in=keys)
        for number, version_id, key, title, body in rows.order_by(
            "version__number", "position"
        ).values_list("version__number", "version_id", "principle__key", "title", "body"):
            self._texts[number][key] = self._bases[version_id, key] = Words(title, body)
        self._proposals: dict[int, list[_Proposal]] = defaultdict(list)
        self.amendments: dict[int, Amendment] = {}
        self._read_amendments(document)

    def _read_amendments(self, document: Document) -> None:
        adopted = list(
            Amendment.objects.filter(document=document, decision__outcome__in=ADOPTED_STATUSES)
            .select_related("base", "decision__version", *_VOICE)
            .order_by("number")
        )
        taken_in = _taken_in(adopted)
        for each in adopted:
            others = taken_in[each.pk]
            self.amendments |= {other.number: other for other in (each, *others)}
            if (version := each.decision.version) is not None:
                self._proposals[version.number].append(
                    _Proposal(
                        each.number,
                        each.base.version_id,
                        operations_of(each),
                        each.decision.outcome != AmendmentStatus.ADOPTED,
                        tuple(map(_proposal, others)),
                    )
                )

    def folded(self) -> dict[int, Authored]:
        """By key; of principles that are gone the last words they had."""
        authored: dict[int, Authored] = {}
        before: Mapping[int, Words] = {}
        for number, now in self._texts.items():
            for group in self._groups(number, before, now):
                if [before[key] for key in group.old] != [now[key] for key in group.new]:
                    authored |= self._written(number, group, authored, now)
            before = now
        return authored

    def _groups(self, version: int, before: Iterable[int], now: Iterable[int]) -> Iterable[_Group]:
        split: dict[int, int] = {}
        joined: dict[int, int] = {}
        for fate in self._fates:
            if fate.version == version and fate.into is not None:
                if fate.code == Code.SPLIT:
                    split[fate.into] = fate.principle
                else:
                    joined[fate.principle] = fate.into
        for key in now:
            if key not in split:
                yield _Group(
                    tuple(old for old in before if joined.get(old, old) == key),
                    (key, *(part for part in now if split.get(part) == key)),
                )

    def _written(
        self,
        version: int,
        group: _Group,
        authored: Mapping[int, Authored],
        now: Mapping[int, Words],
    ) -> dict[int, Authored]:
        titles, bodies = (
            self._runs(
                version,
                group,
                [getattr(authored[key], part) for key in group.old],
                [now[key] for key in group.new],
                part,
            )
            for part in _PARTS
        )
        return {
            key: Authored(title, body)
            for key, title, body in zip(group.new, titles, bodies, strict=True)
        }

    def _runs(
        self,
        version: int,
        group: _Group,
        old: Sequence[Sequence[Run]],
        words: Sequence[Words],
        part: str,
    ) -> tuple[tuple[Run, ...], ...]:
        new = [getattr(each, part) for each in words]
        proposals = _touching(self._proposals[version], group, words[0])
        if not proposals:
            return written(old, new, FIRST if version == min(self._texts) else MODERATORS)
        own = {each.number: self._claims(each, group, part) for each in proposals}
        taken_in = {
            each.number: [
                claim for other in each.taken_in for claim in self._claims(other, group, part)
            ]
            for each in proposals
        }
        if len(proposals) > 1 and len(old) == len(new) == 1:
            claims = {number: claims[-1] for number, claims in own.items()}
            return (written_together(old[0], new[0], MODERATORS, claims, taken_in),)
        number = proposals[0].number
        if proposals[0].is_changed:
            return written(old, new, MODERATORS, [*taken_in[number], *own[number]])
        return written(old, new, number, taken_in[number])

    def _claims(self, proposal: _Proposal, group: _Group, part: str) -> list[Claim]:
        """What it proposed for these principles, or to add where they are new."""
        claims = []
        for operation in proposal.operations:
            texts = operation.parts if operation.words is None else (operation.words,)
            keys = [key for key in (operation.principle, *operation.others) if key is not None]
            if (texts and set(keys) & set(group.old)) or not (keys or group.old):
                bases = [self._bases.get((proposal.version_id, key)) for key in keys]
                base = _BREAK.join(getattr(each, part) for each in bases if each is not None)
                text = _BREAK.join(getattr(each, part) for each in texts)
                claims.append(Claim(proposal.number, base, text))
        return claims


_VOICE = ("participation__group", "participation__organisation")


def _proposal(amendment: Amendment) -> _Proposal:
    return _Proposal(amendment.number, amendment.base.version_id, operations_of(amendment))


def _taken_in(adopted: Sequence[Amendment]) -> dict[int, list[Amendment]]:
    """Those in whose place a compromise stands, and those that were taken into what they would
    change; by the id of the adopted one. Two queries."""
    found: dict[int, list[Amendment]] = defaultdict(list)
    voices = [f"parent__{each}" for each in ("base", *_VOICE)]
    consents = Consent.objects.filter(compromise__in=adopted).select_related(*voices)
    for consent in consents.order_by("parent__number"):
        found[consent.compromise_id].append(consent.parent)
    children = Amendment.objects.filter(
        parent__in=adopted, decision__because=F("parent"), status=AmendmentStatus.SUBSUMED
    )
    for child in children.select_related("base", *_VOICE).order_by("number"):
        found[child.parent_id or 0].append(child)
    return found


def _touching(proposals: Sequence[_Proposal], group: _Group, words: Words) -> list[_Proposal]:
    """Of those adopted in a version, those that made this change of words."""
    if group.old:
        return [
            each
            for each in proposals
            if any(
                operation.principle in group.old and (operation.words or operation.parts)
                for operation in each.operations
            )
        ]
    adding = [
        (each, operation.words)
        for each in proposals
        for operation in each.operations
        if operation.code == Code.ADD
    ]
    same = [each for each, added in adding if added == words]
    return (same or [each for each, _ in adding])[:1]
