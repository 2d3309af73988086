"""Officers fill the grids: by keyboard, by paste, two at once, with a server that stops, without scripts."""

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.entry_pages import Grid
from tests.browser.visits import MOST_REQUESTS, Visit

pytestmark = pytest.mark.browser

ALREADY_CACHED = ("ntm.css", "ntm.svg")  # nobody comes here but from a page that fetched them

# A commune of Đăk Hà for each test, so that none finds what another typed.
WHOLE, SHARED, OFFLINE, PASTED, KEYS = "23503", "23506", "23509", "23512", "23515"
PLAIN, PRIVATE, LOOKED_AT = "23518", "23521", "23524"


@pytest.fixture
def grid(window, served):
    """Open a commune's grid: `grid("hoa", KEYS)`; options of `window` pass through."""

    def opened(who: str, commune: str, **options) -> Grid:
        return Grid(window(who, **options), served, commune).open()

    return opened


def typed_by_row(grid: Grid) -> dict[str, str]:
    """What a test types into each row: a number, or the label of an answer."""
    return {
        key: "Có" if field == "answer" else f"{position + 10},5"
        for position, (key, field) in enumerate(grid.main_fields())
    }


def expected_in_database(typed: dict[str, str]) -> dict[str, str]:
    return {key: "yes" if text == "Có" else text.replace(",", ".") for key, text in typed.items()}


def test_whole_commune_is_entered_with_the_keyboard_alone(grid):
    page = grid("thai", WHOLE)
    typed = typed_by_row(page)
    assert len(typed) == 57
    page.tab_to_first_cell()
    for key, text in typed.items():
        assert page.focused().startswith(f"{key}-"), key
        page.keyboard.type(text[:1].lower() if text == "Có" else text)
        page.keyboard.press("Enter")
    page.expect_all_saved()
    assert page.in_database() == expected_in_database(typed)
    expect(page.page.locator("[data-entered]").first).to_have_text("57")


def test_two_officers_on_one_cell_choose(grid):
    hoa, minh = grid("hoa", SHARED), grid("minh", SHARED)
    first, second = hoa.numbers()[:2]
    for key in (first, second):
        hoa.type(key, "70")
        hoa.expect_state(key, "đã lưu")
        minh.type(key, "71,5")
        minh.expect_state(key, "có người vừa sửa")
    assert hoa.in_database() == {first: "70", second: "70"}
    expect(minh.conflict(first)).to_contain_text("Giữ số của tôi (71,5)")
    expect(minh.conflict(first)).to_contain_text("Lấy số mới (70 – Y Hoa")
    minh.conflict(first).get_by_role("button", name="Giữ số của tôi").click()
    minh.conflict(second).get_by_role("button", name="Lấy số mới").click()
    minh.expect_all_saved()
    assert minh.in_database() == {first: "71.5", second: "70"}
    assert minh.value(first) == "71,5"
    assert minh.value(second) == "70"
    assert not minh.page.locator(".conflict").count()
    assert minh.log_reasons() == ["", "", "Giữ số của mình khi có người vừa sửa"]


def test_nothing_typed_is_lost_when_the_server_stops(grid, served):
    page = grid("hoa", OFFLINE)
    keys = page.numbers()[:4]
    page.type(keys[0], "11")
    page.expect_state(keys[0], "đã lưu")
    served.stop()
    try:
        page.type(keys[1], "12")
        page.type(keys[2], "13")
        page.expect_state(keys[2], "chờ mạng")
        expect(page.line).to_contain_text("2 ô chưa lưu, sẽ tự gửi khi có mạng")
        with pytest.raises(Error):  # the page is closed while nothing answers
            page.page.goto(page.url)
        # Before the server is back: the browser opens a page again by itself once it answers.
        page.block_saving()
    finally:
        served.start()
    page.open()
    assert [page.value(key) for key in keys[:3]] == ["11", "12", "13"]
    page.expect_state(keys[1], "chờ mạng")
    page.allow_saving()
    page.keyboard.press("Control+s")
    page.expect_all_saved()
    served.stop()
    page.type(keys[3], "14")
    page.expect_state(keys[3], "chờ mạng")
    served.start()
    page.expect_all_saved()
    assert page.in_database() == dict(zip(keys, ["11", "12", "13", "14"], strict=True))


def test_another_officer_at_the_same_machine_sees_nothing_unsent(window, served):
    page = window()
    sign_in(page, "hoa")
    hers = Grid(page, served, PRIVATE)
    hers.block_saving()
    hers.open()
    key = hers.numbers()[0]
    hers.type(key, "33")
    hers.expect_state(key, "chờ mạng")
    page.get_by_role("button", name="Đăng xuất").click()
    sign_in(page, "minh")
    his = hers.open()
    assert his.value(key) == ""
    page.get_by_role("button", name="Đăng xuất").click()
    sign_in(page, "hoa")
    hers.open()
    assert hers.value(key) == "33"
    page.context.clear_cookies()
    hers.allow_saving()
    hers.keyboard.press("Control+s")
    expect(hers.line).to_contain_text("Phiên làm việc đã hết")
    sign_in(page.context.new_page(), "hoa")
    hers.line.get_by_role("button", name="Gửi lại").click()
    hers.expect_all_saved()
    assert hers.in_database() == {key: "33"}


def test_block_of_a_whole_commune_is_pasted(grid):
    page = grid("hoa", PASTED)
    typed = typed_by_row(page)
    sent = page.watch_saving()
    page.control(next(iter(typed))).focus()
    page.paste([*typed.values(), "1", "2"])
    expect(page.line).to_contain_text("2 dòng không vừa bảng")
    page.expect_all_saved()
    assert len(sent) <= 2
    assert page.in_database() == expected_in_database(typed)
    page.keyboard.press("Control+z")
    expect(page.control(next(iter(typed)))).to_have_value("")
    page.expect_all_saved()
    assert not page.in_database()


def test_keys_move_restore_and_undo(grid):
    page = grid("hoa", KEYS)
    sent, (first, second) = page.watch_saving(), page.numbers()[:2]
    page.type(first, "40,5")
    assert page.focused().startswith(f"{second}-")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    page.keyboard.type("5")
    assert page.value(first) == "40,55"
    page.keyboard.press("Escape")
    assert page.value(first) == "40,5"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Enter")
    assert page.focused().startswith(f"{first}-")
    page.expect_all_saved()
    assert len(sent) == 1
    page.keyboard.type("41")
    page.keyboard.press("Control+s")
    page.expect_state(first, "đã lưu")
    page.keyboard.press("Control+z")
    page.expect_all_saved()
    assert page.in_database() == {first: "40.5"}
    page.keyboard.press("ArrowRight")
    assert page.focused().startswith(f"{first}-")
    assert not page.focused().endswith("-value")


def test_wrong_text_is_said_at_its_field_and_no_key_sends_the_form(grid):
    page = grid("hoa", KEYS)
    moved, key = [], page.numbers()[4]
    page.page.on("framenavigated", lambda frame: moved.append(frame.url))
    page.type(key, "tám mươi")
    expect(page.control(key)).to_have_attribute("aria-invalid", "true")
    page.expect_state(key, "chưa lưu")
    expect(page.messages(key)).to_contain_text("Nhập số")
    expect(page.line).to_contain_text("1 ô chưa lưu")
    page.control(key).focus()
    page.keyboard.press("Escape")
    expect(page.control(key)).not_to_have_attribute("aria-invalid", "true")
    expect(page.messages(key)).to_be_hidden()
    expect(page.line).to_contain_text("Không còn ô nào chưa lưu")
    for press in ("Enter", "Shift+Enter", "Control+Enter"):
        page.keyboard.press(press)
    assert not moved
    assert not page.stored_in_browser()


def test_keys_of_an_input_method_are_left_to_it(grid):
    page = grid("hoa", KEYS)
    key = page.numbers()[0]
    page.control(key).focus()
    for more in ("isComposing: true", "keyCode: 229"):
        page.page.evaluate(
            f"""document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {{ key: "Enter", bubbles: true, cancelable: true, {more} }}))"""
        )
        assert page.focused().startswith(f"{key}-"), more


def test_grid_saves_as_a_form_without_scripts(grid):
    page = grid("hoa", PLAIN, java_script_enabled=False)
    first, second = page.numbers()[:2]
    page.control(first).fill("61,5")
    page.control(second).fill("sáu")
    page.page.get_by_role("button", name="Lưu nháp").first.click()
    expect(page.control(second)).to_have_attribute("aria-invalid", "true")
    assert page.value(first) == "61,5"
    page.control(second).fill("62")
    page.page.get_by_role("button", name="Lưu nháp").first.click()
    assert page.in_database() == {first: "61.5", second: "62"}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_entry_pages_are_sound(window, served, size):
    page, found = window("hoa", size), {}
    commune = Grid(page, served, LOOKED_AT)
    pages = {"communes": commune.round_url, "commune": commune.url, "indicator": commune.indicator_url()}
    for name, url in pages.items():
        found[name] = Visit(page, url).faults(set(), MOST_REQUESTS + len(ALREADY_CACHED))
    visit = Visit(page, commune.url)
    key = commune.numbers()[0]
    commune.type(key, "tám")
    commune.expect_state(key, "chưa lưu")
    found["wrong"] = [*visit._width(), *visit._accessibility(), *page.evaluate("window.refused")]
    assert not any(found.values()), found
