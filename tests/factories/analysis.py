"""The analysis done at once, as its job does it."""

from consultations.actions.analysis import analyse
from consultations.models import Consultation
from consultations.queries.remarks import parts_to_read


def analysed(consultation: Consultation) -> None:
    for part in parts_to_read(consultation):
        analyse(
            consultation=consultation,
            principle_id=part.principle_id,
            fingerprint=part.fingerprint,
            step=lambda: None,
        )
