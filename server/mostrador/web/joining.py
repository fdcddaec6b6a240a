"""
Joins the widget's modules into one script, so that a shopper's phone asks once.

It knows exactly what the widget uses: named imports by relative path, and declarations that are exported where they
stand. Anything else stops the start with a sentence, and so does one name for two things.
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
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def joined(entry: Path) -> str:
    """Return the entry with all that it imports, each module once and after those that it needs."""
    modules: dict[Path, str] = {}
    _gather(entry.resolve(), modules)
    _refuse_twins(modules)
    return "\n".join(modules.values())


def _gather(module: Path, modules: dict[Path, str]) -> None:
    source = module.read_text("utf-8")
    for wanted in IMPORT.finditer(source):
        needed = (module.parent / wanted["path"]).resolve()
        if " as " in wanted["names"]:
            raise ValueError(f"{module}: import names as they are: {wanted[0].strip()}")
        if needed not in modules:
            _gather(needed, modules)
    body = EXPORT.sub("", IMPORT.sub("", source))
    if left := LEFT_OVER.search(body):
        raise ValueError(f"{module}: cannot be joined: {left[0]}")
    for pattern, what in UNSAFE.items():
        if found := pattern.search(body):
            raise ValueError(f"{module}: {what} cannot be minified: {found[0].strip()}")
    modules[module] = body


def _refuse_twins(modules: dict[Path, str]) -> None:
    owners: dict[str, Path] = {}
    for module, source in modules.items():
        for name in DECLARED.findall(source):
            if name in owners:
                raise ValueError(f"{name} is declared in {owners[name]} and in {module}: rename one.")
            owners[name] = module
