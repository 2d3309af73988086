"""Residents' comments in public: those of a page, the form beside them, and erasing one's own."""

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache

from communes.models import Commune, Province
from communes.row_keys import key_of
from criteria.actions import ActionRefused
from criteria.models import Criterion
from directives.actions import erase_by_code, send_comment
from directives.comment_forms import About, CommentForm, EraseForm
from directives.models import Comment

SHOWN = 20
SENT = (
    "Cảm ơn bạn đã góp ý về {}. Góp ý sẽ hiện ở trang này sau khi được duyệt. Mã xóa của bạn: {}. "
    'Ghi lại mã: mã chỉ hiện một lần và dùng để <a href="{}">xóa họ tên, thư điện tử hoặc cả góp ý</a>.'
)
ERASED = "Đã xóa họ tên và thư điện tử của bạn."
ERASED_ALL = "Đã xóa góp ý của bạn cùng họ tên và thư điện tử."


def comments_beside(
    request: HttpRequest,
    *,
    commune: Commune | None = None,
    criterion: Criterion | None = None,
    province: Province | None = None,
) -> dict:
    """What `directives/parts/comments.html` needs on a commune's page, or a criterion's in a province.

    At most two queries. {"comments": {"rows": newest first, "total", "form", "about", "illustrative"}}.
    """
    published = Comment.objects.published()
    if commune:
        about, published = About(commune), published.filter(commune=commune)
    else:
        about = About(criterion=criterion, province=province)
        published = published.filter(criterion=criterion, province=province)
    # Nobody's e-mail leaves the database for a public page.
    shown = published.select_related("commune", "criterion").defer("email", "sender_key", "erase_key_hash")
    newest = shown.order_by("-sent_at", "-id")
    rows = list(newest[: SHOWN + 1])
    total = published.count() if len(rows) > SHOWN else len(rows)
    rows = rows[:SHOWN]
    return {
        "comments": {
            "rows": rows,
            "total": total,
            "form": CommentForm(about=about),
            "about": about,
            "illustrative": any(row.illustrative for row in rows),
        }
    }


@never_cache
def send_page(request: HttpRequest) -> HttpResponse:
    """`/gop-y/gui/`: take a comment, or show the form again with everything that was typed."""
    about = _about(request.POST if request.method == "POST" else request.GET)
    province = about.commune.province if about.commune else about.province
    form = CommentForm(request.POST if request.method == "POST" else None, about=about)
    if request.method == "POST" and form.is_valid():
        try:
            _, code = send_comment(
                text=form.cleaned_data["text"],
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                address=get_client_ip_address(request) or "",
                province=province,
                commune=about.commune,
                criterion=about.criterion,
            )
        except ActionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, format_html(SENT, about.name, code, reverse("comment-erase")))
            return redirect(about.url)
    context = {"comments": {"form": form, "about": about}, "province": province}
    return render(request, "directives/comment_send.html", context)


def _about(given) -> About:
    """The page a form was on; 404 for one there is not."""
    if commune_id := key_of(given.get("xa", "")):
        commune = Commune.objects.select_related("province").filter(pk=commune_id).first()
        if commune:
            return About(commune)
    criteria = Criterion.objects.select_related("criteria_set")
    criterion = criteria.filter(pk=key_of(given.get("tc", ""))).first()
    province = Province.objects.filter(pk=key_of(given.get("tinh", ""))).first()
    if criterion is None or province is None:
        raise Http404("Không có trang này để góp ý; mở trang của xã hoặc tiêu chí rồi góp ý.")
    return About(criterion=criterion, province=province)


@never_cache
def erase_page(request: HttpRequest) -> HttpResponse:
    """`/gop-y/xoa/`: a resident erases who sent a comment, or the whole of it, with the code."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        everything = form.cleaned_data["what"] == EraseForm.EVERYTHING
        try:
            erase_by_code(code=form.cleaned_data["code"], with_text=everything)
        except ActionRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            what = (
                "góp ý của bạn cùng họ tên và thư điện tử" if everything else "họ tên và thư điện tử của bạn"
            )
            messages.success(request, f"Đã xóa {what}.")
            return redirect("comment-erase")
    return render(request, "directives/comment_erase.html", {"form": form})
