"""Residents' comments as officers read them: what waits, and one comment with what becomes of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from communes.models import Commune
from communes.row_keys import filter_row, filter_word, key_of, row_or_404
from criteria.actions import ActionRefused
from criteria.exports import download
from criteria.models import Criterion
from criteria.tables import Table
from directives.actions import (
    answer_comment,
    comment_to_obstacle,
    erase_comment,
    publish_comment,
    refuse_comment,
)
from directives.comment_forms import About, ObstacleForm
from directives.models import Comment, CommentState
from directives.officer_units import officer_unit_label

SHOWN = 30
# Nobody reads the e-mail, officers neither.
SECRET = ("email", "sender_key", "erase_key_hash")
ILLUSTRATIVE = "Có góp ý minh họa, không phải của người dân thật."
WAITING_FIRST = Case(When(state=CommentState.WAITING, then=0), default=1)
DONE = {
    "publish": "Đã đăng góp ý; trả lời ở dưới.",
    "refuse": "Đã ghi không đăng góp ý.",
    "answer": "Đã đăng trả lời.",
    "obstacle": "Đã lập vướng mắc từ góp ý này.",
    "erase": "Đã xóa họ tên và thư điện tử của người gửi.",
    "withdraw": "Đã xóa cả góp ý theo yêu cầu của người gửi.",
}


@login_required
@permission_required("directives.moderate_comment", raise_exception=True)
@require_safe
@never_cache
def comments_page(request: HttpRequest, ending: str = "") -> HttpResponse:
    """`/gop-y/`: comments in the officer's scope, those that wait first; also as files."""
    seen = Comment.objects.visible_to(request.user).defer(*SECRET)
    query = {name: request.GET.get(name, "") for name in ("trang-thai", "xa", "tc")}
    counts = seen.aggregate(
        total=Count("pk"),
        answered=Count("pk", filter=~Q(answer="")),
        **{state: Count("pk", filter=Q(state=state)) for state in CommentState.values},
    )
    rows = seen.select_related("commune", "criterion__criteria_set", "province", "moderated_by")
    if state := filter_word(query["trang-thai"], CommentState.values, "trạng thái"):
        rows = rows.filter(state=state)
    if commune := filter_row(Commune.objects.visible_to(request.user), "xã", query["xa"]):
        rows = rows.filter(commune=commune)
    if criterion := filter_row(Criterion.objects.all(), "tiêu chí", query["tc"]):
        rows = rows.filter(criterion=criterion)
    rows = rows.order_by(WAITING_FIRST, "-sent_at", "-id")
    if ending:
        return download(ending, "gop y", [_table(rows)], _facts(counts))
    page = Paginator(rows, SHOWN).get_page(request.GET.get("trang"))
    context = {
        "nav": "comments",
        "counts": counts,
        "states": [(value, label, counts[value]) for value, label in CommentState.choices],
        "chosen": state,
        "narrowed": bool(commune or criterion),
        "page": page,
        "pages": page.paginator.page_range if page.paginator.num_pages > 1 else [],
        "query": urlencode({name: value for name, value in query.items() if value}),
        "illustrative": ILLUSTRATIVE if any(row.illustrative for row in page) else "",
    }
    return render(request, "directives/comments.html", context)


@login_required
@permission_required("directives.moderate_comment", raise_exception=True)
@never_cache
def comment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/gop-y/<pk>/`: publish or not, answer, make an obstacle of it, erase who sent it."""
    seen = Comment.objects.visible_to(request.user).defer(*SECRET)
    rows = seen.select_related(
        "commune__district", "criterion__criteria_set", "province", "moderated_by", "answered_by", "obstacle"
    )
    comment = row_or_404(rows, "góp ý", pk=key_of(pk))
    doing = request.POST.get("lam", "") if request.method == "POST" else ""
    form = ObstacleForm(request.POST if doing == "obstacle" else None, comment=comment, officer=request.user)
    fault = ""
    if request.method == "POST":
        fault = _act(request, comment, doing, form)
        if not fault and not form.errors:
            messages.success(request, DONE[doing])
            return redirect("comment", pk)
    context = {
        "nav": "comments",
        "comment": comment,
        "about": About(comment.commune, comment.criterion, comment.province),
        "form": form,
        "fault": fault,
        "doing": doing,
        "reason": request.POST.get("reason", ""),
        "answer": request.POST.get("answer", comment.answer),
        "unit": officer_unit_label(request.user),
        "states": CommentState,
        "may_raise": request.user.has_perm("directives.add_obstacle"),
        "illustrative": ILLUSTRATIVE if comment.illustrative else "",
    }
    return render(request, "directives/comment.html", context)


def _act(request: HttpRequest, comment: Comment, doing: str, form: ObstacleForm) -> str:
    """Do what the button says; a sentence when it was refused."""
    by, seen = request.user, request.POST.get("seen", "")
    try:
        if doing == "publish":
            publish_comment(comment=comment, by=by, seen=seen)
        elif doing == "refuse":
            refuse_comment(comment=comment, reason=request.POST.get("reason", ""), by=by, seen=seen)
        elif doing == "answer":
            answer_comment(comment=comment, answer=request.POST.get("answer", ""), by=by)
        elif doing in ("erase", "withdraw"):
            erase_comment(comment=comment, by=by, with_text=doing == "withdraw")
        elif doing != "obstacle":
            return "Chọn một việc để làm."
        elif form.is_valid():
            comment_to_obstacle(comment=comment, by=by, **form.cleaned_data)
    except ActionRefused as refusal:
        return str(refusal)
    return ""


def _facts(counts: dict) -> dict[str, str]:
    return {
        "Số góp ý": str(counts["total"]),
        "Chờ duyệt": f"{counts[CommentState.WAITING]}/{counts['total']}",
        "Đã trả lời": f"{counts['answered']}/{counts[CommentState.PUBLISHED]} góp ý đã đăng",
    }


def _table(rows) -> Table:
    columns = [
        ("gui_luc", "Gửi lúc"),
        ("trang_thai", "Trạng thái"),
        ("xa", "Xã"),
        ("tieu_chi", "Tiêu chí"),
        ("nguoi_gui", "Người gửi"),
        ("gop_y", "Góp ý"),
        ("ly_do", "Lý do không đăng"),
        ("tra_loi", "Trả lời"),
        ("don_vi", "Đơn vị trả lời"),
        ("minh_hoa", "Minh họa"),
    ]
    cells = [
        [
            f"{localtime(row.sent_at):%H:%M %d/%m/%Y}",
            row.get_state_display(),
            row.commune.full_name if row.commune else "",
            str(row.criterion) if row.criterion else "",
            row.name,
            row.text,
            row.refusal,
            row.answer,
            row.answered_as,
            "Có" if row.illustrative else "Không",
        ]
        for row in rows
    ]
    return Table("gop_y", "Góp ý của người dân", columns, cells)
