"""From an order to a criterion that is met, as the people about it do it in a browser; obstacles in passing.

The administrator issues a directive, the department and the commune answer it, the department appraises the
cell: the assignment closes by itself, and opens again when the cell lapses.
"""

import datetime
import re
import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.screens import A_ROW, ORDERS_OF, with_orders
from tests.browser.visits import MOST_REQUESTS, Visit
from tests.sheet_builders import xlsx

pytestmark = pytest.mark.browser

NUMBER, TASK = "99/CT-UBND", "Giảm nghèo bền vững ở các xã chưa đạt"
REASON = "Mưa lũ làm sạt đường vào thôn, chưa rà soát hết hộ nghèo."
DISTRICT, COMMUNE = "Huyện Đăk Hà", "Xã Đăk Pxi"
DEPARTMENT = "Sở LĐTBXH"
MET_ON, LAPSED_ON = "31/03/2024", "30/06/2024"
PEOPLE = ("lan", "kien", "thai", "nam", "hoa")


@pytest.fixture(scope="module")
def undone(served, signed_in):
    """The portal's rows are put back as they were, so that other tests read the same rounds."""
    for who in PEOPLE:
        signed_in(who)
    database, kept = served.folder / "portal.sqlite3", served.folder / "kept.sqlite3"
    served.stop()
    shutil.copyfile(database, kept)
    served.start()
    yield served
    served.stop()
    for ending in ("-wal", "-shm"):
        (served.folder / f"portal.sqlite3{ending}").unlink(missing_ok=True)
    shutil.copyfile(kept, database)
    served.start()


def later(days: int) -> str:
    return f"{datetime.date.today() + datetime.timedelta(days=days):%d/%m/%Y}"


def issue(page: Page) -> None:
    """The administrator enters the directive and its one task, and gets to the task's page."""
    page.goto("/quan-tri/directives/directive/add/")
    page.locator("#select2-id_province-container").click()
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
    page.locator("#id_explode-criterion").select_option(label=criterion_label(page, 11))
    page.locator("#id_explode-district").select_option(label=DISTRICT)
    page.locator("#id_explode-to").select_option(label="UBND từng xã")
    page.locator("#id_explode-due_on").fill(later(30))
    page.get_by_role("button", name="Giao cho mọi xã chưa đạt").click()
    said = page.locator("main").inner_text()
    assert re.search(r"Đã giao \d+ việc, mỗi việc một xã chưa đạt tiêu chí 11\.", said), said[:500]


def criterion_label(page: Page, number: int) -> str:
    """The first choice of the criterion: that of the newest set."""
    labels = page.locator("#id_explode-criterion option").all_inner_texts()
    return next(label for label in labels if label.startswith(f"TC {number} "))


def open_mine(page: Page) -> Page:
    """The assignment as its unit finds it: on the page of what it was given."""
    page.goto("/nhiem-vu/?loc=tat-ca")
    page.locator("main").get_by_role("link", name=re.compile(re.escape(TASK))).first.click()
    return page


def send_sheet(page: Page, tmp_path, data_on: str, mark: str) -> None:
    """The department's sheet with the one criterion of the one commune, as an appraisal, applied."""
    file = tmp_path / f"tc11-{data_on[:2]}.xlsx"
    file.write_bytes(xlsx([["STT", "Tên xã", "Mã xã", "TC 11"], [1, COMMUNE, "23503", mark]]))
    page.goto("/nhap-lieu/bieu-tong-hop/")
    page.get_by_label("Tệp biểu tổng hợp").set_input_files(file)
    page.locator("#id_criteria_set").select_option(value=set_under_way(page))
    page.get_by_label("Số liệu đến ngày").fill(data_on)
    page.get_by_label("Chưa đạt").check()
    page.get_by_label("Thẩm định").check()
    page.get_by_role("button", name="Tải lên và xem trước").click()
    reason = page.locator("#id_lapse_reason")
    if reason.count():
        reason.select_option(index=1)
    page.get_by_role("button", name=re.compile("^Áp dụng")).click()
    page.wait_for_load_state()


def set_under_way(page: Page) -> str:
    options = page.locator("#id_criteria_set option", has_text="xã nông thôn mới")
    labels = {option.inner_text(): option.get_attribute("value") for option in options.all()}
    return next(key for label, key in labels.items() if "2021" in label and "nâng cao" not in label)


def test_an_order_becomes_a_criterion_that_is_met_and_opens_again(window, undone, tmp_path):
    lan, kien, thai = window("lan"), window("kien"), window("thai")
    issue(lan)
    give(lan)

    open_mine(kien)
    stale = kien.context.new_page()  # the same page, opened before the answer
    stale.goto(kien.url)
    ask(kien, 40)
    expect(kien.locator("main")).to_contain_text("Đã gửi đề nghị gia hạn.")
    lan.goto(kien.url)
    expect(lan.locator("#gia-han")).to_contain_text(REASON)
    lan.get_by_role("button", name="Đồng ý gia hạn").click()
    expect(lan.locator("main")).to_contain_text(f"Đã gia hạn đến {later(40)}.")
    kien.reload()
    expect(kien.locator("main")).to_contain_text(f"{later(40)} (đã gia hạn; hạn ban đầu {later(10)})")
    expect(kien.locator("main")).to_contain_text(f"Lý do: {REASON}")
    expect(kien.get_by_text("Xin gia hạn (mỗi việc một lần)")).to_have_count(0)
    ask(stale, 50)
    expect(stale.get_by_role("alert").first).to_contain_text("mỗi việc chỉ được gia hạn một lần")
    assert undone.rows("SELECT count(*) FROM directives_extension WHERE reason = ?", REASON) == [(1,)]

    open_mine(thai)
    expect(thai.locator(".sentence")).to_contain_text("Trong hạn")
    thai.get_by_label("Đã làm được gì, còn vướng gì").fill("Đã hỗ trợ 12 hộ nuôi dê sinh sản.")
    thai.get_by_label("Tiến độ (%)").fill("70")
    thai.get_by_role("button", name="Gửi báo cáo").click()
    expect(thai.locator(".log").first).to_contain_text("70 %")

    send_sheet(kien, tmp_path, MET_ON, "x")
    thai.reload()
    expect(thai.locator(".sentence")).to_contain_text(re.compile("Hoàn thành .*hoàn thành 31/03/2024"))
    expect(thai.get_by_role("button", name="Gửi báo cáo")).to_have_count(0)

    send_sheet(kien, tmp_path, LAPSED_ON, "")
    thai.reload()
    expect(thai.locator(".sentence")).to_contain_text("Trong hạn")
    expect(thai.locator(".log").first).to_contain_text("Đã hỗ trợ 12 hộ nuôi dê sinh sản.")
    expect(thai.get_by_role("button", name="Gửi báo cáo")).to_be_visible()


def ask(page: Page, days: int) -> None:
    page.get_by_text("Xin gia hạn (mỗi việc một lần)").click()
    page.get_by_label("Xin gia hạn đến").fill(later(days))
    page.get_by_label("Lý do xin gia hạn").fill(REASON)
    page.get_by_role("button", name="Gửi đề nghị").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_obstacle_is_raised_from_an_unmet_cell_with_three_inputs(window, undone, scripts, size):
    page = window("thai", size, java_script_enabled=scripts)
    page.goto("/xa/23503/")
    text = f"Thiếu đất ở cho hộ nghèo ({scripts}, {size['width']})."
    page.locator("#tc11").get_by_role("link", name="Nêu vướng mắc").click()
    # Three inputs: the words, the cause, the button.
    page.get_by_label("Vướng mắc, trong một câu").fill(text)
    page.get_by_label("Nguyên nhân").select_option(label="Đất đai")
    page.get_by_role("button", name="Nêu vướng mắc").click()
    assert re.search(r"/vuong-mac/\d+/$", page.url)
    expect(page.locator("h1")).to_have_text(text)
    expect(page.locator("main")).to_contain_text(DEPARTMENT)
    assert undone.rows("SELECT state FROM directives_obstacle WHERE text = ?", text) == [("raised",)]


def test_an_obstacle_goes_its_way_without_scripts(window, undone):
    """The commune raises it, the department settles it, the commune confirms."""
    thai = window("thai", java_script_enabled=False)
    commune, criterion = (undone.rows(A_ROW[name])[0][0] for name in ("commune", "criterion"))
    thai.goto(f"/vuong-mac/them/?xa={commune}&tc={criterion}")
    thai.get_by_role("button", name="Nêu vướng mắc").click()
    assert thai.title().startswith("Lỗi: ")
    thai.get_by_label("Vướng mắc, trong một câu").fill("Chưa có vốn vay cho hộ nghèo.")
    thai.get_by_label("Nguyên nhân").select_option(label="Vốn")
    thai.get_by_role("button", name="Nêu vướng mắc").click()
    kien = window("kien", java_script_enabled=False)
    kien.goto(thai.url)
    kien.get_by_role("button", name="Nhận tháo gỡ").click()
    kien.get_by_label("Kết quả giải quyết").fill("Ngân hàng chính sách đã cho vay 12 hộ.")
    kien.get_by_label("Tác động đến tiêu chí").select_option(label="Tiến gần mức đạt")
    kien.get_by_role("button", name="Báo đã giải quyết").click()
    thai.reload()
    thai.get_by_role("button", name="Xác nhận đã giải quyết").click()
    expect(thai.locator(".sentence")).to_contain_text("Đã giải quyết dứt điểm")


@pytest.fixture(scope="module")
def checked():
    return set()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("who", ORDERS_OF)
def test_every_screen_of_orders_is_sound(window, served, checked, who, size):
    context, found = window(who, size).context, []
    for name, url in with_orders(ORDERS_OF[who], served.rows).items():
        page = context.new_page()
        visit = Visit(page, url)
        assert visit.status == 200, f"{name}: {url}"
        found += [f"{name}: {fault}" for fault in visit.faults(checked, MOST_REQUESTS + 1)]
        page.close()
    assert not found, "\n".join(found)
