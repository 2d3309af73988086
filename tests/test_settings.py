"""The process starts only where it is safe to, and every page carries its protection."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.house_rules import ROOT

PRINT_SETTINGS = """
import json
from ntm_portal import settings
print(json.dumps({k: v for k, v in vars(settings).items() if k.isupper()}, default=str))
"""


def start(**variables):
    """A new process that reads the settings with these variables alone: (exit code, settings, last line)."""
    process = subprocess.run(
        [sys.executable, "-c", PRINT_SETTINGS],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "NTM_ENV_FILE": "", **variables},
        capture_output=True,
        text=True,
    )
    last_line = process.stderr.strip().rpartition("\n")[2]
    return process.returncode, json.loads(process.stdout or "{}"), last_line


def test_start_without_secret_key_is_refused():
    code, _settings, sentence = start()
    assert code != 0
    assert "SECRET_KEY is not set" in sentence
    assert "make setup" in sentence


@pytest.mark.parametrize("variables", [{"DEMO": "on"}, {"DEMO": "on", "HTTPS": "on"}])
def test_start_of_demonstration_in_production_is_refused(variables):
    code, _settings, sentence = start(SECRET_KEY="k", **variables)
    assert code != 0
    assert "DEMO" in sentence


def test_defaults_are_those_of_production():
    code, settings, _line = start(SECRET_KEY="k")
    assert code == 0
    assert not settings["DEBUG"]
    assert not settings["DEMO"]
    for name in (
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_HTTPONLY",
    ):
        assert settings[name] is True, name
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_https_off_serves_plain_http():
    _code, settings, _line = start(SECRET_KEY="k", HTTPS="off", DEMO="on")
    assert settings["DEMO"]
    assert not settings["SECURE_SSL_REDIRECT"]
    assert not settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] == 0


def test_sqlite_waits_for_its_turn_to_write():
    _code, settings, _line = start(SECRET_KEY="k")
    options = settings["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    assert "journal_mode=WAL" in options["init_command"]


def test_postgres_gets_a_pool():
    _code, settings, _line = start(SECRET_KEY="k", DATABASE_URL="postgres://u@h/d", DATABASE_POOL="3")
    database = settings["DATABASES"]["default"]
    assert database["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 3}
    assert not database.get("CONN_MAX_AGE")


def test_example_names_every_variable_and_no_other():
    source = (ROOT / "ntm_portal" / "settings.py").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', source))
    assert read == set(re.findall(r"^(?:# )?([A-Z_]+)=", example, flags=re.MULTILINE))


def test_example_starts_a_demonstration(tmp_path):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    written = tmp_path / ".env"
    written.write_text(example.replace("SECRET_KEY=\n", "SECRET_KEY=k\n"), encoding="utf-8")
    code, settings, line = start(NTM_ENV_FILE=str(written))
    assert code == 0, line
    assert settings["DEMO"]
    assert not settings["DEBUG"]
    assert settings["HOME_PROVINCE"] == "62"
    assert settings["CSRF_TRUSTED_ORIGINS"] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/suc-khoe/", "/dang-nhap/"])
def test_pages_carry_a_strict_content_policy(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    policy = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    for looser in ("unsafe-", "*", "http:", "https:", "data:", "blob:"):
        assert looser not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_health_answers_without_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/suc-khoe/").status_code == 200
    assert client.get("/quan-tri/login/").status_code == 301
