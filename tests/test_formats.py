"""Dates and numbers are written and read as Vietnamese offices do."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone
from django.utils.formats import date_format, number_format


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize("typed", ["03/09/2023", "3/9/2023", "03-09-2023", "3.9.2023", "2023-09-03"])
def test_date_reads_day_before_month(typed):
    assert forms.DateField().clean(typed) == date(2023, 9, 3)


def test_date_reads_last_day_of_year():
    assert forms.DateField().clean("31/12/2023") == date(2023, 12, 31)


@pytest.mark.parametrize("typed", ["12/31/2023", "31/02/2023", "03/09/16", "2023/09/03", "hôm qua"])
def test_date_refuses_what_is_not_one(typed):
    with pytest.raises(forms.ValidationError, match="ngày hợp lệ"):
        forms.DateField().clean(typed)


@pytest.mark.parametrize("typed", ["14:05 30/09/2023", "30/09/2023 14:05", "14:05:00 30/09/2023"])
def test_datetime_reads_time_on_either_side(typed):
    assert timezone.make_naive(forms.DateTimeField().clean(typed)) == datetime(2023, 9, 30, 14, 5)


@pytest.mark.parametrize("typed", ["14:05", "14h05", "14:05:00"])
def test_time_reads_the_colon_and_the_h(typed):
    assert forms.TimeField().clean(typed) == time(14, 5)


def test_form_is_filled_in_the_way_it_is_read():
    class Dates(forms.Form):
        on = forms.DateField()
        at = forms.DateTimeField()

    form = Dates(initial={"on": date(2023, 9, 3), "at": datetime(2023, 9, 30, 14, 5)})
    assert 'value="03/09/2023"' in str(form["on"])
    assert 'value="14:05 30/09/2023"' in str(form["at"])


def test_dates_are_shown_day_first():
    assert date_format(date(2023, 9, 3)) == "03/09/2023"
    assert date_format(date(2023, 9, 3), "YEAR_MONTH_FORMAT") == "tháng 9/2023"
    assert date_format(date(2023, 9, 3), "MONTH_DAY_FORMAT") == "03/09"
    assert render("{{ at }}", at=datetime(2023, 9, 30, 14, 5)) == "14:05 30/09/2023"
    assert render("{{ on|date:'SHORT_DATE_FORMAT' }}", on=date(2023, 12, 31)) == "31/12/2023"


def test_moments_are_shown_in_vietnam_time():
    at = datetime(2023, 9, 30, 7, 5, tzinfo=timezone.get_fixed_timezone(0))
    assert render("{{ at }}", at=at) == "14:05 30/09/2023"


def test_numbers_are_grouped_by_dots_with_a_decimal_comma():
    assert number_format(Decimal("1234567.5")) == "1.234.567,5"
    assert render("{{ x }} {{ y|floatformat:2 }}", x=1234567.5, y=16) == "1.234.567,5 16,00"


@pytest.mark.parametrize("typed", ["1.234.567,5", "1234567,5"])
def test_number_reads_dots_and_decimal_comma(typed):
    assert forms.DecimalField(localize=True).clean(typed) == Decimal("1234567.5")
