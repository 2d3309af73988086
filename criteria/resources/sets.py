"""Criteria sets, criteria, indicators and thresholds, to and from sheets."""

import datetime

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from communes.models import Province, Region
from communes.resources import PortalResource
from communes.resources.columns import (
    Choice,
    Column,
    Day,
    Lines,
    Number,
    Text,
    Whole,
    YesNo,
    text_of,
)
from communes.resources.faults import gathered_in
from communes.resources.keys import Key, PlaceKey
from criteria.bands import bands_text, parse_bands
from criteria.models import (
    Comparator,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorKind,
    Level,
    Source,
    Threshold,
    ThresholdAxis,
    Tier,
)
from criteria.resources.sourced import FROM, SET, TO, VERIFIED_BY, VERIFIED_ON, LawResource

# What a threshold may be set for, by the axis of its set; an empty profile means everybody.
PROFILES = {"": [], "region": Region.values, "group": ["1", "2", "3"]}


class Bands(Widget):
    """Bands such as "19-19; 15-18; …"."""

    def clean(self, value, row=None, **kwargs):
        return parse_bands(text_of(value))

    def render(self, value, obj=None, **kwargs):
        return bands_text(value or [])


class CriteriaSetResource(LawResource):
    related = ("verified_by", "issued_by")

    code = Column("code", SET, Text())
    name = Column("name", "Tên đầy đủ", Text())
    short_name = Column("short_name", "Tên gọn", Text())
    level = Column("level", "Cấp", Choice(Level))
    tier = Column("tier", "Mức", Choice(Tier))
    phase = Column("phase", "Giai đoạn", Text())
    decision = Column("decision", "Quyết định", Text())
    issued_on = Column("issued_on", "Ngày ban hành", Day())
    issued_by = Column("issued_by", "Mã tỉnh ban hành", PlaceKey(Province, 2, FROM))
    indicators_expected = Column("indicators_expected", "Số chỉ tiêu của quyết định", Whole())
    threshold_axis = Column("threshold_axis", "Mức đạt chuẩn quy định", Choice(ThresholdAxis))
    hardship_profile = Column("hardship_profile", "Vùng áp dụng cho xã ĐBKK, ATK thuộc huyện nghèo", Text())
    bands = Column("bands", "Khoảng phân nhóm", Bands())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())
    source = Column("source", "Nguồn", Choice(Source))
    source_note = Column("source_note", "Ghi chú nguồn", Text())
    verified_on = Column("verified_on", VERIFIED_ON, Day())
    verified_by = Column("verified_by__username", VERIFIED_BY, Text(), readonly=True)

    class Meta(PortalResource.Meta):
        model = CriteriaSet
        import_id_fields = ("code",)

    def check_rules(self, instance):
        faults = {}
        for check in (check_hardship_profile, CriteriaSet.clean):
            with gathered_in(faults):
                check(instance)
        if faults:
            raise ValidationError(faults)


class CriterionResource(LawResource):
    related = ("criteria_set__issued_by", "verified_by")

    criteria_set = Column("criteria_set", SET, Key(CriteriaSet, {SET: ("code", Text())}))
    number = Column("number", "Số tiêu chí", Whole())
    name = Column("name", "Tên tiêu chí", Text())
    short_name = Column("short_name", "Tên gọn", Text())
    group = Column("group", "Nhóm tiêu chí", Text())
    is_key = Column("is_key", "Tiêu chí xét thu hồi", YesNo())
    source = Column("source", "Nguồn", Choice(Source))
    source_note = Column("source_note", "Ghi chú nguồn", Text())
    verified_on = Column("verified_on", VERIFIED_ON, Day())
    verified_by = Column("verified_by__username", VERIFIED_BY, Text(), readonly=True)

    class Meta(PortalResource.Meta):
        model = Criterion
        import_id_fields = ("criteria_set", "number")


class IndicatorCode(Text):
    """A code such as 1.10, which Excel takes for the number 1.1 unless the cell is text."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, (int, float, datetime.date)) and not isinstance(value, bool):
            raise ValueError(
                f"Ô này là số hoặc ngày ({text_of(value)}) nên không phân biệt được 1.1 với 1.10; "
                "định dạng cột là Văn bản rồi gõ lại mã chỉ tiêu."
            )
        return super().clean(value, row)


class IndicatorResource(LawResource):
    related = ("criterion__criteria_set__issued_by", "verified_by")

    criteria_set = Column("criterion__criteria_set__code", SET, Text(), readonly=True)
    criterion = Column(
        "criterion",
        "Số tiêu chí",
        Key(Criterion, {SET: ("criteria_set__code", Text()), "Số tiêu chí": ("number", Whole())}),
    )
    code = Column("code", "Mã chỉ tiêu", IndicatorCode())
    position = Column("position", "Thứ tự", Whole())
    text = Column("text", "Nội dung chỉ tiêu", Lines())
    kind = Column("kind", "Kiểu số liệu", Choice(IndicatorKind))
    unit = Column("unit", "Đơn vị tính", Text())
    comparator = Column("comparator", "Cách so sánh", Choice(Comparator))
    has_ratio = Column("has_ratio", "Có tử số và mẫu số", YesNo())
    if_any = Column("if_any", "Chỉ áp dụng nếu có", YesNo())
    set_by_province = Column("set_by_province", "Mức do UBND cấp tỉnh quy định", YesNo())
    of_which = Column("of_which", "Phần “trong đó”", Text())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())
    source = Column("source", "Nguồn", Choice(Source))
    source_note = Column("source_note", "Ghi chú nguồn", Text())
    verified_on = Column("verified_on", VERIFIED_ON, Day())
    verified_by = Column("verified_by__username", VERIFIED_BY, Text(), readonly=True)

    class Meta(PortalResource.Meta):
        model = Indicator
        import_id_fields = ("criterion", "code", "valid_from")


class ThresholdResource(LawResource):
    """Levels to reach. The indicator is named by set, code and its own first day."""

    related = ("indicator__criterion__criteria_set__issued_by", "province", "verified_by")

    criteria_set = Column("indicator__criterion__criteria_set__code", SET, Text(), readonly=True)
    indicator_since = Column("indicator__valid_from", "Chỉ tiêu có từ ngày", Day(), readonly=True)
    indicator = Column(
        "indicator",
        "Mã chỉ tiêu",
        Key(
            Indicator,
            {
                SET: ("criterion__criteria_set__code", Text()),
                "Chỉ tiêu có từ ngày": ("valid_from", Day()),
                "Mã chỉ tiêu": ("code", IndicatorCode()),
            },
        ),
    )
    profile = Column("profile", "Vùng hoặc nhóm xã", Text())
    province = Column("province", "Mã tỉnh quy định", PlaceKey(Province, 2, FROM))
    comparator = Column("comparator", "Cách so sánh", Choice(Comparator))
    value = Column("value", "Mức (số)", Number())
    text = Column("text", "Mức (chữ)", Text())
    of_which_value = Column("of_which_value", "Mức của phần “trong đó”", Number())
    valid_from = Column("valid_from", FROM, Day())
    valid_to = Column("valid_to", TO, Day())
    source = Column("source", "Nguồn", Choice(Source))
    source_note = Column("source_note", "Ghi chú nguồn", Text())
    verified_on = Column("verified_on", VERIFIED_ON, Day())
    verified_by = Column("verified_by__username", VERIFIED_BY, Text(), readonly=True)

    class Meta(PortalResource.Meta):
        model = Threshold
        import_id_fields = ("indicator", "profile", "province", "valid_from")

    def check_rules(self, instance):
        faults = {}
        with gathered_in(faults):
            check_profile(instance)
        with gathered_in(faults):
            instance.clean()
        if faults:
            raise ValidationError(faults)


def check_hardship_profile(criteria_set: CriteriaSet) -> None:
    """Raise ValidationError for a region the set has no levels for."""
    known = PROFILES["region"] if criteria_set.threshold_axis == ThresholdAxis.REGION else []
    if criteria_set.hardship_profile and criteria_set.hardship_profile not in known:
        raise ValidationError(
            {
                "hardship_profile": "Chỉ ghi khi mức đạt chuẩn quy định theo bảy vùng; ghi một trong: "
                f"{', '.join(Region.values)}."
            }
        )


def check_profile(threshold: Threshold) -> None:
    """Raise ValidationError for a region or group the threshold's set does not know."""
    axis = threshold.indicator.criterion.criteria_set.threshold_axis
    if threshold.profile and threshold.profile not in PROFILES[axis]:
        known = ", ".join(PROFILES[axis]) or "không ghi gì"
        raise ValidationError({"profile": f"“{threshold.profile}” không dùng trong bộ này; ghi: {known}."})
