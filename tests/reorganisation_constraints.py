"""What must never be stored of a reorganisation; tried by `tests/test_constraints.py`."""

from communes.models import (
    Agency,
    Commune,
    Officer,
    Reorganisation,
    ReorganisationChange,
    ReorganisationHeir,
    ReorganisationLine,
)
from tests import builders
from tests.reorganised import DAY

CHECKS = {
    "reorganisation_applied_who_and_when": (
        Reorganisation,
        {"applied_at": builders.MOMENT},
        "Thời điểm áp dụng và người áp dụng phải đi cùng nhau.",
    ),
    "reorganisation_undone_who_and_when": (
        Reorganisation,
        {"undone_at": builders.MOMENT},
        "Thời điểm hoàn tác và người hoàn tác phải đi cùng nhau.",
    ),
    "reorganisation_heir_of_one": (
        ReorganisationHeir,
        lambda row: {"agency": Agency.objects.first()},
        "Chọn đúng một: huyện, cơ quan hoặc cán bộ.",
    ),
    "reorganisation_heir_at_most_one": (
        ReorganisationHeir,
        {"heir_province_code": "51"},
        "Chọn một nơi kế thừa: xã, tỉnh hoặc cơ quan; để trống cả ba khi không có.",
    ),
    "reorganisation_heir_is_another": (
        ReorganisationHeir,
        lambda row: {
            "district": None,
            "heir_commune_code": "",
            "agency": Agency.objects.first(),
            "heir_agency": Agency.objects.first(),
        },
        "Cơ quan kế thừa phải khác cơ quan được kế thừa.",
    ),
}
# The row that may stand beside the first is of an officer, of an agency, or of a district.
_OFFICER = {"district": None, "agency": None}
ONCES = {
    "reorganisation_line_once": (
        ReorganisationLine,
        {},
        {"successor_code": "23503", "whole": False},
        "Đơn vị cũ này đã có dòng về đơn vị mới ấy.",
    ),
    "reorganisation_line_whole_once": (
        ReorganisationLine,
        {"successor_code": "23503"},
        {"successor_code": "23503", "whole": False},
        "Đơn vị cũ này đã nhập toàn bộ vào một đơn vị mới.",
    ),
    "reorganisation_heir_once_per_district": (
        ReorganisationHeir,
        {},
        lambda row: {**_OFFICER, "officer": Officer.objects.first()},
        "Huyện này đã có nơi kế thừa.",
    ),
    "reorganisation_heir_once_per_agency": (
        ReorganisationHeir,
        {},
        lambda row: {**_OFFICER, "officer": Officer.objects.first()},
        "Cơ quan này đã có nơi kế thừa.",
    ),
    "reorganisation_heir_once_per_officer": (
        ReorganisationHeir,
        {},
        lambda row: {"officer": None, "agency": Agency.objects.first()},
        "Cán bộ này đã có nơi kế thừa.",
    ),
    "reorganisation_change_once_per_position": (
        ReorganisationChange,
        {},
        {"position": 2},
        "Thứ tự này đã có thay đổi.",
    ),
}


def first_of(name: str) -> dict:
    """What the first row must be for a rule about agencies or officers."""
    return {
        "reorganisation_heir_once_per_agency": {**_OFFICER, "agency": Agency.objects.first()},
        "reorganisation_heir_once_per_officer": {**_OFFICER, "officer": Officer.objects.first()},
    }.get(name, {})


def good_rows(place: Commune) -> None:
    """A reorganisation of the commune with one row of everything that belongs to it."""
    by = Officer.objects.first()
    one = Reorganisation.objects.create(
        name="Sắp xếp", effective_on=DAY, prepared_at=builders.MOMENT, prepared_by=by
    )
    furnish(one, place)


def furnish(one: Reorganisation, place: Commune) -> None:
    """A line of the commune, an heir and a change."""
    ReorganisationLine.objects.create(
        reorganisation=one,
        predecessor=place,
        predecessor_code=place.code,
        predecessor_name=place.full_name,
        successor_code="23500",
        successor_name="Đăk Hà",
        successor_kind="Xã",
        successor_province_code=place.province.code,
    )
    ReorganisationHeir.objects.create(reorganisation=one, district=place.district, heir_commune_code="23500")
    ReorganisationChange.objects.create(
        reorganisation=one,
        position=1,
        table="communes.Commune",
        row=place.pk,
        field="valid_to",
        before=None,
        after="2025-06-30",
    )
