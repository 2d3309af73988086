"""Numbers and the report sentence, against totals that provinces published."""

import datetime

import pytest

from criteria import wording
from tests.test_grid import BANDS, of_19, row, summary

DAY = datetime.date(2022, 11, 30)


def province(*counts: int, recognised: int):
    """Communes per band, high first, of which the first `recognised` are recognised."""
    met = [high for (_, high), count in zip(BANDS, counts, strict=True) for _ in range(count)]
    return summary(*(row(of_19(n), recognised=at < recognised) for at, n in enumerate(met)))


@pytest.mark.parametrize(
    "value,shown",
    [(16.0, "16,00"), (1234.5, "1.234,50"), (-1.25, "−1,25"), (0.0, "0,00"), (None, "–")],
)
def test_decimal_as_vietnamese_writes_it(value, shown):
    assert wording.decimal(value) == shown


def test_decimal_signed():
    assert wording.decimal(3, 0, signed=True) == "+3"
    assert wording.decimal(-3, 0, signed=True) == "−3"


def test_day_has_the_day_first():
    assert wording.day(DAY) == "30/11/2022"


def test_sentence_of_kon_tum_in_2022():
    counted = province(38, 15, 28, 4, 0, recognised=36)
    assert counted.count == 85
    assert wording.headline(counted) == "38/85 xã đạt 19/19 tiêu chí, trong đó 36 xã đã được công nhận"
    assert wording.report_sentence(counted, where="toàn tỉnh", on=DAY).startswith(
        "Đến ngày 30/11/2022, toàn tỉnh có 38/85 xã đạt 19/19 tiêu chí (36 xã đã được công nhận); "
        "15 xã đạt 15–18 tiêu chí; 28 xã đạt 10–14 tiêu chí; 4 xã đạt 5–9 tiêu chí; bình quân "
    )


def test_sentence_of_86_communes_names_every_band():
    counted = province(13, 2, 20, 44, 7, recognised=13)
    assert counted.count == 86
    said = wording.report_sentence(counted, where="toàn tỉnh", on=DAY)
    assert "13/86 xã đạt 19/19 tiêu chí" in said
    assert "2 xã đạt 15–18 tiêu chí; 20 xã đạt 10–14 tiêu chí; 44 xã đạt 5–9 tiêu chí" in said
    assert "7 xã đạt dưới 5 tiêu chí; bình quân" in said


def test_sentence_tells_the_recognised_who_fell_behind():
    counted = province(1, 2, 0, 0, 0, recognised=2)
    said = wording.report_sentence(counted, where="toàn tỉnh", on=DAY)
    assert said.endswith("Có 1 xã đã được công nhận nhưng hiện chưa đạt đủ tiêu chí.")


def test_sentence_tells_communes_without_data():
    counted = summary(row(of_19(19)), row("." * 19))
    said = wording.report_sentence(counted, where="toàn tỉnh", on=DAY)
    assert "1/2 xã đạt 19/19" in said
    assert "; 1 xã chưa có số liệu; bình quân 19,00 tiêu chí/xã của 1 xã có số liệu." in said


def test_sentence_without_any_data_gives_no_figure():
    nothing = summary(row("." * 19), row("." * 19))
    assert wording.headline(nothing) == "Chưa có số liệu của 2 xã"
    said = wording.report_sentence(nothing, where="toàn tỉnh", on=DAY)
    assert said == "Đến ngày 30/11/2022, toàn tỉnh chưa có số liệu đã xác nhận của xã nào trong 2 xã."


def test_sentence_without_communes_divides_by_nothing():
    assert "không có xã nào" in wording.headline(summary())
    assert "0/0" not in wording.report_sentence(summary(), where="toàn tỉnh", on=DAY)


def test_sentence_names_a_highest_band_that_is_wider_than_all_met():
    counted = summary(row(of_19(19)), row(of_19(16)), bands=[[15, 19], [0, 14]])
    said = wording.report_sentence(counted, where="toàn tỉnh", on=DAY)
    assert "1/2 xã đạt 19/19 tiêu chí" in said
    assert "2 xã đạt 15–19 tiêu chí" in said


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (None, "chưa có hạn"),
        (datetime.date(2024, 4, 15), "hạn 15/04/2024, còn 3 ngày"),
        (datetime.date(2024, 4, 12), "hạn 12/04/2024, hết hạn hôm nay"),
        (datetime.date(2024, 4, 7), "hạn 07/04/2024, quá hạn 5 ngày"),
        (datetime.date(2023, 4, 13), "hạn 13/04/2023, quá hạn 365 ngày"),
        (datetime.date(2023, 4, 12), "quá hạn từ 12/04/2023"),
    ],
)
def test_due_words_count_the_days(due_on, said):
    assert wording.due_words(due_on, datetime.date(2024, 4, 12)) == said
