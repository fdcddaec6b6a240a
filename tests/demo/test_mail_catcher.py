"""Mail that is caught instead of delivered."""

import smtplib
from email.message import EmailMessage

import httpx
import pytest
from examples.mail_catcher import Mailbox


@pytest.fixture
def letter() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Zapatería Lola <hola@zapaterialola.example>"
    mail["To"] = "Ana <ana@letters.example>"
    mail["Subject"] = "¿Llegaron los zapatos?"
    mail["Message-ID"] = "<1@zapaterialola.example>"
    mail.set_content("Míralo en http://127.0.0.1:8321/c/#token y dinos.")
    mail.add_alternative('<p>Míralo <a href="http://127.0.0.1:8321/c/#token">aquí</a>.</p>', subtype="html")
    return mail


def post(street, mail, *to: str) -> None:
    with smtplib.SMTP("127.0.0.1", street.smtp_port, timeout=10) as line:
        line.send_message(mail, to_addrs=to or None)


def test_a_mail_sent_by_smtp_can_be_read_on_the_page_and_as_json(street, letter, mails):
    post(street, letter)
    caught = mails("ana@letters.example")[0]
    assert caught["subject"] == "¿Llegaron los zapatos?"
    assert ["Message-ID", "<1@zapaterialola.example>"] in caught["headers"]
    assert "y dinos." in caught["text"]
    assert "aquí" in caught["html"]
    page = httpx.get(f"{street.mail}/mails/{caught['id']}").text
    assert 'href="http://127.0.0.1:8321/c/#token"' in page
    assert "¿Llegaron los zapatos?" in httpx.get(street.mail).text


def test_a_mail_that_brings_a_script_runs_nothing(street, letter, mails):
    letter.get_payload()[1].set_content("<script>alert(1)</script>", subtype="html")
    post(street, letter, "evil@letters.example")
    number = mails("evil@letters.example")[0]["id"]
    shown = httpx.get(f"{street.mail}/mails/{number}/html")
    policy = shown.headers["content-security-policy"]
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "<script>alert" not in httpx.get(f"{street.mail}/mails/{number}").text


def test_an_address_that_bounces_is_refused_for_good_and_one_for_later_is_not(street, letter):
    for address, code in (("bounce@letters.example", 550), ("later@letters.example", 451)):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            post(street, letter, address)
        assert refused.value.recipients[address][0] == code


def test_mail_is_still_there_after_a_restart_and_gone_after_the_button(tmp_path):
    box = Mailbox(tmp_path)
    box.put("a@example.com", ["b@example.com", "c@example.com"], b"Subject: one\r\n\r\ntext\r\n")
    box.put("a@example.com", ["b@example.com"], b"Subject: two\r\n\r\ntext\r\n")
    again = Mailbox(tmp_path)
    assert [mail.subject for mail in again.newest_first()] == ["two", "one"]
    assert [mail.subject for mail in again.newest_first("c@example.com")] == ["one"]
    again.clear()
    assert Mailbox(tmp_path).newest_first() == []


def test_nobody_but_its_own_page_throws_mail_away(street, letter, mails):
    post(street, letter, "kept@letters.example")
    assert httpx.post(f"{street.mail}/clear").status_code == 403
    assert httpx.post(f"{street.mail}/clear", headers={"Origin": "http://evil.example"}).status_code == 403
    assert len(mails("kept@letters.example")) == 1
