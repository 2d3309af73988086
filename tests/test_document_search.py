"""Documents are found by their number, however it is typed, by whoever may open them."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Commune, Reorganisation, ReorganisationLine, Succession
from criteria.models import CriteriaSet, Recognition, Target
from directives.models import Directive
from ntm_portal.document_search import MOST_SHOWN, documents, typed_number
from ntm_portal.groups import load_groups
from tests import builders
from tests.crawling import Document
from tests.screen_parts import heading, html, text_of

DAY, DONE = datetime.date(2024, 1, 22), builders.MOMENT


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("05/CT", ("5", 0, "ct")),
        ("5/ct-ubnd", ("5", 0, "ctubnd")),
        ("Chỉ thị số 05/CT-UBND ngày 22/01/2024", ("5", 0, "ctubnd")),
        ("QĐ 1978", ("1978", 0, "")),
        ("1978/qd-ubnd", ("1978", 0, "qdubnd")),
        ("51/2025/QĐ-TTg", ("51", 2025, "qdttg")),
        ("17", ("17", 0, "")),
        ("05/CT; x'", ("5", 0, "ctx")),
    ],
)
def test_number_is_read_however_it_is_typed(typed, found):
    wanted = typed_number(typed)
    assert (wanted.number, wanted.year, wanted.letters) == found


@pytest.mark.parametrize("typed", ["", "dak ha", "tc 17", "CT-UBND", "0", "000/CT", "\x00", "²", "1" * 80])
def test_text_that_is_no_number_is_none(typed):
    assert typed_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "text", "is_in"),
    [
        ("05/CT", "05/CT-UBND", True),
        ("5/CT-UBND", "05/CT-UBND", True),
        ("5/CT", "105/CT-UBND", False),
        ("5/CT", "50/CT-UBND", False),
        ("05/QĐ", "05/CT-UBND", False),
        ("318", "Quyết định 318/QĐ-TTg", True),
        ("51/QĐ-TTg", "Quyết định 51/2025/QĐ-TTg", True),
        ("51/2024/QĐ-TTg", "Quyết định 51/2025/QĐ-TTg", False),
        ("5/2024", "05/CT-UBND", True),
        ("5/2023", "05/CT-UBND", False),
        ("12", "Nghị quyết 1677/NQ-UBTVQH15 ngày 12/6/2025", False),
    ],
)
def test_number_in_a_text(typed, text, is_in):
    assert typed_number(typed).is_in(text, DAY) is is_in


@pytest.fixture
def world(db):
    """A directive, a recognition, a revocation and a plan of Kon Tum, all numbered 5; one more province."""
    load_groups()
    home = builders.province()
    ha = builders.district(home)
    pxi = builders.commune(ha, code="23503")
    law = builders.criteria_set(decision="Quyết định 5/QĐ-TTg")
    Directive.objects.create(
        province=home, number="05/CT-UBND", issuer="UBND tỉnh", signed_on=DAY, title="Tăng cường trách nhiệm"
    )
    builders.recognise(
        pxi, law, decision_number="005/QĐ-UBND", revoked_on=DAY, revocation_decision="5/QĐ-UBND"
    )
    plan = {"commune": pxi, "criteria_set": law, "year": 2024, "document": "Kế hoạch số 5/KH-UBND"}
    minh = builders.officer("minh", home, groups=[Group.objects.get(name="Chỉ đạo")])
    Target.objects.create(**plan, proposed_by=minh, proposed_at=DONE, approved_by=minh, approved_at=DONE)
    new = builders.commune(home, "Đăk Hà", valid_from=DAY)
    Succession.objects.create(
        predecessor=pxi, successor=new, effective_on=DAY, decision="Nghị quyết 5/NQ-UBTVQH15 ngày 1/1/2024"
    )
    drafted = Reorganisation.objects.create(
        name="Sắp xếp Đăk Hà",
        decision="Nghị quyết 05/NQ-HĐND",
        effective_on=DAY,
        prepared_at=DONE,
        prepared_by=minh,
    )
    ReorganisationLine.objects.create(
        reorganisation=drafted,
        predecessor=pxi,
        predecessor_code="23503",
        predecessor_name="Đăk Pxi",
        successor_code="23503",
        successor_name="Đăk Pxi",
        successor_province_code="62",
    )
    return minh


PUBLIC = {
    "Bộ tiêu chí",
    "Quyết định công nhận",
    "Quyết định thu hồi",
    "Sắp xếp đơn vị hành chính",
    "Kế hoạch năm",
}


def kinds(page: str) -> set[str]:
    return {text_of(part.partition("</td>")[0]) for part in page.split('<td data-label="Loại">')[1:]}


def test_visitor_finds_what_is_public_and_nothing_else(client, world):
    page = html(client, "/tim-kiem/?q=05")
    assert kinds(page) == PUBLIC
    assert "Tăng cường trách nhiệm" not in page
    assert "Sắp xếp Đăk Hà" not in page
    for typed in ("05/CT", "05/NQ-H"):
        assert kinds(html(client, f"/tim-kiem/?q={typed}")) == set()


def test_officer_finds_directives_and_reorganisations_of_the_scope(client, world):
    client.force_login(world)
    page = html(client, "/tim-kiem/?q=5")
    assert kinds(page) == PUBLIC | {"Chỉ thị", "Đợt sắp xếp đơn vị hành chính"}
    links = [link for link in Document(page).links if "#" not in link]
    found = [link for link in links if link.startswith(("/chi-thi/62", "/sap-xep/", "/ke-hoach/62/?nam"))]
    assert len(found) == 3
    assert all(client.get(link).status_code == 200 for link in found)
    assert kinds(html(client, "/tim-kiem/?q=chỉ thị 5/ct")) == {"Chỉ thị"}


def test_officer_of_another_province_or_without_the_right_finds_neither(client, world):
    foreign = builders.officer(
        "la", builders.province("Gia Lai", "52"), groups=[Group.objects.get(name="Chỉ đạo")]
    )
    rightless = builders.officer("tho", world.scope_province)
    scopeless = builders.officer("khong", groups=[Group.objects.get(name="Chỉ đạo")])
    for officer in (foreign, rightless, scopeless):
        assert {found.kind for found in documents(officer, "5")} == PUBLIC


def test_superseded_plan_and_decision_to_come_are_not_found(client, world):
    target = Target.objects.get()
    Target.objects.update(approved_by=None, approved_at=None)
    assert "Kế hoạch năm" not in kinds(html(client, "/tim-kiem/?q=5"))
    builders.recognise(
        target.commune,
        CriteriaSet.objects.get(),
        decision_number="77/QĐ-UBND",
        decided_on=datetime.date(2999, 1, 1),
    )
    assert kinds(html(client, "/tim-kiem/?q=77")) == set()


def test_decision_of_many_communes_names_three_and_counts_the_rest(world):
    home = world.scope_province
    law = CriteriaSet.objects.get()
    for at in range(5):
        builders.recognise(
            builders.commune(home.districts.get(), f"Xã số {at}"), law, decision_number="88/QĐ-UBND"
        )
    found = documents(world, "88/QĐ")
    assert len(found) == 4
    assert found[-1].words == "và 2 xã khác của Tỉnh Kon Tum"


def test_commune_of_one_decision_by_two_sets_counts_once(world):
    home, law = world.scope_province, CriteriaSet.objects.get()
    other = builders.criteria_set(code="nang-cao", tier="advanced")
    for at in range(4):
        place = builders.commune(home.districts.get(), f"Xã số {at}")
        for of in (law, other):
            builders.recognise(place, of, decision_number="88/QĐ-UBND", illustrative=at == 1)
    words = [found.words for found in documents(world, "88/QĐ")]
    assert words == [
        "Xã Xã số 0, Huyện Đăk Hà",
        "Xã Xã số 1, Huyện Đăk Hà (minh họa)",
        "Xã Xã số 2, Huyện Đăk Hà",
        "và 1 xã khác của Tỉnh Kon Tum",
    ]


@pytest.fixture
def many(world):
    """More communes of Kon Tum than lines are shown of one kind."""
    return Commune.objects.bulk_create(
        Commune(
            code=str(70_000 + at), name=f"Xã {at}", province=world.scope_province, sort_key=f"00{at:04}",
            valid_to=DAY,
        )
        for at in range(MOST_SHOWN + 5)
    )  # fmt: skip


def test_merger_counts_every_unit_of_its_decision(world, many):
    heir = Commune.objects.get(name="Đăk Hà")
    Succession.objects.bulk_create(
        Succession(predecessor=place, successor=heir, effective_on=DAY, decision="1656/NQ-UBTVQH15")
        for place in many
    )
    [found] = documents(world, "1656/NQ")
    assert found.words == f"{len(many)} đơn vị cũ thành 1 đơn vị của Tỉnh Kon Tum từ 22/01/2024"


def test_decision_is_found_behind_many_that_share_its_number_alone(world, many):
    law = CriteriaSet.objects.get()
    given = {"criteria_set": law, "decided_on": DAY, "year_achieved": 2023}
    Recognition.objects.bulk_create(
        Recognition(commune=place, decision_number="66/2023/QĐ-X", **given) for place in many
    )
    last = builders.commune(world.scope_province.districts.get(), "Ya Xiêr")
    builders.recognise(last, law, decision_number="66/QĐ-UBND")
    assert [found.words for found in documents(world, "66/QĐ-UBND")] == ["Xã Ya Xiêr, Huyện Đăk Hà"]
    assert documents(world, "66/2023")[-1].words == f"và {len(many) - 3} xã khác của Tỉnh Kon Tum"


def approved_plan(world, place, **fields) -> Target:
    done = {"proposed_at": DONE, "approved_by": world, "approved_at": DONE}
    given = {"criteria_set": CriteriaSet.objects.get(), "year": 2024, "document": "7/KH-UBND"}
    return Target.objects.create(commune=place, proposed_by=world, **{**given, **done, **fields})


def test_plan_of_a_province_whose_code_another_carries_leads_to_that_very_plan(client, world):
    end = datetime.date(2024, 12, 31)
    old = builders.province("Quảng Ngãi cũ", "51", valid_to=end)
    builders.province("Quảng Ngãi", "51", valid_from=datetime.date(2025, 1, 1))
    approved_plan(world, builders.commune(old, "Ba Tơ", valid_to=end), registered=True)
    [found] = documents(world, "7/KH")
    page = html(client, found.url)
    assert heading(page).startswith("Tỉnh Quảng Ngãi cũ: ")
    assert "Ba Tơ" in page
    links = [link for link in Document(page).links if link.startswith(("/ke-hoach/51", "?nam="))]
    assert len(links) > 3
    for link in links:
        said = client.get(link if link.startswith("/") else f"/ke-hoach/51/{link}")
        assert said.status_code == 200, link
        if "html" in said["Content-Type"] and "?nam=" in link:
            assert said.context["province"] == old, link
    assert found.words == "Kế hoạch năm 2024, Xã NTM 2021–2025; Tỉnh Quảng Ngãi cũ"


def test_made_up_plans_and_directives_say_so(world):
    home = world.scope_province
    one, two = (builders.commune(home.districts.get(), name) for name in ("Một", "Hai"))
    approved_plan(world, one, illustrative=True)
    said = "Kế hoạch năm 2024, Xã NTM 2021–2025; Tỉnh Kon Tum"
    assert [found.words for found in documents(world, "7/KH")] == [f"{said} (minh họa)"]
    approved_plan(world, two)
    assert [found.words for found in documents(world, "7/KH")] == [f"{said} (có phần minh họa)"]
    Target.objects.update(illustrative=False)
    assert [found.words for found in documents(world, "7/KH")] == [said]
    Directive.objects.update(illustrative_note="Thời hạn là minh họa.")
    [found] = documents(world, "5/CT")
    assert found.words == "Tăng cường trách nhiệm; Tỉnh Kon Tum (có phần minh họa)"


def test_search_of_a_number_asks_as_often_however_much_there_is(client, world):
    client.force_login(world)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            html(client, "/tim-kiem/?q=5")
        return len(found)

    few = asked()
    home, law = world.scope_province, CriteriaSet.objects.get()
    for at in range(30):
        place = builders.commune(home.districts.get(), f"Xã số {at}")
        builders.recognise(place, law, decision_number="5/QĐ-UBND")
        Directive.objects.create(
            province=home, number=f"5/CT-{at}", issuer="UBND", signed_on=DAY, title=f"Việc {at}"
        )
    assert asked() == few <= 18
