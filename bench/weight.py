"""What the widget weighs as it is served, before and after the click."""

from dataclasses import replace

from mostrador.domain.shop import Chat, Invitation, Profile, Shop
from mostrador.web.assets import WidgetAssets
from mostrador.web.widget_frame import loader_config

URL = "https://help.example.com"
SHOP = Shop("shop_aaaaaaaaaaaaaaaa", "Zapatería Lola", 1, Profile(), ("https://www.example.com",), ())
RULE = Invitation(id="rul_aaaaaaaaaaaaaaaa", on=True, page="/carrito", items=1, texts={"es": "¿Te ayudamos?"})
INVITING = Profile(chat=Chat(invitations=(RULE,)))


def main() -> None:
    assets = WidgetAssets.gather()
    loader, inviting = loader_weight(assets, Profile()), loader_weight(assets, INVITING)
    form = weights(assets, "app/main.js", "shared/proof-worker.js", "app.css")
    chat = weights(assets, "app/main.js", "app.css", "app/chat.js", "chat.css")
    print("| what | bytes, gzip | allowed |\n|---|---|---|")
    print(f"| loader, on every page of the shop | {loader:,} | 3,072 |")
    print(f"| loader, of a shop that invites people to chat | {inviting:,} | 4,400 |")
    print(f"| frame, until a form can be sent: {', '.join(form)} | {sum(form.values()):,} | 20,480 |")
    print(f"| frame, until a chat can be typed into: {', '.join(chat)} | {sum(chat.values()):,} | 20,480 |")


def loader_weight(assets: WidgetAssets, profile: Profile) -> int:
    shop = replace(SHOP, profile=profile)
    return len(assets.loader_for(loader_config(assets, shop, URL)).compressed)


def weights(assets: WidgetAssets, *names: str) -> dict[str, int]:
    return {name: len(assets.files[name].compressed) for name in names}


if __name__ == "__main__":
    main()
