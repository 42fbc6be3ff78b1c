"""What someone proposes, checked against the text it changes, before anything is written."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Conflict, Refused
from principles.models import Amendment, Document, PrincipleText, hash_text
from principles.queries.clauses import clauses_of, sections_of
from principles.states import LIVE_STATUSES, AmendmentStatus
from principles.text.operation_json import operations_as_json
from principles.text.operations import (
    BadOperation,
    Clause,
    Code,
    Operation,
    Words,
    check_operations,
)
from principles.text.wording import (
    BODY_LENGTH,
    LABEL_LENGTH,
    RATIONALE_LENGTH,
    TITLE_LENGTH,
    is_storable,
    normalise_lines,
    normalise_title,
)

MOST_OPERATIONS = 20
_FAULTS = {
    "unknown_principle": _("This principle is no longer part of the text."),
    "unknown_section": _("There is no such section."),
    "contradicts": _("Two of these changes cannot both be made: choose one of them."),
    "after_itself": _("A principle cannot stand behind itself."),
    "too_few_parts": _("Write at least two parts to split a principle into."),
    "too_few_joined": _("Choose at least two principles to join."),
    "no_change": _("Your wording is the text as it stands: change it."),
    "empty": _("Write the whole wording you propose."),
}
# What pages and programs knew these faults by before there were other operations than wordings.
_CODES = {"no_change": "nothing_changed", "empty": "empty_wording"}


class StaleBase(Conflict):
    """`base` are the words the amendment was written on, `current` those that stand now."""

    def __init__(self, base: PrincipleText, current: PrincipleText) -> None:
        super().__init__(
            "stale_base", _("The text changed since this wording was written. Nothing was changed.")
        )
        self.base = base
        self.current = current


class DuplicateWording(Refused):
    """`amendment` is open and proposes the very same."""

    def __init__(self, amendment: Amendment) -> None:
        super().__init__(
            "duplicate",
            _(
                "Amendment %(amendment)s already proposes exactly this. Propose it together, or "
                "back it."
            )
            % {"amendment": amendment},
        )
        self.amendment = amendment


@dataclass(frozen=True, slots=True)
class Proposal:
    """What its author sent, checked: operations on the version of `base`, and why."""

    base: PrincipleText
    operations: tuple[Operation, ...]
    rationale: str
    label: str

    @property
    def text_hash(self) -> str:
        return hash_operations(self.operations)

    @property
    def touched(self) -> set[int]:
        """Keys of the principles whose words or place it changes, or behind which it puts one."""
        return {self.base.principle.key} | {
            key
            for each in self.operations
            for key in (each.principle, each.after, *each.others)
            if key is not None
        }


def hash_operations(operations: Sequence[Operation]) -> str:
    """SHA-256 of what is proposed; of a mere wording it is the hash of the text it would make."""
    if len(operations) == 1 and operations[0].code == Code.MOD and operations[0].words:
        return hash_text(operations[0].words.title, operations[0].words.body)
    plain = json.dumps(operations_as_json(operations), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def wording(key: int, title: str, body: str) -> tuple[Operation, ...]:
    """The commonest amendment: other words for one principle."""
    return (Operation(Code.MOD, principle=key, words=Words(title, body)),)


def current_text(document: Document, principle_id: int) -> PrincipleText:
    text = (
        PrincipleText.objects.filter(version=document.current_version_id, principle=principle_id)
        .select_related("principle")
        .first()
    )
    if text is None:
        raise Refused("principle_gone", _("This principle is no longer part of the text."))
    return text


def base_of(document: Document, principle_id: int, base_hash: str) -> PrincipleText:
    """The words of today, if the person wrote on them."""
    current = current_text(document, principle_id)
    if current.hash == base_hash:
        return current
    earlier = PrincipleText.objects.filter(principle=principle_id, hash=base_hash)
    if (base := earlier.order_by("version__number").last()) is None:
        raise Refused(
            "unknown_base", _("This wording does not start from the text. Reload the page.")
        )
    raise StaleBase(base, current)


def checked_proposal(
    document: Document,
    base: PrincipleText,
    operations: Sequence[Operation],
    rationale: str,
    label: str,
    *,
    needs_rationale: bool = True,
) -> Proposal:
    """Refuse what is empty, too long, no change, or cannot be done to the text of today."""
    rationale, label = normalise_lines(rationale), normalise_title(label)
    _require_writable("", "", rationale, label)
    if len(operations) > MOST_OPERATIONS:
        raise Refused("too_many", _("This is too much for one amendment: propose several."))
    clauses = clauses_of(document.current_version_id)
    meant = tuple(_meant(operation, clauses) for operation in operations)
    try:
        check_operations(clauses, meant, sections_of(document))
    except BadOperation as bad:
        raise Refused(_CODES.get(bad.code, bad.code), _FAULTS[bad.code]) from bad
    if needs_rationale and not rationale:
        raise Refused("rationale_required", _("Say why you propose this."))
    first = meant[0]
    if first.code != Code.ADD and base.principle.key not in {first.principle, *first.others}:
        raise Refused("misfiled", _("The first change must be to the principle it is filed under."))
    return Proposal(base, meant, rationale, label)


def _meant(operation: Operation, clauses: Sequence[Clause]) -> Operation:
    """The operation with its words as meant; refuse words that cannot be kept."""
    parts = tuple(_words(part, None) for part in operation.parts)
    if operation.words is None:
        return replace(operation, parts=parts)
    clause = None
    if operation.code == Code.MOD:
        clause = next((each for each in clauses if each.key == operation.principle), None)
    words = _words(operation.words, clause)
    lacks_body = not words.body and (clause is None or bool(clause.words.body))
    if not words.title or (lacks_body and operation.code != Code.ADD):
        raise Refused("empty_wording", _FAULTS["empty"])
    return replace(operation, words=words, parts=parts)


def _words(words: Words, clause: Clause | None) -> Words:
    title, body = normalise_title(words.title), normalise_lines(words.body)
    _require_writable(title, body, "", "")
    if clause is not None:
        title, body = as_meant(clause.words.title, clause.words.body, title, body)
    return Words(title, body)


def as_meant(base_title: str, base_body: str, title: str, body: str) -> tuple[str, str]:
    """The words without what browsers do to them. White space at the ends is no change: there the
    base keeps its own, so that the difference shows only what was meant."""
    title, body = normalise_title(title), normalise_lines(body)
    return (
        base_title if title == normalise_title(base_title) else title,
        base_body if body == normalise_lines(base_body) else body,
    )


def _require_writable(title: str, body: str, rationale: str, label: str) -> None:
    limits = (
        (title, TITLE_LENGTH),
        (body, BODY_LENGTH),
        (rationale, RATIONALE_LENGTH),
        (label, LABEL_LENGTH),
    )
    for text, length in limits:
        if len(text) > length:
            raise Refused("too_long", _("This text is too long."))
        if not is_storable(text):
            raise Refused("unreadable", _("This text has characters that cannot be kept."))


def checked_reason(reason: str) -> str:
    reason = normalise_lines(reason)
    _require_writable("", "", reason, "")
    return reason


def refuse_stale(document: Document, proposal: Proposal, base_version: int | None) -> None:
    """Refuse what was written on other words than those of today of a principle that it changes
    besides the one it is filed under; `base_version` is the number of the version they were read
    in, None where the caller looked itself."""
    keys = changed_keys(proposal.operations) - {proposal.base.principle.key}
    if base_version is None or not keys:
        return
    texts = PrincipleText.objects.filter(
        version__document=document, principle__key__in=keys
    ).select_related("principle")
    now = {text.principle.key: text for text in texts.filter(version=document.current_version_id)}
    for then in texts.filter(version__number=base_version):
        current = now.get(then.principle.key)
        if current is not None and current.hash != then.hash:
            raise StaleBase(then, current)


def changed_keys(operations: Sequence[Operation]) -> set[int]:
    """Of the principles whose words or place the operations change."""
    return {key for each in operations for key in (each.principle, *each.others) if key is not None}


def required_reason(reason: str, message: str | Promise) -> str:
    if not (reason := checked_reason(reason)):
        raise Refused("reason_required", message)
    return reason


def refuse_duplicate(proposal: Proposal, besides: Amendment | None = None) -> None:
    """Only by one that still fits the text: what needs adapting stands in no one's way."""
    same = Amendment.objects.filter(
        principle=proposal.base.principle_id,
        status__in=set(LIVE_STATUSES) - {AmendmentStatus.DRAFT},
        text_hash=proposal.text_hash,
        base__hash=proposal.base.hash,
    )
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if (duplicate := same.order_by("number").first()) is not None:
        raise DuplicateWording(duplicate)
