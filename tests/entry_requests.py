"""Addresses of the entry pages, the forms they send and what their answers hold."""

import re

from criteria.models import IndicatorResult
from tests.crawling import Document


def commune_url(world, commune=None, query="") -> str:
    return f"/nhap-lieu/ky/{world.round.pk}/xa/{(commune or world.communes[0]).code}/{query}"


def indicator_url(world, of=None, query="") -> str:
    return f"/nhap-lieu/ky/{world.round.pk}/chi-tieu/{(of or world.ratio).pk}/{query}"


def form(world, *cells, **buttons) -> dict[str, str]:
    """A form with cells (indicator, version, fields) of the first commune, sent by the button “save”."""
    data = {"officer": str(world.officer.pk), **(buttons or {"save": "1"})}
    for of, version, fields in cells:
        key = f"{world.communes[0].pk}-{of.pk}"
        data |= {f"{key}-version": str(version), **{f"{key}-{name}": text for name, text in fields.items()}}
    return data


def text(answer) -> str:
    return Document(answer.content.decode()).text


def value_of(answer, world, of, field="value") -> str:
    """What the input of the first commune's indicator holds."""
    found = re.search(
        rf'id="c-{world.communes[0].pk}-{of.pk}-{field}" value="([^"]*)"', answer.content.decode()
    )
    return found[1]


def stored(world) -> dict:
    return dict(IndicatorResult.objects.filter(standing__round=world.round).values_list("indicator", "value"))
