"""What the widget says in each language: one file for each, found by being there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

Phrase = str | dict[str, str]  # one text, or one for each plural form
Phrases = dict[str, Phrase]

LOADER = {"label": "loaderLabel", "unread": "loaderUnread", "away": "loaderAway"}
INVITING = LOADER | {"take": "inviteTake", "dismiss": "inviteDismiss"}


@dataclass(frozen=True, slots=True)
class WidgetWords:
    """`languages` are the phrases by language; `usted` those that differ for shops that speak formally."""

    languages: dict[str, Phrases]
    usted: dict[str, Phrases]

    @classmethod
    def read(cls, folder: Path) -> "WidgetWords":
        languages: dict[str, Phrases] = {}
        usted: dict[str, Phrases] = {}
        for file in sorted(folder.glob("*.json")):
            phrases = msgspec.json.decode(file.read_bytes(), type=dict[str, str | dict[str, str | dict[str, str]]])
            usted[file.stem] = msgspec.convert(phrases.pop("usted", {}), Phrases)
            languages[file.stem] = msgspec.convert(phrases, Phrases)
        return cls(languages, usted)

    def spoken(self, wanted: tuple[str, ...]) -> list[str]:
        """The shop's languages that the widget speaks, the shop's first one first."""
        return [language for language in wanted if language in self.languages] or ["en"]

    def phrases(self, language: str, address: Literal["tu", "usted"]) -> Phrases:
        return self.languages[language] | (self.usted[language] if address == "usted" else {})

    def for_loader(self, language: str, *, inviting: bool = False) -> dict[str, Phrase]:
        """The few that the shop's page needs before anybody clicks."""
        wanted = INVITING if inviting else LOADER
        return {name: self.languages[language][phrase] for name, phrase in wanted.items()}
