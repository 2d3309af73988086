"""House rules: one direction of imports, small files and functions, no dead templates, clean sources."""

import pytest
from django.template.loader import get_template

from tests import house_rules as house

# Files that hold wrong spellings on purpose, for the readers of officers' sheets to mend.
DIRTY_ON_PURPOSE = "tests/files/"
# In two pieces each, so that this file does not name what it forbids.
FORBIDDEN_TEXTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".",
    "debian" + ".org",
    "/opt/" + "pypi",
    "../" + "shared",
    "/work/" + "shared",
]


def templates() -> dict[str, str]:
    return {
        path.relative_to(house.ROOT / "templates").as_posix(): path.read_text(encoding="utf-8")
        for path in house.project_files(".html")
        if path.is_relative_to(house.ROOT / "templates")
    }


def text_files():
    """(name, text) of every file that is text."""
    for path in house.project_files():
        try:
            yield house.name_of(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_imports_go_one_way():
    apps = {path.parent.name for path in house.ROOT.glob("*/apps.py")}
    assert apps == set(house.MAY_IMPORT), "say in house_rules.MAY_IMPORT what a new app may import"
    wrong = {
        house.name_of(path): found
        for path in house.project_files(".py")
        if (app := path.relative_to(house.ROOT).parts[0]) in apps
        and (found := house.wrong_way_imports(app, path.read_text(encoding="utf-8")))
    }
    assert not wrong


@pytest.mark.parametrize(
    "line",
    [
        "import criteria",
        "from criteria.models import Round",
        "def late():\n    from criteria import judging",
        "import_module('criteria.models')",
        "apps.get_model('criteria', 'Round')",
        "from ntm_portal import settings",
    ],
)
def test_imports_wrong_way_are_found(line):
    assert house.wrong_way_imports("communes", line)
    assert not house.wrong_way_imports("ntm_portal", "from criteria.models import Round")


def test_files_are_read_in_one_sitting():
    lengths = {
        house.name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in house.python_files()
    }
    assert not {name: lines for name, lines in lengths.items() if lines > 300}


def test_functions_fit_one_look():
    assert not {
        house.name_of(path): found
        for path in house.python_files()
        if (found := house.long_functions(path.read_text(encoding="utf-8")))
    }


def test_functions_too_long_are_found():
    body = "\n".join(["        x = 1"] * 40)
    source = f"class A:\n    def first(self):\n{body}\n    def second(self):\n        return 1\n"
    assert house.long_functions(source) == ["first (41 lines)"]


def test_modules_are_named_for_what_they_hold():
    assert not [
        house.name_of(path)
        for path in house.project_files(".py")
        if house.EMPTY_NAMES & {*path.relative_to(house.ROOT).parts, path.stem}
    ]


def test_nothing_listens_to_signals():
    assert not {
        house.name_of(path): found
        for path in house.project_files(".py")
        if (found := house.signal_imports(path.read_text(encoding="utf-8")))
        and not house.name_of(path).startswith("tests/")
    }


@pytest.mark.parametrize(
    "line",
    [
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "from django.dispatch import receiver",
        "def late():\n    from django.contrib.auth import signals",
    ],
)
def test_signal_imports_are_found(line):
    assert house.signal_imports(line)


def test_what_is_not_found_is_said_in_a_sentence():
    assert not {
        house.name_of(path): found
        for path in house.python_files()
        if not house.name_of(path).startswith("tests/")
        and (found := house.wordless_404s(path.read_text(encoding="utf-8")))
    }


@pytest.mark.parametrize(
    "line",
    [
        "from django.shortcuts import get_object_or_404, render",
        "row = shortcuts.get_list_or_404(rows)",
        "raise Http404",
        "raise Http404() from None",
    ],
)
def test_wordless_404s_are_found(line):
    assert house.wordless_404s(line)
    assert not house.wordless_404s("raise Http404('Không có xã này.') from None")


def test_templates_are_all_used():
    sources = [path.read_text(encoding="utf-8") for path in house.python_files()]
    assert not house.unused_templates(templates(), sources)


def test_templates_unused_are_found():
    given = {"base.html": "", "page.html": "{% extends 'base.html' %}", "404.html": "", "dead.html": ""}
    assert house.unused_templates(given, ["render(request, 'page.html')"]) == ["dead.html"]


def test_templates_all_compile():
    assert templates(), "no template found: is the folder templates/ gone?"
    for name in templates():
        get_template(name)


def test_templates_write_keys_as_they_are():
    assert not {name: found for name, text in templates().items() if (found := house.localised_keys(text))}


def test_localised_keys_are_found():
    markup = '<a href="?xa={{ row.pk }}"><input name="{{ item.commune_id }}" id="{{ field.auto_id }}">'
    assert house.localised_keys(markup) == ["{{ row.pk }}", "{{ item.commune_id }}"]
    assert not house.localised_keys('{{ row.pk|stringformat:"d" }} {{ row.name }}')


def test_templates_hold_no_inline_code():
    assert not {name: found for name, text in templates().items() if (found := house.inline_code(text))}


@pytest.mark.parametrize(
    "markup",
    [
        "<script>go()</script>",
        "<style>p { color: red }</style>",
        '<p style="color: {{ colour }}">',
        '<button {% if x %}class="y"{% endif %} onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_found(markup):
    assert house.inline_code(markup)


def test_inline_code_is_not_seen_where_there_is_none():
    markup = '<script src="{% static "a.js" %}"></script><p {% if only %}class="one"{% endif %}>style=</p>'
    assert not house.inline_code(markup)


def test_sources_are_composed_unicode():
    wrong = {name: lines for name, text in text_files() if (lines := house.not_composed(text))}
    assert not {name: lines for name, lines in wrong.items() if not name.startswith(DIRTY_ON_PURPOSE)}


def test_decomposed_text_is_found():
    assert house.not_composed("xã\nxa\N{COMBINING TILDE}") == [2]


def test_sources_speak_of_the_project_alone():
    assert not {
        name: found
        for name, text in text_files()
        if (found := [needle for needle in FORBIDDEN_TEXTS if needle in text.lower()])
    }


@pytest.mark.parametrize("lock", ["base.txt", "dev.txt"])
def test_locks_name_no_address_and_hash_everything(lock):
    text = (house.ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    pinned = [line for line in text.splitlines() if "==" in line]
    assert len(pinned) > 10
    assert all(line.endswith("\\") for line in pinned), "a hash must follow every version"


def test_requirements_say_why():
    text = (house.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert text.count(">=") > 10
    assert not house.unexplained_requirements(text)


def test_requirements_unexplained_are_found():
    lines = '    "django>=5.2",  # the framework\n    "celery>=5",\n    "rich[all]>=13", #\n'
    assert house.unexplained_requirements(lines) == ['"celery>=5",', '"rich[all]>=13", #']


def test_migrations_say_what_they_do():
    names = [path.stem for path in house.project_files(".py") if path.parent.name == "migrations"]
    assert not [name for name in names if name != "__init__" and house.says_nothing(name)]


@pytest.mark.parametrize(
    "name", ["0002_auto_20230930_1405", "0001_initial", "0003_alter_x", "0004_a_and_more"]
)
def test_migration_names_that_say_nothing_are_found(name):
    assert house.says_nothing(name)
