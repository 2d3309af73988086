"""Yearly plans of a year that is over, and of a commune that is no more."""

import datetime

import pytest

from communes.models import Commune
from criteria.models import Round
from tests import builders
from tests.plan_world import LAST_ROUND
from tests.test_plan_pages import PAGE, text, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def test_year_that_is_over_is_not_forecast(client, world):
    world.plan(world.pxi, q1="1", q4="2")
    Round.objects.filter(data_on=LAST_ROUND).update(withdrawn_at=builders.MOMENT)
    page = text(client.get(PAGE))
    assert "năm đã hết, số liệu mới đến 30/06/2023" in page
    assert "giữ nhịp" not in page and "chưa đủ kỳ để dự báo" not in page
    Round.objects.update(withdrawn_at=builders.MOMENT)
    commune = text(client.get("/ke-hoach/62/xa/23503/?nam=2023"))
    assert "Chưa có số liệu của năm." in commune and "Đạt chưa có" not in commune


def test_plan_of_a_commune_that_ended_ends_with_it(client, world):
    world.plan(world.mar, q3="3")
    Commune.objects.filter(pk=world.mar.pk).update(valid_to=datetime.date(2023, 8, 31))
    Round.objects.filter(data_on=LAST_ROUND).update(withdrawn_at=builders.MOMENT)
    said = "3 (hạn 31/08/2023, kết thúc cùng xã)"
    assert said in text(client.get("/ke-hoach/62/xa/23515/?nam=2023"))
    page = text(client.get(PAGE))
    assert said in page and "1 lượt tiêu chí kế hoạch: 1 kết thúc cùng xã." in page
