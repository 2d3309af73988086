"""Nothing an installed package says reaches an officer in English."""

import json
import re
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation.trans_real import translation

import compile_messages
from tests.english import english_words

DJANGO = Path(django.__file__).parent
# Said only to developers, or the names of languages nobody is offered.
NOT_FOR_OFFICERS = re.compile(r"conf/global_settings\.py|views/templates/default_urlconf\.html")
# Words that are the same in both languages, names of standards, and marks.
SAME_IN_BOTH = {"IPv4", "IPv6", "Email", "Slug (up to %(max_length)s)", "URL", "…"}


def english_catalogues(domain: str) -> list[Path]:
    """Django's own lists of what it says: its core, and each of its apps that is installed."""
    places = [DJANGO / "conf" / "locale"]
    places += [Path(app.path) / "locale" for app in apps.get_app_configs() if app.name.startswith("django.")]
    return [path for place in places if (path := place / "en" / "LC_MESSAGES" / f"{domain}.po").exists()]


def said_in(path: Path):
    """(context, text, plural) of all that a catalogue says to officers."""
    for entry in polib.pofile(str(path)):
        if entry.obsolete or any(NOT_FOR_OFFICERS.search(place) for place, _line in entry.occurrences):
            continue
        yield entry.msgctxt, entry.msgid, entry.msgid_plural


def in_vietnamese(context: str | None, text: str, plural: str) -> str | None:
    """What the portal says instead of an English text, None where it has no words of its own."""
    key = f"{context}\x04{text}" if context else text
    try:
        return translation("vi")._catalog[(key, 0) if plural else key]
    except KeyError:
        return None


@pytest.mark.parametrize("name", compile_messages.CATALOGUES)
def test_catalogue_is_whole_and_compiled(name):
    assert compile_messages.faults(compile_messages.ROOT / name) == []


def test_catalogue_faults_are_found(tmp_path):
    catalogue = tmp_path / "x.po"
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#, fuzzy\nmsgid "Save"\nmsgstr "Lưu"\n\nmsgid "Close"\nmsgstr ""\n',
        encoding="utf-8",
    )
    assert len(compile_messages.faults(catalogue)) == 3


@pytest.mark.parametrize("path", english_catalogues("django"), ids=lambda path: path.parts[-5])
def test_all_that_django_says_is_translated(path):
    assert not [
        text
        for context, text, plural in said_in(path)
        if text not in SAME_IN_BOTH and in_vietnamese(context, text, plural) is None
    ]


@pytest.mark.parametrize("package", ["import_export", "simple_history", "axes"])
def test_all_that_packages_say_is_translated(package):
    # These ship no English list; the French one names what there is to translate.
    french = Path(apps.get_app_config(package).path) / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    said = list(said_in(french))
    assert len(said) > 20
    assert not [text for context, text, plural in said if in_vietnamese(context, text, plural) is None]


@pytest.mark.parametrize("name", compile_messages.CATALOGUES)
def test_our_wording_is_vietnamese(name):
    catalogue = polib.pofile(str(compile_messages.ROOT / name))
    names_kept = {"max", "min", "json"}
    assert not {
        entry.msgid: found
        for entry in catalogue
        if (found := set(english_words(without_placeholders(entry))) - names_kept)
    }


def without_placeholders(entry) -> str:
    """The words of a translation: no %(name)s, no {name}, no HTML tag, no quoted code."""
    text = entry.msgstr or entry.msgstr_plural[0]
    return re.sub(
        r"%\(\w+\)\w|\{\w*\}|<[^>]*>|“[A-Za-z-]+(: [a-z-]+)?”|\w+_\w+|\w+\.\w+|DEBUG=True", "", text
    )


@pytest.mark.parametrize("name", compile_messages.CATALOGUES)
def test_our_wording_keeps_every_placeholder(name):
    placeholder = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
    for entry in polib.pofile(str(compile_messages.ROOT / name)):
        said = entry.msgstr or entry.msgstr_plural[0]
        asked = {*placeholder.findall(entry.msgid), *placeholder.findall(entry.msgid_plural)}
        assert set(placeholder.findall(said)) == asked, entry.msgid


def test_wording_of_packages_is_ours():
    assert gettext("History") == "Lịch sử"
    assert gettext("Confirm import") == "Xác nhận nhập"
    assert gettext("Revert") == "Khôi phục"
    assert gettext("access attempts") == "lần thử đăng nhập"
    assert gettext("Password reset unsuccessful") == "Đặt lại mật khẩu không thành công"
    assert pgettext("String to return when truncating text", "%(truncated_text)s…") == "%(truncated_text)s…"


@pytest.mark.parametrize("count", [0, 1, 2, 85])
def test_plural_has_one_form(count):
    said = ngettext("%(num)d day", "%(num)d days", count) % {"num": count}
    assert said == f"{count} ngày"


def test_scripts_of_the_admin_speak_vietnamese(admin_client):
    answer = admin_client.get("/quan-tri/jsi18n/").content.decode()
    catalogue = json.loads(re.search(r"const newcatalog = (\{.*?\});\n", answer, flags=re.DOTALL)[1])
    asked = [
        f"{context}\x04{text}" if context else text
        for path in english_catalogues("djangojs")
        for context, text, _plural in said_in(path)
    ]
    assert asked
    assert not [text for text in asked if text not in catalogue]
    assert catalogue["Choose all %s"] == "Chọn tất cả %s"
