"""`make demo`: everything runs after one command, and again after the next."""

import re
import stat

import httpx
from demo_process import demo


def test_one_command_opens_the_shop_the_counter_and_the_mail(tmp_path):
    folder = tmp_path / "demo"
    with demo(folder) as said:
        assert httpx.get(f"{said.help}/readyz").status_code == 200
        assert httpx.get(f"{said.mail}/mails.json").json() == {"mails": []}
        tag = re.search(r'<script src="(\S+/widget\.js\?shop=shop_\w+)" async>', httpx.get(said.shop).text)[1]
        assert tag.startswith(said.help)
        assert httpx.get(tag).status_code == 200
        email, password = said.login("Ana")
        with httpx.Client(base_url=said.shop, headers={"Origin": said.shop}, follow_redirects=True) as ana:
            assert "100 042" in ana.post("/account/login", data={"email": email, "password": password}).text
            assert ana.post("/account/support-token").json()["token"].count(".") == 2
    assert stat.S_IMODE((folder / "demo.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    with demo(folder) as again:
        assert [again.login(name) for name in ("Ana", "Marta", "Bo")] == [
            said.login(name) for name in ("Ana", "Marta", "Bo")
        ]


def test_a_shopper_writes_from_the_contact_page_and_finds_the_receipt_in_the_mail(tmp_path, new_context):
    with demo(tmp_path / "demo") as said:
        page = new_context(locale="es-ES").new_page()
        page.goto(f"{said.shop}/contact")
        form = page.frame_locator("mostrador-contact iframe")
        form.get_by_label("Nombre").fill("Ana García")
        form.get_by_label("Correo").fill("ana@example.com")
        form.get_by_label("¿Sobre qué?").select_option("Devoluciones y cambios")
        form.get_by_label("Pedido").fill("100042")
        form.get_by_label("Mensaje").press_sequentially("Los zapatos me quedan pequeños. ¿Hay un 39?", delay=60)
        form.get_by_role("checkbox").check()
        form.get_by_role("button", name="Enviar").click()
        form.get_by_text("Ya lo tenemos").wait_for()
        code = re.search(r"M-\w{4}-\w{2}", form.locator("body").inner_text())[0]
        page.goto(said.mail)
        page.get_by_role("link", name=code).click()
        page.frame_locator("iframe").get_by_text(code).wait_for()
