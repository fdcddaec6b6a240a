"""`make demo`: everything runs after one command, and again after the next."""

import re
import socket
import stat
import subprocess
import sys
import time

import httpx
from demo_process import ROOT, demo


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


def test_a_shop_whose_port_was_taken_meanwhile_is_still_told_what_happens(tmp_path):
    folder = tmp_path / "demo"
    with demo(folder) as said:
        before = said.shop
    with socket.create_server(("127.0.0.1", int(before.rpartition(":")[2]))), demo(folder) as said:
        assert said.shop != before
        with httpx.Client(base_url=said.shop, headers={"Origin": said.shop, "Accept-Language": "en"}) as paco:
            for _ in range(2):  # Ana's order was paid before the demo opened, and nobody has sent it
                assert paco.post("/back-office/clock", data={"by": "days"}).status_code == 303
            until = time.monotonic() + 20
            while "An order is in trouble" not in (page := paco.get("/back-office/news").text):
                assert time.monotonic() < until, "The shop was told nothing."
            assert "Paid and not shipped · Order 100042" in page


def test_a_folder_of_another_version_of_the_demo_is_left_as_it_is(tmp_path):
    (tmp_path / "demo.json").write_text('{"shop": "shop_old"}')
    done = subprocess.run(
        [sys.executable, "-m", "examples.shop_demo", "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"{tmp_path} is of another version of the demo. Remove it, and start again." in done.stderr
    assert (tmp_path / "demo.json").read_text() == '{"shop": "shop_old"}'


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
