"""Activities as they are written down: who may, what is refused, what is kept of them and their photos."""

import datetime
import io

import pytest
from django.utils import timezone
from PIL import Image

from criteria.actions import ActionRefused
from directives.actions import add_photo, change_activity, record_activity, remove_photo
from directives.actions.activities import PHOTOS_MOST
from directives.activity_totals import Sums, sums_by, together
from directives.models import Activity, ActivityPhoto
from tests import builders
from tests import directive_builders as build
from tests.evidence_builders import PDF, compound, declared_png, kept, photo, upload
from tests.people_world import PeopleWorld, people_world

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 3, 15)


@pytest.fixture
def world() -> PeopleWorld:
    return people_world()


def facts(**given) -> dict:
    return {"kind": "meeting", "held_on": DAY, "name": "Họp thôn về làm chuồng xa nhà", **given}


def recorded(world, by="thai", commune=0, unit=None, criteria=(), **given) -> Activity:
    place = world.communes[commune]
    return record_activity(
        unit=unit or place, commune=place, facts=facts(**given), by=getattr(world, by), criteria=criteria
    )


def changed(activity, by, commune=None, criteria=(), **given) -> Activity:
    return change_activity(
        activity=activity,
        commune=commune or activity.commune,
        facts=facts(**given),
        by=by,
        criteria=criteria,
    )


@pytest.mark.parametrize(("by", "commune"), [("thai", 0), ("nam", 1), ("hoa", 2), ("minh", 2), ("lan", 0)])
def test_officers_record_in_their_scope(world, by, commune):
    activity = recorded(world, by, commune)
    assert (activity.commune, activity.unit) == (world.communes[commune], world.communes[commune])
    assert activity.entered_by == getattr(world, by)
    assert activity.people is None
    assert activity.history.get().history_user == getattr(world, by)


@pytest.mark.parametrize(
    ("by", "commune", "says"),
    [
        ("thai", 1, "ngoài phạm vi"),
        ("nam", 2, "ngoài phạm vi"),
        ("hoa", 3, "ngoài phạm vi"),
        ("away", 0, "ngoài phạm vi"),
        ("leader", 0, "không được giao việc"),
        ("stranger", 0, "không được giao việc"),
    ],
)
def test_officers_record_nowhere_else(world, by, commune, says):
    with pytest.raises(ActionRefused, match=says):
        recorded(world, by, commune)
    assert not Activity.objects.exists()


def test_organiser_is_the_own_unit_or_the_commune(world):
    agency, district = world.agency, world.communes[0].district
    assert recorded(world, "hoa", unit=agency).unit_name == "Sở NN&PTNT"
    assert recorded(world, "nam", unit=district).unit_name == "UBND huyện Đăk Hà"
    for by, unit in (("minh", agency), ("thai", district), ("nam", world.communes[1])):
        with pytest.raises(ActionRefused, match="Ghi cho đơn vị của bạn hoặc UBND xã Đăk Pxi"):
            recorded(world, by, unit=unit)
    with pytest.raises(ActionRefused, match="không thuộc địa bàn của UBND huyện Đăk Tô"):
        record_activity(unit=world.communes[2].district, commune=world.communes[0], facts=facts(), by=None)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"held_on": timezone.localdate() + datetime.timedelta(days=1)}, "không được sau hôm nay"),
        ({"people": 10, "women": 11}, "Số nữ không được lớn hơn"),
        ({"minority": 1}, "dân tộc thiểu số không được lớn hơn"),
        ({"model_name": "Nuôi dê"}, "cả tên và kết quả"),
        ({"model_outcome": "kept"}, "cả tên và kết quả"),
    ],
)
def test_contradictions_are_refused(world, given, says):
    with pytest.raises(ActionRefused, match=says):
        recorded(world, **given)
    activity = recorded(world)
    with pytest.raises(ActionRefused, match=says):
        changed(activity, world.thai, **given)
    activity.refresh_from_db()
    assert (activity.held_on, activity.women, activity.model_name) == (DAY, None, "")


def test_change_keeps_what_was_said_before(world):
    activity = recorded(world, people=40, criteria=[world.criterion])
    changed(activity, world.thai, people=45, women=20)
    activity.refresh_from_db()
    assert (activity.people, activity.women, activity.criteria.count()) == (45, 20, 0)
    assert {row.people for row in activity.history.all()} == {40, 45}
    written = activity.history.count()
    changed(activity, world.thai, people=45, women=20)
    assert activity.history.count() == written


def test_change_is_for_the_unit_and_whoever_wrote_it(world):
    of_commune, of_agency = recorded(world), recorded(world, "hoa", unit=world.agency)
    for_commune = recorded(world, "nam")
    changed(for_commune, world.thai, people=1)
    changed(for_commune, world.nam, people=2)
    for activity, by in ((of_commune, "nam"), (of_commune, "minh"), (of_agency, "thai"), (of_agency, "minh")):
        with pytest.raises(ActionRefused, match="chỉ cán bộ của đơn vị ấy được sửa"):
            changed(activity, getattr(world, by), people=3)
    with pytest.raises(ActionRefused, match="không được giao việc"):
        changed(of_commune, world.leader, people=3)
    with pytest.raises(ActionRefused, match="không thuộc địa bàn của UBND xã Đăk Pxi"):
        changed(for_commune, world.nam, commune=world.communes[1])
    assert changed(of_agency, world.hoa, commune=world.communes[2]).commune == world.communes[2]


def test_photo_is_made_smaller_and_forgets_where_it_was_taken(world):
    activity = recorded(world)
    taken = photo("JPEG", (3000, 40), gps=True)
    row = add_photo(activity=activity, upload=upload(taken, "Ảnh họp.jpg"), by=world.thai)
    assert (row.name, row.content_type, row.added_by) == ("Ảnh họp.jpg", "image/jpeg", world.thai)
    [path] = kept()
    with Image.open(io.BytesIO(path.read_bytes())) as drawn:
        assert max(drawn.size) == 2000
        assert not drawn.getexif()
    with pytest.raises(ActionRefused, match="đã có ảnh ấy"):
        add_photo(activity=activity, upload=upload(taken, "khac.jpg"), by=world.thai)
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (PDF, "Chỉ nhận ảnh"),
        (compound("WordDocument"), "Chỉ nhận ảnh"),
        (b"<html><script>x</script>", "Không nhận loại tệp này"),
        (photo()[:200], "bị hỏng"),
        (declared_png(60000, 60000), "quá nhiều điểm ảnh"),
        (b"", "Tệp rỗng"),
    ],
    ids=["pdf", "word", "html", "cut", "bomb", "empty"],
)
def test_files_that_are_no_pictures_are_refused(world, content, says):
    activity = recorded(world)
    with pytest.raises(ActionRefused, match=says):
        add_photo(activity=activity, upload=upload(content, "anh.jpg"), by=world.thai)
    assert not ActivityPhoto.objects.exists()
    assert kept() == []


def test_photos_are_bounded_in_number_and_size(world, settings):
    activity = recorded(world)
    for number in range(PHOTOS_MOST):
        build.photo(activity, sha256=f"{number:064}")
    with pytest.raises(ActionRefused, match="không quá 20 ảnh"):
        add_photo(activity=activity, upload=upload(photo(), "a.jpg"), by=world.thai)
    settings.EVIDENCE_MAX_MB = 0
    with pytest.raises(ActionRefused, match="lớn hơn 0 MB"):
        add_photo(activity=activity, upload=upload(photo(), "a.jpg"), by=world.thai)
    assert kept() == []


def test_photo_file_is_not_left_behind_when_its_row_is_refused(world, monkeypatch):
    activity = recorded(world)

    def broken(self, *args, **kwargs):
        assert len(kept()) == 1
        raise RuntimeError("no disk")

    monkeypatch.setattr(ActivityPhoto, "save", broken)
    with pytest.raises(RuntimeError):
        add_photo(activity=activity, upload=upload(photo(), "a.jpg"), by=world.thai)
    assert kept() == []


def test_photo_taken_away_is_marked_and_may_come_back(world):
    activity = recorded(world)
    row = add_photo(activity=activity, upload=upload(photo(), "a.jpg"), by=world.thai)
    for by, says in ((world.nam, "chỉ cán bộ của đơn vị ấy"), (world.leader, "không được giao việc")):
        with pytest.raises(ActionRefused, match=says):
            remove_photo(photo=row, by=by)
        with pytest.raises(ActionRefused, match=says):
            add_photo(activity=activity, upload=upload(photo("PNG"), "b.png"), by=by)
    removed = remove_photo(photo=row, by=world.thai)
    assert (removed.removed_by, removed.removed_at is None) == (world.thai, False)
    with pytest.raises(ActionRefused, match="đã được gỡ"):
        remove_photo(photo=row, by=world.thai)
    add_photo(activity=activity, upload=upload(photo(), "a.jpg"), by=world.thai)
    assert activity.photos.count() == 2
    assert len(kept()) == 2


def test_sums_tell_unknown_from_none(world):
    place = world.communes[0]
    build.activity(place, people=1200, women=0)
    build.activity(place, people=40)
    build.activity(world.communes[1])
    by_commune = dict(sums_by(Activity.objects.all(), "commune"))
    assert by_commune[(place.pk,)].words("people") == "1.240 lượt người (ghi ở 2/2 hoạt động)"
    assert by_commune[(place.pk,)].words("women") == "0 lượt người (ghi ở 1/2 hoạt động)"
    whole = together(by_commune.values())
    assert whole.words("people") == "1.240 lượt người (ghi ở 2/3 hoạt động)"
    assert whole.words("land_m2") == "chưa ghi"
    assert (whole.total("women"), whole.total("land_m2")) == (0, None)
    assert together([]).words("people") == Sums().words("people") == "chưa ghi"


def test_activity_of_an_inactive_officer_is_refused(world):
    gone = builders.officer("da-nghi", world.communes[0], is_active=False)
    with pytest.raises(ActionRefused):
        record_activity(unit=world.communes[0], commune=world.communes[0], facts=facts(), by=gone)
