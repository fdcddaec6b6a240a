"""What the widget weighs as it is served, before and after the click."""

from mostrador.web.assets import WidgetAssets

CONFIG = {
    "url": "https://help.example.com",
    "shop": "shop_aaaaaaaaaaaaaaaa",
    "version": "0123456789ab",
    "color": "#0f766e",
    "onColor": "#ffffff",
    "dark": {"color": "#2dd4bf", "onColor": "#06201d"},
    "position": "right",
    "languages": ["es", "en"],
    "label": {"es": "Ayuda y contacto", "en": "Help and contact"},
    "origins": ["https://www.example.com"],
}


def main() -> None:
    assets = WidgetAssets.gather()
    loader = len(assets.loader_for(CONFIG).compressed)
    form = weights(assets, "app/main.js", "shared/proof-worker.js", "app.css")
    chat = weights(assets, "app/main.js", "app.css", "app/chat.js", "chat.css")
    print("| what | bytes, gzip | allowed |\n|---|---|---|")
    print(f"| loader, on every page of the shop | {loader:,} | 3,072 |")
    print(f"| frame, until a form can be sent: {', '.join(form)} | {sum(form.values()):,} | 20,480 |")
    print(f"| frame, until a chat can be typed into: {', '.join(chat)} | {sum(chat.values()):,} | 20,480 |")


def weights(assets: WidgetAssets, *names: str) -> dict[str, int]:
    return {name: len(assets.files[name].compressed) for name in names}


if __name__ == "__main__":
    main()
