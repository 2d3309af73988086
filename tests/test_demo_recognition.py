"""The demonstration of recognition: three states, marked illustrative, loaded once, nothing else moved."""

import pytest

from communes.models import Notice
from criteria.models import KeepingPlan, RecognitionDossier, Round, Standing
from ntm_portal.demo_recognition import load_recognition
from tests import world
from tests.crawling import crawl
from tests.test_crawl import SCREENS_ONLY, reader, unsound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kon_tum_loaded")]


def test_demo_dossiers_load_once_and_are_marked():
    before = list(Standing.objects.order_by("pk").values_list("pk", "outcomes"))
    world.kon_tum_directed()
    told = Notice.objects.count()
    assert "3 hồ sơ" in load_recognition()
    assert "0 hồ sơ" in load_recognition()
    assert Notice.objects.count() == told, "nobody is told of what is only shown"
    found = RecognitionDossier.objects.order_by("commune__code")
    assert [(row.commune.code, row.state, row.records.count()) for row in found] == [
        ("23440", "decided", 7), ("23503", "open", 4), ("23518", "returned", 2),
    ]  # fmt: skip
    assert all(row.illustrative for row in [*found, *KeepingPlan.objects.all()])
    kept = dict(Standing.objects.values_list("pk", "outcomes"))
    assert all(kept[pk] == letters for pk, letters in before)


@pytest.mark.parametrize("who", ["minh", "nam", "thai", "lan", ""])
def test_crawl_of_recognition_leads_to_sound_pages(who):
    load_recognition()
    key = RecognitionDossier.objects.get(commune__code="23503").pk
    risk = Round.objects.get(criteria_set__code="xa-ntm-nang-cao-2021-2025").key
    starts = ["/xa/23503/", f"/tinh/62/?ky={risk}&bo=xa-ntm-nang-cao-2021-2025"]
    if who:
        starts += ["/cong-nhan/?loc=tat-ca", f"/cong-nhan/{key}/", "/duy-tri/?tinh=62"]
        starts.append(f"/duy-tri/?tinh=62&ky={risk}&bo=xa-ntm-nang-cao-2021-2025")
    only = f"{SCREENS_ONLY}|^/(?!cong-nhan|duy-tri|xa/23503)"
    pages = crawl(reader(who), *starts, samples=1, leave_out=only, limit=60)
    assert len(pages) > (10 if who else 2)
    assert not unsound(pages)
