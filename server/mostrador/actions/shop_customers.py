"""A shop's own server asks for a customer by the shop's own id, and says what has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from mostrador.actions import callers
from mostrador.actions.callers import Caller
from mostrador.desk import Desk
from mostrador.domain import addresses
from mostrador.domain.form import LONGEST_NAME, take_line
from mostrador.errors import Conflict, FieldError, FormInvalid, NotFound
from mostrador.storage import customers, guests
from mostrador.storage.customers import Customer


@dataclass(frozen=True, slots=True)
class Changes:
    """What is None stays. `proven`: the shop had the address confirmed."""

    name: str | None = None
    email: str | None = None
    proven: bool = False
    language: str | None = None


async def read(desk: Desk, caller: Caller, key: str) -> Customer:
    """Raises `NotFound`, also for another shop's."""

    def work(tx: Connection) -> Customer:
        callers.require(tx, caller, "customers:read")
        return of_shop(tx, caller.shop, key)

    return await desk.db.read(work)


async def change(desk: Desk, caller: Caller, key: str, changes: Changes) -> Customer:
    """
    Write down what the shop knows of a customer now.

    Raises `NotFound`, `FormInvalid`, and `Conflict` for an address that another customer has proven.
    """
    now = desk.clock.now()
    changes = _checked(changes)

    def work(tx: Connection) -> Customer:
        callers.require(tx, caller, "events:write")
        known = of_shop(tx, caller.shop, key)
        if changes.email and changes.proven and changes.email != known.email:
            if customers.by_email(tx, caller.shop, changes.email):
                raise Conflict("Another customer has proven this address.", code="email_taken")
            customers.prove(tx, caller.shop, known.id, changes.email, at=now)
        customers.tell(
            tx,
            caller.shop,
            known.id,
            name=changes.name,
            language=changes.language,
            claimed_email=changes.email,
        )
        return of_shop(tx, caller.shop, key)

    return await desk.db.write(work)


def of_shop(tx: Connection, shop: str, key: str) -> Customer:
    """The customer whom the shop knows by this id of its own. Raises `NotFound`."""
    found = customers.by_external_id(tx, shop, key)
    if found is None:
        raise NotFound("There is no such customer.")
    return found


def address(typed: str) -> str:
    """A guest's address as we know them by it, also one that no mail of ours could go to. Raises `FormInvalid`."""
    try:
        return addresses.email(typed)
    except ValueError as problem:
        said = typed.strip().lower()
        if 0 < said.find("@") < len(said) - 1 and said.isprintable() and " " not in said:
            return said
        fields = {"email": FieldError("email_invalid", str(problem))}
        raise FormInvalid("Some fields need another look.", fields=fields) from None


def require_guest(tx: Connection, shop: str, email: str) -> None:
    """
    Somebody whom the shop knows by this address and by no id of its own.

    Raises `NotFound` where nothing is known of it, and `Conflict` where a customer with an id has proven it or nobody
    else goes by it.
    """
    owner = customers.by_email(tx, shop, email)
    if owner and owner.external_id is not None:
        raise Conflict("A customer of yours has proven this address: name them by their id.", code="not_a_guest")
    if guests.is_known(tx, shop, email):
        return
    if ids := guests.customers(tx, shop, email):
        detail = f"This is the address of your customer {ids[0]}: name them by their id."
        raise Conflict(detail, code="not_a_guest")
    raise NotFound("There is no such guest.")


def _checked(changes: Changes) -> Changes:
    fields: dict[str, FieldError] = {}
    name = None if changes.name is None else take_line("name", changes.name, LONGEST_NAME, fields)
    language = None if changes.language is None else take_line("language", changes.language, 35, fields)
    email = None
    if changes.email is not None:
        try:
            email = addresses.email(changes.email)
        except ValueError as problem:
            fields["email"] = FieldError("email_invalid", str(problem))
    if fields:
        raise FormInvalid("Some fields need another look.", fields=fields)
    return Changes(name, email, changes.proven, language.partition("-")[0] if language else language)


def told(customer: Customer) -> Mapping[str, object]:
    """A customer as the shop's server is told of them."""
    return {
        "id": customer.external_id,
        "email": customer.email,
        "claimed_email": customer.claimed_email,
        "name": customer.name,
        "language": customer.language,
        "created_at": customer.created_at,
    }
