"""What the widget weighs as it is served, before and after the click."""

from collections.abc import Iterable
from dataclasses import replace

from mostrador.domain.shop import Chat, Invitation, Profile, Shop
from mostrador.web.asset import QUICK, Asset
from mostrador.web.assets import WidgetAssets
from mostrador.web.live_wire import Counter
from mostrador.web.widget_frame import Standing, document, loader_config

URL = "https://help.example.com"
SHOP = Shop("shop_aaaaaaaaaaaaaaaa", "Zapatería Lola", 1, Profile(), ("https://www.example.com",), ())
RULE = Invitation(id="rul_aaaaaaaaaaaaaaaa", on=True, page="/carrito", items=1, texts={"es": "¿Te ayudamos?"})
INVITING = Profile(chat=Chat(invitations=(RULE,)))


def main() -> None:
    assets = WidgetAssets.gather()
    loader, inviting = loader_of(assets, Profile()), loader_of(assets, INVITING)
    form = parts(assets, "app/main.js", "app.css", "app/form.js", "shared/proof-worker.js")
    chat = parts(assets, "app/main.js", "app.css", "app/chat.js")
    print("| what | bytes, Brotli | gzip | allowed |\n|---|--:|--:|--:|")
    print(row("loader, on every page of the shop", [loader], 3_072))
    print(row("loader, of a shop that invites people to chat", [inviting], 3_872))
    print(row(f"frame, until a form can be sent: {', '.join(form)}", form.values(), 20_480))
    print(row(f"frame, until a chat can be typed into: {', '.join(chat)}", chat.values(), 20_480))


def row(what: str, assets: Iterable[Asset], allowed: int) -> str:
    given = list(assets)
    brotli, gzip = sum(len(each.brotli) for each in given), sum(len(each.gzip) for each in given)
    return f"| {what} | {brotli:,} | {gzip:,} | {allowed:,} |"


def loader_of(assets: WidgetAssets, profile: Profile) -> Asset:
    return assets.loader_for(loader_config(assets, replace(SHOP, profile=profile), URL))


def parts(assets: WidgetAssets, *names: str) -> dict[str, Asset]:
    """What the frame loads, by name."""
    standing = Standing(None, Counter(open=True, on_duty=True, back_at=None, usual_wait=60, place=None))
    html = document(assets, SHOP, base="", boot="x" * 120, lang="es", mode="panel", standing=standing, orders=True)
    return {
        **{name: assets.files[name] for name in names},
        "its document": Asset.make(html, "text/html", quality=QUICK),
    }


if __name__ == "__main__":
    main()
