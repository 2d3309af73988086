"""Money of before a reorganisation: found from the places of today, and a code used again is said to be."""

import pytest

from tests import builders
from tests import funding_builders as build
from tests.capital_world import MILLION, groups_that_read
from tests.crawling import Document
from tests.merger_world import merger_world
from tests.screen_parts import heading, html

NEW_PXI, NEW_PROVINCE = "/von/xa/23504/", "/von/tinh/51/"


@pytest.fixture
def world(db):
    """Đăk Long (23504) held 7 triệu in 2023; Đăk Pxi, formed from it, bears its code today."""
    built = merger_world()
    programme, source = build.programme(), build.source()
    build.allocation(built.long, programme, source, allocated=7 * MILLION)
    build.programme(phase="2026-2035")
    return built


def seen(client, scope, url: str) -> Document:
    client.force_login(builders.officer("nguoi-xem", scope, groups=groups_that_read()))
    return Document(html(client, url))


def test_commune_leads_to_the_money_of_what_it_was_formed_from(client, world):
    page = seen(client, world.pxi, NEW_PXI)
    assert "Vốn trước ngày 01/07/2025 của xã Đăk Pxi: Xã Đăk Long" in page.text
    [link] = [link for link in page.links if "tu=2021" in link]
    assert link == "/von/xa/23504/?tu=2021&den=2024"
    assert heading(html(client, link)).startswith("Xã Đăk Long: ")


def test_code_that_was_another_communes_is_said_to_be(client, world):
    page = seen(client, world.pxi, f"{NEW_PXI}?tu=2023&den=2023")
    assert page.parts["h1"][0].startswith("Xã Đăk Long: ")
    assert "Mã 23504 năm 2023 là của xã Đăk Long, có đến hết ngày 30/06/2025" in page.text
    assert "xã Đăk Pxi có từ ngày 01/07/2025" in page.text
    assert "/von/xa/23504/?nam=2023" in page.links
    assert "Mã 23504" not in seen_again(client, NEW_PXI)


def seen_again(client, url: str) -> str:
    return Document(html(client, url)).text


def test_province_leads_to_the_provinces_it_was_formed_from(client, world):
    page = seen(client, world.new, NEW_PROVINCE)
    assert "Vốn trước ngày 01/07/2025 của tỉnh Quảng Ngãi: Tỉnh Kon Tum" in page.text
    assert "/von/tinh/62/?tu=2021&den=2024" in page.links
    assert "7 triệu đồng" in seen_again(client, "/von/tinh/62/?tu=2021&den=2024")


def test_predecessor_that_went_elsewhere_in_part_is_named_without_a_link(client, world):
    world.long.successions.update(whole=False)
    page = seen(client, world.pxi, NEW_PXI)
    assert "Xã Đăk Long (ngoài phạm vi của bạn)" in page.text
