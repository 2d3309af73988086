"""Settings under which speed is measured: those of the tests, with static files looked up once."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = False
ALLOWED_HOSTS = ["testserver"]
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405
