"""Where a page says no figure of what is open: as of a past day, and of a place whose matters moved on."""

from django.utils.timezone import localdate

from communes.models import Commune, District, Province
from criteria.beside import Note
from criteria.reading import Reading
from criteria.successors import becoming, moved_by
from criteria.wording import day

LABEL = "Vướng mắc, việc được giao đang mở"


def elsewhere(reading: Reading, place: Province | District | Commune) -> Note | None:
    """The sentence that stands for the figures of a place; None where they are what is open there today.

    Who deals with what is known of today alone: rows moved by a reorganisation count where they are now, and
    a past day is not counted back. The last day of a place whose matters stayed is its today. One query for
    a place with a last day, one more where its matters moved; none for any other.
    """
    if by := moved_by(place):
        return _moved(place, f"sắp xếp có hiệu lực từ ngày {day(by.effective_on)}; không đếm ở trang này")
    last = min(place.valid_to or localdate(), localdate())
    if reading.on is None or reading.on >= last:
        return None
    said = f"cổng không đếm lùi về ngày {day(reading.on)}"
    return Note("xem ở trang hiện nay", place.dated_url, LABEL, said)


def _moved(place, said: str) -> Note:
    """Where they went: the one successor; for several, the page that names them where there is one."""
    if isinstance(place, District):
        return Note("đã chuyển sang các đơn vị mới", place.get_absolute_url(), LABEL, said)
    found = becoming(place)
    names = ", ".join(one.prose_name for one in found) or "đơn vị mới"
    return Note(f"đã chuyển sang {names}", found[0].dated_url if len(found) == 1 else "", LABEL, said)
