"""An officer brings a sheet in: upload, faults, preview, batch, undo; each page as sound as a reader's."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.visits import Visit
from tests.sheet_builders import HEADER, line, xlsx

pytestmark = pytest.mark.browser

SET = "Xã NTM 2021–2025"
CRITERIA = [f"TC {number}" for number in range(1, 20)]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(*rows) -> dict:
    """A file of the full set's columns, ready to be chosen in a form."""
    return {"name": "bieu.xlsx", "mimeType": SHEET, "buffer": xlsx([[*HEADER[:3], *CRITERIA], *rows])}


GOOD = sheet(line(marks="x" * 18 + " "))
BAD = sheet(line(marks="x" * 18 + "9"), line(name="Xã Không Có", code="99999", marks="x" * 19, stt=2))


def fill(page, file: dict) -> None:
    page.get_by_label("Tệp biểu tổng hợp").set_input_files(file)
    page.get_by_label("Bộ tiêu chí", exact=True).select_option(label=SET)
    page.get_by_label("Số liệu đến ngày").fill("31/12/2023")
    page.locator("input[name=blank]").first.check()
    page.locator("input[name=judgement]").first.check()


def press(page, name: str):
    return lambda: page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_sheet_is_brought_in_and_taken_back(window, size, options):
    page, found = window("thai", size, **options), {}

    def step(name, act):
        visit = Visit(page, act=act)
        if not options and (faults := visit.faults(set(), None)):
            found[name] = faults

    page.goto("/nhap-lieu/bieu-tong-hop/")
    step("nothing chosen", press(page, "Tải lên và xem trước"))
    assert page.title().startswith("Lỗi: ")
    fill(page, BAD)
    step("faults", press(page, "Tải lên và xem trước"))
    assert page.get_by_role("alert").get_by_role("listitem").count() >= 2
    step("left", press(page, "Bỏ biểu này"))
    fill(page, GOOD)
    step("preview", press(page, "Tải lên và xem trước"))
    step("batch", press(page, "Áp dụng"))
    assert "Đã áp dụng" in page.get_by_role("status").inner_text()
    step("undoing", lambda: page.get_by_role("link", name="Hoàn tác lô này").click())
    step("undone", press(page, "Hoàn tác"))
    assert "Đã hoàn tác" in page.get_by_role("status").inner_text()
    assert not found, "\n".join(f"{name}: {fault}" for name, faults in found.items() for fault in faults)
