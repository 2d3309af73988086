"""Links that change one choice of a page and keep the others."""

from urllib.parse import urlencode

from criteria.reading import Reading

READING_KEYS = ("ky", "ngay", "bo", "so-lieu")


def asked(request, name: str, choices: dict) -> str:
    """The choice the URL asks for, or the first one."""
    wanted = request.GET.get(name, "")
    return wanted if wanted in choices else next(iter(choices))


def labels(choices: dict) -> dict[str, str]:
    """Key → label of choices that carry more than their label."""
    return {key: label for key, (label, _) in choices.items()}


def choice_links(request, reading: Reading, name: str, labels: dict[str, str]) -> list[tuple[str, str, bool]]:
    """(link, label, chosen) for every choice of `name`; the page's other choices stay as they are."""
    chosen = asked(request, name, labels)
    kept = {key: value for key, value in request.GET.items() if key not in (*READING_KEYS, name) and value}
    links = []
    for key, label in labels.items():
        more = urlencode({**kept, **({name: key} if key else {})})
        query = "&".join(part for part in (reading.query.lstrip("?"), more) if part)
        links.append((f"?{query}", label, key == chosen))
    return links
