"""A reorganisation is seen by those it touches; whose account moves where, by the province and above."""

import pytest
from django.contrib.auth.models import AnonymousUser

from communes.models import Reorganisation, ReorganisationChange, ReorganisationHeir, ReorganisationLine
from tests import builders, reorganisation_constraints
from tests.reorganised import DAY

ALL, OWN, NONE = ["62", "64"], ["62"], []
SEEN = {
    "nation": ALL,
    "province": OWN,
    "district": OWN,
    "commune": OWN,
    "becomes": ALL,
    "beside": NONE,
    "none": NONE,
    "anonymous": NONE,
}


@pytest.mark.parametrize("role", SEEN)
def test_reorganisations_are_seen_by_those_they_touch(db, role):
    by, places = builders.officer("lan"), {}
    for code, name in (("62", "Kon Tum"), ("64", "Gia Lai")):
        hill = builders.district(builders.province(name, code), code=f"{code}5")
        places[code] = builders.commune(hill)
        one = Reorganisation.objects.create(
            name=code, effective_on=DAY, prepared_at=builders.MOMENT, prepared_by=by
        )
        reorganisation_constraints.furnish(one, places[code])
    own = places["62"]
    scope = {
        "nation": "nation",
        "province": own.province,
        "district": own.district,
        "commune": own,
        # Both lead into this one.
        "becomes": builders.commune(own.province, "Đăk Hà", "23500", valid_from=DAY),
        "beside": builders.commune(own.district),
    }
    who = AnonymousUser() if role == "anonymous" else builders.officer("ai", scope.get(role))
    names = list(Reorganisation.objects.visible_to(who).order_by("pk").values_list("name", flat=True))
    assert names == SEEN[role]
    for model in (ReorganisationLine, ReorganisationHeir, ReorganisationChange):
        told = model is ReorganisationLine or role in ("nation", "province")
        rows = model.objects.visible_to(who).order_by("pk").values_list("reorganisation__name", flat=True)
        assert list(rows) == (names if told else [])
