"""The page on which an amendment is written: its form, what stands beside it, and what its words
change by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.http import Request
from principles.actions.proposals import as_meant
from principles.forms.proposals import (
    MOST_PARTS,
    ProposalForm,
    Way,
    fields_of,
    more_as,
    more_of,
    number_in,
    operation_of,
)
from principles.models import Amendment, Document
from principles.queries.amendment_changes import OperationShown, operations_shown
from principles.queries.amendments import principle_choices
from principles.queries.clauses import clauses_of
from principles.queries.principles import Reading
from principles.queries.rebasing import Since, since_of
from principles.states import AmendmentKind, AmendmentStatus
from principles.text.operation_json import Malformed
from principles.text.operations import Clause, Code, Operation, Words, places_of
from principles.text.wording import BODY_LENGTH, TITLE_LENGTH
from principles.views.crumbs import Crumb
from principles.views.principles import principle_crumbs

_TEMPLATE = "principles/amendment_form.html"
type Values = dict[str, Any]


@dataclass
class Desk:
    """What is written here: a new amendment to the principle of `reading`, one to `parent`, or
    `amendment` anew."""

    document: Document
    reading: Reading
    amendment: Amendment | None = None
    parent: Amendment | None = None

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The text of today."""
        return clauses_of(self.reading.version.pk)

    @cached_property
    def principles(self) -> list[tuple[int, str]]:
        return principle_choices(self.document)

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """First in each section, and behind each principle, in the order of the text."""
        headings = dict(self.document.sections.values_list("position", "heading"))
        titles = dict(self.principles)
        used = {clause.section for clause in self.clauses}
        found = []
        for section in sorted(used | set(headings)):
            name = headings.get(section)
            first = _("First in “%(section)s”") % {"section": name} if name else _("First of all")
            found.append((f"first-{section}", first))
            found += [
                (f"after-{clause.key}", _("After %(title)s") % {"title": titles[clause.key]})
                for clause in self.clauses
                if clause.section == section
            ]
        return found

    def words_of(self, key: int) -> Words:
        if key == self.reading.principle.key:
            return Words(self.reading.title, self.reading.body)
        return next((each.words for each in self.clauses if each.key == key), Words("", ""))

    @property
    def is_draft(self) -> bool:
        return self.amendment is not None and self.amendment.status == AmendmentStatus.DRAFT

    @property
    def action(self) -> str:
        slug = self.document.slug
        if self.amendment:
            return reverse("principles:amendment-revise", args=[slug, self.amendment.number])
        if self.parent:
            return reverse("principles:amendment-amend", args=[slug, self.parent.number])
        return reverse("principles:amendment-propose", args=[slug, self.reading.principle.key])

    @property
    def preview_url(self) -> str:
        return self.action if self.parent and not self.amendment else f"{self.action}/preview"

    @property
    def back(self) -> str:
        if amendment := self.amendment or self.parent:
            return address_of(amendment)
        key = self.reading.principle.key
        return reverse("principles:principle-detail", args=[self.document.slug, key])

    @property
    def heading(self) -> str:
        if self.is_draft:
            return _("Go on writing draft %(number)s") % {"number": self.amendment}
        if self.amendment:
            return _("Revise amendment %(number)s") % {"number": self.amendment}
        if self.parent:
            return _("Propose a change to amendment %(number)s") % {"number": self.parent}
        return _("Propose an amendment")

    @property
    def crumbs(self) -> list[Crumb]:
        rest = [Crumb(_("New amendment"))]
        if amendment := self.amendment or self.parent:
            last = _("Revise") if self.amendment else _("New amendment")
            rest = [Crumb(str(amendment), address_of(amendment)), Crumb(last)]
        return principle_crumbs(self.document, self.reading, *rest)


def address_of(amendment: Amendment) -> str:
    name = "draft-detail" if amendment.status == AmendmentStatus.DRAFT else "amendment-detail"
    return reverse(f"principles:{name}", args=[amendment.document.slug, amendment.number])


def values_of(data: QueryDict) -> Values:
    """What was typed, whatever it is."""
    return {**data.dict(), "others": data.getlist("others")}


def blank(desk: Desk, way: Way, key: int) -> Values:
    """What a form for this starts from: the words as they stand."""
    words = desk.words_of(key)
    values: Values = {
        "kind": way.value,
        "key": key,
        "base_hash": desk.reading.hash,
        "base_version": desk.reading.version.number,
    }
    if way in {Way.MOD, Way.RIVAL, Way.JOIN}:
        values |= {"title": words.title, "body": words.body}
    if way == Way.SPLIT:
        first, _gap, rest = words.body.partition("\n\n")
        values |= {"part_1_title": words.title, "part_1_body": first, "part_2_body": rest}
    if way == Way.ADD:
        values["place"] = f"after-{key}"
    if way == Way.MOVE:
        at = places_of(desk.clauses).get(key)
        if at is not None:
            values["place"] = f"first-{at.section}" if at.after is None else f"after-{at.after}"
    return values


def worded(amendment: Amendment, operations: Sequence[Operation]) -> Values:
    """The form for what `amendment` says, in these operations."""
    first, *rest = operations
    values = fields_of(first)
    if amendment.kind == AmendmentKind.RIVAL:
        values["kind"] = Way.RIVAL.value
    return {
        **values,
        "more": more_as(rest),
        "rationale": amendment.rationale,
        "label": amendment.label,
        "base_hash": amendment.base.hash,
        "base_version": amendment.base.version.number,
    }


def way_of(values: Mapping[str, Any]) -> Way:
    kind = str(values.get("kind") or "")
    return Way(kind) if kind in Way.values else Way.MOD


def key_of(desk: Desk, values: Mapping[str, Any]) -> int:
    key = number_in(str(values.get("key") or ""))
    return desk.reading.principle.key if key is None else key


def parts_of(values: Mapping[str, Any]) -> int:
    return min(max(number_in(str(values.get("parts") or "")) or 2, 2), MOST_PARTS)


def form_of(
    desk: Desk, values: Mapping[str, Any], data: QueryDict | None = None, *, is_draft: bool = False
) -> ProposalForm:
    """Bound to `data` where it is given."""
    way = way_of(values)
    key = key_of(desk, values)
    return ProposalForm(
        data,
        initial=dict(values),
        way=way,
        language=desk.document.language,
        needs_body=bool(desk.words_of(key).body),
        parts=parts_of(values),
        places=desk.places if way in {Way.ADD, Way.MOVE} else (),
        principles=[each for each in desk.principles if each[0] != key],
        is_draft=is_draft,
        auto_id="amendment_%s",
    )


def operations_in(
    desk: Desk, values: Mapping[str, Any], clauses: Sequence[Clause]
) -> tuple[Operation, ...]:
    """All that is proposed: those on the principle it is filed under first. The words that browsers
    alone changed are those of `clauses`."""
    current = operation_of(way_of(values), key_of(desk, values), values, parts_of(values))
    try:
        more = more_of(str(values.get("more") or ""))
    except (Malformed, ValueError):
        more = ()
    filed = desk.reading.principle.key
    known = {clause.key: clause.words for clause in clauses}
    return tuple(
        sorted(
            (_meant(each, known) for each in (*more, current)),
            key=lambda each: filed not in {each.principle, each.after},
        )
    )


def _meant(operation: Operation, known: Mapping[int, Words]) -> Operation:
    words, old = operation.words, known.get(operation.principle or 0)
    if operation.code != Code.MOD or words is None or old is None:
        return operation
    return replace(operation, words=Words(*as_meant(old.title, old.body, words.title, words.body)))


def since_in(desk: Desk, values: Mapping[str, Any]) -> Since | None:
    """Of the form as it stands: what changed in the text under it."""
    return since_of(
        desk.document,
        desk.reading,
        operations_in(desk, values, ()),
        str(values.get("base_hash") or ""),
        number_in(str(values.get("base_version") or "")),
    )


def desk_page(
    request: Request,
    desk: Desk,
    form: ProposalForm,
    *,
    status: int = 200,
    part: str = "",
    **context: Any,
) -> HttpResponse:
    """`adapted`: since when the words in the form were put on the new text; `kept`: the draft in
    which they are kept."""
    values = form.values()
    since = since_in(desk, values)
    clauses = clauses_of(since.base.version_id) if since else desk.clauses
    operations = operations_in(desk, values, clauses)
    is_long = any(_is_long(each) for each in operations)
    shown = () if is_long else _shown(operations, clauses)
    key = key_of(desk, values)
    context = {
        "document": desk.document,
        "desk": desk,
        "reading": desk.reading,
        "form": form,
        "amendment": desk.amendment,
        "parent": desk.parent,
        "since": since,
        "is_long": is_long,
        "preview": shown,
        "more": _listed(str(values.get("more") or ""), clauses),
        "ways": [(way.value, way.label, way == form.way) for way in Way],
        "on_other": desk.words_of(key).title if key != desk.reading.principle.key else "",
        "crumbs": desk.crumbs,
        **context,
    }
    if request.htmx and part:
        return render(request, _TEMPLATE + part, context, status=400 if is_long else status)
    return render(request, _TEMPLATE, context, status=status)


def _is_long(operation: Operation) -> bool:
    words = [*operation.parts, *([operation.words] if operation.words else [])]
    return any(len(each.title) > TITLE_LENGTH or len(each.body) > BODY_LENGTH for each in words)


def _shown(operations: Sequence[Operation], clauses: Sequence[Clause]) -> list[OperationShown]:
    """Those that do something by now: also without other words, a text can be moved or split."""
    shown = zip(operations, operations_shown(operations, clauses), strict=True)
    return [
        each
        for operation, each in shown
        if operation.code == Code.MOVE or len(operation.parts) > 1 or each.changes.has_changed
    ]


def _listed(more: str, clauses: Sequence[Clause]) -> tuple[OperationShown, ...]:
    try:
        return operations_shown(more_of(more), clauses)
    except (Malformed, ValueError):
        return ()
