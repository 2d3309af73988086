"""Which rows an officer sees: those of their scope."""

from communes.inheriting import read_by


def officer_rows(queryset, officer, paths: dict[str, str]):
    """Filter `queryset` by the officer's scope: `paths` maps each scope level to a lookup.

    A national scope reaches every row, an officer without scope (or a visitor) none. A place's scope also
    reaches what became part of the place by a reorganisation.
    """
    level = getattr(officer, "scope_level", "")
    if not level or not officer.is_active:
        return queryset.none()
    if level == "nation":
        return queryset
    if level not in paths:
        return queryset.none()
    path = paths[level]
    inside = {f"{path}__in": read_by(officer)}
    if path.rpartition("__")[2] in ("districts", "communes"):
        # Downwards a row has many places: it counts once, however many of them are inside.
        return queryset.filter(pk__in=queryset.model._default_manager.filter(**inside).values("pk"))
    return queryset.filter(**inside)
