"""A form sent after its session ended: say that nothing was saved, and give back what was typed."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NOT_TYPED = {"csrfmiddlewaretoken", "do"}


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Send a visitor to the sign-in; whoever posted reads that nothing was saved and copies the words.

    The words go back to the browser they came from and are kept nowhere: the next to sign in on a shared
    machine finds nothing of them.
    """
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    typed = [
        text
        for name in request.POST
        if name not in NOT_TYPED
        for text in request.POST.getlist(name)
        if " " in text.strip()
    ]
    context = {"typed": typed, "back": request.get_full_path()}
    return render(request, "session_ended.html", context, status=403)
