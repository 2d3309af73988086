"""What becomes of a resident's comment: its limits, who judges and answers it, what erasing leaves."""

import datetime

import pytest
from django.utils import timezone

from communes.models import Notice
from criteria.actions import ActionRefused
from directives.actions import (
    answer_comment,
    comment_to_obstacle,
    erase_by_code,
    erase_comment,
    publish_comment,
    refuse_comment,
    send_comment,
)
from directives.actions.comments import sender_key
from directives.models import Comment, Obstacle
from tests import builders
from tests import directive_builders as build
from tests.entry_builders import in_group
from tests.people_world import PeopleWorld, people_world

pytestmark = pytest.mark.django_db
EMAIL = "hang@example.vn"


@pytest.fixture
def world() -> PeopleWorld:
    return people_world()


def sent(world, at=0, address="10.0.0.1", **given) -> tuple[Comment, str]:
    place = world.communes[at]
    return send_comment(
        **{
            "text": "Đường thôn 3 còn lầy lội.",
            "name": "Y Hằng",
            "email": EMAIL,
            "address": address,
            "province": place.province,
            "commune": place,
            **given,
        }
    )


def test_comment_waits_and_keeps_no_address(world):
    comment, code = sent(world)
    assert comment.state == "waiting"
    assert len(code.replace("-", "")) == 16
    stored = Comment.objects.values().get()
    assert not {"10.0.0.1", code, code.replace("-", "")} & {str(value) for value in stored.values()}
    assert stored["sender_key"] == sender_key("10.0.0.1", timezone.localdate())


def test_sender_is_told_apart_by_address_and_day():
    day, next_day = datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)
    assert (
        len({sender_key("10.0.0.1", day), sender_key("10.0.0.2", day), sender_key("10.0.0.1", next_day)}) == 3
    )
    assert sender_key("2001:db8::1", day) == sender_key("2001:db8::ffff", day)
    assert sender_key("2001:db8::1", day) != sender_key("2001:db8:0:1::1", day)
    assert len(sender_key("", day)) == 64


def test_sender_is_limited_within_an_hour(world, settings):
    settings.COMMENTS_PER_HOUR = 2
    sent(world)
    sent(world, at=1)
    with pytest.raises(ActionRefused, match="đã gửi 2 góp ý trong một giờ qua"):
        sent(world)
    sent(world, address="10.0.0.2")
    Comment.objects.update(sent_at=timezone.now() - datetime.timedelta(minutes=61))
    sent(world)
    assert Comment.objects.count() == 4


def test_moderators_of_the_place_are_told_once_for_a_page(world):
    sent(world)
    told = {notice.recipient.username for notice in Notice.objects.all()}
    assert told == {"hoa.x", "minh.x", "lan.x"}
    sent(world)
    assert Notice.objects.count() == 3
    Notice.objects.filter(recipient=world.minh).update(read_at=timezone.now())
    sent(world)
    assert Notice.objects.filter(recipient=world.minh).count() == 2
    sent(world, at=1)
    assert Notice.objects.count() == 7
    assert not [notice for notice in Notice.objects.all() if EMAIL in notice.text or "Y Hằng" in notice.text]


def test_comment_about_a_criterion_tells_the_province_alone(world):
    in_group(world.thai, "Thẩm định")
    sent(world)
    assert Notice.objects.filter(recipient=world.thai).count() == 1
    send_comment(
        text="Tiêu chí này khó.",
        name="A",
        email="",
        address="x",
        province=world.home,
        criterion=world.criterion,
    )
    assert Notice.objects.filter(text__contains="tiêu chí 1").count() == 3
    assert Notice.objects.filter(recipient=world.thai).count() == 1


def test_comment_is_published_answered_and_taken_off(world):
    comment, _ = sent(world)
    with pytest.raises(ActionRefused, match="Đăng góp ý trước khi trả lời"):
        answer_comment(comment=comment, answer="Đã rõ.", by=world.hoa)
    publish_comment(comment=comment, by=world.hoa)
    answered = answer_comment(comment=comment, answer=" Đã bố trí vốn. ", by=world.hoa)
    assert (answered.answer, answered.answered_as) == ("Đã bố trí vốn.", "Sở NN&PTNT")
    assert answer_comment(comment=comment, answer="Xong.", by=world.minh).answered_as == "UBND tỉnh Kon Tum"
    with pytest.raises(ActionRefused, match="Ghi lý do"):
        refuse_comment(comment=comment, reason="  ", by=world.minh)
    refused = refuse_comment(comment=comment, reason="Nêu tên người khác", by=world.minh)
    assert (refused.state, refused.moderated_by) == ("refused", world.minh)
    assert not Comment.objects.published().exists()
    again = publish_comment(comment=comment, by=world.lan)
    assert (again.state, again.refusal, again.moderated_by) == ("public", "", world.lan)


def test_second_judgement_of_the_same_comment_is_refused(world):
    comment, _ = sent(world)
    publish_comment(comment=comment, by=world.hoa, seen="waiting")
    with pytest.raises(ActionRefused, match="vừa được người khác xử lý"):
        refuse_comment(comment=comment, reason="Trùng", by=world.minh, seen="waiting")
    with pytest.raises(ActionRefused, match="đã được đăng"):
        publish_comment(comment=comment, by=world.minh)
    with pytest.raises(ActionRefused, match="dài quá 300"):
        refuse_comment(comment=comment, reason="x" * 301, by=world.minh)
    refuse_comment(comment=comment, reason="Trùng", by=world.minh)
    with pytest.raises(ActionRefused, match="đã được quyết định không đăng"):
        refuse_comment(comment=comment, reason="Trùng", by=world.hoa)


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("thai", "không được giao việc"),
        ("nam", "không được giao việc"),
        ("leader", "không được giao việc"),
        ("stranger", "không được giao việc"),
        ("away", "ngoài phạm vi"),
    ],
)
def test_nobody_else_moderates(world, by, says):
    comment, officer = sent(world)[0], getattr(world, by)
    acts = [
        lambda: publish_comment(comment=comment, by=officer),
        lambda: refuse_comment(comment=comment, reason="Trùng", by=officer),
        lambda: answer_comment(comment=comment, answer="Rõ", by=officer),
        lambda: erase_comment(comment=comment, by=officer),
        lambda: comment_to_obstacle(
            comment=comment,
            commune=world.communes[0],
            criterion=world.criterion,
            text="Đường",
            cause="capital",
            by=officer,
        ),
    ]
    for act in acts:
        with pytest.raises(ActionRefused, match=says):
            act()
    comment.refresh_from_db()
    assert (comment.state, comment.email) == ("waiting", EMAIL)


def test_commune_moderator_reaches_the_own_commune_only(world):
    moderator = in_group(builders.officer("xa", world.communes[0]), "Thẩm định")
    own, foreign = sent(world)[0], sent(world, at=1)[0]
    publish_comment(comment=own, by=moderator)
    assert answer_comment(comment=own, answer="Rõ", by=moderator).answered_as == "UBND xã Đăk Pxi"
    with pytest.raises(ActionRefused, match="ngoài phạm vi"):
        publish_comment(comment=foreign, by=moderator)


def test_code_erases_name_and_email_and_leaves_the_comment(world):
    comment, code = sent(world)
    publish_comment(comment=comment, by=world.hoa)
    erased = erase_by_code(code=f" {code.lower().replace('-', ' ')} ")
    assert (erased.name, erased.email, erased.sender_key, erased.erased_by) == ("Người dân", "", "", None)
    assert (erased.state, erased.text) == ("public", "Đường thôn 3 còn lầy lội.")
    with pytest.raises(ActionRefused, match="đã được xóa"):
        erase_by_code(code=code)
    with pytest.raises(ActionRefused, match="Không có góp ý nào mang mã này"):
        erase_by_code(code="2222-2222-2222-2222")


def test_code_withdraws_the_whole_comment_for_good(world):
    comment, code = sent(world)
    publish_comment(comment=comment, by=world.hoa)
    answer_comment(comment=comment, answer="Cảm ơn Y Hằng.", by=world.hoa)
    erase_by_code(code=code)
    gone = erase_by_code(code=code, with_text=True)
    assert (gone.state, gone.text, gone.answer, gone.answered_by) == ("gone", "", "", None)
    assert not Comment.objects.published().exists()
    for act in (
        lambda: publish_comment(comment=comment, by=world.hoa),
        lambda: refuse_comment(comment=comment, reason="Trùng", by=world.hoa),
        lambda: answer_comment(comment=comment, answer="Rõ", by=world.hoa),
    ):
        with pytest.raises(ActionRefused, match="Người gửi đã rút"):
            act()
    with pytest.raises(ActionRefused, match="đã được xóa"):
        erase_by_code(code=code, with_text=True)


def test_officer_erases_when_asked_and_is_named(world):
    comment, code = sent(world)
    erased = erase_comment(comment=comment, by=world.lan)
    assert (erased.state, erased.erased_by, erased.email) == ("waiting", world.lan, "")
    assert erase_by_code(code=code, with_text=True).state == "gone"


def test_erased_comment_leaves_the_sender_free_to_send(world, settings):
    settings.COMMENTS_PER_HOUR = 1
    _, code = sent(world)
    erase_by_code(code=code)
    assert sent(world)[0].pk


def raised(world, comment, by="hoa", commune=0, number=1, **given) -> Comment:
    return comment_to_obstacle(
        comment=comment,
        commune=world.communes[commune],
        criterion=world.law.criteria.get(number=number),
        **{"text": "Đường thôn 3 chưa cứng hóa", "cause": "capital", **given},
        by=getattr(world, by),
    )


def test_comment_becomes_an_obstacle_once(world):
    comment, _ = sent(world)
    linked = raised(world, comment)
    assert (linked.obstacle.commune, linked.obstacle.raised_by) == (world.communes[0], world.hoa)
    with pytest.raises(ActionRefused, match="đã được lập thành vướng mắc"):
        raised(world, comment, text="Lần hai")
    other, _ = sent(world)
    with pytest.raises(ActionRefused, match="Vướng mắc phải về xã"):
        raised(world, other, commune=1)
    with pytest.raises(ActionRefused, match="Chọn nguyên nhân"):
        raised(world, other, cause="khac-la")
    about = Comment.objects.create(
        province=world.home,
        criterion=world.criterion,
        text="Khó",
        name="A",
        sent_at=builders.MOMENT,
        sender_key="x",
        erase_key_hash="y",
    )
    with pytest.raises(ActionRefused, match="Vướng mắc phải về xã"):
        raised(world, about, number=2)
    assert raised(world, about, text="Khó xét").obstacle
    assert Obstacle.objects.count() == 2


def test_withdrawn_comment_keeps_its_obstacle(world):
    comment, code = sent(world)
    obstacle = raised(world, comment).obstacle
    assert erase_by_code(code=code, with_text=True).obstacle == obstacle


def test_builder_makes_what_the_database_takes(world):
    assert build.comment(world.communes[0]).state == "waiting"
