"""What the people of an order do in a browser: issue it, give it, judge the cell it is about."""

import datetime
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.sheet_builders import xlsx

NUMBER, TASK = "99/CT-UBND", "Giảm nghèo bền vững ở các xã chưa đạt"
REASON = "Mưa lũ làm sạt đường vào thôn, chưa rà soát hết hộ nghèo."
DISTRICT, COMMUNE, CODE = "Huyện Đăk Hà", "Xã Đăk Pxi", "23503"
DEPARTMENT = "Sở LĐTBXH"
SET, CRITERIA = "Xã NTM 2021–2025", range(1, 20)
SHEET = ["STT", "Tên xã", "Mã xã", *(f"TC {number}" for number in CRITERIA)]
LAPSED_ON = "30/06/2024"
# What the commune misses in the next round: what it missed before, and the criterion of the order again.
MISSED = {11, 15, 17}


def later(days: int) -> str:
    """A day as the portal counts them, whatever the clock of the machine says."""
    today = datetime.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    return f"{today + datetime.timedelta(days=days):%d/%m/%Y}"


def issue(page: Page) -> None:
    """The administrator enters the directive and its one task, and gets to the task's page."""
    page.goto("/quan-tri/directives/directive/add/")
    page.locator(".field-province .select2-selection").click()
    page.keyboard.type("Kon Tum")
    page.locator(".select2-results__option", has_text="Kon Tum").first.click()
    for label, text in {
        "Số, ký hiệu": NUMBER,
        "Ngày ban hành": "02/04/2024",
        "Cơ quan ban hành": "Ủy ban nhân dân tỉnh",
        "Trích yếu": "Về giảm nghèo bền vững",
    }.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Lưu và sửa tiếp").click()
    page.get_by_role("link", name="Mở trang theo dõi").click()
    page.get_by_role("link", name="mục Quản trị").click()
    page.get_by_label("Nhiệm vụ:").fill(TASK)
    page.get_by_label("Số thứ tự").fill("1")
    page.get_by_role("button", name="Lưu và sửa tiếp").click()
    page.get_by_role("link", name="Mở trang nhiệm vụ để giao việc").click()


def give(page: Page) -> None:
    """To the department once, and to every commune of the district that misses criterion 11."""
    page.get_by_label(DEPARTMENT).check()
    page.locator("#id_give-due_on").fill(later(10))
    page.get_by_role("button", name="Giao việc").click()
    expect(page.locator("main")).to_contain_text("Đã giao cho 1 đơn vị.")
    labels = page.locator("#id_explode-criterion option").all_inner_texts()
    of_poverty = next(label for label in labels if label.startswith("TC 11 "))
    page.locator("#id_explode-criterion").select_option(label=of_poverty)
    page.locator("#id_explode-district").select_option(label=DISTRICT)
    page.locator("#id_explode-to").select_option(label="UBND từng xã")
    page.locator("#id_explode-due_on").fill(later(30))
    page.get_by_role("button", name="Giao cho mọi xã chưa đạt").click()
    # Two of the district's ten communes miss it.
    expect(page.locator("main")).to_contain_text("Đã giao 2 việc, mỗi việc một xã chưa đạt tiêu chí 11.")


def open_mine(page: Page) -> None:
    """The assignment as its unit finds it: on the page of what it was given."""
    page.goto("/nhiem-vu/?loc=tat-ca")
    page.locator("main").get_by_role("link", name=re.compile(re.escape(TASK))).first.click()


def ask(page: Page, days: int) -> None:
    page.get_by_text("Xin gia hạn (mỗi việc một lần)").click()
    page.get_by_label("Xin gia hạn đến").fill(later(days))
    page.get_by_label("Lý do xin gia hạn").fill(REASON)
    page.get_by_role("button", name="Gửi đề nghị").click()
    page.wait_for_load_state()


def send_dossier(page: Page, round: int) -> None:
    page.goto(f"/nhap-lieu/ky/{round}/xa/{CODE}/gui/")
    page.locator("input[name=con-thieu]").check()
    page.get_by_role("button", name="Gửi thẩm tra").click()
    expect(page.locator("main")).to_contain_text("Đã gửi")


def verify(page: Page, round: int) -> None:
    """The district agrees with the commune; what the commune left out stays as it was."""
    page.goto(f"/tham-tra/ky/{round}/xa/{CODE}/")
    page.get_by_role("button", name="Tiếp nhận").click()
    for number in CRITERIA:
        verdict = page.locator(f"#tc{number} fieldset.verdict")
        agree = verdict.get_by_label("Đồng ý")
        if agree.count():
            agree.check()
        else:
            verdict.get_by_label("Chưa đạt" if number in MISSED else "Đạt", exact=True).check()
            verdict.get_by_label("Lý do, khi kết quả khác").fill("Xã chưa gửi số liệu.")
    page.locator("button[name=do][value=decide]").click()
    expect(page.locator("main")).to_contain_text("Đã thẩm tra 19 tiêu chí.")


def appraise(page: Page, round: int) -> None:
    """The department appraises its one criterion as met."""
    page.goto(f"/tham-tra/ky/{round}/xa/{CODE}/")
    verdict = page.locator("#tc11 fieldset.verdict")
    verdict.get_by_label("Đạt", exact=True).check()
    verdict.get_by_label("Lý do, khi kết quả khác").fill("Rà soát lại: tỷ lệ hộ nghèo dưới mức.")
    page.locator("button[name=do][value=decide]").click()
    expect(page.locator("main")).to_contain_text("Đã thẩm định 1 tiêu chí.")


def send_next_round(page: Page, folder) -> None:
    """The coordination office opens the next round with a sheet in which the criterion is lost again."""
    file = folder / "quy-2.xlsx"
    marks = ["" if number in MISSED else "x" for number in CRITERIA]
    file.write_bytes(xlsx([SHEET, [1, COMMUNE, CODE, *marks]]))
    page.goto("/nhap-lieu/bieu-tong-hop/")
    page.get_by_label("Tệp biểu tổng hợp").set_input_files(file)
    page.locator("#id_criteria_set").select_option(label=SET)
    page.get_by_label("Số liệu đến ngày").fill(LAPSED_ON)
    page.get_by_label("Chưa đạt").check()
    page.get_by_label("Tỉnh thẩm định").check()
    page.get_by_role("button", name="Tải lên và xem trước").click()
    page.locator("select[name=lapse_reason]").select_option(label="Rà soát lại")
    page.get_by_role("button", name=re.compile("^Áp dụng")).click()
    page.wait_for_load_state()
