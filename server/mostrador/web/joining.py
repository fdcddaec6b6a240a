"""
Joins the widget's modules into one script, so that a shopper's phone asks once.

It knows exactly what the widget uses: named imports by relative path, and declarations that are exported where they
stand. Anything else stops the start with a sentence, and so does one name for two things.

A part that comes later, by `import()`, imports what it shares with the first from there: nothing is there twice.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "(?P<path>\.[^"]+)"\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const)\b)", re.MULTILINE)
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
# What rjsmin, which knows lines and not the language, would break.
UNSAFE = {
    re.compile(r"`[^`]*\$\{[^}`]*`"): "a template inside a template",
    re.compile(r"^ +#?\w+(?: = [^;\n]*[^;{\n])?\n(?: +/\*\*.*\n)? +#\w", re.MULTILINE): "a field without its semicolon",
    re.compile(r"=> */[^/*]"): "a regular expression right after an arrow",
}
EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def joined(entry: Path) -> str:
    """Return the entry with all that it imports, each module once and after those that it needs."""
    return "\n".join(_modules(entry, {}, {}).values())


def parted(*entries: Path) -> list[str]:
    """
    Return a script for each entry; they come one after the other and are served beside each other.

    What two of them need is in the first of these, and the other imports it from there.
    """
    homes: dict[Path, Path] = {}  # module → the entry that it came with
    offered = {entry: set(EXPORTED.findall(entry.read_text("utf-8"))) for entry in entries}
    parts: dict[Path, str] = {}
    for entry in entries:
        wanted: dict[Path, set[str]] = {}
        own = _modules(entry, homes, wanted)
        imports = [_import(home, names) for home, names in wanted.items()]
        parts[entry] = "\n".join([*imports, *own.values()])
        homes |= dict.fromkeys(own, entry)
        for home, names in wanted.items():
            offered[home] |= names
    return [part + _export(offered[entry]) for entry, part in parts.items()]


def _import(home: Path, names: set[str]) -> str:
    return f'import {{ {", ".join(sorted(names))} }} from "./{home.name}"'


def _export(names: set[str]) -> str:
    return f"\nexport {{ {', '.join(sorted(names))} }}\n" if names else ""


def _modules(entry: Path, homes: dict[Path, Path], wanted: dict[Path, set[str]]) -> dict[Path, str]:
    """The entry and what it needs, without the modules that have a home; what it wants of those is noted."""
    modules: dict[Path, str] = {}
    _gather(entry.resolve(), modules, homes, wanted)
    _refuse_twins(modules, {name: home for home, names in wanted.items() for name in names})
    return modules


def _gather(module: Path, modules: dict[Path, str], homes: dict[Path, Path], wanted_of: dict[Path, set[str]]) -> None:
    source = module.read_text("utf-8")
    for wanted in IMPORT.finditer(source):
        needed = (module.parent / wanted["path"]).resolve()
        if " as " in wanted["names"]:
            raise ValueError(f"{module}: import names as they are: {wanted[0].strip()}")
        if needed in homes:
            wanted_of.setdefault(homes[needed], set()).update(filter(None, re.split(r"[,\s]+", wanted["names"])))
        elif needed not in modules:
            _gather(needed, modules, homes, wanted_of)
    body = EXPORT.sub("", IMPORT.sub("", source))
    if left := LEFT_OVER.search(body):
        raise ValueError(f"{module}: cannot be joined: {left[0]}")
    for pattern, what in UNSAFE.items():
        if found := pattern.search(body):
            raise ValueError(f"{module}: {what} cannot be minified: {found[0].strip()}")
    modules[module] = body


def _refuse_twins(modules: dict[Path, str], imported: dict[str, Path]) -> None:
    owners = dict(imported)
    for module, source in modules.items():
        for name in DECLARED.findall(source):
            if name in owners:
                raise ValueError(f"{name} is declared in {owners[name]} and in {module}: rename one.")
            owners[name] = module
