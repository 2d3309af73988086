"""From an order to a criterion that is met, as the people about it do it in a browser; obstacles in passing.

The administrator issues a directive, the department and the commune answer it, the department appraises the
cell: the assignment closes by itself, and opens again when the cell lapses.
"""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser import orders
from tests.browser.conftest import DESK, PHONE
from tests.browser.orders import DEPARTMENT, REASON, later
from tests.browser.screens import A_ROW, ORDERS_OF, UNDER_WAY, with_orders
from tests.browser.visits import MOST_REQUESTS, Visit

pytestmark = pytest.mark.browser

PEOPLE = ("lan", "kien", "thai", "nam", "hoa", "minh")


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


def prolonged_once(lan, kien) -> None:
    """The department asks for more time, gets it with its reason, and is refused a second time."""
    orders.open_mine(kien)
    stale = kien.context.new_page()  # the same page, opened before the answer
    stale.goto(kien.url)
    orders.ask(kien, 40)
    expect(kien.locator("main")).to_contain_text("Đã gửi đề nghị gia hạn.")
    lan.goto(kien.url)
    expect(lan.locator("#gia-han")).to_contain_text(REASON)
    lan.get_by_role("button", name="Đồng ý gia hạn").click()
    expect(lan.locator("main")).to_contain_text(f"Đã gia hạn đến {later(40)}.")
    kien.reload()
    expect(kien.locator("main")).to_contain_text(f"{later(40)} (đã gia hạn; hạn ban đầu {later(10)})")
    expect(kien.locator("main")).to_contain_text(f"Lý do: {REASON}")
    expect(kien.get_by_text("Xin gia hạn (mỗi việc một lần)")).to_have_count(0)
    orders.ask(stale, 50)
    expect(stale.get_by_role("alert").first).to_contain_text("mỗi việc chỉ được gia hạn một lần")


def test_an_order_becomes_a_criterion_that_is_met_and_opens_again(window, undone, tmp_path):
    lan, kien, thai = window("lan"), window("kien"), window("thai")
    orders.issue(lan)
    orders.give(lan)

    prolonged_once(lan, kien)
    assert undone.rows("SELECT count(*) FROM directives_extension WHERE reason = ?", REASON) == [(1,)]

    orders.open_mine(thai)
    expect(thai.locator(".sentence")).to_contain_text("Trong hạn")
    thai.get_by_label("Đã làm được gì, còn vướng gì").fill("Đã hỗ trợ 12 hộ nuôi dê sinh sản.")
    thai.get_by_label("Tiến độ (%)").fill("70")
    thai.get_by_role("button", name="Gửi báo cáo").click()
    expect(thai.locator(".log").first).to_contain_text("70 %")

    [(round,)] = undone.rows(UNDER_WAY)
    given = thai.url
    orders.send_dossier(thai, round)
    orders.verify(window("nam"), round)
    thai.goto(given)
    expect(thai.locator(".sentence")).to_contain_text("Trong hạn")
    orders.appraise(kien, round)
    thai.reload()
    # Of figures older than the order: done on the day it was given, never earlier.
    expect(thai.locator(".sentence")).to_contain_text(f"Hoàn thành đúng hạn, hoàn thành {later(0)}")
    expect(thai.get_by_role("button", name="Gửi báo cáo")).to_have_count(0)

    orders.send_next_round(window("minh"), tmp_path)
    thai.reload()
    expect(thai.locator(".sentence")).to_contain_text("Trong hạn")
    expect(thai.locator(".log").first).to_contain_text("Đã hỗ trợ 12 hộ nuôi dê sinh sản.")
    expect(thai.get_by_role("button", name="Gửi báo cáo")).to_be_visible()


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
