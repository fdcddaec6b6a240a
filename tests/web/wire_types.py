"""The wire's JSON Schema as TypeScript, so that the browser code's own types can be held against it."""

from typing import Any

SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declarations(definitions: dict[str, Any]) -> str:
    """Every definition as a type of the same name."""
    return "\n".join(f"type {name} = {_type(schema)}" for name, schema in definitions.items())


def tags(definitions: dict[str, Any], side: str) -> dict[str, str]:
    """The frames of a side: the name of the definition by the frame's `type`."""
    mapping: dict[str, str] = definitions[side]["discriminator"]["mapping"]
    return {tag: _name(reference) for tag, reference in mapping.items()}


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _name(schema["$ref"])
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f'"{each}"' for each in schema["enum"])
    if schema.get("type") == "array":
        return f"({_type(schema['items'])})[]"
    if schema.get("type") == "object":
        return _object(schema)
    return SIMPLE[schema["type"]]


def _object(schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        values = schema.get("additionalProperties")
        return f"Record<string, {_type(values) if isinstance(values, dict) else 'any'}>"
    required = schema.get("required", [])
    fields = (
        f"{name}{'' if name in required else '?'}: {_type(field)}" for name, field in schema["properties"].items()
    )
    return "{ " + "; ".join(fields) + " }"


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]
