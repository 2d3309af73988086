"""What every test gets without asking."""

import os
from itertools import count

import hypothesis
import pytest

from tests import world

media_numbers = count(1)

# CI tries the same examples every time; a developer's machine goes on looking for new ones.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path_factory):
    """Files a test uploads land in its own folder, never in the developer's.

    The folder is only named: most tests upload nothing, and `tmp_path` would look through all before it.
    """
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media-{next(media_numbers)}"


@pytest.fixture(scope="module")
def kon_tum_loaded(django_db_setup, django_db_blocker):
    """Kon Tum as `make run` shows it, for every test of a module that also asks for the database.

    Each test's own changes are undone after it, the world after the module.
    """
    with django_db_blocker.unblock(), world.rolled_back():
        world.kon_tum()
        yield


@pytest.fixture(scope="module")
def directive_loaded(kon_tum_loaded, django_db_blocker):
    """Kon Tum with the round under way and the directive; undone with the world it stands on."""
    with django_db_blocker.unblock():
        world.kon_tum_directed()


@pytest.fixture(scope="module")
def money_loaded(kon_tum_loaded, django_db_blocker):
    """Kon Tum with its money and works; undone with the world it stands on."""
    with django_db_blocker.unblock():
        world.kon_tum_money()
        yield
