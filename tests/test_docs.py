"""The documentation: it builds, says all that the code says, and its commands exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from typer.testing import CliRunner

import dateline
from docs.hooks import GROUPS, api_text, figures_text, group_of, settings_text, table, type_text
from ingest.settings import PREFIX, Settings, load_settings, setting_names
from service.api.app import create_app
from tests.test_imports import ROOMS

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))

# What ends a command of the shell, and what sends its input or output elsewhere.
_ENDS, _REDIRECTS = set("();|&"), set("<>")
_ASSIGNMENT = re.compile(r"\w+=")
_ELSEWHERE = re.compile(r"(?:https?:)?//")
_LOADED_BY_STYLE = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])(?:https?:)?//")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    return folder


def elements(page: Path, path: str) -> list[Any]:
    return list(html.fromstring(page.read_bytes()).xpath(path))


def text_of(page: Path) -> str:
    return " ".join(elements(page, "//article")[0].text_content().split())


def test_every_page_is_built_and_no_program(site: Path) -> None:
    assert {path.with_suffix(".html").name for path in PAGES} <= {path.name for path in site.iterdir()}
    assert not list(site.rglob("*.py"))


def test_every_setting_is_on_its_page(site: Path) -> None:
    names = {cell.text_content() for cell in elements(site / "settings.html", "//td[1]/code")}
    assert names >= set(setting_names())
    text = text_of(site / "settings.html")
    assert all(field.description and field.description in text for field in Settings.model_fields.values())


def test_every_endpoint_and_type_is_on_its_page(site: Path) -> None:
    document = create_app(load_settings()).openapi()
    found = {heading.text_content().rstrip("¶") for heading in elements(site / "api.html", "//h3")}
    for path, methods in document["paths"].items():
        assert {f"{method.upper()} {path}" for method in methods} <= found
    assert set(document["components"]["schemas"]) <= found


def test_the_figures_are_those_of_the_readme(site: Path) -> None:
    rows = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Measured\n")[2].split("\n")
    figures = [
        row.strip("| ").split(" | ")[1] for row in rows if row.startswith("| ") and "| figure |" not in row
    ]
    shown = text_of(site / "evaluation.html")
    assert len(figures) > 10
    assert [figure for figure in figures if figure not in shown] == []


def test_the_rooms_of_the_architecture_are_in_the_order_that_is_tested() -> None:
    parts = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").split("\n### ")[1:]
    for part, (package, order) in zip(parts, ROOMS.items(), strict=True):
        rows = re.findall(r"^\| (`.*?) \|", part.partition("\n## ")[0], re.M)
        named = [
            name.strip("/").removesuffix(".py") for row in rows for name in re.findall(r"`([^`]+)`", row)
        ]
        assert sorted(named, key=order.index) == named, package
        assert set(named) == set(order), package


def test_every_file_that_the_documentation_names_is_there() -> None:
    packages = "|".join([*ROOMS, "tests", "docs"])
    for page in PAGES:
        for name in re.findall(rf"`((?:{packages})/[\w/.-]*)`", page.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{page.name}: {name}"


def test_a_built_page_loads_nothing_from_another_host(site: Path) -> None:
    loaded = [
        (page.name, address)
        for page in site.rglob("*.html")
        for address in elements(page, "//script/@src | //link/@href | //img/@src | //iframe/@src")
    ]
    assert loaded
    assert not [(page, address) for page, address in loaded if _ELSEWHERE.match(address)]
    # The theme would fetch a program from elsewhere to draw such a diagram.
    assert not [page.name for page in site.rglob("*.html") if elements(page, "//*[@class='mermaid']")]
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert not [style for style in styles if _LOADED_BY_STYLE.search(style)]


def test_links_of_the_readme_lead_somewhere(site: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(docs/(\w+)\.md(?:#([\w-]+))?\)", readme)
    assert links
    for name, anchor in links:
        page = site / f"{name}.html"
        assert page.exists(), name
        assert not anchor or elements(page, f"//*[@id='{anchor}']"), f"{name}#{anchor}"


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_commands_in_the_documentation_exist(page: Path) -> None:
    for command in commands_in(page.read_text(encoding="utf-8")):
        # With --help, commands and options are read and nothing is done.
        shown = CliRunner().invoke(dateline.app, [*command[1:], "--help"])
        assert shown.exit_code == 0, f"{shlex.join(command)}: {shown.output}"


def test_commands_are_found_in_blocks_and_in_the_text() -> None:
    text = (
        "Say `dateline list`, not `dateline-extractive`.\n\n"
        "```console\n$ A=1 .venv/bin/dateline ask 'x (y)?' \\\n  --json > a.json\nsee (dateline no)\n```\n\n"
        "    sed s/a/b/ a.json | dateline check; dateline status  # or so\n"
    )
    assert list(commands_in(text)) == [
        ["dateline", "list"],
        ["dateline", "ask", "x (y)?", "--json"],
        ["dateline", "check"],
        ["dateline", "status"],
    ]


def commands_in(markdown: str) -> Iterator[list[str]]:
    """Yield each `dateline` command of the code blocks and of the code in the text, as words."""
    for token in MarkdownIt().enable("table").parse(markdown):
        found = [child.content for child in token.children or () if child.type == "code_inline"]
        if token.type in ("fence", "code_block"):
            lines = token.content.replace("\\\n", " ").splitlines()
            # Beside lines with a prompt, the others are what was printed.
            found = [line for line in lines if line.startswith("$ ")] or lines
        for line in found:
            yield from commands_of(line.removeprefix("$ "))


def commands_of(line: str) -> Iterator[list[str]]:
    words: list[str] = []
    for word in [*words_of(line), ";"]:
        if not set(word) <= _ENDS:
            words.append(word)
            continue
        said = list(dropwhile(_ASSIGNMENT.match, words))
        if said and Path(said[0]).name == "dateline":
            yield ["dateline", *takewhile(lambda each: not set(each) <= _REDIRECTS, said[1:])]
        words = []


def words_of(line: str) -> Iterator[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        yield from lexer
    except ValueError:  # a line of an article, with an apostrophe
        return


def test_a_setting_that_fits_no_group_is_among_the_others() -> None:
    assert group_of("max_document_mb") == "Ingest and search"
    assert group_of("max_waiting") == "Limits"
    assert group_of("unheard_of") == list(GROUPS)[-1]
    known = [name.removeprefix(PREFIX).lower() for name in setting_names()]
    assert not [name for name in known if group_of(name) == list(GROUPS)[-1]]


def test_settings_are_grouped_in_tables() -> None:
    port = {"type": "integer", "minimum": 0, "default": 8484, "description": "A | B"}
    home = {"anyOf": [{"type": "string", "format": "path"}, {"type": "null"}], "default": None}
    heads = ("Variable", "Type", "Default", "What it is")
    assert settings_text({"properties": {"port": port, "home": home}}, "X_").split("\n\n") == [
        "## Archive and indexes",
        table(heads, [("`X_HOME`", "path", "", "")]),
        "## Address and keys",
        table(heads, [("`X_PORT`", "integer, at least 0", "`8484`", "A \\| B")]),
    ]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, "anything"),
        ({"type": "boolean"}, "`true` or `false`"),
        ({"enum": ["a", "b", "c"]}, "`a`, `b` or `c`"),
        ({"const": "stop"}, "`stop`"),
        ({"type": "string", "maxLength": 2000}, "string, at most 2,000 characters"),
        ({"type": "integer", "minimum": 1.0, "maximum": 10.0}, "integer, at least 1, at most 10"),
        ({"type": "string", "format": "password"}, "secret"),
        ({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}, "date or date-time"),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 9}, "list of string, at most 9"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "object with values of number"),
        ({"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}, "[A](#type-a) or null"),
    ],
)
def test_a_schema_in_words(schema: dict[str, object], words: str) -> None:
    assert type_text(schema) == words


def test_an_endpoint_with_its_body_its_example_and_its_responses() -> None:
    example = {"summary": "One", "value": {"q": 1}}
    body = {"schema": {"$ref": "#/components/schemas/Ask"}, "examples": {"one": example}}
    operation = {
        "description": "Ask it.",
        "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer", "default": 3}}],
        "requestBody": {"content": {"application/json": body}},
        "responses": {
            "422": {"description": "Unprocessable"},
            "404": {"description": "Not Found"},
            "204": {"description": "Successful"},
            "200": {"description": "Successful", "content": {"application/json": {"schema": body["schema"]}}},
        },
    }
    ask = {"description": "A question.", "required": ["q"], "properties": {"q": {"type": "string"}}}
    fields = table(("Field", "Type", "Default", "Description"), [("`q`", "string", "required", "")])
    parameter = ("`n`", "query", "integer", "`3`", "")
    text = api_text({"paths": {"/a": {"post": operation}}, "components": {"schemas": {"Ask": ask}}})
    assert text.split("\n\n") == [
        "## Endpoints",
        "### `POST /a`",
        "Ask it.",
        table(("Parameter", "In", "Type", "Default", "Description"), [parameter]),
        "Body, `application/json`: [Ask](#type-ask)",
        fields,
        '??? example "One"',
        '    ```json\n    {\n      "q": 1\n    }\n    ```',
        "- `200`, `application/json`: [Ask](#type-ask)\n- `204`: no content",
        "Errors: `404` Not Found, `422` Unprocessable.",
        "## Types",
        "### Ask { #type-ask }",
        "A question.",
        fields,
    ]


def test_a_readme_without_figures_is_an_error() -> None:
    figures = "| | figure |\n|---|---|\n| x | 1 |\n\nb\n"
    assert figures_text(f"a\n\n{figures}\n## c\n") == figures
    with pytest.raises(ValueError, match="no table"):
        figures_text("# Dateline")
