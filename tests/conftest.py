"""What every test gets without asking."""

import os

import hypothesis
import pytest

# CI tries the same examples every time; a developer's machine goes on looking for new ones.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files a test uploads land in its own folder, never in the developer's."""
    settings.MEDIA_ROOT = tmp_path / "media"
