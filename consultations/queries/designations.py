"""How much agreement each principle found: proposed, decided, objected to, and differed from.

While results are hidden, so is all of it but what people wrote in their own name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from accounts.models import User
from consultations.models import Consultation, Designation, MinorityStatement, Objection
from consultations.queries.consensus import Evidence, evidence_by_principle, evidence_from
from consultations.states import ConsensusLevel
from principles.markdown import as_rendered
from principles.models import Document, Participation, PrincipleText, standing_of
from principles.queries.outline import Block, blocks_of
from principles.queries.tallies import results_hidden


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it, for whom, as of then."""

    name: str
    group: str
    organisation: str


@dataclass(frozen=True, slots=True)
class ObjectionShown:
    pk: int
    by: Speaker
    reason: str
    raised_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    hash: str
    is_mine: bool


@dataclass(frozen=True)
class DesignationShown:
    """`evidence` is that of the decision; `words_changed` since then."""

    pk: int
    level: str
    level_label: str
    rationale: str
    evidence: Evidence
    version: int
    words_changed: bool
    decided_by: str
    decided_at: datetime
    objections_until: datetime
    is_open: bool
    replaced_at: datetime | None
    objections: Sequence[ObjectionShown]

    @property
    def differs(self) -> bool:
        """Whether the chair decided otherwise than was proposed."""
        return self.evidence.level not in ("", self.level)

    @property
    def unanswered(self) -> int:
        return sum(not each.answer for each in self.objections)

    @property
    def mine(self) -> ObjectionShown | None:
        return next((each for each in self.objections if each.is_mine), None)

    @property
    def state(self) -> str:
        """In a word or two (see components/status.html for `tone`)."""
        if self.replaced_at is not None:
            return gettext("Replaced")
        if self.is_open:
            return gettext("Open to objections")
        return gettext("Objections not answered") if self.unanswered else gettext("Stands")

    @property
    def tone(self) -> str:
        if self.replaced_at is not None:
            return "past"
        if self.is_open:
            return "now"
        return "trouble" if self.unanswered else "done"

    @property
    def objections_sentence(self) -> str:
        if not self.objections:
            return gettext("Nobody has objected.")
        raised = ngettext(
            "There is %(count)s objection.",
            "There are %(count)s objections.",
            len(self.objections),
        ) % {"count": len(self.objections)}
        if not self.unanswered:
            return gettext("%(objections)s All is answered.") % {"objections": raised}
        return gettext("%(objections)s Not answered yet: %(count)s.") % {
            "objections": raised,
            "count": self.unanswered,
        }


@dataclass(frozen=True, slots=True)
class MinorityStatementShown:
    """`body`, `html` and `hash` are empty where a moderator hid it, but for whoever may see it."""

    pk: int
    by: Speaker
    body: str
    html: SafeString
    hash: str
    version: int
    made_at: datetime
    edited_at: datetime | None
    hidden_because: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """`evidence` is None while results are hidden."""

    key: int
    number: str
    title: str
    evidence: Evidence | None
    designation: DesignationShown | None
    minority_statements: int


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """`hidden`: why results are not shown, "" when they are."""

    hidden: str
    rows: Sequence[AgreementRow]

    @property
    def designated(self) -> int:
        return sum(row.designation is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class PrincipleAgreement:
    """One principle; `earlier` designations newest first."""

    key: int
    number: str
    title: str
    blocks: tuple[Block, ...]
    hidden: str
    evidence: Evidence | None
    designation: DesignationShown | None
    earlier: Sequence[DesignationShown]
    minority_statements: Sequence[MinorityStatementShown]
    previous: int | None = None
    next: int | None = None

    @property
    def own_statement(self) -> MinorityStatementShown | None:
        return next((each for each in self.minority_statements if each.is_mine), None)


def agreement_page(consultation: Consultation) -> AgreementPage:
    """All principles of the current version, in order of reading; the same queries for one as for
    many."""
    document = consultation.document
    hidden = results_hidden(document)
    evidence = evidence_by_principle(document)
    standing = {} if hidden else _standing(consultation)
    statements = dict(
        _statements(consultation)
        .filter(hidden_because="")
        .order_by()
        .values_list("principle")
        .annotate(Count("pk"))
    )
    return AgreementPage(
        hidden=hidden,
        rows=[
            AgreementRow(
                key=text.principle.key,
                number=text.number,
                title=text.title,
                evidence=evidence.get(text.principle_id),
                designation=standing.get(text.principle_id),
                minority_statements=statements.get(text.principle_id, 0),
            )
            for text in _texts(document)
        ],
    )


def principle_agreement(
    consultation: Consultation, key: int, user: User | None = None, *, moderates: bool = False
) -> PrincipleAgreement:
    """As this person reads it; Http404 when the present version has no such principle."""
    document = consultation.document
    texts = list(_texts(document))
    at = next((n for n, text in enumerate(texts) if text.principle.key == key), None)
    if at is None:
        raise Http404
    text = texts[at]
    hidden = results_hidden(document)
    voice = standing_of(user, document).participation
    holder = voice.holder if voice else ""
    found = [] if hidden else _shown(_designations(text.principle_id), [text], holder)
    standing = next((each for each in found if each.replaced_at is None), None)
    statements = _statements(consultation).filter(principle=text.principle_id)
    return PrincipleAgreement(
        key=key,
        number=text.number,
        title=text.title,
        blocks=blocks_of(text.body),
        hidden=hidden,
        evidence=evidence_by_principle(document).get(text.principle_id),
        designation=standing,
        earlier=[each for each in reversed(found) if each.replaced_at is not None],
        minority_statements=[_statement(each, holder, moderates) for each in statements],
        previous=texts[at - 1].principle.key if at else None,
        next=texts[at + 1].principle.key if at + 1 < len(texts) else None,
    )


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What a chair may want to settle before the end."""

    principles: int
    designated: int
    objections_unanswered: int
    still_open: int

    @property
    def undesignated(self) -> int:
        return self.principles - self.designated


def open_matters(consultation: Consultation) -> OpenMatters:
    """Two queries."""
    current = Q(principle__texts__version=consultation.document.current_version_id)
    standing = Designation.objects.filter(
        current, consultation=consultation, replaced_at__isnull=True
    )
    unanswered = Q(objections__withdrawn_at__isnull=True, objections__answer="")
    counted = standing.aggregate(
        designated=Count("pk", distinct=True),
        objections_unanswered=Count(
            "objections", filter=unanswered & Q(objections__isnull=False), distinct=True
        ),
        still_open=Count("pk", filter=Q(objections_until__gt=Now()), distinct=True),
    )
    return OpenMatters(principles=_texts(consultation.document).count(), **counted)


def _texts(document: Document) -> QuerySet[PrincipleText]:
    texts = PrincipleText.objects.filter(version=document.current_version_id)
    return texts.select_related("principle").order_by("position")


def standing_designations(consultation: Consultation) -> QuerySet[Designation]:
    return _with_objections(Designation.objects.filter(consultation=consultation)).filter(
        replaced_at__isnull=True
    )


def _designations(principle_id: int) -> QuerySet[Designation]:
    return _with_objections(Designation.objects.filter(principle=principle_id))


def _with_objections(designations: QuerySet[Designation]) -> QuerySet[Designation]:
    objections = Objection.objects.filter(withdrawn_at__isnull=True).select_related(
        "participation__user",
        "participation__group",
        "participation__organisation",
        "answered_by",
    )
    return (
        designations.annotate(is_open=Q(objections_until__gt=Now()))
        .select_related("version", "decided_by")
        .prefetch_related(Prefetch("objections", objections))
        .order_by("pk")
    )


def _standing(consultation: Consultation) -> dict[int, DesignationShown]:
    found = list(standing_designations(consultation))
    shown = _shown(found, _texts(consultation.document), "")
    return {each.principle_id: view for each, view in zip(found, shown, strict=True)}


def _shown(
    designations: Iterable[Designation], texts: Iterable[PrincipleText], holder: str
) -> list[DesignationShown]:
    hashes = {text.principle_id: text.hash for text in texts}
    return [
        DesignationShown(
            pk=each.pk,
            level=each.level,
            level_label=str(ConsensusLevel(each.level).label),
            rationale=each.rationale,
            evidence=evidence_from(each.evidence),
            version=each.version.number,
            words_changed=hashes.get(each.principle_id) != each.text_hash,
            decided_by=name_of(each.decided_by),
            decided_at=each.decided_at,
            objections_until=each.objections_until,
            is_open=vars(each)["is_open"] and each.replaced_at is None,
            replaced_at=each.replaced_at,
            objections=[_objection(one, holder) for one in each.objections.all()],
        )
        for each in designations
    ]


def _objection(objection: Objection, holder: str) -> ObjectionShown:
    return ObjectionShown(
        pk=objection.pk,
        by=_speaker(objection.participation),
        reason=objection.reason,
        raised_at=objection.raised_at,
        answer=objection.answer,
        answered_by=name_of(objection.answered_by) if objection.answer else "",
        answered_at=objection.answered_at,
        hash=objection.hash,
        is_mine=objection.holder == holder,
    )


def _statements(consultation: Consultation) -> QuerySet[MinorityStatement]:
    return MinorityStatement.objects.filter(
        consultation=consultation, withdrawn_at__isnull=True
    ).select_related(
        "version",
        "participation__user",
        "participation__group",
        "participation__organisation",
    )


def _statement(
    statement: MinorityStatement, holder: str, moderates: bool
) -> MinorityStatementShown:
    is_mine = statement.holder == holder
    is_read = not statement.hidden_because or is_mine or moderates
    return MinorityStatementShown(
        pk=statement.pk,
        by=_speaker(statement.participation),
        body=statement.body if is_read else "",
        html=as_rendered(statement.html if is_read else ""),
        hash=statement.hash if is_read else "",
        version=statement.version.number,
        made_at=statement.made_at,
        edited_at=statement.edited_at,
        hidden_because=statement.hidden_because,
        is_mine=is_mine,
    )


def _speaker(voice: Participation) -> Speaker:
    return Speaker(
        name=voice.user.public_name,
        group=voice.group.label,
        organisation=str(voice.organisation) if voice.organisation else "",
    )


def name_of(person: User | None) -> str:
    return person.public_name if person else gettext("Former participant")


def designation_of(consultation: Consultation, key: int, pk: int) -> Designation:
    """One on this principle; Http404 also while results are hidden."""
    if results_hidden(consultation.document):
        raise Http404
    found = Designation.objects.filter(consultation=consultation, principle__key=key)
    return get_object_or_404(found, pk=pk)


def objection_of(consultation: Consultation, key: int, pk: int) -> Objection:
    if results_hidden(consultation.document):
        raise Http404
    found = Objection.objects.filter(
        designation__consultation=consultation, designation__principle__key=key
    )
    return get_object_or_404(found.select_related("designation__consultation__document"), pk=pk)


def minority_statement_of(consultation: Consultation, key: int, pk: int) -> MinorityStatement:
    found = MinorityStatement.objects.filter(consultation=consultation, principle__key=key)
    return get_object_or_404(found.select_related("consultation__document"), pk=pk)
