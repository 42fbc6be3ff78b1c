"""All amendments to a text in voting order, as data and as a listing for a word processor.

Drafts are not among them; of votes there is no more than the rule's own sentence, and not that
while results are hidden.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.translation import get_language, get_language_bidi, gettext, pgettext

from consultations.writers.docx import (
    AmendmentListing,
    Change,
    ListedAmendment,
    ListedOperation,
    ListedPrinciple,
)
from principles.models import Amendment, Document, PrincipleText
from principles.queries.amendment_cards import sponsor_of, supporters_of
from principles.queries.amendment_changes import operations_shown
from principles.queries.clauses import TextOfToday, operations_of
from principles.queries.evaluations import evaluations_shown
from principles.queries.outline import current_version
from principles.queries.voting_order import Order, exclusions, voting_order
from principles.states import DECIDABLE_STATUSES

FORMAT = "polylogue-amendments-1"

type Plain = dict[str, Any]


class AmendmentsInOrder:
    """What is proposed on the whole text, or on the principle with this key; what it collides with
    may be proposed on another.

    As many queries for one amendment as for many, and one more for each principle with open ones.
    """

    def __init__(self, document: Document, key: int | None = None) -> None:
        self.document = document
        self.version = current_version(document)
        proposed = Amendment.objects.visible_to(None).filter(document=document)
        found = list(
            proposed.select_related(
                "base__version",
                "principle",
                "author",
                "participation__group",
                "participation__organisation",
                "proposed_decision",
                "decision__version",
                "decision__because",
            ).order_by("number")
        )
        for each in found:
            each.document = document
        self._amendments = [each for each in found if key in {None, each.principle.key}]
        texts = self.version.texts.select_related("principle").order_by("position")
        self._texts = [text for text in texts if key in {None, text.principle.key}]
        self._today = TextOfToday(document, found)
        waiting = [each for each in found if each.status in DECIDABLE_STATUSES]
        self._collisions = exclusions(waiting, self._today.applicable(waiting), self._today)
        self._supporters = supporters_of(self._amendments)
        self._evaluations = evaluations_shown(document, self._amendments)

    def as_json(self) -> Plain:
        """The same for the same state of the text and its amendments, in the reader's language."""
        return {
            "format": FORMAT,
            "document": {
                "slug": self.document.slug,
                "title": self.document.title,
                "language": self.document.language,
            },
            "version": {"number": self.version.number, "hash": self.version.hash},
            "as_of": self._as_of().isoformat(),
            "principles": [
                self._principle(text, amendments, order)
                for text, amendments, order in self._by_principle()
            ],
        }

    def as_listing(self) -> AmendmentListing:
        principles = []
        for text, amendments, order in self._by_principle():
            listed = tuple(self._listed(each, order) for each in amendments)
            principles.append(ListedPrinciple(f"{text.number}. {text.title}", text.body, listed))
        source = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False)
        return AmendmentListing(
            title=self.document.title,
            subtitle=gettext("Amendments to version %(number)s, in voting order")
            % {"number": self.version.number},
            language=get_language() or "en",
            is_rtl=get_language_bidi(),
            labels=_labels(),
            principles=tuple(principles),
            generated_at=self._as_of(),
            source_hash=f"sha256:{hashlib.sha256(source.encode()).hexdigest()}",
        )

    def _by_principle(self) -> Iterable[tuple[PrincipleText, list[Amendment], Order]]:
        """Those principles with amendments, in the order of the text, the ones that are gone last;
        first the amendments in voting order, then the others by number."""
        filed: dict[int, list[Amendment]] = defaultdict(list)
        for each in self._amendments:
            filed[each.principle_id].append(each)
        texts = {text.principle_id: text for text in self._texts}
        gone = {each.principle_id: each.base for each in self._amendments}
        for principle_id, text in (texts | {pk: gone[pk] for pk in gone.keys() - texts}).items():
            amendments = filed.get(principle_id, [])
            if not amendments:
                continue
            waiting = [each for each in amendments if each.status in DECIDABLE_STATUSES]
            principle = amendments[0].principle
            order = voting_order(principle, waiting, self._today) if waiting else Order(())
            first = [turn.amendment for turn in order.turns]
            yield text, [*first, *(each for each in amendments if each not in first)], order

    def _principle(
        self, text: PrincipleText, amendments: Sequence[Amendment], order: Order
    ) -> Plain:
        return {
            "key": amendments[0].principle.key,
            "number": text.number,
            "title": text.title,
            "body": text.body,
            "is_gone": text.version_id != self.version.pk,
            "voting_order": {"reason": order.reason, "by": order.by},
            "amendments": [self._amendment(each, order) for each in amendments],
        }

    def _amendment(self, amendment: Amendment, order: Order) -> Plain:
        turn = order.turn_of(amendment.number)
        sponsor = sponsor_of(amendment.author, amendment.participation)
        evaluation = self._evaluations.get(amendment.number)
        return {
            "number": amendment.number,
            "kind": amendment.kind,
            "label": amendment.label,
            "status": amendment.status,
            "place": turn.place if turn else None,
            "share_changed": round(turn.distance, 4) if turn else None,
            "measure": turn.measure if turn else "",
            "collides_with": sorted(self._collisions.get(amendment.number, ())),
            "base_version": amendment.base.version.number,
            "operations": amendment.operations,
            "rationale": amendment.rationale,
            "sponsor": asdict(sponsor),
            "support": [asdict(each) for each in self._supporters.get(amendment.pk, ())],
            "proposed_decision": _proposed(amendment),
            "decision": _decided(amendment),
            "evaluation": evaluation.sentence if evaluation else "",
            "created_at": amendment.created_at.isoformat(),
        }

    def _listed(self, amendment: Amendment, order: Order) -> ListedAmendment:
        turn = order.turn_of(amendment.number)
        sponsor = sponsor_of(amendment.author, amendment.participation)
        proposed = getattr(amendment, "proposed_decision", None)
        decided = [proposed.get_outcome_display(), proposed.explanation] if proposed else []
        comma = pgettext("in a list of names", ",")
        return ListedAmendment(
            number=amendment.number,
            label=f"{amendment} {amendment.label}".strip(),
            author=f"{amendment}{comma} {sponsor.group}",
            sponsor=sponsor.name,
            organisation=sponsor.organisation,
            group=sponsor.group,
            status=str(amendment.get_status_display()),
            distance=turn.measure if turn else "",
            operations=self._operations(amendment),
            rationale=amendment.rationale,
            support=tuple(
                (each.group, _backed(each.organisations, each.individuals, comma))
                for each in self._supporters.get(amendment.pk, ())
            ),
            proposed_decision="\n\n".join(filter(None, decided)),
            created_at=amendment.created_at,
        )

    def _operations(self, amendment: Amendment) -> tuple[ListedOperation, ...]:
        shown = operations_shown(operations_of(amendment), self._today.base_of(amendment))
        return tuple(
            ListedOperation(
                heading=f"{each.code_label}: {each.heading}",
                changes=(Change(each.changes.title, each.changes.body),)
                if each.changes.has_changed
                else (),
                note=each.note,
            )
            for each in shown
        )

    def _as_of(self) -> datetime:
        """When the newest of what is listed happened."""
        known = chain.from_iterable(
            (each.created_at, each.revised_at, each.voting_since, each.closed_at)
            for each in self._amendments
        )
        return max(each for each in (self.version.published_at, *known) if each is not None)


def _backed(organisations: Sequence[str], individuals: int, comma: str) -> str:
    names = f"{comma} ".join(organisations)
    counted = gettext("Individuals: %(count)s") % {"count": individuals} if individuals else ""
    return " · ".join(filter(None, (names, counted)))


def _proposed(amendment: Amendment) -> Plain | None:
    proposed = getattr(amendment, "proposed_decision", None)
    if proposed is None:
        return None
    return {
        "outcome": proposed.outcome,
        "explanation": proposed.explanation,
        "operations": proposed.operations,
        "is_agreed": proposed.is_agreed,
        "is_current": proposed.text_hash == amendment.text_hash,
    }


def _decided(amendment: Amendment) -> Plain | None:
    decision = getattr(amendment, "decision", None)
    if decision is None:
        return None
    return {
        "outcome": decision.outcome,
        "reason": decision.reason,
        "version": decision.version.number if decision.version else None,
        "because": decision.because.number if decision.because else None,
    }


def _labels() -> dict[str, str]:
    return {
        "sponsor": gettext("Proposed by"),
        "group": gettext("Group"),
        "status": gettext("Status"),
        "distance": gettext("Distance from the text"),
        "created": gettext("Proposed on"),
        "rationale": gettext("Why"),
        "support": gettext("Backed by"),
        "proposed_decision": gettext("Proposed decision"),
        "generated": gettext("As of"),
        "source": gettext("Fingerprint of this list:"),
    }
