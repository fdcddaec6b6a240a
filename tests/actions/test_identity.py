"""Who the shop says is logged in, and what anybody else may try."""

import secrets as randomness
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import Connection

from mostrador.actions import identity, visitors
from mostrador.errors import Unauthenticated
from mostrador.storage import customers, secrets
from mostrador_sdk import identity_token
from shopping import Counter, Shopper

SECRET = randomness.token_urlsafe(32)


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def kid(counter: Counter) -> str:
    return has_a_secret(counter, counter.shop)


def has_a_secret(counter: Counter, shop: str) -> str:
    kid, now = counter.desk.new("sec"), counter.clock.now()
    sealed = counter.desk.keyring.seal(SECRET.encode(), kid)
    counter.run(counter.desk.db.write(lambda tx: secrets.add(tx, shop, kid, "identity", sealed, at=now)))
    return kid


def says(counter: Counter, kid: str, sub: str = "42", **more: Any) -> str:
    """The shop's word on who is logged in."""
    return identity_token(SECRET, key_id=kid, shop=counter.shop, sub=sub, now=counter.clock.now(), **more)


def identifies(counter: Counter, shopper: Shopper, token: str) -> bool:
    """Whether the shopper's browser got another token; it uses the new one from then on."""
    admitted = counter.run(identity.identify(counter.desk, shopper.proof, token))
    if admitted:
        shopper.token, shopper.proof = admitted.token, visitors.digest(admitted.token)
    return admitted is not None


def customer_of(counter: Counter, shopper: Shopper) -> customers.Customer | None:
    visitor = counter.run(visitors.known(counter.desk, shopper.proof))

    def work(tx: Connection) -> customers.Customer | None:
        return customers.find(tx, counter.shop, visitor.customer) if visitor.customer else None

    return counter.run(counter.desk.db.read(work))


def test_ana_logs_in_and_her_old_token_is_worth_nothing(counter: Counter, kid: str):
    ana = counter.shopper("ana")
    before = ana.proof
    assert identifies(counter, ana, says(counter, kid, email="ana@example.com", email_verified=True))
    customer = customer_of(counter, ana)
    assert customer is not None
    assert (customer.external_id, customer.email) == ("42", "ana@example.com")
    with pytest.raises(Unauthenticated):
        counter.run(visitors.known(counter.desk, before))


def test_the_same_customer_again_keeps_the_token_of_all_her_tabs(counter: Counter, kid: str):
    ana = counter.shopper("ana")
    identifies(counter, ana, says(counter, kid))
    assert not identifies(counter, ana, says(counter, kid))
    counter.run(visitors.known(counter.desk, ana.proof))


def test_another_customer_on_the_same_computer_finds_nothing_of_the_first(counter: Counter, kid: str):
    ana = counter.shopper("ana")
    identifies(counter, ana, says(counter, kid))
    ana.sends()
    assert len(list(counter.run(visitors.me(counter.desk, ana.proof)).conversations)) == 1
    identifies(counter, ana, says(counter, kid, sub="43"))
    assert list(counter.run(visitors.me(counter.desk, ana.proof)).conversations) == []


def test_what_was_written_before_the_login_stays_with_the_anonymous_visitor(counter: Counter, kid: str):
    ana = counter.shopper("ana")
    ana.sends()
    identifies(counter, ana, says(counter, kid))
    assert list(counter.run(visitors.me(counter.desk, ana.proof)).conversations) == []


def test_an_identified_customer_finds_her_conversations_on_another_device(counter: Counter, kid: str):
    phone, laptop = counter.shopper("ana"), counter.shopper("ana")
    identifies(counter, phone, says(counter, kid))
    opened = phone.sends()
    identifies(counter, laptop, says(counter, kid))
    [own] = list(counter.run(visitors.me(counter.desk, laptop.proof)).conversations)
    assert own.code == opened.code


def test_an_address_that_the_shop_has_not_verified_is_not_hers(counter: Counter, kid: str):
    """S-10: an e-mail without `email_verified` makes nobody its owner."""
    mallory = counter.shopper("mallory")
    identifies(counter, mallory, says(counter, kid, sub="666", email="ana@example.com"))
    customer = customer_of(counter, mallory)
    assert customer is not None
    assert customer.email is None


def test_logging_out_ends_the_token(counter: Counter, kid: str):
    ana = counter.shopper("ana")
    identifies(counter, ana, says(counter, kid))
    counter.run(identity.log_out(counter.desk, ana.proof))
    with pytest.raises(Unauthenticated):
        counter.run(visitors.known(counter.desk, ana.proof))


def test_the_session_is_over_one_hour_after_the_last_word_of_the_shop(counter: Counter, kid: str):
    ana = counter.shopper("ana")
    identifies(counter, ana, says(counter, kid))
    counter.moves(timedelta(minutes=74))
    counter.run(visitors.known(counter.desk, ana.proof))
    counter.moves(timedelta(minutes=2))
    with pytest.raises(Unauthenticated):
        counter.run(visitors.known(counter.desk, ana.proof))


def test_a_token_shown_by_more_than_three_browsers_has_leaked(counter: Counter, kid: str):
    token = says(counter, kid)
    for _ in range(3):
        identifies(counter, counter.shopper("ana"), token)
    with pytest.raises(Unauthenticated):
        identifies(counter, counter.shopper("eve"), token)


def forged(counter: Counter, kid: str) -> dict[str, str]:
    """Everything that is not the shop's word: S-10, S-14."""
    now = int(counter.clock.now().timestamp())
    good = {"sub": "42", "aud": counter.shop, "iat": now, "exp": now + 600, "jti": "j"}

    def signed(changes: dict[str, Any], key: Any = SECRET, algorithm: str = "HS256", name: str = kid) -> str:
        claims = {name: value for name, value in {**good, **changes}.items() if value is not None}
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": name})

    return {
        "empty": "",
        "blank": " ",
        "no token": "a.b.c",
        "alg none": signed({}, key=None, algorithm="none"),
        "another algorithm": signed({}, key=SECRET * 2, algorithm="HS512"),
        "another secret": signed({}, key="x" * 43),
        "unknown kid": signed({}, name="sec_unknown"),
        "no kid": jwt.encode(good, SECRET, algorithm="HS256"),
        "expired": signed({"iat": now - 900, "exp": now - 1}),
        "of tomorrow": signed({"iat": now + 86400, "exp": now + 86460}),
        "too long a life": signed({"exp": now + 901}),
        "no end": signed({"exp": None}),
        "no beginning": signed({"iat": None}),
        "no jti": signed({"jti": None}),
        "no sub": signed({"sub": None}),
        "empty sub": signed({"sub": ""}),
        "another shop": signed({"aud": "shop_aaaaaaaaaaaaaaaa"}),
        "several shops": signed({"aud": [counter.shop, "shop_x"]}),
        "huge": signed({"more": "x" * 5000}),
    }


def test_no_forged_token_makes_anybody_a_customer(counter: Counter, kid: str):
    mallory = counter.shopper("mallory")
    for what, token in forged(counter, kid).items():
        with pytest.raises(Unauthenticated) as refused:
            identifies(counter, mallory, token)
        assert refused.value.code == "identity_refused", what
    assert customer_of(counter, mallory) is None


def test_the_secret_of_another_shop_does_not_count_here(counter: Counter):
    theirs = has_a_secret(counter, counter.opens_shop("Next door"))
    with pytest.raises(Unauthenticated):
        identifies(counter, counter.shopper("mallory"), says(counter, theirs))


def test_a_customer_is_called_as_the_shop_says_now(counter: Counter, kid: str) -> None:
    ana = counter.shopper("ana")
    for name in ("Ana García", "Ana Ruiz"):
        identifies(counter, ana, says(counter, kid, name=name))
        assert counter.run(visitors.me(counter.desk, ana.proof)).name == name
    identifies(counter, ana, says(counter, kid))
    assert counter.run(visitors.me(counter.desk, ana.proof)).name == "Ana Ruiz", "no name is no news"


@pytest.mark.parametrize("name", [7, ["Ana"], "Ana\u202e", "x" * 101, "\x00"])
def test_a_name_that_nobody_can_be_called_by_keeps_nobody_out(counter: Counter, kid: str, name: Any) -> None:
    ana = counter.shopper("ana")
    claims = jwt.decode(says(counter, kid), options={"verify_signature": False}) | {"name": name}
    assert identifies(counter, ana, jwt.encode(claims, SECRET, algorithm="HS256", headers={"kid": kid}))
    assert counter.run(visitors.me(counter.desk, ana.proof)).name == ""
