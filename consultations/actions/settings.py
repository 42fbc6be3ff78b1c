"""What a consultation is about, who may read it, and by which rules it is run."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import announce
from accounts.models import StakeholderGroup, User
from accounts.record import record
from accounts.verdicts import Refused, require
from consultations.actions.stages import hold, require_not_ended
from consultations.events import SummariesMade
from consultations.localtime import zone_names
from consultations.models import Consultation
from consultations.permissions import may_change_settings
from principles.actions.documents import change_visibility
from principles.markdown import BODY_LENGTH, clean_source
from principles.models import Document
from principles.queries.amendment_tallies import rule_of
from principles.rules import EVERY_GROUP, PRESETS, RuleSet
from principles.states import ResultsShown, SupportUnit, Visibility
from principles.text.wording import is_storable, name_invisible

SUMMARY_LENGTH = 300
MOST_SUPPORT = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """How votes are cast, counted and shown, what an amendment must pass, and what decides on it.
    Final once announced: people propose and vote relying on them."""

    allows_block: bool = True
    early_voting: bool = False
    results_shown: ResultsShown = ResultsShown.LIVE
    verified_only: bool = False
    decision_rule: RuleSet = PRESETS["simple_majority"]
    support_needed: int = 0
    support_unit: SupportUnit = SupportUnit.PEOPLE
    screens_amendments: bool = False

    def as_plain(self) -> dict[str, object]:
        """By the names of the document's fields, as they are stored there and in the record."""
        return {
            "allows_block": self.allows_block,
            "early_voting": self.early_voting,
            "results_shown": self.results_shown.value,
            "verified_only": self.verified_only,
            "decision_rule": self.decision_rule.as_json(),
            "support_needed": self.support_needed,
            "support_unit": self.support_unit.value,
            "screens_amendments": self.screens_amendments,
        }


def rules_of(document: Document) -> Rules:
    return Rules(
        allows_block=document.allows_block,
        early_voting=document.early_voting,
        results_shown=ResultsShown(document.results_shown),
        verified_only=document.verified_only,
        decision_rule=rule_of(document),
        support_needed=document.support_needed,
        support_unit=SupportUnit(document.support_unit),
        screens_amendments=document.screens_amendments,
    )


@transaction.atomic
def change_settings(
    *,
    consultation: Consultation,
    summary: str | None = None,
    brief: str | None = None,
    timezone: str | None = None,
    visibility: Visibility | None = None,
    rules: Rules | None = None,
    uses_language_model: bool | None = None,
    by: User,
) -> Consultation:
    """Change what is given. Once announced, rules and time zone stay, and what anyone could find
    does not become "by link": its address is known."""
    document = hold(consultation)
    require(may_change_settings(by, consultation))
    require_not_ended(document)
    if consultation.announced_at is not None:
        _require_kept_promises(consultation, timezone, visibility, rules)
    old = _texts(consultation)
    set_texts(consultation, summary=summary, brief=brief, timezone=timezone)
    consultation.save(update_fields=["summary", "brief", "timezone"])
    new = _texts(consultation)
    changes: dict[str, list[object]] = {
        name: [old[name], new[name]] for name in old if old[name] != new[name]
    }
    if rules is not None:
        changes |= set_rules(document, rules)
    if uses_language_model not in (None, consultation.uses_language_model):
        changes["uses_language_model"] = [not uses_language_model, uses_language_model]
        Consultation.objects.filter(pk=consultation.pk).update(
            uses_language_model=uses_language_model
        )
        announce(SummariesMade(consultation_id=consultation.pk))
    if changes:
        record(stream=document.stream, kind="consultation.settings_changed", by=by, changes=changes)
    if visibility is not None:
        consultation.document = change_visibility(document=document, visibility=visibility, by=by)
    return consultation


def _require_kept_promises(
    consultation: Consultation,
    timezone: str | None,
    visibility: Visibility | None,
    rules: Rules | None,
) -> None:
    if rules not in (None, rules_of(consultation.document)):
        raise Refused("rules_announced", _("The rules were announced and stay as they are."))
    if timezone not in (None, consultation.timezone):
        raise Refused("timezone_announced", _("The time zone was announced and stays as it is."))
    if visibility == Visibility.LINK != consultation.document.visibility:
        raise Refused(
            "address_known",
            _("The address is known already: choose “by invitation” to have fewer readers."),
        )


def _texts(consultation: Consultation) -> dict[str, str]:
    return {
        "summary": consultation.summary,
        "brief": consultation.brief,
        "timezone": consultation.timezone,
    }


def set_texts(
    consultation: Consultation, *, summary: str | None, brief: str | None, timezone: str | None
) -> None:
    """Check and set those given, without saving."""
    if summary is not None:
        consultation.summary = _checked_summary(summary)
    if brief is not None:
        consultation.brief = _checked_brief(brief)
    if timezone is not None:
        if timezone not in zone_names():
            raise Refused("unknown_timezone", _("There is no such time zone."))
        consultation.timezone = timezone


def _checked_summary(summary: str) -> str:
    summary = name_invisible(" ".join(summary.split()))
    if not summary:
        raise Refused("summary_needed", _("Say in one sentence what this is about."))
    if len(summary) > SUMMARY_LENGTH:
        raise Refused("summary_too_long", _("The sentence is longer than 300 characters."))
    return _storable(summary)


def _checked_brief(brief: str) -> str:
    brief = clean_source(brief)
    if len(brief) > BODY_LENGTH:
        raise Refused("brief_too_long", _("The brief is longer than 10,000 characters."))
    return _storable(brief)


def _storable(text: str) -> str:
    if not is_storable(text):
        raise Refused("unreadable", _("This text has characters that cannot be kept."))
    return text


def set_rules(document: Document, rules: Rules) -> dict[str, list[object]]:
    """Save them on a document held by the caller; old and new of what changed, by name."""
    old, new = rules_of(document).as_plain(), rules.as_plain()
    changes: dict[str, list[object]] = {
        name: [old[name], value] for name, value in new.items() if value != old[name]
    }
    _require_possible(rules)
    for name in changes:
        setattr(document, name, new[name])
    if changes:
        document.save(update_fields=list(changes))
    return changes


def _require_possible(rules: Rules) -> None:
    """That the groups which the rule names exist, and that it can be fulfilled at all."""
    if not 0 <= rules.support_needed <= MOST_SUPPORT:
        raise Refused("support_out_of_range", _("Between 0 and 1,000 may have to back it."))
    codes = set(StakeholderGroup.objects.filter(is_active=True).values_list("code", flat=True))
    if not set(rules.decision_rule.veto_groups) <= {*codes, EVERY_GROUP}:
        raise Refused("unknown_group", _("A group with a veto does not exist."))
    counted_by_group = rules.support_unit == SupportUnit.GROUPS
    most = max(
        rules.decision_rule.groups_needed or 0, rules.support_needed if counted_by_group else 0
    )
    if most > len(codes):
        raise Refused("too_many_groups", _("There are fewer groups than this rule needs."))
