"""What an older set suggests for a newer one, several sets at once, and groups of communes."""

import datetime

import pytest

from communes.models import Classification
from communes.resources import ClassificationResource
from criteria.crosswalk import hint_words, hints_for
from criteria.crosswalk_loading import load_crosswalks
from criteria.definition_files import FOLDER, read_definitions
from criteria.loading import load_definitions
from criteria.models import CriterionLink, CriterionResult
from tests import builders
from tests.merger_world import merger_world
from tests.test_resources import counts, faults, read

pytestmark = pytest.mark.django_db
ENTERING = ["change_indicatorresult", "view_indicatorresult"]
NEW_DAY = datetime.date(2024, 12, 31)


class World:
    """A commune judged by an older set of three, a newer set by groups of two, open and without data."""

    def __init__(self):
        self.old = builders.criteria_set(3)
        self.new = builders.criteria_set(
            2, "xa-ntm-2026-2030", short_name="Xã NTM 2026–2030", threshold_axis="group"
        )
        self.province = builders.province()
        self.commune = builders.commune(builders.district(self.province), code="23503")
        self.before = builders.round_with({self.commune: "MMN"}, of=self.old)
        self.round = builders.round_with({self.commune: ".."}, of=self.new, data_on=NEW_DAY)
        old, new = list(self.old.criteria.all()), list(self.new.criteria.all())
        for one, other in ((0, 0), (1, 0), (2, 1)):
            CriterionLink.objects.create(old=old[one], new=new[other])
        self.thai = builders.officer("thai", self.commune, permissions=ENTERING)

    def hints(self):
        found = hints_for(self.round, self.commune.pk, self.new.criteria.all())
        return {pk: hint for pk, [hint] in found.items()}


@pytest.fixture
def world(db):
    return World()


def test_hint_says_what_the_older_criteria_were_and_writes_nothing(world):
    first, second = world.new.criteria.order_by("number")
    hints = world.hints()
    assert (hints[first.pk].outcome, hints[second.pk].outcome) == ("M", "N")
    assert "Gợi ý từ Xã NTM 2021–2025, số liệu đến 31/12/2023: TC 1 TC số 1: đạt" in hints[first.pk].words
    assert "chưa kiểm chứng. Gợi ý: đạt." in hints[first.pk].words
    assert world.round.standings.get().outcomes == ".."
    assert not CriterionResult.objects.filter(standing__round=world.round).exists()


def test_hint_reads_no_round_after_the_day_and_no_other_commune(world):
    later = builders.round_with({world.commune: "NNN"}, of=world.old, data_on=datetime.date(2025, 1, 31))
    assert {hint.round for hint in world.hints().values()} == {world.before}
    other = builders.commune(world.commune.district, "Đăk Mar")
    assert hints_for(later, other.pk, world.new.criteria.all()) == {}


def test_hint_of_a_successor_names_each_it_was_formed_from_and_concludes_nothing():
    merged = merger_world()
    new = merged.since.criteria.get(number=1)
    CriterionLink.objects.create(old=merged.before.criteria.get(number=2), new=new)
    standing = merged.ha.standings.get()
    [binh, la] = sorted(hints_for(standing.round, merged.ha.pk, [new])[new.pk], key=lambda hint: hint.words)
    assert [binh.outcome, la.outcome] == ["", ""]
    said = "Xã NTM 2021–2025, số liệu đến 31/12/2024: TC 2 TC số 2:"
    unsure = "; bảng đối chiếu hai bộ chưa kiểm chứng."
    assert la.words == f"Gợi ý từ xã Đăk La cũ, {said} đạt{unsure}"
    assert binh.words == f"Gợi ý từ xã Diên Bình cũ, {said} chưa đạt{unsure}"
    assert hint_words(standing.round, merged.ha.pk, [new])[new.pk].count("Gợi ý từ") == 2
    assert merged.ha.standings.get().outcomes == "MN"


def test_hint_is_for_those_in_charge(client, world):
    page = f"/xa/23503/?ky={world.round.key}&bo=xa-ntm-2026-2030"
    assert "Gợi ý từ" not in client.get(page).content.decode()
    client.force_login(world.thai)
    assert client.get(page).content.decode().count("Gợi ý từ Xã NTM 2021–2025") == 2


def test_profile_shows_every_set_in_force_side_by_side(client, world):
    html = client.get(f"/xa/23503/?ky={world.before.key}").content.decode()
    assert "Xã theo 2 bộ tiêu chí" in html
    assert "đạt <b>2/3</b> tiêu chí, số liệu đến ngày 31/12/2023" in html
    assert "<b>Xã NTM 2021–2025</b> (đang xem)" in html
    assert f'href="?ky={world.round.key}&amp;bo=xa-ntm-2026-2030"' in html
    world.old.valid_to = datetime.date(2024, 6, 30)
    world.old.save()
    html = client.get(f"/xa/23503/?ky={world.round.key}&bo=xa-ntm-2026-2030").content.decode()
    assert "Xã theo" not in html


def test_group_is_that_of_the_rounds_day_by_its_decision(client, world):
    page = f"/xa/23503/?ky={world.round.key}&bo=xa-ntm-2026-2030"
    assert "Đến ngày 31/12/2024 xã chưa phân nhóm" in client.get(page).content.decode()
    facts = {"commune": world.commune, "kind": "group"}
    first = datetime.date(2024, 1, 1)
    Classification.objects.create(**facts, value="3", decision="QĐ 10", valid_from=first, valid_to=NEW_DAY)
    Classification.objects.create(**facts, value="2", decision="QĐ 20", valid_from=datetime.date(2025, 1, 1))
    said = "Xã thuộc nhóm 3 (QĐ 10, từ 01/01/2024), xét vào ngày 31/12/2024."
    assert said in client.get(page).content.decode()
    client.force_login(world.thai)
    assert said in client.get(f"/nhap-lieu/ky/{world.round.pk}/xa/23503/").content.decode()
    assert "nhóm" not in client.get(f"/xa/23503/?ky={world.before.key}").content.decode()


def test_groups_come_in_by_a_sheet_with_faults_at_the_cell(world):
    lan = builders.officer("lan", world.province)
    headings = ["Mã xã", "Phân loại", "Giá trị", "Văn bản", "Hiệu lực từ ngày"]
    group = "Nhóm xã (1, 2, 3)"
    bad = read(ClassificationResource, lan, headings, ["23503", group, "4", "", "01/01/2024"])
    assert {cell for cell, _ in faults(bad)} == {"C2", "D2"}
    good = ["23503", group, "2", "QĐ 10/QĐ-UBND", "01/01/2024"]
    assert counts(read(ClassificationResource, lan, headings, good)) == (1, 0, 0)
    assert counts(read(ClassificationResource, lan, headings, good)) == (0, 0, 1)
    foreign = builders.officer("mai", builders.province("Gia Lai", "64"))
    assert faults(read(ClassificationResource, foreign, headings, good))


def test_draft_crosswalk_loads_unverified_and_again_changes_nothing(db):
    load_definitions(read_definitions(FOLDER))
    assert load_crosswalks() == 21
    assert load_crosswalks() == 0
    assert not CriterionLink.objects.filter(verified_on__isnull=False).exists()
    assert set(CriterionLink.objects.values_list("source", flat=True)) == {"recalled"}
    covered = set(CriterionLink.objects.values_list("old__number", flat=True))
    assert covered == set(range(1, 20))
