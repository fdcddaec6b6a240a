"""The console's words: one file per language, flat keys, plurals and named placeholders."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel import Locale

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language: `phrases("inbox.new", count=3)`."""

    language: str
    locale: Locale
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Say a key. With a `count`, the key's plural form for that number."""
        text = self.texts.get(key)
        if text is None and "count" in values:
            text = self._plural(key, values["count"])
        if text is None:
            raise KeyError(f"There are no words for {key!r} in {self.language!r}.")
        return text.format_map(values) if values else text

    def knows(self, key: str) -> bool:
        return key in self.texts or f"{key}.other" in self.texts

    def under(self, prefix: str) -> dict[str, str]:
        """Every text below a prefix, for the browser: `browser.new.one` becomes `new.one`."""
        start = prefix + "."
        return {key.removeprefix(start): text for key, text in self.texts.items() if key.startswith(start)}

    def _plural(self, key: str, count: object) -> str | None:
        form = self.locale.plural_form(count) if isinstance(count, int | float) else "other"
        return self.texts.get(f"{key}.{form}") or self.texts.get(f"{key}.other")


@dataclass(frozen=True, slots=True)
class Words:
    """Every language that the console speaks."""

    by_language: Mapping[str, Phrases]

    @classmethod
    def load(cls, folder: Traversable | None = None) -> "Words":
        """Read `locale/*.toml`. Adding a language is adding one file."""
        folder = folder or files("mostrador") / "locale"
        found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
        return cls({entry.name[:-5]: _read(entry) for entry in found})

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.by_language)

    def in_language(self, language: str) -> Phrases:
        return self.by_language[language]

    def choose(self, *wanted: str | None, fallback: str = FALLBACK) -> str:
        """Pick the first wanted language that we speak; `es-MX` is content with `es`."""
        for tag in wanted:
            language = (tag or "").split("-")[0].lower()
            if language in self.by_language:
                return language
        return fallback


def accepted(header: str) -> list[str]:
    """List the languages of an `Accept-Language` header, the preferred first."""
    weighed = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag.strip()))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighed) if tag]


def _read(entry: Traversable) -> Phrases:
    language = entry.name.removesuffix(".toml")
    texts = dict(_flat(tomllib.loads(entry.read_text("utf-8"))))
    return Phrases(language, Locale.parse(language), texts)


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)
