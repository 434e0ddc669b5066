"""The engine's API as a page for people, from the routes, their types and the messages.

Writes docs/api.md with `python -m tools.api_docs` (script/docs).
"""

import ast
from collections.abc import Callable, Iterator
import inspect
import re
from types import ModuleType
from typing import Any, get_args

from aiohttp import web
from pydantic import BaseModel

from placa_engine.messages import API_VERSION, API_VERSION_HEADER
from placa_engine.server.app import MODULES
from placa_engine.server.middleware import OPEN_PATHS
from tools.wire_contract import ROOT, schema

API_DOCS = ROOT / "docs" / "api.md"

_OPEN = " and ".join(f"`GET {path}`" for path in sorted(OPEN_PATHS))

_INTRODUCTION = f"""# The engine's API

What the Home Assistant integration, and anything else on the network, can ask of `placa serve`.
This page is made from the code by `script/docs`; the same messages as JSON Schema are in
[wire-contract.json](wire-contract.json).

- Every request but {_OPEN} carries a token: `Authorization: Bearer TOKEN`. A viewer's
  and that for metrics are good for some requests only (403). What is read unrecorded is recorded.
- Bodies and answers are JSON in UTF-8. Requests refuse unknown fields. Times are ISO 8601 in UTC.
- `api_version` is {API_VERSION}: client and engine understand each other if theirs is the same.
  A client that says which it speaks (`{API_VERSION_HEADER}: {API_VERSION}`) is refused where the
  engine speaks another, which the answer says in the same header.
- Anything that is refused is answered by an [ErrorMessage](#errormessage), see [Errors](#errors).
"""

type Handler = Callable[[web.Request], Any]


def api_docs() -> str:
    """Return the page."""
    definitions: dict[str, Any] = schema()["$defs"]
    parts = [_INTRODUCTION, "## Requests\n"]
    parts += [
        _request(route, module, definitions)
        for module in MODULES
        for route in module.routes
        if isinstance(route, web.RouteDef)
    ]
    parts += ["## Errors\n", _errors(), "## Messages\n"]
    parts += [_message(name, definitions) for name in sorted(definitions)]
    return "\n".join(parts)


def _request(route: web.RouteDef, module: ModuleType, definitions: dict[str, Any]) -> str:
    handler: Any = route.handler
    path = re.sub(r"{(\w+):[^}]*}+", r"{\1}", route.path)
    calls = list(_calls(handler, module))
    lines = [f"### `{route.method} {path}`\n", f"{inspect.getdoc(handler)}\n"]
    for function, arguments in calls:
        if function == "parse_query":
            lines.append(_parameters(_model(module, arguments[1])))
        elif function == "parse":
            lines.append(f"Body: {_linked(_model(module, arguments[1]).__name__, definitions)}.\n")
        elif function == "read_body":
            lines.append("Body: the bytes of a picture, with its `Content-Type`.\n")
    lines.append(f"Answer: {_answer(handler, calls, definitions)}.\n")
    return "\n".join(lines)


def _answer(
    handler: Handler, calls: list[tuple[str, list[str]]], definitions: dict[str, Any]
) -> str:
    returned = inspect.signature(handler).return_annotation
    if returned is web.WebSocketResponse:
        kinds = ("SnapshotMessage", *sorted(name for name in definitions if _is_pushed(name)))
        pushed = ", ".join(_linked(name, definitions) for name in kinds)
        return f"a WebSocket on which the engine sends {pushed}"
    if messages := get_args(returned):
        statuses = [given[1] for name, given in calls if name == "answer" and given[1:]]
        suffix = "".join(f", status {status}" for status in statuses)
        return _linked(messages[0].__name__, definitions) + suffix
    if any("text/plain" in argument for _, given in calls for argument in given):
        return "text in Prometheus' format"
    return "status 204, empty" if ("web.Response", ["status=204"]) in calls else "a JPEG picture"


def _is_pushed(name: str) -> bool:
    return name in {"SightingUpdate", "CameraUpdate", "CameraRemoved", "InfoUpdate"}


def _calls(function: Any, module: ModuleType) -> Iterator[tuple[str, list[str]]]:
    """Yield the calls of a handler and of its module's functions that it calls."""
    tree = ast.parse(inspect.getsource(function))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        keywords = [f"{one.arg}={ast.unparse(one.value)}" for one in node.keywords]
        yield name, [*map(ast.unparse, node.args), *keywords]
        called = getattr(module, name, None)
        if inspect.isfunction(called) and called.__module__ == module.__name__:
            yield from _calls(called, module)


def _model(module: ModuleType, name: str) -> type[BaseModel]:
    model: type[BaseModel] = getattr(module, name)
    return model


def _parameters(model: type[BaseModel]) -> str:
    content = model.model_json_schema()
    rows = [
        f"| `{name}` | {_kind(_whole(field, content), {})} | {_default(name, field, content)} |"
        for name, field in content["properties"].items()
    ]
    return "\n".join(["| query | value | default |", "|---|---|---|", *rows, ""])


def _whole(field: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """Return a field with its named types written out, since a query's are of no message."""
    match field:
        case {"$ref": reference}:
            return _whole(content["$defs"][reference.rpartition("/")[2]], content)
        case {"anyOf": choices}:
            return {**field, "anyOf": [_whole(choice, content) for choice in choices]}
        case {"items": dict() as item}:
            return {**field, "items": _whole(item, content)}
        case _:
            return field


def _message(name: str, definitions: dict[str, Any]) -> str:
    content = definitions[name]
    lines = [f"### {name}\n"]
    if text := content.get("description"):
        lines.append(f"{text}\n")
    if "properties" in content:
        rows = [
            f"| `{field}` | {_kind(value, definitions)} | {_default(field, value, content)} |"
            for field, value in content["properties"].items()
        ]
        lines += ["| field | value | default |", "|---|---|---|", *rows, ""]
    else:
        lines.append(f"{_kind(content, definitions).capitalize()}.\n")
    return "\n".join(lines)


def _default(name: str, field: dict[str, Any], content: dict[str, Any]) -> str:
    if name in content.get("required", ()):
        return ""
    return f"`{field['default']}`".replace("None", "null") if "default" in field else ""


def _kind(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return what a value may be, in a few words."""
    match field:
        case {"$ref": reference}:
            words = _linked(str(reference).rpartition("/")[2], definitions)
        case {"anyOf": choices}:
            words = " or ".join(_kind(choice, definitions) for choice in choices)
        case {"prefixItems": items}:
            words = "[" + ", ".join(_kind(item, definitions) for item in items) + "]"
        case {"type": "array", "items": item}:
            words = f"list of {_kind(item, definitions)}"
        case _:
            words = _scalar(field)
    return words


def _scalar(field: dict[str, Any]) -> str:
    match field:
        case {"const": value}:
            words = f"`{value}`"
        case {"enum": values}:
            words = ", ".join(f"`{value}`" for value in values)
        case {"type": "string", "format": "date-time"}:
            words = "time"
        case {"type": "string", "pattern": pattern}:
            words = f"text like `{pattern}`".replace("|", "\\|")
        case {"type": "integer" | "number"}:
            words = _number(field)
        case _:
            kinds = {"string": "text", "boolean": "true or false", "null": "null"}
            words = kinds.get(field.get("type", ""), "any JSON")
    return words


def _number(field: dict[str, Any]) -> str:
    words = "whole number" if field["type"] == "integer" else "number"
    if "minimum" in field and "maximum" in field:
        return f"{words}, {field['minimum']} to {field['maximum']}"
    return f"{words} from {field['minimum']}" if "minimum" in field else words


def _linked(name: str, definitions: dict[str, Any]) -> str:
    return f"[{name}](#{name.lower()})" if name in definitions else f"`{name}`"


def _errors() -> str:
    """Return a table of every error that the server's modules raise, from their source."""
    found: dict[tuple[int, str], str] = {
        (404, "not_found"): "There is no such thing, or nothing at this address."
    }
    for module in (*MODULES, *_others()):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            match node:
                case ast.Call(
                    func=ast.Name(id="ApiError"),
                    args=[ast.Constant(value=int(status)), ast.Constant(value=str(code)), text],
                ):
                    sentence = _sentence(text)
                    known = found.get((status, code))
                    found[status, code] = known or sentence
                case _:
                    pass
    rows = [f"| {status} | `{code}` | {text} |" for (status, code), text in sorted(found.items())]
    return "\n".join(["| status | `error` | for example |", "|---|---|---|", *rows, ""])


def _sentence(text: ast.expr) -> str:
    match text:
        case ast.Constant(value=str(sentence)):
            return sentence
        case ast.Call(func=ast.Name(id="describe_errors")):
            return "What is wrong with each field."
        case ast.JoinedStr(values=parts):
            words = (part.value if isinstance(part, ast.Constant) else "..." for part in parts)
            return "".join(map(str, words))
        case _:
            return "..."


def _others() -> tuple[ModuleType, ...]:
    from placa_engine.server import json_io, middleware  # noqa: PLC0415  # they have no routes

    return json_io, middleware


if __name__ == "__main__":
    API_DOCS.write_text(api_docs(), encoding="utf-8")
