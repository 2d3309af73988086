"""Whose a row of money is: the province, district or commune that holds it, and the scope that reaches it."""

from django.db import models

from communes.models import Commune, District, Province, officer_rows


class HeldRowsQuerySet(models.QuerySet):
    """Rows that a place holds; a district's scope reaches its communes' rows, not the province's own."""

    def visible_to(self, officer):
        """Rows inside the officer's scope; no scope, no rows."""
        return officer_rows(
            self, officer, {"province": "province_id", "district": "district_id", "commune": "commune_id"}
        )

    def held_by(self, place: Province | District | Commune):
        """Rows of a place and of everything inside it."""
        name = {Province: "province", District: "district", Commune: "commune"}[type(place)]
        return self.filter(**{name: place})


class HeldRow(models.Model):
    """A row of one place. `province` and `district` repeat the place's own, so that scopes need no join."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="%(class)s_rows", verbose_name="tỉnh, thành phố"
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_rows",
        verbose_name="huyện",
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="%(class)s_rows", verbose_name="xã"
    )

    class Meta:
        abstract = True

    @property
    def place(self) -> Province | District | Commune:
        return self.commune or self.district or self.province


def place_columns(place: Province | District | Commune) -> dict:
    """The columns that give a row to `place`, by key."""
    if isinstance(place, Province):
        return {"province_id": place.pk, "district_id": None, "commune_id": None}
    if isinstance(place, District):
        return {"province_id": place.province_id, "district_id": place.pk, "commune_id": None}
    return {"province_id": place.province_id, "district_id": place.district_id, "commune_id": place.pk}
