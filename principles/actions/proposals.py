"""A wording someone proposes, checked against the text it changes, before anything is written."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Conflict, Refused
from principles.models import Amendment, Document, PrincipleText, hash_text
from principles.states import AmendmentStatus
from principles.text.wording import (
    BODY_LENGTH,
    LABEL_LENGTH,
    RATIONALE_LENGTH,
    TITLE_LENGTH,
    is_storable,
    normalise_lines,
    normalise_title,
)


class StaleBase(Conflict):
    """`base` are the words the amendment was written on, `current` those that stand now."""

    def __init__(self, base: PrincipleText, current: PrincipleText) -> None:
        super().__init__(
            "stale_base", _("The text changed since this wording was written. Nothing was changed.")
        )
        self.base = base
        self.current = current


class DuplicateWording(Refused):
    """`amendment` is open and proposes the very same words."""

    def __init__(self, amendment: Amendment) -> None:
        super().__init__(
            "duplicate",
            _("Amendment %(amendment)s already proposes exactly this wording. Back it instead.")
            % {"amendment": amendment},
        )
        self.amendment = amendment


@dataclass(frozen=True, slots=True)
class Proposal:
    """What its author sent, checked: another wording of `base`, and why."""

    base: PrincipleText
    title: str
    body: str
    rationale: str
    label: str

    @property
    def text_hash(self) -> str:
        return hash_text(self.title, self.body)


def current_text(document: Document, principle_id: int) -> PrincipleText:
    text = PrincipleText.objects.filter(
        version=document.current_version_id, principle=principle_id
    ).first()
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
    base: PrincipleText, title: str, body: str, rationale: str, label: str
) -> Proposal:
    """Refuse what is empty, too long, or no change."""
    rationale, label = normalise_lines(rationale), normalise_title(label)
    _require_writable(normalise_title(title), normalise_lines(body), rationale, label)
    title, body = as_meant(base.title, base.body, title, body)
    if (title, body) == (base.title, base.body):
        raise Refused("nothing_changed", _("Your wording is the text as it stands: change it."))
    if not title or (base.body and not body):
        raise Refused("empty_wording", _("Write the whole wording you propose."))
    if not rationale:
        raise Refused("rationale_required", _("Say why you propose this."))
    return Proposal(base, title, body, rationale, label)


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


def refuse_duplicate(proposal: Proposal, besides: Amendment | None = None) -> None:
    """Only by one that still fits the text: what needs adapting stands in no one's way."""
    same = Amendment.objects.filter(
        principle=proposal.base.principle_id,
        status=AmendmentStatus.OPEN,
        text_hash=proposal.text_hash,
        base__hash=proposal.base.hash,
    )
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if (duplicate := same.order_by("number").first()) is not None:
        raise DuplicateWording(duplicate)
