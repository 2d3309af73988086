"""All that is wrong with the heirs of a reorganisation. Writes nothing."""

from collections.abc import Iterator, Sequence

from communes.models import Agency, Officer
from communes.reorganising import Fault, PlannedHeir
from communes.reorganising_ground import Ground


def heir_faults(heirs: Sequence[PlannedHeir], ground: Ground) -> list[Fault]:
    """Every fault of the heirs, each at its heir."""
    faults, seen = [], set()
    for at, heir in enumerate(heirs):
        checks = (one_faults, ending_faults, taking_over_faults)
        faults += [
            Fault(text, heir=at, field=field) for check in checks for field, text in check(heir, ground)
        ]
        whom = (heir.district_code, heir.agency, heir.officer)
        if whom in seen:
            faults.append(Fault("Đã ghi nơi kế thừa cho dòng này; bỏ dòng lặp.", heir=at))
        seen.add(whom)
    return faults


def one_faults(heir: PlannedHeir, ground: Ground) -> Iterator[tuple[str, str]]:
    """Not exactly one that is inherited from; more than one heir."""
    if sum(map(bool, (heir.district_code, heir.agency, heir.officer))) != 1:
        yield "district_code", "Chọn đúng một: huyện, cơ quan hoặc cán bộ."
    if sum(map(bool, (heir.heir_commune_code, heir.heir_province_code, heir.heir_agency))) > 1:
        yield "heir_commune_code", "Chọn một nơi kế thừa: xã, tỉnh hoặc cơ quan; để trống khi không có."
    if heir.agency and heir.agency == heir.heir_agency:
        yield "heir_agency", "Cơ quan kế thừa phải khác cơ quan được kế thừa."


def ending_faults(heir: PlannedHeir, ground: Ground) -> Iterator[tuple[str, str]]:
    """An heir for what does not end."""
    if heir.district_code and heir.district_code not in ground.ending_districts:
        yield "district_code", f"Huyện mang mã “{heir.district_code}” không kết thúc trong đợt sắp xếp này."
    if heir.agency and not agency_touched(heir.agency, ground):
        yield "agency", f"{heir.agency.name} không ở nơi được sắp xếp."
    if heir.officer and not officer_touched(heir.officer, ground):
        yield "officer", f"Phạm vi của {heir.officer} không thay đổi trong đợt sắp xếp này."


def agency_touched(agency: Agency, ground: Ground) -> bool:
    """Whether an agency stands in a district or province that ends."""
    districts = {place.pk for place in ground.ending_districts.values()}
    return agency.district_id in districts or agency.province_id in ground.ending_provinces


def officer_touched(officer: Officer, ground: Ground) -> bool:
    """Whether an officer's scope is a place that ends."""
    return (
        officer.scope_commune_id in ground.predecessor_ids
        or officer.scope_district_id in {place.pk for place in ground.ending_districts.values()}
        or officer.scope_province_id in ground.ending_provinces
    )


def taking_over_faults(heir: PlannedHeir, ground: Ground) -> Iterator[tuple[str, str]]:
    """An heir that is no successor, or that will not be there on the day."""
    code = heir.heir_commune_code
    if code and code not in {line.successor_code for line in ground.lines}:
        yield "heir_commune_code", f"Mã “{code}” không phải đơn vị mới của đợt sắp xếp này."
    code = heir.heir_province_code
    if code and code not in {line.successor_province_code for line in ground.lines}:
        yield "heir_province_code", f"Không có đơn vị mới nào thuộc tỉnh mang mã “{code}”."
    agency = heir.heir_agency
    if agency and agency_touched(agency, ground):
        yield "heir_agency", f"{agency.name} cũng kết thúc trong đợt sắp xếp này; chọn cơ quan của tỉnh mới."
