"""Settings for tests: no `.env`, plain static files, a fast password hasher."""

import os

os.environ["NTM_ENV_FILE"] = ""
os.environ.setdefault("SECRET_KEY", "a-key-for-tests-only")
os.environ.setdefault("HTTPS", "off")
os.environ.setdefault("DEMO", "on")
os.environ.setdefault("HOME_PROVINCE", "62")

from ntm_portal.settings import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
# Static files come from the sources, not from a folder that `collectstatic` would have to fill first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # A commit need not reach the disk: nobody reads a test database after a power cut.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"  # noqa: F405
