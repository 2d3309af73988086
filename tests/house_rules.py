"""The house rules as functions over source text, so that each can be shown to fail on a bad sample."""

import ast
import re
import subprocess
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# An app may import the apps named beside it, and no other:
# communes <- criteria <- {directives, funding} <- ntm_portal.
MAY_IMPORT = {
    "communes": set(),
    "criteria": {"communes"},
    "directives": {"communes", "criteria"},
    "funding": {"communes", "criteria"},
    "ntm_portal": {"communes", "criteria", "directives", "funding"},
}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc", "signals", "services"}
# Where a file is looked for by name alone: error pages, and pages of packages that ours replace.
ENGLISH_404 = {"get_object_or_404", "get_list_or_404"}
SAYING_NOTHING = {"raise Http404", "raise Http404()"}
TEMPLATES_BY_NAME = re.compile(r"(400|403|403_csrf|404|500)\.html|(admin|registration|simple_history)/.+")


def project_files(*suffixes: str) -> list[Path]:
    """Files of the project, committed or about to be, that end in one of the suffixes (all without any)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    paths = [ROOT / name for name in sorted(set(listed)) if name]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def python_files() -> list[Path]:
    """Sources a person wrote: everything but migrations."""
    return [path for path in project_files(".py") if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls_by_name(node: ast.AST) -> list[str]:
    """Modules or apps a call reaches by a string: import_module("criteria.x"), get_model("criteria", "Y")."""
    if not isinstance(node, ast.Call) or not node.args:
        return []
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[0]
    if called in {"import_module", "import_string", "get_model", "get_app_config"}:
        return [first.value] if isinstance(first, ast.Constant) and isinstance(first.value, str) else []
    return []


def imported_modules(source: str) -> list[str]:
    """Dotted names of every module a source imports, also inside functions and by name."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        found += calls_by_name(node)
    return found


def wrong_way_imports(app: str, source: str) -> list[str]:
    """Imports of an app that this one must not know."""
    forbidden = ({*MAY_IMPORT, "tests"} - {app}) - MAY_IMPORT[app]
    return [module for module in imported_modules(source) if module.split(".")[0] in forbidden]


def signal_imports(source: str) -> list[str]:
    """Imports without which nobody can receive or send a signal."""
    return [
        module
        for module in imported_modules(source)
        if "signals" in module.split(".") or module.startswith("django.dispatch")
    ]


def wordless_404s(source: str) -> list[str]:
    """Lines that answer "not found" in Django's English, or in no words at all, instead of a sentence."""
    wordless = []
    for node in ast.walk(ast.parse(source)):
        named = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        if isinstance(node, ast.Attribute):
            named = {node.attr}
        if isinstance(node, ast.Raise) and ast.unparse(node).split(" from ")[0] in SAYING_NOTHING:
            wordless.append(f"line {node.lineno}: Http404 without a sentence")
        wordless += [f"line {node.lineno}: {name}" for name in sorted(named & ENGLISH_404)]
    return wordless


def long_functions(source: str, limit: int = 40) -> list[str]:
    """Functions of more lines than the limit, docstring included."""
    return [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > limit
    ]


class InlineCode(HTMLParser):
    """Collects what a strict Content-Security-Policy would refuse to run or to apply."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"<{tag}> in the page")
        for name, value in attributes:
            if name == "style" or name.startswith("on"):
                self.found.append(f"{name}= on <{tag}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{name}=javascript: on <{tag}>")


def inline_code(template: str) -> list[str]:
    """Scripts, styles and event attributes written into a template."""
    parser = InlineCode()
    parser.feed(re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", template, flags=re.DOTALL))
    return parser.found


def localised_keys(template: str) -> list[str]:
    """Keys written the way numbers are: from 1.000 on nobody finds the row again."""
    return re.findall(r"{{\s*(?!\S*auto_id)\S*(?:\.pk|_id|\.id)\s*}}", template)


def templates_named_in_template(source: str) -> set[str]:
    return set(re.findall(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""", source))


def templates_named_in_code(source: str) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }


def unused_templates(templates: dict[str, str], sources: list[str]) -> list[str]:
    """Templates nothing names. `templates` maps a name to its text; `sources` are Python files."""
    named = set()
    for text in templates.values():
        named |= templates_named_in_template(text)
    for source in sources:
        named |= templates_named_in_code(source)
    return sorted(name for name in templates if name not in named and not TEMPLATES_BY_NAME.fullmatch(name))


def unexplained_requirements(pyproject: str) -> list[str]:
    """Requirement lines that do not say, in a comment behind them, what they are for."""
    lines = re.findall(r'^\s*"[a-z0-9-]+(?:\[[^\]]*\])?[<>=~!][^\n]*$', pyproject, flags=re.MULTILINE)
    return [line.strip() for line in lines if not re.search(r'",?\s*#\s*\S.{4,}', line)]


def says_nothing(migration: str) -> bool:
    """Whether a migration's file name leaves open what it does."""
    return bool(re.search(r"_auto_|_initial$|_and_more$|^\d+_(alter|merge)_|^\d+$", migration))


def not_composed(text: str) -> list[int]:
    """Numbers of the lines that are not in Unicode NFC, where "ă" may be two characters."""
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if not unicodedata.is_normalized("NFC", line)
    ]
