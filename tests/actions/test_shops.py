from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.actions import departments, keys, origins, profiles, topics
from mostrador.actions.shops import create_shop
from mostrador.actions.topics import TopicDraft
from mostrador.domain import speaker
from mostrador.domain.keys import SDK_SCOPES, digest
from mostrador.domain.shop import Limits, Look, Mail, Profile
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, Forbidden, FormInvalid, Invalid, NotFound, Unauthenticated
from mostrador.storage import audit, members, schema, shops
from mostrador.storage import keys as api_keys
from mostrador.storage import secrets as shop_secrets
from owning import hired
from shopping import Counter


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def lola(counter: Counter) -> Speaker:
    return counter.run(hired(counter.desk, counter.shop, "Lola"))


def shop_now(counter: Counter) -> Any:
    return counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop)))


def written_down(counter: Counter) -> list[Any]:
    def work(tx: Any) -> list[Any]:
        assert audit.first_broken(tx, counter.desk.keyring.audit) is None
        return list(tx.execute(select(schema.audit).order_by(schema.audit.c.number)))

    return counter.run(counter.desk.db.read(work))


def test_a_new_shop_can_be_written_to_at_once(counter: Counter) -> None:
    opened = counter.run(create_shop(counter.desk, speaker.system(""), "  Faro  Azul ", ["https://Faro.example/"]))
    shop = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, opened.id)))
    assert shop is not None
    assert (shop.name, shop.origins) == ("Faro Azul", ("https://faro.example",))
    assert [topic.name("es") for topic in shop.topics] == [
        "Pedidos y envíos", "Devoluciones y cambios", "Pagos y facturas", "Otra cosa",
    ]  # fmt: skip
    assert shop.topics[0].name("en") == "Orders and shipping"
    assert [topic.asks_order for topic in shop.topics] == [True, True, True, False]
    named = {
        each.id: each.name for each in counter.run(counter.desk.db.read(lambda tx: shops.departments(tx, shop.id)))
    }
    assert [named[topic.department or ""] for topic in shop.topics] == [
        "Logística", "Logística", "Finanzas", "Atención al cliente",
    ]  # fmt: skip


def test_an_english_shop_has_english_departments(counter: Counter) -> None:
    profile = Profile(languages=("en",))
    opened = counter.run(create_shop(counter.desk, speaker.system(""), "Lighthouse", profile=profile))
    found = counter.run(counter.desk.db.read(lambda tx: shops.departments(tx, opened.id)))
    assert [each.name for each in found] == ["Customer care", "Finance", "Logistics"]


def test_a_shops_secrets_are_stored_so_that_the_database_alone_opens_nothing(counter: Counter) -> None:
    opened = counter.run(create_shop(counter.desk, speaker.system(""), "Faro"))
    assert len(opened.identity_secret) >= 43  # 256 bits
    assert len(opened.api_key) >= 43

    def work(tx: Any) -> None:
        [key] = api_keys.live(tx, opened.id)
        assert (key.scopes, key.hint) == (SDK_SCOPES, opened.api_key[-4:])
        [row] = tx.execute(select(schema.api_key).where(schema.api_key.c.id == key.id))
        assert row.digest == digest(opened.api_key)
        secret = shop_secrets.find(tx, opened.id, "identity", opened.identity_key_id)
        assert secret is not None
        assert opened.identity_secret.encode() not in secret.sealed
        assert counter.desk.keyring.open(secret.sealed, secret.id) == opened.identity_secret.encode()

    counter.run(counter.desk.db.read(work))


def test_no_agent_opens_a_shop(counter: Counter, lola: Speaker) -> None:
    with pytest.raises(Forbidden):
        counter.run(create_shop(counter.desk, lola, "Mine"))


def test_an_origin_that_is_not_one_exact_https_address_is_refused(counter: Counter, lola: Speaker) -> None:
    with pytest.raises(Invalid):
        counter.run(origins.add(counter.desk, lola, shop_now(counter).version, "https://*.example"))
    assert shop_now(counter).origins == ("https://www.loza.example",)


def test_an_owner_adds_and_removes_origins(counter: Counter, lola: Speaker) -> None:
    added = counter.run(origins.add(counter.desk, lola, shop_now(counter).version, "caña.example:443"))
    assert added == "https://xn--caa-8ma.example"
    counter.run(origins.remove(counter.desk, lola, shop_now(counter).version, "https://www.loza.example"))
    assert shop_now(counter).origins == (added,)
    with pytest.raises(NotFound):
        counter.run(origins.remove(counter.desk, lola, shop_now(counter).version, "https://other.example"))


def test_a_shop_on_this_machine_may_be_http_while_the_server_is_too(counter: Counter, lola: Speaker) -> None:
    added = counter.run(origins.add(counter.desk, lola, shop_now(counter).version, "http://localhost:8000"))
    assert added == "http://localhost:8000"


def test_what_an_owner_changes_is_written_down_by_name_and_never_by_value(counter: Counter, lola: Speaker) -> None:
    look, mail = Look(color="#ff0000", greeting={"es": "¡Hola!"}), Mail(sender_name="Lola de Loza")
    counter.run(profiles.change(counter.desk, lola, shop_now(counter).version, look=look, mail=mail, name="Loza Fina"))
    shop = shop_now(counter)
    assert (shop.name, shop.profile.look, shop.profile.mail) == ("Loza Fina", look, mail)
    entry = written_down(counter)[-1]
    assert (entry.actor, entry.action, entry.subject) == (lola.id, "shop.changed", counter.shop)
    assert sorted(entry.fields) == ["look.color", "look.greeting.es", "mail.sender_name", "name"]
    assert entry.address == "198.51.100.0"


def test_changing_nothing_writes_nothing(counter: Counter, lola: Speaker) -> None:
    before = shop_now(counter).version
    counter.run(profiles.change(counter.desk, lola, before, look=Look()))
    assert shop_now(counter).version == before
    assert written_down(counter) == []


def test_the_second_of_two_owners_is_told_instead_of_overwriting_the_first(counter: Counter, lola: Speaker) -> None:
    ana = counter.run(hired(counter.desk, counter.shop, "Ana"))
    seen = shop_now(counter).version
    counter.run(profiles.change(counter.desk, lola, seen, limits=Limits(visitor=20)))
    with pytest.raises(Conflict) as refused:
        counter.run(profiles.change(counter.desk, ana, seen, limits=Limits(visitor=5)))
    assert refused.value.code == "changed_meanwhile"
    assert shop_now(counter).profile.limits.visitor == 20


def test_what_cannot_be_meant_is_refused_by_its_field(counter: Counter, lola: Speaker) -> None:
    with pytest.raises(FormInvalid) as refused:
        counter.run(profiles.change(counter.desk, lola, shop_now(counter).version, look=Look(color="red")))
    assert list(refused.value.fields) == ["look.color"]
    assert shop_now(counter).profile == Profile()


def test_a_language_that_is_dropped_takes_its_greeting_along(counter: Counter, lola: Speaker) -> None:
    look = Look(greeting={"es": "Hola", "en": "Hello"})
    counter.run(profiles.change(counter.desk, lola, shop_now(counter).version, look=look))
    counter.run(profiles.change(counter.desk, lola, shop_now(counter).version, languages=("en",)))
    assert shop_now(counter).profile.look.greeting == {"en": "Hello"}


def test_an_owner_adds_moves_changes_and_removes_topics(counter: Counter, lola: Speaker) -> None:
    care = shop_now(counter).topics[0].department
    draft = TopicDraft({"es": " Regalos ", "en": ""}, department=care, asks_order=True)
    gifts = counter.run(topics.add(counter.desk, lola, shop_now(counter).version, draft))
    counter.run(topics.move(counter.desk, lola, shop_now(counter).version, gifts, -1))
    assert [topic.name("es") for topic in shop_now(counter).topics] == ["Pedidos", "Regalos", "Otra cosa"]
    counter.run(topics.move(counter.desk, lola, shop_now(counter).version, gifts, -1))
    counter.run(topics.move(counter.desk, lola, shop_now(counter).version, gifts, -1))
    assert [topic.name("es") for topic in shop_now(counter).topics] == ["Regalos", "Pedidos", "Otra cosa"]
    renamed = TopicDraft({"es": "Tarjetas regalo"})
    counter.run(topics.change(counter.desk, lola, shop_now(counter).version, gifts, renamed))
    assert (shop_now(counter).topic(gifts).department, shop_now(counter).topic(gifts).asks_order) == (None, False)
    for topic in (gifts, shop_now(counter).topics[1].id):
        counter.run(topics.remove(counter.desk, lola, shop_now(counter).version, topic))
    with pytest.raises(Conflict):
        counter.run(topics.remove(counter.desk, lola, shop_now(counter).version, shop_now(counter).topics[0].id))


def test_a_topic_cannot_lead_to_another_shops_department(counter: Counter, lola: Speaker) -> None:
    other = counter.opens_shop("Otra")
    [foreign] = counter.run(counter.desk.db.read(lambda tx: shops.departments(tx, other)))
    draft = TopicDraft({"es": "Regalos"}, department=foreign.id)
    with pytest.raises(FormInvalid):
        counter.run(topics.add(counter.desk, lola, shop_now(counter).version, draft))


def test_another_shops_topic_is_not_there(counter: Counter, lola: Speaker) -> None:
    other = counter.opens_shop("Otra")
    theirs = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, other))).topics[0].id  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        counter.run(topics.remove(counter.desk, lola, shop_now(counter).version, theirs))


def test_an_owner_adds_renames_and_removes_departments(counter: Counter, lola: Speaker) -> None:
    new = counter.run(departments.add(counter.desk, lola, shop_now(counter).version, "Ventas"))
    with pytest.raises(FormInvalid):
        counter.run(departments.add(counter.desk, lola, shop_now(counter).version, "VENTAS"))
    counter.run(departments.rename(counter.desk, lola, shop_now(counter).version, new, "Tiendas"))
    found = counter.run(counter.desk.db.read(lambda tx: shops.departments(tx, counter.shop)))
    assert [each.name for each in found] == ["Atención", "Tiendas"]
    counter.run(departments.remove(counter.desk, lola, shop_now(counter).version, new))
    with pytest.raises(Conflict) as refused:
        counter.run(departments.remove(counter.desk, lola, shop_now(counter).version, found[0].id))
    assert refused.value.code == "department_in_use"


def test_a_key_is_rotated_without_a_gap_and_then_ended(counter: Counter, lola: Speaker) -> None:
    first = counter.run(keys.add_key(counter.desk, lola, "Warehouse", ["events:write"]))
    second = counter.run(keys.rotate_key(counter.desk, lola, first.id))
    assert first.secret != second.secret
    with pytest.raises(Conflict):
        counter.run(keys.rotate_key(counter.desk, lola, first.id))
    live = counter.run(keys.live(counter.desk, lola)).keys
    assert [(key.name, key.scopes, key.last_used_at) for key in live] == [("Warehouse", ("events:write",), None)] * 2
    counter.run(keys.end_key(counter.desk, lola, first.id))
    assert [key.id for key in counter.run(keys.live(counter.desk, lola)).keys] == [second.id]
    with pytest.raises(NotFound):
        counter.run(keys.end_key(counter.desk, lola, first.id))
    assert [entry.action for entry in written_down(counter)] == ["key.added", "key.rotated", "key.ended"]


@pytest.mark.parametrize(("name", "scopes"), [("", ["events:write"]), ("K", []), ("K", ["everything"])])
def test_a_key_needs_a_name_and_scopes_that_exist(
    counter: Counter, lola: Speaker, name: str, scopes: list[str]
) -> None:
    with pytest.raises(FormInvalid):
        counter.run(keys.add_key(counter.desk, lola, name, scopes))


def test_at_most_two_identity_secrets_count(counter: Counter, lola: Speaker) -> None:
    first = counter.run(keys.add_secret(counter.desk, lola))
    second = counter.run(keys.add_secret(counter.desk, lola))
    with pytest.raises(Conflict):
        counter.run(keys.add_secret(counter.desk, lola))
    counter.run(keys.end_secret(counter.desk, lola, first.id))
    assert [secret.id for secret in counter.run(keys.live(counter.desk, lola)).secrets] == [second.id]


def test_another_shops_keys_cannot_be_ended(counter: Counter, lola: Speaker) -> None:
    other = counter.run(hired(counter.desk, counter.opens_shop("Otra"), "Eva"))
    theirs = counter.run(keys.add_key(counter.desk, other, "Theirs", ["events:write"]))
    secret = counter.run(keys.add_secret(counter.desk, other))
    for attempt in (
        keys.end_key(counter.desk, lola, theirs.id),
        keys.rotate_key(counter.desk, lola, theirs.id),
        keys.end_secret(counter.desk, lola, secret.id),
    ):
        with pytest.raises(NotFound):
            counter.run(attempt)
    assert len(counter.run(keys.live(counter.desk, other)).keys) == 1


@pytest.mark.parametrize("role", ["supervisor", "agent"])
def test_only_administrators_change_the_shop(counter: Counter, role: Any) -> None:
    ana = counter.run(hired(counter.desk, counter.shop, "Ana", role))
    version = shop_now(counter).version
    for attempt in (
        profiles.change(counter.desk, ana, version, name="Mine"),
        origins.add(counter.desk, ana, version, "https://evil.example"),
        topics.add(counter.desk, ana, version, TopicDraft({"es": "Mine"})),
        departments.add(counter.desk, ana, version, "Mine"),
        keys.add_key(counter.desk, ana, "Mine", ["events:write"]),
        keys.add_secret(counter.desk, ana),
        keys.live(counter.desk, ana),
    ):
        with pytest.raises(Forbidden):
            counter.run(attempt)
    assert shop_now(counter).version == version


def test_an_owner_who_left_changes_nothing_more(counter: Counter, lola: Speaker) -> None:
    member = counter.run(counter.desk.db.read(lambda tx: members.find(tx, counter.shop, lola.id)))
    assert member is not None
    counter.run(counter.desk.db.write(lambda tx: members.remove_member(tx, member, at=counter.clock.now())))
    with pytest.raises(Unauthenticated):
        counter.run(profiles.change(counter.desk, lola, shop_now(counter).version, name="Mine"))


def test_a_session_that_ended_changes_nothing_more(counter: Counter, lola: Speaker) -> None:
    counter.moves(timedelta(hours=13))
    with pytest.raises(Unauthenticated):
        counter.run(keys.add_secret(counter.desk, lola))
