"""Where, when and by which agency a story was filed, as its dateline says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ingest.article import Dateline
from ingest.text.calendar import MONTH, MONTHS

_MONTH = rf"{MONTH}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:{_MONTH}\s+{_DAY}(?:,?\s+\d{{4}})?|{_DAY}\s+{_MONTH}(?:,?\s+\d{{4}})?)"
_AGENCY = r"[(/]\s*(?P<agency{0}>[A-Za-z][\w&.' -]{{1,30}}?)\s*[)/]"
_WORD = r"[^\W\d_][\w.'’-]*"
_MIXED_PLACE = rf"{_WORD}(?:[ ,/]+{_WORD}){{0,4}}"
_DASH = r"(?:--+|[-–—_])"
_WHOLE_LINE = re.compile(
    rf"^(?P<place>{_MIXED_PLACE}?),?\s*(?:{_AGENCY.format(1)})?,?\s*(?P<date>{_DATE})?,?\s*"
    rf"(?:{_AGENCY.format(2)})?\s*{_DASH}?$",
    re.I,
)
_LEAD = re.compile(
    rf"^(?P<place>{_MIXED_PLACE})?,?\s*(?P<date>(?i:{_DATE}))?,?\s*(?:{_AGENCY.format(1)})?,?\s*"
    rf"(?P<late>(?i:{_DATE}))?\s*{_DASH}\s+(?=\S)"
)
# A line of nothing but who or where, and a dash: "CNN —", "(Reuters) -", "PARIS —".
_CREDIT_ALONE = re.compile(rf"^[(\[]?(?P<name>[A-Z][\w.&' -]{{1,30}}?)[)\]]?\s*{_DASH}$")
_CAPS = re.compile(r"^[^\W\d_a-z]{2,}")
_DATE_PARTS = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b|(?P<year>\d{4})|(?P<month>[a-z]{3})[a-z]*", re.I
)
_AGENCY_NAMES = {
    "agence france-presse": "AFP",
    "afp": "AFP",
    "associated press": "AP",
    "ap": "AP",
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "united press international": "UPI",
    "upi": "UPI",
    "deutsche presse-agentur": "dpa",
    "dpa": "dpa",
    "press association": "PA",
    "pa media": "PA",
    "press trust of india": "PTI",
    "pti": "PTI",
    "asian news international": "ANI",
    "ani": "ANI",
    "indo-asian news service": "IANS",
    "ians": "IANS",
    "xinhua": "Xinhua",
    "tass": "TASS",
    "bloomberg": "Bloomberg",
    "bloomberg news": "Bloomberg",
    "kyodo": "Kyodo",
    "kyodo news": "Kyodo",
    "yonhap": "Yonhap",
    "efe": "EFE",
    "ansa": "ANSA",
    "canadian press": "Canadian Press",
    "the canadian press": "Canadian Press",
    "australian associated press": "AAP",
    "aap": "AAP",
    "prnewswire": "PRNewswire",
    "business wire": "Business Wire",
}
_AGENCY_SHAPE = re.compile(r"^[A-Z]{2,6}$|\b(?:News|Press|Wire|Newswire|Agency|Service|Media)$")
# Labels that stand before a dash at the start of a story and are not places.
_NOT_PLACES = {
    "breaking", "update", "updated", "exclusive", "watch", "live", "correction", "corrected", "analysis",
    "opinion", "video", "photos", "explainer", "note", "editor's note", "warning", "review", "advertisement",
    "related", "read more", "more", "by", "published", "posted", "clarification", "sponsored",
}  # fmt: skip
# Outlets that sign their own stories as an agency does.
_OUTLETS = {
    "cnn", "cnn business", "cnbc", "bbc", "bbc news", "npr", "nbc", "abc", "cbs", "nbc news", "abc news",
    "cbs news", "fox news", "usa today",
}  # fmt: skip
_NOT_PLACES |= _OUTLETS
_SMALL_WORDS = {
    "of",
    "de",
    "del",
    "da",
    "do",
    "di",
    "la",
    "le",
    "les",
    "sur",
    "upon",
    "am",
    "an",
    "der",
    "al",
}
_STAFF = re.compile(r"\s+(?:staff(?: writers?| reporters?)?|news agency|writers?|reporters?)$", re.I)
# One staff writer is a person; before a comma or, with two words of a name, before "and" stands one as well.
_ITS_WRITERS = re.compile(
    r"(?:[^\W\d_][^\s,;|]*(?: [^\W\d_][^\s,;|]*){1,3} and )?(?P<outlet>[^\W\d_][^,;|]*?)"
    r"\s+(?i:staff (?:writers|reporters))$"
)
_NO_OUTLETS = {"Our", "From", "Special", "Senior", "Chief", "Political"}
_ARTICLES = {"The", "A", "An"}
_LEAD_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Filing:
    """A dateline as read; `has_year` is False where the year was not written and `date` is therefore None."""

    place: str | None
    agency: str | None
    month: int | None = None
    day: int | None = None
    year: int | None = None

    def dateline(self, published_at: datetime | None) -> Dateline | None:
        """Return place and day; a missing year is the one that lies nearest to `published_at`."""
        return Dateline(self.place, self._date(published_at)) if self.place else None

    def _date(self, published_at: datetime | None) -> date | None:
        if self.month is None or self.day is None:
            return None
        try:
            if self.year:
                return date(self.year, self.month, self.day)
            if published_at is None:
                return None
            day = date(published_at.year, self.month, self.day)
            late = day > published_at.date() + timedelta(days=31)
            return day.replace(year=day.year - 1) if late else day
        except ValueError:
            return None


def filing_line(line: str) -> Filing | None:
    """Read a line that is nothing but a dateline: "Hong Kong (AFP) Oct 3, 2025"."""
    if alone := _CREDIT_ALONE.match(line):
        name = alone["name"]
        known = _AGENCY_NAMES.get(name.casefold()) or (name if name.casefold() in _OUTLETS else None)
        return Filing(None, known) if known else _place_and_outlet(name) or _place_alone(name)
    match = _WHOLE_LINE.match(_single_spaced(line)) if len(line) <= 80 else None
    if not match or not _is_place(match["place"]) or not _capitalised(match["place"]):
        return None
    agency = agency_name(match["agency1"] or match["agency2"])
    if not match["date"] and not agency:
        return None
    return _filing(match["place"], agency, match["date"])


def _single_spaced(text: str) -> str:
    # The patterns allow blanks on each side of what may be missing, and try every way to share them out.
    return re.sub(r"(\s)\s+", r"\1", text)


def _place_and_outlet(name: str) -> Filing | None:
    """Read "Hong Kong CNN —"."""
    place, _, outlet = name.rpartition(" ")
    known = _AGENCY_NAMES.get(outlet.casefold()) or (outlet if outlet.casefold() in _OUTLETS else None)
    return Filing(place, known) if known and place and outlet.isupper() and _capitalised(place) else None


def _place_alone(name: str) -> Filing | None:
    """Read "PARIS —"; a line in small letters with a dash at its end is anything."""
    return Filing(name, None) if _all_caps(name) and _is_place(name) else None


def filing_in_lead(text: str) -> Filing | None:
    """Read the dateline at the start of a story: "LONDON, Oct 3 (Reuters) - ..."."""
    match = _LEAD.match(_single_spaced(text[:_LEAD_LENGTH]))
    if not match:
        return None
    place, agency, day = match["place"], agency_name(match["agency1"]), match["date"] or match["late"]
    if place and not _is_place(place):
        return None
    if place and (wire := _AGENCY_NAMES.get(place.casefold())):
        place, agency = None, wire
    # "Apple - the company" is prose: without agency or date only capitals make a dateline.
    if not agency and not (place and (day or _all_caps(place))):
        return None
    return _filing(place, agency, day)


def agency_name(name: str | None) -> str | None:
    """Return the usual short name of a news agency, or None if `name` is not one."""
    if not name:
        return None
    plain = _without_article(name)
    known = _AGENCY_NAMES.get(plain.casefold())
    return known or (plain if _AGENCY_SHAPE.search(plain) else None)


def known_agency(name: str | None) -> str | None:
    """Return the name if it is that of an agency, not only of an agency's form: "EU" has that, too."""
    return name if name in _AGENCY_NAMES.values() else None


def agency_in_byline(byline: str | None) -> str | None:
    """Return the agency a byline such as "AFP Staff Writers" or "The Associated Press" names."""
    plain = _without_article(byline or "").casefold()
    return _AGENCY_NAMES.get(_STAFF.sub("", plain))


def outlet_in_byline(byline: str | None) -> str | None:
    """Return whose staff a byline names: the Echo of "By Ann Lee and Echo Staff Writers"."""
    match = _ITS_WRITERS.match(_without_article(byline or ""))
    outlet = match["outlet"] if match else ""
    return outlet if outlet and _capitalised(outlet) and outlet.split()[0] not in _NO_OUTLETS else None


def _without_article(name: str) -> str:
    return " ".join(name.split()).removeprefix("The ").removeprefix("the ")


def _is_place(place: str) -> bool:
    return place.casefold().strip(" .,") not in _NOT_PLACES


def _capitalised(place: str) -> bool:
    words = re.findall(r"[^\W\d_][^\s,/]*", place)
    return (
        bool(words)
        and words[0] not in _ARTICLES
        and all(word[0].isupper() or word in _SMALL_WORDS for word in words)
    )


def _all_caps(place: str) -> bool:
    return bool(_CAPS.match(place)) and place.split(",")[0].upper() == place.split(",")[0]


def _filing(place: str | None, agency: str | None, day: str | None) -> Filing:
    found: dict[str, str] = {}
    for match in _DATE_PARTS.finditer(day or ""):
        found[match.lastgroup or ""] = match[match.lastgroup or 0]
    year = int(found["year"]) if "year" in found else None
    name = found.get("month", "")[:3].lower()
    month = MONTHS.index(name) + 1 if name in MONTHS else None
    number = int(found["day"]) if "day" in found else None
    return Filing(place.strip(" ,") if place else None, agency, month, number, year)
