"""Change what a shop's owner decides about it."""

from typing import Any

import msgspec
from sqlalchemy import Connection

from mostrador.actions import ownership, second_factor
from mostrador.actions.shops import shop_name
from mostrador.desk import Desk
from mostrador.domain.profile_rules import checked
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.storage import shops


async def change(desk: Desk, speaker: Speaker, version: int, *, name: str | None = None, **sections: Any) -> None:
    """
    Set the shop's name or whole sections of its profile: `look=Look(…)`, `languages=("es",)`.

    Raises `FormInvalid`, and `Conflict` when somebody else was quicker, or asks others for a second factor without one.
    """

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        profile = msgspec.structs.replace(shop.profile, **sections)
        if "languages" in sections:  # a greeting in a language that is no longer spoken goes with it
            greeting = {tongue: text for tongue, text in profile.look.greeting.items() if tongue in profile.languages}
            profile = msgspec.structs.replace(profile, look=msgspec.structs.replace(profile.look, greeting=greeting))
        profile = checked(profile)
        if profile.require_second_factor and not shop.profile.require_second_factor:
            second_factor.require_own(tx, speaker.id)
        new_name = shop.name if name is None else shop_name(name)
        changed = differing(msgspec.to_builtins(shop.profile), msgspec.to_builtins(profile))
        if new_name != shop.name:
            changed.append("name")
        if changed:
            shops.change(tx, shop.id, new_name, profile)
            record("shop.changed", shop.id, changed)

    await ownership.change(desk, speaker, version, work)


def differing(before: dict[str, Any], after: dict[str, Any], prefix: str = "") -> list[str]:
    """Name the fields that differ, as paths: `look.color`."""
    found: list[str] = []
    for key in before | after:
        old, new = before.get(key), after.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differing(old, new, f"{prefix}{key}.")
        elif old != new:
            found.append(prefix + key)
    return found
