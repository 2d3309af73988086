"""Pages of the officer who signed in: what waits for them, and what they were told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordChangeView
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache

from communes.models import Notice
from communes.row_keys import key_of
from directives.views.reading import scope_words
from ntm_portal.my_work import my_work
from ntm_portal.notice_links import newest_lines, notice_lines

NEWEST = 5
PER_PAGE = 50


@login_required
@never_cache
def work_page(request: HttpRequest) -> HttpResponse:
    """`/viec-cua-toi/`: what waits for the officer, and the newest notices."""
    today = timezone.localdate()
    notices = Notice.objects.visible_to(request.user)
    context = {
        "work": my_work(request.user, today),
        "today": today,
        "scope": scope_words(request.user) if request.user.scope_level else "",
        "notices": newest_lines(request.user, notices.unread_first()[:NEWEST]),
        "unread": notices.unread().count(),
    }
    return render(request, "my_work.html", context)


@login_required
@never_cache
def notices_page(request: HttpRequest) -> HttpResponse:
    """`/thong-bao/`: the officer's notices, unread first; posting marks one (`thong-bao`) or all as read."""
    notices = Notice.objects.visible_to(request.user)
    if request.method == "POST":
        unread = notices.unread()
        wanted = request.POST.get("thong-bao", "")
        (unread.filter(pk=key_of(wanted)) if wanted else unread).update(read_at=timezone.now())
        page = request.POST.get("trang", "")
        return redirect(reverse("notices") + (f"?trang={key_of(page)}" if key_of(page) else ""))
    page = Paginator(notices.unread_first(), PER_PAGE).get_page(request.GET.get("trang"))
    lines = notice_lines(request.user, page)
    return render(request, "notices.html", {"page": page, "lines": lines, "unread": notices.unread().count()})


class ChangePassword(PasswordChangeView):
    """`/doi-mat-khau/`: every officer's own password, whether or not they enter the administration."""

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("my-work")

    def form_valid(self, form):
        messages.success(self.request, "Đã đổi mật khẩu.")
        return super().form_valid(form)
