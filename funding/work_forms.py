"""Forms of the page of a work item: the item, a line of money, a debt. Amounts are typed in triệu đồng."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django import forms

from communes.models import Commune, Officer
from communes.row_keys import key_of
from criteria.models import Criterion, Level
from criteria.typed_numbers import tidy
from funding.allocation_amounts import read_million
from funding.models import CapitalSource, Programme, WorkGroup, WorkKind

DAY = "Ghi ngày dạng 31/12/2023."


class MillionField(forms.CharField):
    """Whole đồng typed in triệu đồng; nothing typed is not known, not zero."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value):
        amount, wrong = read_million(super().clean(value))
        if wrong:
            raise forms.ValidationError(wrong)
        return amount


class YearField(forms.CharField):
    """A year in four digits."""

    def __init__(self, **kwargs):
        super().__init__(error_messages={"required": "Ghi năm, ví dụ 2023."}, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value):
        text = tidy(super().clean(value))
        if len(text) != 4 or not key_of(text):
            raise forms.ValidationError("Ghi năm bằng bốn chữ số, ví dụ 2023.")
        return int(text)


class TidyField(forms.CharField):
    """A text without stray spaces, composed."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off"}

    def clean(self, value):
        return super().clean(tidy(value) if isinstance(value, str) else value)


class DocumentField(TidyField):
    """Number and date of a document; nothing where it is not known."""

    def __init__(self, **kwargs):
        said = {"max_length": "Dài quá 160 ký tự; ghi số, ký hiệu và ngày."}
        super().__init__(required=False, max_length=160, error_messages=said, **kwargs)


class RowField(forms.ChoiceField):
    """One of some rows already read, by its key; several forms on a page share one reading."""

    def __init__(self, *, empty: str, **kwargs):
        said = {"required": empty, "invalid_choice": f"{empty[:-1]} trong danh sách."}
        super().__init__(error_messages=said, **kwargs)
        self.empty, self.rows = empty[:-1], {}

    def offer(self, rows: list, label: Callable, group: Callable | None = None) -> None:
        """Set what may be chosen; `group` names the heading under which a row stands."""
        self.rows = {row.pk: row for row in rows}
        options: dict[str, list] = {}
        for row in rows:
            options.setdefault(group(row) if group else "", []).append((str(row.pk), label(row)))
        listed = options.get("", []) if group is None else list(options.items())
        self.choices = [("", self.empty), *listed]

    def clean(self, value):
        return self.rows.get(key_of(super().clean(value)))


@dataclass(frozen=True)
class Ground:
    """What the lists of the page offer, each read once."""

    officer: Officer

    @cached_property
    def communes(self) -> list[Commune]:
        seen = Commune.objects.visible_to(self.officer).select_related("district")
        return list(seen.order_by("-valid_from", "sort_key", "code"))

    @cached_property
    def criteria(self) -> list[Criterion]:
        of_communes = Criterion.objects.filter(criteria_set__level=Level.COMMUNE)
        return list(
            of_communes.select_related("criteria_set").order_by(
                "-criteria_set__valid_from", "criteria_set__code", "number"
            )
        )

    @cached_property
    def programmes(self) -> list[Programme]:
        return list(Programme.objects.order_by("-phase", "position", "code"))

    @cached_property
    def sources(self) -> list[CapitalSource]:
        """The leaves of the trees: money stands on no node that has sources below."""
        every = list(CapitalSource.objects.order_by("-phase", "position"))
        nodes = {source.parent_id for source in every}
        return [source for source in every if source.pk not in nodes]


def commune_label(commune: Commune) -> str:
    district = f", {commune.district.prose_name}" if commune.district else ""
    ended = f" (đến {commune.valid_to:%d/%m/%Y})" if commune.valid_to else ""
    return f"{commune.full_name}{district}{ended}"


def dashed(phase: str) -> str:
    return f"Giai đoạn {phase.replace('-', '–')}"


class WorkItemForm(forms.Form):
    """What the item says of itself."""

    name = TidyField(
        label="Tên công trình, nội dung",
        max_length=300,
        help_text="Ghi việc gì, ở thôn nào, ví dụ: Đường giao thông nông thôn thôn Kon Pao.",
        error_messages={
            "required": "Ghi tên công trình, nội dung.",
            "max_length": "Dài quá 300 ký tự; viết gọn lại.",
        },
    )
    commune = RowField(label="Xã", empty="Chọn xã.")
    code = TidyField(
        label="Mã công trình",
        required=False,
        max_length=40,
        help_text="Mã dự án trong quyết định đầu tư; không có thì để trống.",
        error_messages={"max_length": "Dài quá 40 ký tự; viết gọn lại."},
    )
    kind = forms.ChoiceField(
        label="Loại",
        choices=WorkKind.choices,
        error_messages={"required": "Chọn loại.", "invalid_choice": "Chọn loại trong danh sách."},
    )
    group = forms.ChoiceField(
        label="Nhóm",
        choices=[("", "Chọn nhóm"), *WorkGroup.choices],
        error_messages={"required": "Chọn nhóm.", "invalid_choice": "Chọn nhóm trong danh sách."},
    )
    criterion = RowField(label="Phục vụ tiêu chí", empty="Không gắn tiêu chí.", required=False)
    year_from = YearField(label="Từ năm")
    year_to = YearField(label="Đến năm")
    cost = MillionField(
        label="Tổng mức đầu tư (triệu đồng)",
        required=False,
        help_text="Dùng dấu phẩy cho phần thập phân, ví dụ 1.234,5. Chưa biết thì để trống.",
    )

    def __init__(self, *args, ground: Ground, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].offer(ground.communes, commune_label)
        self.fields["criterion"].offer(
            ground.criteria,
            lambda row: f"TC {row.number} {row.short_name}",
            lambda row: row.criteria_set.short_name,
        )


class RowForm(forms.Form):
    """A row of a table on the page; one left blank is no row."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    remove = forms.BooleanField(label="Bỏ dòng này", required=False)

    @property
    def saved(self) -> int | None:
        """The key of the saved row it shows."""
        return key_of(self["key"].value()) or None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in a row that is not saved yet."""
        shown = [field for field in self if field.name not in ("key", "remove")]
        return self.saved is None and not any(tidy(str(field.value() or "")) for field in shown)

    @property
    def counts(self) -> bool:
        """Whether the row is to be saved."""
        return not self.is_blank and not self.cleaned_data.get("remove")


class LineForm(RowForm):
    """One line of money of the item."""

    programme = RowField(label="Chương trình", empty="Chọn chương trình.")
    capital_source = RowField(label="Nguồn vốn", empty="Chọn nguồn vốn.")
    content = TidyField(
        label="Nội dung, tiểu dự án",
        required=False,
        max_length=120,
        error_messages={"max_length": "Dài quá 120 ký tự; viết gọn lại."},
    )
    year = YearField(label="Năm")
    amount = MillionField(label="Bố trí", error_messages={"required": "Ghi số vốn bố trí."})
    disbursed = MillionField(label="Giải ngân", required=False)
    document = DocumentField(label="Văn bản bố trí vốn")

    def __init__(self, *args, ground: Ground, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].offer(
            ground.programmes, lambda row: row.short_name, lambda row: dashed(row.phase)
        )
        self.fields["capital_source"].offer(
            ground.sources, lambda row: row.short_name, lambda row: dashed(row.phase)
        )


class DebtForm(RowForm):
    """One construction debt of the item."""

    amount = MillionField(label="Số nợ", error_messages={"required": "Ghi số nợ."})
    as_of = forms.DateField(
        label="Tính đến ngày", error_messages={"required": "Ghi ngày tính nợ.", "invalid": DAY}
    )
    document = DocumentField(label="Văn bản xác nhận")
    settled_on = forms.DateField(label="Trả xong ngày", required=False, error_messages={"invalid": DAY})

    def __init__(self, *args, ground: Ground, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("as_of", "settled_on"):
            self.fields[name].widget.attrs |= {"autocomplete": "off"}
