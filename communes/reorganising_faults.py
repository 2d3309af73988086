"""All that is wrong with the lines of a reorganisation, said at once. Writes nothing."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from communes.models import Commune, CommuneKind
from communes.naming import name_key, nfc
from communes.periods import FIRST_DAY
from communes.reorganising import Fault, PlannedHeir, PlannedLine
from communes.reorganising_ground import Ground
from communes.reorganising_heirs import heir_faults
from communes.seed_files import NEW_TREE_STARTS

LONGEST = {"successor_name": 80, "successor_code": 8}
SAME = ("successor_name", "successor_kind", "successor_province_code", "successor_district_code")


def faults_of(
    *, name: str, effective_on: datetime.date, lines: Sequence[PlannedLine], heirs: Sequence[PlannedHeir]
) -> list[Fault]:
    """Every fault of a reorganisation as it would be applied today; [] when there is none."""
    faults = []
    if not name.strip():
        faults.append(Fault("Ghi tên đợt sắp xếp.", field="name"))
    if effective_on <= FIRST_DAY:
        faults.append(Fault(f"Ngày có hiệu lực phải sau ngày {FIRST_DAY:%d/%m/%Y}.", field="effective_on"))
        return faults
    if not lines:
        faults.append(Fault("Ghi ít nhất một đơn vị cũ và đơn vị mới."))
    ground = Ground(lines, effective_on)
    for at, line in enumerate(lines):
        for check in (predecessor_faults, successor_faults, name_faults, place_faults):
            faults += [Fault(text, line=at, field=field) for field, text in check(line, ground)]
    faults += together_faults(lines)
    faults += recorded_faults(lines, ground)
    return [*faults, *heir_faults(heirs, ground)]


def predecessor_faults(line: PlannedLine, ground: Ground) -> Iterator[tuple[str, str]]:
    """A predecessor nobody knows, that had ended by then, whose last day lies later, or that is done."""
    code, field = line.predecessor_code, "predecessor_code"
    place = ground.predecessors.get(code)
    if place is None and code in ground.ended:
        gone = ground.ended[code]
        yield field, f"{gone.full_name} (mã {code}) đã hết hiệu lực từ sau ngày {gone.valid_to:%d/%m/%Y}."
    elif place is None:
        day = f"{ground.day_before:%d/%m/%Y}"
        yield field, f"Ngày {day} không có đơn vị cấp xã nào mang mã “{code}”; sửa mã đơn vị cũ."
    elif place.valid_to and place.valid_to > ground.day_before:
        yield (
            field,
            f"{place.full_name} (mã {code}) được ghi là còn đến hết ngày {place.valid_to:%d/%m/%Y}; hoàn tác "
            "đợt sắp xếp sau đó hoặc sửa ngày ấy trước.",
        )
    elif place.pk in ground.applied:
        yield (
            field,
            f"{place.full_name} (mã {code}) đã được sắp xếp trong đợt “{ground.applied[place.pk]}” "
            "đang áp dụng; hoàn tác đợt ấy trước.",
        )


def successor_faults(line: PlannedLine, ground: Ground) -> Iterator[tuple[str, str]]:
    """No code at all, one that another unit goes on holding, or whose holder is called otherwise."""
    code, field = line.successor_code, "successor_code"
    if not (code.isascii() and code.isdigit() and len(code) <= LONGEST[field]):
        yield field, f"Mã đơn vị mới “{code}” không hợp lệ; ghi mã gồm các chữ số, ví dụ 23500."
        return
    for holder in ground.holders[code]:
        if holder.valid_from > ground.effective_on:
            yield (
                field,
                f"Từ ngày {holder.valid_from:%d/%m/%Y} mã {code} thuộc {holder.prose_name}; ghi mã khác.",
            )
        elif holder.valid_from < ground.effective_on:
            yield (
                field,
                f"Mã {code} đang thuộc {holder.prose_name}, đơn vị không có trong đợt sắp xếp; ghi mã khác, "
                f"hoặc thêm dòng từ {holder.prose_name} vào đơn vị mới.",
            )
    known = ground.known(code)
    if known and (known.name, known.kind) != (nfc(line.successor_name), line.successor_kind):
        yield (
            "successor_name",
            f"Cổng đã có {known.prose_name} mang mã {code} từ ngày này; ghi đúng tên và loại.",
        )
    if known and known.province != ground.provinces.get(line.successor_province_code, known.province):
        yield "successor_province_code", f"{known.full_name} (mã {code}) thuộc {known.province.prose_name}."


def name_faults(line: PlannedLine, ground: Ground) -> Iterator[tuple[str, str]]:
    """A name without letters, with its unit word, or too long; a kind the law does not know."""
    name, field = nfc(line.successor_name), "successor_name"
    if line.successor_kind not in CommuneKind.values:
        yield (
            "successor_kind",
            f"Loại đơn vị “{line.successor_kind}” không có; ghi {', '.join(CommuneKind.values)}.",
        )
    if not name_key(name):
        yield field, "Ghi tên đơn vị mới."
    if len(name) > LONGEST[field]:
        yield field, f"Tên đơn vị mới dài quá {LONGEST[field]} ký tự."
    # Huế has a phường called "Phường Đúc": a name that was one before may remain one.
    if has_unit_word(name) and name not in {place.name for place in ground.predecessors.values()}:
        yield field, f"Ghi tên không kèm loại đơn vị: “{name.split(maxsplit=1)[1]}” thay vì “{name}”."


def has_unit_word(name: str) -> bool:
    return any(name.lower().startswith(f"{kind.lower()} ") for kind in CommuneKind.values)


def place_faults(line: PlannedLine, ground: Ground) -> Iterator[tuple[str, str]]:
    """A province or district that does not exist on the day."""
    day = f"{ground.effective_on:%d/%m/%Y}"
    province = ground.provinces.get(line.successor_province_code)
    if province is None:
        code = line.successor_province_code
        text = f"Ngày {day} không có tỉnh nào mang mã “{code}”; sửa mã hoặc thêm tỉnh trước."
        yield "successor_province_code", text
    code, field = line.successor_district_code, "successor_district_code"
    if not code:
        return
    district = ground.districts.get(code)
    if ground.effective_on >= NEW_TREE_STARTS:
        yield field, f"Từ ngày {NEW_TREE_STARTS:%d/%m/%Y} không còn cấp huyện; để trống mã huyện."
    elif district is None:
        yield field, f"Ngày {day} không có huyện nào mang mã “{code}”."
    elif province and district.province_id != province.pk:
        yield field, f"{district.full_name} không thuộc {province.prose_name}."


def together_faults(lines: Sequence[PlannedLine]) -> list[Fault]:
    """What is wrong between lines: one twice, whole beside others, a part alone, a successor of two names."""
    faults, of, told = [], defaultdict(list), {}
    for at, line in enumerate(lines):
        of[line.predecessor_code].append((at, line))
        first = told.setdefault(line.successor_code, line)
        for field in SAME:
            if getattr(line, field) != getattr(first, field):
                text = f"Mã {line.successor_code} được ghi hai cách khác nhau ở các dòng; ghi thống nhất."
                faults.append(Fault(text, line=at, field=field))
    for code, found in of.items():
        faults += _predecessor_told(code, found)
    return [*faults, *_same_names(told.values(), lines)]


def _predecessor_told(code: str, found: list[tuple[int, PlannedLine]]) -> Iterator[Fault]:
    times = Counter(line.successor_code for _, line in found)
    seen = set()
    for at, line in found:
        if line.successor_code in seen:
            yield Fault(
                f"Mã {code} đã có dòng về mã {line.successor_code}; bỏ dòng lặp.",
                line=at,
                field="predecessor_code",
            )
        seen.add(line.successor_code)
        if line.whole and len(times) > 1:
            yield Fault(
                f"Mã {code} có {len(times)} đơn vị mới nên không thể nhập toàn bộ vào một; ghi “một phần”.",
                line=at,
                field="whole",
            )
        elif not line.whole and len(times) == 1:
            yield Fault(
                f"Mã {code} chỉ có một đơn vị mới; ghi “toàn bộ”, hoặc thêm dòng cho các phần còn lại.",
                line=at,
                field="whole",
            )


def _same_names(successors, lines: Sequence[PlannedLine]) -> Iterator[Fault]:
    """Two new units of one kind and name in one place."""
    first = {}
    for line in successors:
        key = (line.successor_province_code, line.successor_district_code, line.successor_kind)
        other = first.setdefault((*key, nfc(line.successor_name).lower()), line)
        if other is not line:
            yield Fault(
                f"Hai đơn vị mới (mã {other.successor_code} và {line.successor_code}) trùng tên "
                f"“{line.successor_kind} {nfc(line.successor_name)}”.",
                line=lines.index(line),
                field="successor_name",
            )


def recorded_faults(lines: Sequence[PlannedLine], ground: Ground) -> list[Fault]:
    """A predecessor of which the portal says already that it became something else."""
    planned = {(line.predecessor_code, line.successor_code, line.whole) for line in lines}
    faults = []
    for place in ground.predecessors.values():
        others = [row for row in ground.recorded[place.pk] if not _agrees(row, place, planned, ground)]
        if others:
            at = next(at for at, line in enumerate(lines) if line.predecessor_code == place.code)
            text = (
                f"Cổng đã ghi {place.prose_name} nhập vào {others[0].successor.prose_name} từ ngày "
                f"{others[0].effective_on:%d/%m/%Y}; ghi đúng như vậy hoặc hoàn tác việc ấy trước."
            )
            faults.append(Fault(text, line=at, field="successor_code"))
    return faults


def _agrees(row, place: Commune, planned: set, ground: Ground) -> bool:
    same_day = row.effective_on == ground.effective_on
    return same_day and (place.code, row.successor.code, row.whole) in planned
