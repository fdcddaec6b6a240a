"""Joining the widget's modules: exactly what it uses, and nothing that would break unseen."""

from pathlib import Path

import pytest

from mostrador.web.assets import SCRIPTS, WidgetAssets
from mostrador.web.joining import joined, parted


def module(folder: Path, name: str, source: str) -> Path:
    file = folder / name
    file.write_text(source)
    return file


def test_a_module_stands_once_and_before_those_that_need_it(tmp_path: Path) -> None:
    module(tmp_path, "c.js", "export const c = 1\n")
    module(tmp_path, "b.js", 'import { c } from "./c.js"\nexport function b() { return c }\n')
    entry = module(tmp_path, "a.js", 'import { b } from "./b.js"\nimport { c } from "./c.js"\nb(c)\n')
    lines = [line for line in joined(entry).split("\n") if line]
    assert lines == ["const c = 1", "function b() { return c }", "b(c)"]


def test_a_part_that_comes_later_has_what_it_shares_from_the_one_before(tmp_path: Path) -> None:
    module(tmp_path, "c.js", "export const c = 1\n")
    module(tmp_path, "d.js", "export const d = 2\n")
    main = module(tmp_path, "main.js", 'import { c } from "./c.js"\nc()\n')
    later = module(tmp_path, "later.js", 'import { c } from "./c.js"\nimport { d } from "./d.js"\nexport class E {}\n')
    last = module(tmp_path, "last.js", 'import { c } from "./c.js"\nimport { d } from "./d.js"\nc(d)\n')
    parts = [[line for line in part.split("\n") if line] for part in parted(main, later, last)]
    assert parts == [
        ["const c = 1", "c()", "export { c }"],
        ['import { c } from "./main.js"', "const d = 2", "class E {}", "export { E, d }"],
        ['import { c } from "./main.js"', 'import { d } from "./later.js"', "c(d)"],
    ]


def test_a_part_that_names_a_thing_as_one_it_imports_stops_the_start(tmp_path: Path) -> None:
    module(tmp_path, "c.js", "export const c = 1\n")
    main = module(tmp_path, "main.js", 'import { c } from "./c.js"\nc()\n')
    later = module(tmp_path, "later.js", 'import { c } from "./c.js"\nfunction b() { return c }\nconst c = 2\n')
    with pytest.raises(ValueError, match="c is declared in"):
        parted(main, later)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('import { b as c } from "./b.js"\n', "import names as they are"),
        ('import b from "./b.js"\n', "cannot be joined"),
        ("export default 1\n", "cannot be joined"),
        ("const a = `one ${two ? `x ${three}` : 1}`\n", "a template inside a template"),
        ("class A {\n  #one\n  #two() {}\n}\n", "a field without its semicolon"),
        ("const a = (text) => /x/.test(text)\n", "a regular expression right after an arrow"),
    ],
)
def test_what_could_break_unseen_stops_the_start(tmp_path: Path, source: str, complaint: str) -> None:
    module(tmp_path, "b.js", "export const b = 1\n")
    with pytest.raises(ValueError, match=complaint):
        joined(module(tmp_path, "a.js", source))


def test_one_name_for_two_things_stops_the_start(tmp_path: Path) -> None:
    module(tmp_path, "b.js", "export const b = 1\nconst same = 2\n")
    with pytest.raises(ValueError, match="same is declared in"):
        joined(module(tmp_path, "a.js", 'import { b } from "./b.js"\nconst same = b\n'))


def test_all_that_is_served_is_without_imports_and_has_a_version() -> None:
    assets = WidgetAssets.gather()
    assert set(SCRIPTS) < set(assets.files)
    assert not any(b"import " in assets.files[name].content for name in SCRIPTS)
    assert "import " not in assets.loader
    assert len(assets.version) == 12


def test_every_language_says_the_same_things() -> None:
    words = WidgetAssets.gather().words
    [first, *others] = words.languages.values()
    assert all(set(first) == set(other) for other in others)
    assert all(set(formal) <= set(first) for formal in words.usted.values())
