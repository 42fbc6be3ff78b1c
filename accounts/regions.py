"""UN regional groups by country (UN DGACM list of member states; observers by custom)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    AFRICA = "africa", _("African States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific States")
    EASTERN_EUROPE = "eastern-europe", _("Eastern European States")
    LATIN_AMERICA = "latin-america", _("Latin American and Caribbean States")
    WESTERN = "western", _("Western European and other States")


_MEMBERS = {
    Region.AFRICA: (
        "DZ AO BJ BW BF BI CV CM CF TD KM CG CI CD DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY MG "
        "MW ML MR MU MA MZ NA NE NG RW ST SN SC SL SO ZA SS SD TG TN UG TZ ZM ZW"
    ),
    Region.ASIA_PACIFIC: (
        "AF BH BD BT BN KH CN CY FJ IN ID IR IQ JP JO KZ KI KW KG LA LB MY MV MH FM MN MM NR NP KP "
        "OM PK PW PG PH QA KR WS SA SG SB LK SY TJ TH TL TO TM TV AE UZ VU VN YE PS TW HK MO"
    ),
    Region.EASTERN_EUROPE: (
        "AL AM AZ BY BA BG HR CZ EE GE HU LV LT ME MD MK PL RO RU RS SK SI UA XK"
    ),
    Region.LATIN_AMERICA: (
        "AG AR BS BB BZ BO BR CL CO CR CU DM DO EC SV GD GT GY HT HN JM MX NI PA PY PE KN LC VC SR "
        "TT UY VE"
    ),
    Region.WESTERN: (
        "AD AU AT BE CA DK FI FR DE GR IS IE IL IT LI LU MT MC NL NZ NO PT SM ES SE CH TR GB US VA"
    ),
}
_REGION_OF = {code: region for region, codes in _MEMBERS.items() for code in codes.split()}
COUNTRY_CODES: tuple[str, ...] = tuple(sorted(_REGION_OF))


def region_of(country: str) -> str:
    """The region's code, or "" for a country that is empty or unknown."""
    region = _REGION_OF.get(country.upper())
    return region.value if region else ""
