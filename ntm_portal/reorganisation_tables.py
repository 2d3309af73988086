"""The lines and heirs of a reorganisation as tables to take away."""

from collections.abc import Iterable

from communes.models import Reorganisation, ReorganisationHeir, ReorganisationLine
from criteria.tables import Table
from criteria.wording import day
from ntm_portal.reorganisation_rows import AGENCY, DISTRICT, NOBODY, OFFICER, PART, WHOLE


def facts_of(found: Reorganisation) -> dict[str, str]:
    """What stands beside every table of a reorganisation."""
    facts = {
        "Đợt sắp xếp": found.name,
        "Văn bản": found.decision or "chưa ghi",
        "Có hiệu lực từ ngày": day(found.effective_on),
        "Tình trạng": found.state.label,
    }
    return facts | ({"Ghi chú": found.note} if found.note else {})


def lines_table(lines: Iterable[ReorganisationLine]) -> Table:
    """One row per line, those of one successor together; the lines come with predecessor and district."""
    return Table(
        key="don_vi",
        title="Đơn vị cũ, đơn vị mới",
        columns=[
            ("ma_moi", "Mã mới"),
            ("ten_moi", "Tên mới"),
            ("loai", "Loại"),
            ("ma_tinh_moi", "Mã tỉnh mới"),
            ("ma_cu", "Mã cũ"),
            ("ten_cu", "Tên cũ"),
            ("huyen_cu", "Huyện cũ"),
            ("nhap", "Toàn bộ/một phần"),
        ],
        rows=[
            [
                line.successor_code,
                line.successor_name,
                line.successor_kind,
                line.successor_province_code,
                line.predecessor_code,
                line.predecessor_name,
                _district(line),
                WHOLE if line.whole else PART,
            ]
            for line in lines
        ],
    )


def heirs_table(heirs: Iterable[ReorganisationHeir], names: dict[str, str]) -> Table:
    """One row per heir; `names` maps the codes of communes and provinces of the day to their names."""
    rows = []
    for heir in heirs:
        code = heir.heir_commune_code or heir.heir_province_code
        to = heir.heir_agency.name if heir.heir_agency else names.get(code, "") if code else NOBODY
        rows.append([*_whom(heir), code, to])
    return Table(
        key="ke_thua",
        title="Đơn vị kế thừa",
        columns=[
            ("doi_tuong", "Đối tượng"),
            ("ma", "Mã"),
            ("ten", "Tên"),
            ("ma_ke_thua", "Mã đơn vị kế thừa"),
            ("ten_ke_thua", "Tên đơn vị kế thừa"),
        ],
        rows=rows,
    )


def _district(line: ReorganisationLine) -> str:
    district = line.predecessor and line.predecessor.district
    return district.full_name if district else ""


def _whom(heir: ReorganisationHeir) -> tuple[str, str, str]:
    if heir.district:
        return DISTRICT, heir.district.code, heir.district.full_name
    if heir.agency:
        return AGENCY, "", heir.agency.name
    return OFFICER, heir.officer.username, str(heir.officer)
