"""Serving a file somebody sent: never executed, never guessed at. Whether it may be read, the view asks."""

from django.http import FileResponse, Http404

# What a browser shows of a file may run nothing, load nothing and reach nothing of the portal.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"


def kept_file(
    file, *, name: str, content_type: str | None = None, shown: bool = False, called: str = "Tệp"
) -> FileResponse:
    """The file under the name it was sent with, downloaded unless `shown`; Http404 when it is gone.

    Without a type it follows from the name. `called` is what the sentence of a lost file calls it.
    """
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404(f"{called} này không còn trên máy chủ; báo quản trị hệ thống.") from None
    response = FileResponse(content, as_attachment=not shown, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
