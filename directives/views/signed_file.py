"""The signed file of a directive, for officers of its province alone."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from criteria.views.kept_files import kept_file
from directives.views.reading import directive_or_404, for_officers


@require_safe
@for_officers("directives.view_directive")
def directive_file(request: HttpRequest, code: str, key: str) -> FileResponse:
    """`/chi-thi/<code>/<key>/tep/`: the file as it was signed, always downloaded, never opened in place."""
    directive = directive_or_404(request, code, key)
    if not directive.file:
        raise Http404("Văn bản này chưa có tệp ký số.")
    return kept_file(directive.file, name=directive.file_name)
