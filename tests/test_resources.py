"""Sheets out and in: what goes out comes back unchanged; a bad file is refused whole, with every fault."""

import datetime

import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st

from communes.models import Agency, Alias, Commune, Officer, Province
from communes.resources import (
    AgencyResource,
    AliasResource,
    CommuneResource,
    DistrictResource,
    OfficerResource,
    ProvinceResource,
)
from communes.resources.files import CsvFile, SheetFile, XlsxFile
from communes.resources.formulas import guarded, unguarded
from criteria.models import Criterion, Indicator, Recognition, Threshold
from criteria.resources import (
    CriteriaSetResource,
    CriterionLeadResource,
    CriterionResource,
    IndicatorResource,
    RecognitionResource,
    RoundResource,
    ThresholdResource,
)
from directives.resources import DirectiveResource, TaskResource
from tests.admin_world import FOREIGN, build
from tests.world import rolled_back

pytestmark = pytest.mark.django_db

ALL = [
    ProvinceResource, DistrictResource, CommuneResource, AliasResource, AgencyResource, OfficerResource,
    CriteriaSetResource, CriterionResource, IndicatorResource, ThresholdResource, RoundResource,
    RecognitionResource, CriterionLeadResource, DirectiveResource, TaskResource,
]  # fmt: skip
COMMUNE = ["Mã xã", "Tên xã", "Loại", "Mã tỉnh", "Mã huyện", "Hiệu lực từ ngày"]
PXI = ["62503", "Đăk Pxi", "Xã", "62", "625", "01/01/2016"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()


@pytest.fixture
def lan(world) -> Officer:
    return world.people["lan"]


def read(resource, officer, headings, *rows, **options):
    """Import rows and return the result."""
    return resource(officer=officer).import_data(tablib.Dataset(*rows, headers=headings), **options)


def faults(result) -> list[tuple[str, str]]:
    return [(error.cell, error.message) for error in result.cell_errors()]


def counts(result) -> tuple[int, int, int]:
    """Rows new, changed and unchanged; none where anything is wrong with the file or a cell."""
    if result.file_problems or result.cell_errors():
        return 0, 0, 0
    return result.new_count, result.change_count, result.same_count


@pytest.mark.parametrize("file", [XlsxFile, CsvFile])
@pytest.mark.parametrize("resource", ALL)
def test_sheet_comes_back_unchanged(lan, resource, file):
    sheet = resource(officer=lan).export()
    assert len(sheet)
    again = SheetFile().create_dataset(file().export_data(sheet))
    result = resource(officer=lan).import_data(again)
    assert (result.file_problems, faults(result)) == ([], [])
    assert counts(result) == (0, 0, len(sheet))


def test_sheet_adds_and_changes_with_history(lan):
    rows = [PXI, ["62777", "Đăk Ui", *PXI[2:]]]
    result = read(CommuneResource, lan, [*COMMUNE, "Dân số (người)"], [*rows[0], "4.321"], [*rows[1], 10.0])
    assert counts(result) == (1, 1, 0)
    changed, added = Commune.objects.get(code="62503"), Commune.objects.get(code="62777")
    assert (changed.population, added.population) == (4321, 10)
    assert (added.search_key, bool(added.sort_key)) == ("dakui", True)
    assert [added.history.get().history_type, changed.history.first().history_type] == ["+", "~"]
    assert changed.history.first().history_user == lan


def test_sheet_rehearsed_writes_nothing(lan):
    result = read(CommuneResource, lan, COMMUNE, ["62777", "Đăk Ui", *PXI[2:]], dry_run=True)
    assert counts(result) == (1, 0, 0)
    assert [cell.after for cell in result.preview[0].cells][:2] == ["62777", "Đăk Ui"]
    assert not Commune.objects.filter(code="62777").exists()


def test_sheet_leaves_columns_it_has_not_alone(lan):
    Commune.objects.filter(code="62503").update(chairman="A Thái")
    assert counts(read(CommuneResource, lan, COMMUNE, PXI)) == (0, 0, 1)
    assert Commune.objects.get(code="62503").chairman == "A Thái"


def test_sheet_with_faults_names_each_cell_and_writes_nothing(lan):
    result = read(
        CommuneResource,
        lan,
        [*COMMUNE, "Số hộ"],
        ["62777", "Đăk Ui", *PXI[2:], ""],
        ["62778", "", "Làng", "62", "999", "31/02/2016", "mười"],
        ["62779", "Đăk La", "Xã", "", "625", "01/01/2016", 2023.5],
    )
    found = dict(faults(result))
    assert set(found) == {"B3", "C3", "D3", "E3", "F3", "G3", "D4", "G4"}
    assert found["C3"] == "“Làng” không có trong danh sách; ghi một trong: Xã, Phường, Thị trấn, Đặc khu."
    assert found["F3"] == "“31/02/2016” không phải ngày; ghi ví dụ 31/12/2023."
    assert found["G4"] == "“2023.5” không phải số nguyên; ghi ví dụ 1234."
    assert not Commune.objects.filter(code="62777").exists()


@pytest.mark.parametrize(
    ("headings", "problem"),
    [
        ([*COMMUNE, "Chủ tich UBNDD"], "Không có cột “Chủ tich UBNDD”; có phải “Chủ tịch UBND”?"),
        ([*COMMUNE, "Xã"], "Không có cột “Xã”; các cột dùng được"),
        ([*COMMUNE, "Mã xã"], "Cột “Mã xã” có hai lần; giữ lại một."),
        ([*COMMUNE[1:], "Số hộ", "Dân số (người)"], "Thiếu cột “Mã xã”."),
        ([*COMMUNE, None], "Cột G có số liệu nhưng không có tiêu đề ở dòng đầu."),
    ],
)
def test_sheet_with_wrong_headings_is_refused(lan, headings, problem):
    result = read(CommuneResource, lan, headings, [*PXI, "1"])
    assert result.file_problems[0].startswith(problem)
    assert counts(result) == (0, 0, 0)


def test_sheet_headings_may_be_in_capitals_and_in_pieces(lan):
    pieces = ["MÃ XÃ", "Te\N{COMBINING CIRCUMFLEX ACCENT}n xa\N{COMBINING TILDE}", *COMMUNE[2:]]
    assert counts(read(CommuneResource, lan, pieces, PXI)) == (0, 0, 1)


def test_sheet_without_rows_is_refused(lan):
    result = read(CommuneResource, lan, COMMUNE, [""] * 6)
    assert result.file_problems == ["Tệp không có dòng dữ liệu nào dưới dòng tiêu đề."]


def test_sheet_with_a_row_twice_is_refused(lan):
    result = read(CommuneResource, lan, COMMUNE, PXI, [""] * 6, PXI)
    assert faults(result) == [("4", "Trùng với dòng 2; giữ lại một dòng.")]


def test_sheet_codes_get_their_zeros_back(world):
    boss = world.people["boss"]
    headings = ["Mã tỉnh", "Tên tỉnh", "Loại", "Hiệu lực từ ngày"]
    assert counts(read(ProvinceResource, boss, headings, [1.0, "Hà Nội", "Thành phố", "01/01/2016"])) == (
        1,
        0,
        0,
    )
    assert Province.objects.get(name="Hà Nội").code == "01"


def test_sheet_codes_that_excel_made_numbers_are_not_guessed(world):
    boss = world.people["boss"]
    headings = ["Mã bộ tiêu chí", "Số tiêu chí", "Mã chỉ tiêu", "Nội dung chỉ tiêu", "Hiệu lực từ ngày"]
    row = ["xa-ntm-2021-2025", 1.0, "1.10", "Đường thôn", "01/01/2021"]
    assert counts(read(IndicatorResource, boss, headings, row)) == (1, 0, 0)
    assert Indicator.objects.filter(code="1.10").exists()
    row[2] = 1.1
    [(cell, message)] = faults(read(IndicatorResource, boss, headings, row))
    assert cell == "C2"
    assert "không phân biệt được 1.1 với 1.10" in message


def test_sheet_numbers_are_read_the_vietnamese_way_or_asked_about(world):
    boss = world.people["boss"]
    headings = [
        "Mã bộ tiêu chí",
        "Chỉ tiêu có từ ngày",
        "Mã chỉ tiêu",
        "Vùng hoặc nhóm xã",
        "Mã tỉnh quy định",
    ]
    headings += ["Cách so sánh", "Mức (số)", "Hiệu lực từ ngày"]
    row = ["xa-ntm-2021-2025", "01/01/2016", "1.1", "TN", "", ">=", "80,5", "01/01/2016"]
    assert counts(read(ThresholdResource, boss, headings, row)) == (0, 1, 0)
    assert float(Threshold.objects.get().value) == 80.5
    row[6] = "1.234"
    assert "1234 hoặc 1,234" in faults(read(ThresholdResource, boss, headings, row))[0][1]
    row[3], row[6] = "TNN", "1"
    assert "không dùng trong bộ này" in faults(read(ThresholdResource, boss, headings, row))[0][1]
    row[3], row[6] = "TN", "-5"
    assert "số âm" in faults(read(ThresholdResource, boss, headings, row))[0][1]


def test_sheet_rows_outside_the_scope_are_faults(lan, world):
    foreign = [FOREIGN, "Xã", "64", "645", "01/01/2016"]
    result = read(CommuneResource, lan, COMMUNE, ["64503", *foreign], ["64999", *foreign])
    assert [cell for cell, _ in faults(result)] == ["D2", "E2", "2", "D3", "E3"]
    assert all("phạm vi phụ trách" in message for _, message in faults(result))
    nam = world.people["nam"]
    headings = ["Mã tỉnh", "Tên tỉnh", "Loại", "Hiệu lực từ ngày"]
    for officer, code in ((nam, "62"), (lan, "01")):
        result = read(ProvinceResource, officer, headings, [code, "Tỉnh Khác", "Tỉnh", "01/01/2016"])
        assert faults(result) == [("2", "Dòng này ở ngoài phạm vi phụ trách của bạn.")]


def test_sheet_may_end_a_place_and_begin_the_next(lan):
    headings = [*COMMUNE, "Hiệu lực đến hết ngày"]
    ended, begun = [*PXI, "31/12/2023"], [*PXI[:5], "01/01/2024", ""]
    assert counts(read(CommuneResource, lan, headings, begun, ended)) == (1, 1, 0)
    first, second = Commune.objects.filter(code="62503").order_by("valid_from")
    assert (first.valid_to, second.valid_to) == (datetime.date(2023, 12, 31), None)


def test_sheet_with_overlapping_periods_is_refused(lan):
    result = read(CommuneResource, lan, COMMUNE, [*PXI[:5], "01/01/2024"])
    [(cell, message)] = faults(result)
    assert (cell, message[:25]) == ("F2", "Mã 62503 trùng thời gian ")


def test_sheet_asks_which_bearer_of_a_code_is_meant(lan):
    Commune.objects.filter(code="62503").update(valid_to=datetime.date(2023, 12, 31))
    home = Province.objects.get(code="62")
    Commune.objects.create(province=home, code="62503", name="Đăk Hà", valid_from=datetime.date(2024, 1, 1))
    headings = ["Mã xã", "Tên gọi khác"]
    assert "ghi ngày vào cột" in faults(read(AliasResource, lan, headings, ["62503", "Đăk Xi"]))[0][1]
    result = read(AliasResource, lan, [*headings, "Xã có từ ngày"], ["62503", "Đăk Xi", "01/01/2024"])
    assert counts(result) == (1, 0, 0)
    assert Alias.objects.get(name="Đăk Xi").commune.name == "Đăk Hà"


def test_sheet_name_may_not_contradict_its_code(lan):
    headings = ["Mã xã", "Tên xã", "Tên gọi khác"]
    assert counts(read(AliasResource, lan, headings, ["62503", "xã Đắk Pxi", "Đăk Xi"])) == (1, 0, 0)
    [(cell, message)] = faults(read(AliasResource, lan, headings, ["62503", "Ngọk Wang", "Đăk Xy"]))
    assert (cell, message) == ("A2", "Mã 62503 là của Xã Đăk Pxi, không phải “Ngọk Wang”; sửa mã hoặc tên.")


def test_sheet_reports_constraints_in_vietnamese(lan):
    headings = [
        "Mã xã",
        "Mã bộ tiêu chí",
        "Số quyết định",
        "Ngày quyết định",
        "Năm đạt chuẩn",
        "Thu hồi từ ngày",
    ]
    row = ["62503", "xa-ntm-2021-2025", "186/QĐ-UBND", "12/04/2023", "2022", "01/02/2024"]
    [(cell, message)] = faults(read(RecognitionResource, lan, headings, row))
    assert (cell, message) == ("2", "Ghi cả ngày thu hồi và quyết định thu hồi, hoặc để trống cả hai.")
    assert not Recognition.objects.filter(revoked_on__isnull=False).exists()


def test_sheet_verification_is_signed_by_who_imports_it(world):
    boss = world.people["boss"]
    headings = ["Mã bộ tiêu chí", "Số tiêu chí", "Ngày kiểm chứng", "Người kiểm chứng"]
    row = ["xa-ntm-2021-2025", 1, "02/01/2024", "lan"]
    assert counts(read(CriterionResource, boss, headings, row)) == (0, 1, 0)
    signed = Criterion.objects.get(number=1, criteria_set__code="xa-ntm-2021-2025")
    assert signed.verified_by == boss


def test_sheet_of_rounds_opens_them(lan, world):
    headings = ["Mã bộ tiêu chí", "Mã tỉnh", "Số liệu đến ngày", "Tên kỳ", "Hạn báo cáo"]
    opened = ["xa-ntm-2021-2025", "62", "30/06/2024", "6 tháng 2024", "15/07/2024"]
    assert counts(read(RoundResource, lan, headings, opened)) == (1, 0, 0)
    built = world.home["province"].rounds.get(data_on="2024-06-30")
    assert (built.standings.count(), built.due_on) == (2, datetime.date(2024, 7, 15))
    too_early = ["xa-ntm-2021-2025", "62", "31/12/2016", "Sớm", "15/01/2017"]
    Commune.objects.filter(province__code="62").update(valid_from="2020-01-01")
    result = read(RoundResource, lan, headings, too_early)
    assert "không có xã nào tham gia" in faults(result)[0][1]


# Formulas


@given(st.text(alphabet="'=+-@\t\r\nab1", max_size=8))
def test_formula_guard_is_taken_back(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple("=+-@\t\r\n"))


@pytest.mark.parametrize("text", ["=1+1", "+84 260", "-2+3", "@SUM(A1)", "'=1", "''+1"])
@pytest.mark.parametrize("file", [XlsxFile, CsvFile])
def test_formula_in_a_text_goes_out_harmless_and_comes_back(lan, world, file, text):
    Agency.objects.filter(pk=world.home["agency"].pk).update(short_name=text)
    content = file().export_data(AgencyResource(officer=lan).export())
    sheet = SheetFile().create_dataset(content)
    assert f"'{text}" in [row["Tên viết tắt"] for row in sheet.dict]
    assert counts(AgencyResource(officer=lan).import_data(sheet)) == (0, 0, len(sheet) or 1)
    assert Agency.objects.get(pk=world.home["agency"].pk).short_name == text
