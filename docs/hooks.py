"""Parts of pages made at build time: the settings, the API and the figures, each from where it is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

Schema = Mapping[str, Any]

SETTINGS_HERE = "<!-- settings -->"
ENDPOINTS_HERE = "<!-- endpoints -->"
FIGURES_HERE = "<!-- figures -->"
_README = Path(__file__).parent.parent / "README.md"

# A setting belongs to the group with the longest beginning of its name; one that fits none is in the last.
GROUPS: dict[str, tuple[str, ...]] = {
    "Archive and indexes": ("home", "database_", "chroma_"),
    "Ingest and search": (
        "embedding",
        "extract_",
        "fetch_",
        "watch",
        "reserved",
        "licensed",
        "passage_",
        "max_document_",
        "reranker_",
    ),
    "A model that writes": ("writer", "llm_"),
    "Address and keys": ("host", "port", "allowed_", "public_", "cors_", "trusted_proxies", "api_key"),
    "Limits": ("max_", "request_", "ingest_", "rate_", "job_"),
    "Log and traces": ("log", "otlp_"),
    "Kept answers and webhooks": ("answers_", "lookout_", "webhook_"),
    "Other": ("",),
}
_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "{} or more characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "maxItems": "at most {}",
}
_SCHEMA = re.compile(r"#/components/schemas/(\w+)")


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Put the generated parts where a page asks for them."""
    if SETTINGS_HERE in markdown:
        from ingest.settings import PREFIX, Settings

        markdown = markdown.replace(SETTINGS_HERE, settings_text(Settings.model_json_schema(), PREFIX))
    if ENDPOINTS_HERE in markdown:
        from ingest.settings import load_settings
        from service.api.app import create_app

        markdown = markdown.replace(ENDPOINTS_HERE, api_text(create_app(load_settings()).openapi()))
    if FIGURES_HERE in markdown:
        markdown = markdown.replace(FIGURES_HERE, figures_text(_README.read_text(encoding="utf-8")))
    return markdown


def figures_text(readme: str) -> str:
    """Return the table of figures in the README, with what stands below it."""
    _, found, after = readme.partition("| | figure |\n")
    if not found:
        raise ValueError("README.md has no table of figures")
    return found + after.partition("\n## ")[0]


# Settings


def settings_text(schema: Schema, prefix: str) -> str:
    """Return a section with a table for each group of the settings in a model's JSON schema."""
    groups: dict[str, list[tuple[str, ...]]] = {title: [] for title in GROUPS}
    for name, field in schema["properties"].items():
        groups[group_of(name)].append(
            (f"`{prefix}{name.upper()}`", _type_or_none(field), _default(field), _cell(_about(field)))
        )
    heads = ("Variable", "Type", "Default", "What it is")
    return "\n\n".join(f"## {title}\n\n{table(heads, rows)}" for title, rows in groups.items() if rows)


def group_of(name: str) -> str:
    """Return the title of the group that a setting belongs to."""
    fits = [
        (len(start), title) for title, starts in GROUPS.items() for start in starts if name.startswith(start)
    ]
    return max(fits)[1]


def _type_or_none(field: Schema) -> str:
    """Return a type without its null: that is what a setting is that has no value."""
    options = [option for option in field.get("anyOf", ()) if option.get("type") != "null"]
    return type_text({"anyOf": options} if options else field)


# The API


def api_text(openapi: Schema) -> str:
    """Return a section for each endpoint of an OpenAPI document, and one with the types that they use."""
    schemas: Schema = openapi["components"]["schemas"]
    endpoints = [
        endpoint_text(method, path, operation, schemas)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    ]
    types = [_type_section(name, schema) for name, schema in sorted(schemas.items())]
    return "\n\n".join(["## Endpoints", *endpoints, "## Types", *types])


def endpoint_text(method: str, path: str, operation: Schema, schemas: Schema) -> str:
    """Return the section of one endpoint: what it does, its parameters, its body and its responses."""
    parts = [f"### `{method.upper()} {path}`", operation.get("description", "")]
    if parameters := operation.get("parameters"):
        heads = ("Parameter", "In", "Type", "Default", "Description")
        parts.append(table(heads, (_parameter_row(each) for each in parameters)))
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        parts += _body_parts(media, content, schemas)
    parts += ["\n".join(_responses(operation["responses"])), _errors(operation["responses"])]
    return "\n\n".join(part for part in parts if part)


def _parameter_row(parameter: Schema) -> tuple[str, ...]:
    schema = parameter["schema"]
    default = _default(schema, required=parameter.get("required", False))
    about = parameter.get("description") or _about(schema)
    return (f"`{parameter['name']}`", parameter["in"], type_text(schema), default, _cell(about))


def _body_parts(media: str, content: Schema, schemas: Schema) -> Iterator[str]:
    schema = content["schema"]
    yield f"Body, `{media}`: {type_text(schema)}"
    options = schema.get("anyOf", [schema])
    for option in options:
        name = _SCHEMA.fullmatch(option.get("$ref", ""))
        # Of several types with names, those are described further below.
        fields = option if not name else schemas[name[1]] if len(options) == 1 else {}
        if "properties" in fields:
            yield _fields(fields)
    for example in content.get("examples", {}).values():
        yield _example(media, example)


def _example(media: str, example: Schema) -> str:
    value, language = example["value"], media.rpartition("/")[2]
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    block = f"```{language}\n{text.strip()}\n```".replace("\n", "\n    ")
    return f'??? example "{example["summary"]}"\n\n    {block}'


def _responses(responses: Schema) -> Iterator[str]:
    for status, response in sorted(responses.items()):
        if not status.startswith("2"):
            continue
        for media, content in response.get("content", {}).items():
            about = _cell(_about(content["schema"]))
            yield f"- `{status}`, `{media}`: {about or type_text(content['schema'])}"
        if "content" not in response:
            yield f"- `{status}`: no content"


def _errors(responses: Schema) -> str:
    found = sorted((status, each) for status, each in responses.items() if not status.startswith("2"))
    named = ", ".join(f"`{status}` {each['description']}" for status, each in found)
    return f"Errors: {named}." if named else ""


def _type_section(name: str, schema: Schema) -> str:
    parts = [f"### {name} {{ #type-{name.lower()} }}", schema.get("description", "")]
    parts.append(_fields(schema) if "properties" in schema else f"One of {type_text(schema)}.")
    return "\n\n".join(part for part in parts if part)


def _fields(schema: Schema) -> str:
    required = schema.get("required", ())
    rows = (
        (f"`{name}`", type_text(field), _default(field, required=name in required), _cell(_about(field)))
        for name, field in schema["properties"].items()
    )
    return table(("Field", "Type", "Default", "Description"), rows)


# JSON schemas in words


def type_text(schema: Schema) -> str:
    """Return in words what values a JSON schema allows; a schema with a name is a link to its section."""
    if name := _SCHEMA.fullmatch(schema.get("$ref", "")):
        return f"[{name[1]}](#type-{name[1].lower()})"
    if options := schema.get("anyOf") or schema.get("oneOf"):
        kind = {"type": schema["type"]} if "type" in schema else {}
        return _or([type_text({**kind, **option}) for option in options])
    if values := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        return _or([_value(value) for value in values])
    return ", ".join([_kind(schema), *_bounds(schema)])


def _kind(schema: Schema) -> str:
    kind = schema.get("format") or schema.get("type", "anything")
    match kind:
        case "array":
            return f"list of {type_text(schema['items'])}" if schema.get("items") else "list"
        case "object" if isinstance(schema.get("additionalProperties"), Mapping):
            return f"object with values of {type_text(schema['additionalProperties'])}"
        case "object":
            return "object"
        case "password":
            return "secret"
        case "boolean":
            return "`true` or `false`"
        case _:
            return str(kind)


def _bounds(schema: Schema) -> Iterator[str]:
    for key, words in _BOUNDS.items():
        if key in schema:
            value = schema[key]
            yield words.format(f"{int(value) if value == int(value) else value:,}")


def _or(words: Sequence[str]) -> str:
    unique = list(dict.fromkeys(words))
    return " or ".join(filter(None, [", ".join(unique[:-1]), unique[-1]]))


def _value(value: object) -> str:
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _default(schema: Schema, *, required: bool = False) -> str:
    if required:
        return "required"
    default = schema.get("default")
    return "" if default is None or default == [] else _value(default)


def _about(schema: Schema) -> str:
    return str(schema.get("description", ""))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
