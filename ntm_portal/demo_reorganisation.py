"""The demonstration's reorganisation: Kon Tum into Quảng Ngãi, prepared and not applied.

Who takes over from a district or department is an assumption; the resolutions were not read.
"""

import datetime

from django.db import transaction

from communes.actions import lines_from_seeds, prepare
from communes.models import Agency, AgencyKind, Officer, Province, Reorganisation
from communes.reorganising import PlannedHeir
from ntm_portal.demo import DemoOfficer, load_officer

NAME, DAY = "Sắp xếp tỉnh Kon Tum vào tỉnh Quảng Ngãi", datetime.date(2025, 7, 1)
NOTE = (
    "Minh họa: đơn vị mới theo danh mục quốc gia; nơi kế thừa của huyện, sở là giả định, chưa đọc nghị quyết."
)
OFFICERS = [
    DemoOfficer(
        "quoc", "Trần", "Quốc", "Quản trị viên, Văn phòng Điều phối trung ương", "nation", "", ("Quản trị",)
    )
]
# District → the new commune at its seat.
SEATS = {
    "608": "23293",
    "610": "23341",
    "611": "23377",
    "612": "23401",
    "613": "23473",
    "614": "23479",
    "615": "23500",
    "616": "23527",
    "617": "23425",
    "618": "23538",
}
# Departments of Kon Tum whose work another of Quảng Ngãi does; any other goes to the one of its name.
DEPARTMENTS = {
    "Sở Nông nghiệp và Phát triển nông thôn": ("Sở Nông nghiệp và Môi trường", "Sở NN&MT"),
    "Sở Tài nguyên và Môi trường": ("Sở Nông nghiệp và Môi trường", "Sở NN&MT"),
    "Sở Giao thông vận tải": ("Sở Xây dựng", "Sở Xây dựng"),
    "Sở Thông tin và Truyền thông": ("Sở Khoa học và Công nghệ", "Sở KH&CN"),
    "Sở Lao động – Thương binh và Xã hội": ("Sở Nội vụ", "Sở Nội vụ"),
    "Sở Kế hoạch và Đầu tư": ("Sở Tài chính", "Sở Tài chính"),
    "Cục Thống kê tỉnh": ("Thống kê tỉnh", "Thống kê tỉnh"),
}


@transaction.atomic
def load_reorganisation() -> str:
    """Prepare it unless it is waiting or in force; return a line for the operator."""
    for person in OFFICERS:
        load_officer(person)
    if Reorganisation.objects.filter(name=NAME, undone_at__isnull=True).exists():
        return f"{NAME}: đã có."
    new = Province.objects.in_force(DAY).get(code="51")
    lines = lines_from_seeds("62")
    heirs = [PlannedHeir(district_code=code, heir_commune_code=seat) for code, seat in SEATS.items()]
    old = Agency.objects.filter(province__code="62", district=None)
    heirs += [PlannedHeir(agency=agency, heir_agency=_department(agency, new)) for agency in old]
    prepare(
        name=NAME,
        decision="",
        effective_on=DAY,
        lines=lines,
        heirs=heirs,
        note=NOTE,
        by=Officer.objects.get(username="quoc"),
    )
    return f"{NAME}: đã chuẩn bị {len(lines)} dòng, {len(heirs)} nơi kế thừa, chưa áp dụng."


def _department(agency: Agency, province: Province) -> Agency:
    """The department of the new province that does the same work, made where it is not there."""
    name, short_name = DEPARTMENTS.get(agency.name, (agency.name, agency.short_name))
    kind = agency.kind if name == agency.name else AgencyKind.DEPARTMENT
    defaults = {"short_name": short_name, "kind": kind}
    return Agency.objects.get_or_create(province=province, name=name, defaults=defaults)[0]
