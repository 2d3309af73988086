"""Whom the tables of permissions are about, and the four communes that several of them ask of."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.test import Client

from communes.models import Commune
from tests import builders


def clients_of(roles: Iterable[tuple]) -> dict[str, Client]:
    """Role → a browser signed in as it; "visitor" is signed in as nobody.

    A role is (name, scope, its groups with commas between, more fields of the officer).
    """
    clients = {"visitor": Client()}
    for role, scope, groups, fields in roles:
        named = Group.objects.filter(name__in=groups.split(","))
        built = builders.officer(role, scope, groups=named, is_staff=True, **fields)
        clients[role] = Client()
        clients[role].force_login(built)
    return clients


def four_communes() -> tuple[dict[str, Commune], dict]:
    """Unit → commune: Đăk Pxi, its neighbour, one of the next district, one of another province; and by the
    words of the tables the scopes there are about them.
    """
    home, foreign = builders.province(), builders.province("Gia Lai", "64")
    here, there = builders.district(home), builders.district(home, "Đăk Tô", "612")
    far = builders.district(foreign, "Chư Păh", "627")
    communes = {
        "own": builders.commune(here, "Đăk Pxi", "23503"),
        "sibling": builders.commune(here, "Đăk Mar", "23515"),
        "other": builders.commune(there, "Diên Bình", "23440"),
        "other-province": builders.commune(far, "Ia Khươl", "23722"),
    }
    scopes = {
        None: None, "nation": "nation", "home": home, "foreign": foreign, "here": here, "there": there,
        "own": communes["own"],
    }  # fmt: skip
    return communes, scopes
