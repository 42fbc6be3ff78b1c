"""Who stands behind an amendment, counted as its document's threshold counts."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from principles.models import Amendment, Document
from principles.states import SupportUnit


@dataclass(frozen=True, slots=True)
class SupportCount:
    """`have` of the `need` that the document asks for before an amendment is submitted."""

    have: int
    need: int
    unit: SupportUnit

    @property
    def is_enough(self) -> bool:
        return self.have >= self.need

    @property
    def sentence(self) -> str:
        if self.is_enough or not self.need:
            return ""
        missing = self.need - self.have
        texts = {
            SupportUnit.PEOPLE: ngettext(
                "It needs %(missing)s more person or organisation behind it.",
                "It needs %(missing)s more people or organisations behind it.",
                missing,
            ),
            SupportUnit.ORGANISATIONS: ngettext(
                "It needs %(missing)s more organisation behind it.",
                "It needs %(missing)s more organisations behind it.",
                missing,
            ),
            SupportUnit.GROUPS: ngettext(
                "It needs %(missing)s more stakeholder group behind it.",
                "It needs %(missing)s more stakeholder groups behind it.",
                missing,
            ),
        }
        have = gettext("%(have)s of %(need)s so far.") % {"have": self.have, "need": self.need}
        return f"{texts[self.unit] % {'missing': missing}} {have}"


def support_count(document: Document, amendment: Amendment) -> SupportCount:
    """Those who proposed it count as well. Two queries, none where nothing is needed."""
    unit = SupportUnit(document.support_unit)
    if not document.support_needed:
        return SupportCount(0, 0, unit)
    backers = amendment.supports.filter(text_hash=amendment.text_hash)
    fields = ("holder", "participation__group_id", "participation__organisation_id")
    behind = {*backers.values_list(*fields), *amendment.sponsors.values_list(*fields)}
    if (author := amendment.participation) is not None:
        behind.add((author.holder, author.group_id, author.organisation_id))
    counted = {
        SupportUnit.PEOPLE: {holder for holder, _group, _organisation in behind},
        SupportUnit.ORGANISATIONS: {each[2] for each in behind if each[2] is not None},
        SupportUnit.GROUPS: {group for _holder, group, _organisation in behind},
    }
    return SupportCount(len(counted[unit]), document.support_needed, unit)
