"""All settings, read from the environment (see `.env.example` for every variable).

The defaults are the ones a public server needs; a developer's machine loosens them in `.env`.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
ENV_FILE = os.environ.get("NTM_ENV_FILE", str(BASE_DIR / ".env"))
if ENV_FILE and Path(ENV_FILE).is_file():
    env.read_env(ENV_FILE)

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put a long random value in the environment or in .env; "
        "`make setup` writes one for a development machine."
    )

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Demonstration officers have published passwords: they may sign in only where DEMO is on.
DEMO = env.bool("DEMO", default=False)
HTTPS = env.bool("HTTPS", default=True)
if DEMO and HTTPS:
    raise ImproperlyConfigured(
        "DEMO=on opens accounts whose passwords are public, and HTTPS=on says this is a real server. "
        "Turn DEMO off in production, or HTTPS off on a machine used for demonstration."
    )

# The province whose overview is the first page; empty shows the whole country.
HOME_PROVINCE = env("HOME_PROVINCE", default="")
SUPPORT_CONTACT = env("SUPPORT_CONTACT", default="")

INSTALLED_APPS = [
    "ntm_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "import_export",
    "simple_history",
    "axes",
    "csp",
    "communes",
    "criteria",
    "directives",
    "funding",
    "ntm_portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ntm_portal.urls"
WSGI_APPLICATION = "ntm_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ntm_portal.context.portal",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'ntm.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL alone still answers "database is locked" to concurrent writers; taking the write lock at
    # BEGIN and waiting for it does not.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Set here and not in the URL, where "?pool=true" would arrive as a string and crash.
    # Statements of pages are short; PostgreSQL took 0.3 s to compile one whose recursion it thought dear.
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)},
        "options": "-c jit=off",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "communes.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "communes.signing_in.OfficerBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "home"
CSRF_FAILURE_VIEW = "ntm_portal.views.form_expired"

# An office shares one address, so a lock counts user and address together.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = [BASE_DIR / "locale"]
# Django's own Vietnamese formats refuse 31/12/2023 and read 3/9/2023 as 9 March.
FORMAT_MODULE_PATH = ["ntm_portal.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Files officers send are private: nothing under this folder has a URL.
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "media")))
# The largest file that may be sent as evidence, in megabytes.
EVIDENCE_MAX_MB = env.int("EVIDENCE_MAX_MB", default=20)
# How little a figure may lack, as a share of its level, for its criterion to show as "gần đạt".
NEAR_SHARE = env.float("NEAR_SHARE", default=0.1)
# Watch over what was achieved: how little above its level is little (a share of the level), after how many
# months a figure or its evidence is old, over how many rounds a fall is a trend. Working agreements, not law.
KEEP_MARGIN = env.float("KEEP_MARGIN", default=0.02)
KEEP_MONTHS = env.int("KEEP_MONTHS", default=12)
KEEP_ROUNDS = env.int("KEEP_ROUNDS", default=3)
# Working days within which a dossier that was sent should be looked at; a habit of the province.
REVIEW_DAYS = env.int("REVIEW_DAYS", default=5)
# Within how many working days of its deadline an assignment counts as due soon.
DUE_SOON_DAYS = env.int("DUE_SOON_DAYS", default=5)
# After how many days an open obstacle counts as old, and a settled one whose criterion is still not met
# is raised again.
OBSTACLE_OLD_DAYS = env.int("OBSTACLE_OLD_DAYS", default=30)
OBSTACLE_REVIEW_DAYS = env.int("OBSTACLE_REVIEW_DAYS", default=60)
# How many comments one sender may leave within an hour.
COMMENTS_PER_HOUR = env.int("COMMENTS_PER_HOUR", default=5)
STATUS_SHEET_MAX_BYTES = env.int("STATUS_SHEET_MAX_BYTES", default=5 * 1024 * 1024)
# What opens a spreadsheet somebody sent. Named here because the lowest app, too, reads such files.
WORKBOOK_READER = "criteria.workbooks.open_workbook"
# Locks are lifted from the officer's page; the package's own lists would only repeat them in English.
AXES_ENABLE_ADMIN = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

IMPORT_EXPORT_USE_TRANSACTIONS = True
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False

# Mail goes to the terminal unless a server is named. A server that does not answer must not hold the rest.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("EMAIL_FROM", default="ntm@localhost")
# Where the portal is reached, for the links of mails.
SITE_URL = env("SITE_URL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
