"""Forms of residents' comments: sending one, erasing it, and what moderators decide."""

import datetime
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from communes.models import Commune, Officer, Province
from criteria.models import Criterion
from directives.actions.comments import composed
from directives.activity_forms import CommuneChoice, RowField, criteria_offered
from directives.models import Cause, Comment

LONGEST = Comment._meta.get_field("text").max_length
LONGEST_NAME = Comment._meta.get_field("name").max_length
LINKS_MOST = 2
YOUNGEST = datetime.timedelta(seconds=3)
OLDEST = datetime.timedelta(days=1)
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)

TOO_FAST = "Góp ý được gửi quá nhanh; đọc lại rồi bấm “Gửi góp ý” lần nữa."
TOO_OLD = "Trang đã mở quá lâu; nội dung vẫn còn, bấm “Gửi góp ý” lần nữa."
FILLED = "Ô không dùng đến đã bị điền tự động và được xóa trống; bấm “Gửi góp ý” lần nữa."


@dataclass(frozen=True)
class About:
    """What a comment is about: a commune, or else a criterion in a province."""

    commune: Commune | None = None
    criterion: Criterion | None = None
    province: Province | None = None

    @property
    def key(self) -> str:
        return ".".join(f"{name}{pk}" for name, pk in self.hidden)

    @property
    def hidden(self) -> list[tuple[str, int]]:
        """Names and values of the fields that tell the server the same."""
        if self.commune:
            return [("xa", self.commune.pk)]
        return [("tc", self.criterion.pk), ("tinh", self.province.pk)]

    @property
    def name(self) -> str:
        """Inside a sentence: "xã Đăk Pxi", "tiêu chí 11 Nghèo đa chiều"."""
        if self.commune:
            return self.commune.prose_name
        return f"tiêu chí {self.criterion.number} {self.criterion.name}"

    @property
    def url(self) -> str:
        """The page it stands on. Codes are reused: a commune that ended is named with its last day."""
        if self.commune:
            ended = self.commune.valid_to
            page = reverse("commune", args=[self.commune.code])
            return f"{page}?{urlencode({'ngay': ended.isoformat()})}" if ended else page
        page = reverse("criterion", args=[self.criterion.criteria_set.code, self.criterion.number])
        return f"{page}?{urlencode({'tinh': self.province.code})}"


def stamp(about: About, at: datetime.datetime) -> str:
    """A signed note of when the form for a page was made."""
    return Signer(salt="gop-y").sign(f"{about.key}.{int(at.timestamp())}")


def stamp_fault(text: str, about: About) -> str:
    """What is wrong with a stamp that came back; "" when nothing is."""
    try:
        key, _, made = Signer(salt="gop-y").unsign(text).rpartition(".")
    except BadSignature:
        return TOO_OLD
    age = timezone.now() - datetime.datetime.fromtimestamp(int(made), datetime.UTC)
    if key != about.key or age > OLDEST:
        return TOO_OLD
    return TOO_FAST if age < YOUNGEST else ""


class CommentForm(forms.Form):
    """What a resident writes. `trang_web` is for machines: people neither see nor hear it."""

    text = forms.CharField(
        label="Góp ý",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"Không quá {LONGEST:,} chữ cái; được đăng sau khi duyệt.".replace(",", "."),
        error_messages={
            "required": "Ghi nội dung góp ý.",
            "max_length": f"Góp ý dài quá {LONGEST:,} chữ cái; viết gọn lại.".replace(",", "."),
        },
    )
    name = forms.CharField(
        label="Họ và tên",
        max_length=LONGEST_NAME,
        help_text="Hiển thị cùng góp ý.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Ghi họ và tên.",
            "max_length": f"Họ và tên dài quá {LONGEST_NAME} chữ cái; viết gọn lại.",
        },
    )
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=254,
        help_text="Không hiển thị, không bắt buộc.",
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
        error_messages={
            "invalid": "Ghi thư điện tử dạng ten@vidu.vn, hoặc để trống.",
            "max_length": "Thư điện tử dài quá 254 chữ cái; kiểm tra lại.",
        },
    )
    trang_web = forms.CharField(required=False, label="Để trống ô này")

    def __init__(self, *args, about: About, **kwargs):
        kwargs.setdefault("auto_id", "gop-y-%s")
        super().__init__(*args, **kwargs)
        self.about = about
        self.stamp = stamp(about, timezone.now())

    def clean_text(self):
        text = composed(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError("Ghi nội dung góp ý.")
        if len(LINK.findall(text)) > LINKS_MOST:
            raise forms.ValidationError(f"Góp ý có không quá {LINKS_MOST} liên kết; bỏ bớt liên kết.")
        return text

    def clean_name(self):
        name = " ".join(composed(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError("Ghi họ và tên.")
        if LINK.search(name) or "@" in name:
            raise forms.ValidationError("Họ và tên không chứa liên kết, thư điện tử.")
        return name

    def clean(self):
        """Ask to send again what looks like a machine's; a young stamp is kept, so that waiting is enough."""
        given = super().clean()
        sent = str(self.data.get("dau", ""))
        fault = stamp_fault(sent, self.about)
        if fault != TOO_OLD:
            self.stamp = sent
        if given.get("trang_web"):
            self.data = self.data.copy()
            self.data["trang_web"] = ""
            fault = FILLED
        if fault:
            self.add_error(None, fault)
        return given


class EraseForm(forms.Form):
    """The code a resident was given, and how much to erase."""

    NAME, EVERYTHING = "ten", "tat-ca"
    code = forms.CharField(
        label="Mã xóa",
        max_length=60,
        help_text="Mã 16 chữ và số hiện ra khi gửi góp ý, ví dụ 7KQM-2XWD-9RTB-4HNC.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Ghi mã xóa.",
            "max_length": "Mã xóa có 16 chữ và số; kiểm tra lại.",
        },
    )
    what = forms.ChoiceField(
        label="Xóa gì",
        choices=[
            (NAME, "Họ tên và thư điện tử; góp ý còn lại, ghi tên “Người dân”"),
            (EVERYTHING, "Cả góp ý và câu trả lời"),
        ],
        initial=NAME,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn xóa gì.", "invalid_choice": "Chọn một trong hai mục."},
    )


class ObstacleForm(forms.Form):
    """A comment made an obstacle: of which commune and criterion, in one sentence, with its cause."""

    commune = CommuneChoice(
        Commune.objects.none(),
        label="Xã",
        empty_label="Chọn xã",
        error_messages={
            "required": "Chọn xã.",
            "invalid_choice": "Xã này ở ngoài phạm vi phụ trách của bạn.",
        },
    )
    criterion = RowField(
        Criterion.objects.none(),
        label="Tiêu chí",
        empty_label="Chọn tiêu chí",
        error_messages={"required": "Chọn tiêu chí.", "invalid_choice": "Chọn tiêu chí trong danh sách."},
    )
    text = forms.CharField(
        label="Vướng mắc",
        max_length=500,
        help_text="Một câu, không ghi tên người góp ý.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Ghi vướng mắc bằng một câu.",
            "max_length": "Vướng mắc dài quá 500 chữ cái; viết gọn lại.",
        },
    )
    cause = forms.ChoiceField(
        label="Nguyên nhân",
        choices=[("", "Chọn nguyên nhân"), *Cause.choices],
        error_messages={
            "required": "Chọn nguyên nhân.",
            "invalid_choice": "Chọn nguyên nhân trong danh sách.",
        },
    )

    def __init__(self, *args, comment: Comment, officer: Officer, **kwargs):
        super().__init__(*args, auto_id="vuong-mac-%s", **kwargs)
        communes = Commune.objects.visible_to(officer).filter(province=comment.province_id)
        if comment.commune_id:
            communes = communes.filter(pk=comment.commune_id)
            self.fields["commune"].empty_label = None
        communes = communes.select_related("district").order_by("-valid_from", "sort_key", "code")
        self.fields["commune"].queryset = communes
        criteria = criteria_offered(communes)
        if comment.criterion_id:
            criteria = Criterion.objects.filter(pk=comment.criterion_id)
            self.fields["criterion"].empty_label = None
        self.fields["criterion"].queryset = criteria
        self.fields["text"].initial = comment.text[:500]
