"""Demonstration data: Kon Tum's three illustrative rounds and the officers who try the portal.

Nothing here runs unless settings.DEMO is on. Loading again changes nothing.
"""

import csv
import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from communes.models import Agency, AgencyKind, Commune, District, Officer, Province
from criteria.actions import Judged, open_round, record_results
from criteria.models import ChangeSource, CriteriaSet, Criterion, CriterionLead, LapseReason, Recognition
from criteria.outcomes import Judgement

FOLDER = Path(__file__).resolve().parent.parent / "criteria" / "demo"
FIGURES, UNITS = FOLDER / "kon-tum.csv", FOLDER / "units-in-charge.csv"
NOTE = "Số liệu từng xã là minh họa, dựng theo tổng số đã công bố của tỉnh."
ROUNDS = [
    (datetime.date(2021, 12, 31), "Năm 2021", "xa-ntm-2016-2020"),
    (datetime.date(2022, 11, 30), "11 tháng 2022", "xa-ntm-2021-2025"),
    (datetime.date(2023, 12, 31), "Năm 2023", "xa-ntm-2021-2025"),
]
PASSWORD = "nong-thon-moi-2026"


@dataclass(frozen=True)
class DemoOfficer:
    """A person who tries the portal: who they are, on which rows, and what they may do."""

    username: str
    last_name: str
    first_name: str
    title: str
    scope_level: str
    scope_code: str
    groups: tuple[str, ...]
    agency: str = ""


OFFICERS = [
    DemoOfficer(
        "minh", "A", "Minh", "Chuyên viên Văn phòng Điều phối", "province", "62",
        ("Nhập liệu", "Thẩm định"), "Văn phòng Điều phối nông thôn mới tỉnh",
    ),
    DemoOfficer(
        "hoa", "Y", "Hoa", "Chuyên viên Sở Nông nghiệp và PTNT", "province", "62",
        ("Nhập liệu", "Thẩm định"), "Sở Nông nghiệp và Phát triển nông thôn",
    ),
    DemoOfficer(
        "kien", "Lê Trung", "Kiên", "Chuyên viên Sở Lao động – Thương binh và Xã hội", "province", "62",
        ("Nhập liệu", "Thẩm định"), "Sở Lao động – Thương binh và Xã hội",
    ),
    DemoOfficer("nam", "A", "Nam", "Lãnh đạo huyện Đăk Hà", "district", "615", ("Thẩm tra", "Chỉ đạo")),
    DemoOfficer("thai", "A", "Thái", "Cán bộ xã Đăk Pxi", "commune", "23503", ("Nhập liệu",)),
    DemoOfficer("lan", "Nguyễn Thị", "Lan", "Quản trị viên", "province", "62", ("Quản trị",)),
    # Two of the nation: what one loads of a national set, the other verifies.
    DemoOfficer("yen", "Phạm Hải", "Yến", "Quản trị bộ tiêu chí chung", "nation", "", ("Quản trị",)),
    DemoOfficer("long", "Đỗ Văn", "Long", "Kiểm chứng bộ tiêu chí chung", "nation", "", ("Quản trị",)),
]  # fmt: skip

AGENCIES = [
    ("Văn phòng Điều phối nông thôn mới tỉnh", "VPĐP NTM tỉnh", AgencyKind.COORDINATION),
    ("Sở Nông nghiệp và Phát triển nông thôn", "Sở NN&PTNT", AgencyKind.DEPARTMENT),
    ("Sở Xây dựng", "Sở Xây dựng", AgencyKind.DEPARTMENT),
    ("Sở Giao thông vận tải", "Sở GTVT", AgencyKind.DEPARTMENT),
    ("Sở Công Thương", "Sở Công Thương", AgencyKind.DEPARTMENT),
    ("Sở Giáo dục và Đào tạo", "Sở GD&ĐT", AgencyKind.DEPARTMENT),
    ("Sở Văn hóa, Thể thao và Du lịch", "Sở VHTTDL", AgencyKind.DEPARTMENT),
    ("Sở Thông tin và Truyền thông", "Sở TT&TT", AgencyKind.DEPARTMENT),
    ("Cục Thống kê tỉnh", "Cục Thống kê", AgencyKind.DEPARTMENT),
    ("Sở Lao động – Thương binh và Xã hội", "Sở LĐTBXH", AgencyKind.DEPARTMENT),
    ("Sở Y tế", "Sở Y tế", AgencyKind.DEPARTMENT),
    ("Sở Tài nguyên và Môi trường", "Sở TN&MT", AgencyKind.DEPARTMENT),
    ("Sở Nội vụ", "Sở Nội vụ", AgencyKind.DEPARTMENT),
    ("Sở Tư pháp", "Sở Tư pháp", AgencyKind.DEPARTMENT),
    ("Bộ Chỉ huy Quân sự tỉnh", "Bộ CHQS tỉnh", AgencyKind.DEPARTMENT),
    ("Công an tỉnh", "Công an tỉnh", AgencyKind.DEPARTMENT),
]


@transaction.atomic
def load_demo() -> str:
    """Load agencies, officers, rounds and recognitions that are missing; return a line for the operator."""
    province = Province.objects.in_force(ROUNDS[-1][0]).get(code="62")
    _load_agencies(province)
    for person in OFFICERS:
        load_officer(person)
    _load_units_in_charge(province)
    with FIGURES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    communes = {
        commune.code: commune for commune in Commune.objects.filter(province=province).in_force(ROUNDS[-1][0])
    }
    opened = [day for day, name, code in ROUNDS if _load_round(province, rows, communes, day, name, code)]
    recognised = _load_recognitions(rows, communes)
    return f"Dữ liệu minh họa: {len(opened)} kỳ mới, {recognised} công nhận mới."


def _load_agencies(province: Province) -> None:
    for name, short_name, kind in AGENCIES:
        Agency.objects.get_or_create(
            province=province, name=name, defaults={"short_name": short_name, "kind": kind}
        )


def _load_units_in_charge(province: Province) -> None:
    """Which unit leads or supports which criterion, where nobody said so; marked by its decision."""
    with UNITS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    agencies = {agency.name: agency for agency in Agency.objects.filter(province=province)}
    criteria = {
        (criterion.criteria_set.code, criterion.number): criterion
        for criterion in Criterion.objects.select_related("criteria_set")
    }
    settled = set(CriterionLead.objects.filter(province=province).values_list("criterion_id", flat=True))
    for row in rows:
        criterion = criteria[row["set_code"], int(row["criterion"])]
        if criterion.pk not in settled:
            CriterionLead.objects.create(
                province=province,
                criterion=criterion,
                agency=agencies[row["agency"]],
                role=row["role"],
                decision="minh họa",
                valid_from=criterion.criteria_set.valid_from,
            )


def load_officer(person: DemoOfficer) -> None:
    """Create the officer once; what an administrator changed afterwards stays."""
    if Officer.objects.filter(username=person.username).exists():
        return
    model = {"province": Province, "district": District, "commune": Commune}.get(person.scope_level)
    scope = {}
    if model:
        place = model.objects.in_force(ROUNDS[-1][0]).get(code=person.scope_code)
        scope = {f"scope_{person.scope_level}": place}
    officer = Officer(
        username=person.username,
        last_name=person.last_name,
        first_name=person.first_name,
        title=person.title,
        is_staff=True,
        is_demo=True,
        scope_level=person.scope_level,
        agency=Agency.objects.filter(name=person.agency).first(),
        **scope,
    )
    officer.set_password(PASSWORD)
    officer.save()
    officer.groups.set(Group.objects.filter(name__in=person.groups))


def _load_round(province, rows, communes, day, name, set_code) -> bool:
    """Open one round and record its figures unless it is there already."""
    criteria_set = CriteriaSet.objects.get(code=set_code)
    if province.rounds.filter(criteria_set=criteria_set, data_on=day).exists():
        return False
    opened = open_round(
        criteria_set=criteria_set, province=province, data_on=day, by=None, name=name, illustrative_note=NOTE
    )
    criteria = list(criteria_set.criteria.order_by("number"))
    cells = [
        Judged(communes[row["commune_code"]].pk, criterion.pk, letter)
        for row in rows
        for criterion, letter in zip(criteria, row[day.isoformat()], strict=True)
    ]
    record_results(
        round=opened,
        cells=cells,
        judgement=Judgement.APPRAISED,
        by=None,
        source=ChangeSource.DEMO,
        lapse_reason=LapseReason.RECHECKED,
    )
    return True


def _load_recognitions(rows, communes) -> int:
    """Add the illustrative recognitions; their decision numbers say that they are not real ones."""
    sets = CriteriaSet.objects.in_bulk([code for _, _, code in ROUNDS], field_name="code")
    known = set(Recognition.objects.values_list("commune_id", "decided_on"))
    missing = [
        Recognition(
            commune=communes[row["commune_code"]],
            criteria_set=sets[_set_judged_by(datetime.date.fromisoformat(row["recognised_on"]))],
            decision_number=f"minh họa {number:02}",
            decided_on=datetime.date.fromisoformat(row["recognised_on"]),
            year_achieved=int(row["recognised_on"][:4]),
            illustrative=True,
        )
        for number, row in enumerate((row for row in rows if row["recognised_on"]), start=1)
    ]
    missing = [row for row in missing if (row.commune_id, row.decided_on) not in known]
    Recognition.objects.bulk_create(missing)
    return len(missing)


def _set_judged_by(day: datetime.date) -> str:
    """The code of the set a decision of that day judged by: the set of the first round from then on."""
    return next(code for data_on, _, code in ROUNDS if data_on >= day)


def sign_ins(people: list[DemoOfficer] = OFFICERS) -> list[str]:
    """One line per demonstration officer, for the person who starts the portal."""
    if not settings.DEMO:
        return []
    return [f"  {person.username:<6} {PASSWORD}   {person.title}" for person in people]
