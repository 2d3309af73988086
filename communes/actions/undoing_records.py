"""What was recorded since of the units that a reorganisation made; asked relation by relation."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.apps import apps
from django.db import models
from django.db.models import Max

from communes.journal import stored
from communes.models import Commune, ReorganisationChange, ReorganisationLine


def made(changes: Sequence[ReorganisationChange], table: str) -> set[int]:
    """Keys of the rows of a table that applying made."""
    return {change.row for change in changes if change.table == table and not change.field}


def commune_fields(model: type[models.Model]) -> list[str]:
    return fields_to(Commune, model)


def fields_to(target: type[models.Model], model: type[models.Model]) -> list[str]:
    """The names of a model's fields that refer to `target`."""
    return [field.name for field in model._meta.concrete_fields if field.related_model is target]


def communes_of(row: models.Model, changes: Sequence[ReorganisationChange]) -> set[int]:
    """Keys of the communes a row is about, now and by its changes."""
    return keys_of(Commune, row, changes) | ({row.pk} if isinstance(row, Commune) else set())


def keys_of(
    target: type[models.Model], row: models.Model, changes: Sequence[ReorganisationChange]
) -> set[int]:
    """Keys of the rows of `target` that a row refers to, now and by its changes."""
    names = fields_to(target, type(row))
    found = {stored(row, name) for name in names}
    for change in changes:
        found |= {change.before, change.after} if change.field in names else set()
    return found - {None}


# Fields that say that a row was seen: nobody wrote in it.
SEEN = {"communes.Notice": {"read_at", "emailed_at"}}


def changed_since(row: models.Model, first: ReorganisationChange) -> bool:
    """Whether a row that applying made says something else by now; `first` is how it was made."""
    seen = SEEN.get(first.table, ())
    return any(stored(row, name) != value for name, value in first.after.items() if name not in seen)


def records_of(
    places: Mapping[int, Commune], changes: Sequence[ReorganisationChange]
) -> dict[int, list[str]]:
    """Commune id → what refers to a new unit apart from what applying wrote: "3 kết quả của xã trong kỳ".

    Also what refers to a row that applying made of it (a village), and such a row when it was changed.
    Units without any are left out.
    """
    if not places:
        return {}
    found = _told((model, _others(model, name, places, changes)) for model, name in referring(Commune))
    for pk, said in _on_rows_made(places, changes):
        found[pk].append(said)
    firsts = {change.row: change for change in changes if _makes(change, Commune)}
    for pk, place in places.items():
        if changed_since(place, firsts[pk]):
            found[pk].append("thông tin sửa sau khi lập")
    return found


def newest_rows() -> dict[str, int]:
    """Table → the greatest key of its rows, of every table that refers to communes; empty ones left out."""
    tables = {model._meta.label: model for model, _ in referring(Commune)}
    found = {name: model._base_manager.aggregate(Max("pk"))["pk__max"] for name, model in tables.items()}
    return {name: key for name, key in found.items() if key}


def records_since(places: Collection[int], known: Mapping[str, int]) -> dict[int, list[str]]:
    """Commune id → what was written of it after `newest_rows()` was `known`, reorganisations' own rows apart.

    For units the portal knew before they took over: what they held until then is none of its business.
    """
    if not places or not known:
        return {}
    return _told((model, _newer(model, name, places, known)) for model, name in referring(Commune))


def _newer(
    model: type[models.Model], name: str, places: Collection[int], known: Mapping[str, int]
) -> dict[int, set[int]]:
    """Commune id → keys of rows of a model that refer to it and came after what was known."""
    table, found = model._meta.label, defaultdict(set)
    rows = model._base_manager.filter(pk__gt=known.get(table, 0), **{f"{name}__in": places}).order_by()
    applied = ReorganisationChange.objects.filter(table=table, field="").values("row")
    for pk, place in rows.exclude(pk__in=applied).values_list("pk", name):
        found[place].add(pk)
    return found


def _told(found: Iterable[tuple[type[models.Model], Mapping[int, set[int]]]]) -> dict[int, list[str]]:
    """Commune id → "3 vướng mắc"; a row that refers to a commune twice is one."""
    rows: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for model, of_place in found:
        for place, keys in of_place.items():
            rows[place][model._meta.verbose_name] |= keys
    said = {place: [f"{len(keys)} {label}" for label, keys in of.items()] for place, of in rows.items()}
    return defaultdict(list, said)


def referring(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Each model with the name of its field that refers to `model`; no history, no plain links."""
    relations = [one for one in model._meta.get_fields(include_hidden=True) if one.auto_created]
    return [
        (one.related_model, one.field.name)
        for one in relations
        if not one.concrete
        and not hasattr(one.related_model, "instance_type")
        and one.related_model is not ReorganisationLine
        and not one.related_model._meta.auto_created
    ]


def _makes(change: ReorganisationChange, model: type[models.Model]) -> bool:
    return not change.field and change.table == model._meta.label


def _others(
    model: type[models.Model], name: str, keys: Collection[int], changes: Sequence[ReorganisationChange]
) -> dict[int, set[int]]:
    """Key → keys of the rows of a model that refer to it and that applying neither made nor brought there."""
    mine = [change for change in changes if change.table == model._meta.label]
    new = {change.row for change in mine if not change.field}
    moved = {(change.row, change.after) for change in mine if change.field}
    found = defaultdict(set)
    for pk, key in model._base_manager.filter(**{f"{name}__in": list(keys)}).values_list("pk", name):
        if pk not in new and (pk, key) not in moved:
            found[key].add(pk)
    return found


def _on_rows_made(
    places: Mapping[int, Commune], changes: Sequence[ReorganisationChange]
) -> list[tuple[int, str]]:
    """(commune id, what was written since of or on a row that applying made of it)."""
    found = []
    for table in sorted({change.table for change in changes if not change.field} - {Commune._meta.label}):
        model = apps.get_model(table)
        firsts = {change.row: change for change in changes if _makes(change, model)}
        rows = model._base_manager.in_bulk(firsts) if commune_fields(model) else {}
        homes = {pk: sorted(communes_of(row, ()) & places.keys()) for pk, row in rows.items()}
        said = Counter()
        for pk, row in rows.items():
            label = f"{model._meta.verbose_name} sửa sau khi lập"
            said.update((home, label) for home in homes[pk] if changed_since(row, firsts[pk]))
        for other, name in referring(model):
            for pk, keys in _others(other, name, rows, changes).items():
                said.update({(home, other._meta.verbose_name): len(keys) for home in homes[pk]})
        found += [(home, f"{number} {label}") for (home, label), number in said.items()]
    return found
