"""What a real wave of form spam looks like: one pitch, spun a little each time; and what honest shoppers write."""

import random
from dataclasses import dataclass

POSTS, ADDRESSES, DAYS = 1_330, 516, 9  # as seen on a public contact form, every post with a valid Origin

PITCHES = (
    (
        "{hello} {name} here. I {saw} your {shop} and noticed that it is not on the first page of Google. Our {team} "
        "brings {shop}s like yours {many} new visitors every month, without a contract. {ask} our prices: {link}"
    ),
    (
        "{hello} we offer business loans from {number} to {number}00 euros within {many} hours, no papers, no "
        "guarantor needed, even with bad credit. {ask} an answer today at {link} and tell {name} the amount you need."
    ),
    (
        "{hello} I am {name}, a professional writer. I {saw} your {shop} and would like to publish a guest article "
        "with one link on it; we pay {number} euros for each. {ask} our conditions, my {team} answers within a day."
    ),
)
SPIN = {
    "hello": ["Hello,", "Hi,", "Dear owner,", "Good day,", "Greetings,"],
    "name": ["John", "Mary", "Igor", "Susan", "Wei", "Olga", "Carlos", "Fatima", "Pete", "Anna"],
    "saw": ["visited", "found", "looked at", "came across", "browsed"],
    "shop": ["shop", "store", "website", "site"],
    "team": ["team", "agency", "company", "office"],
    "many": ["24", "48", "hundreds of", "thousands of", "72"],
    "ask": ["Ask for", "Get", "Request", "Write for"],
}
PADDING = ["really", "kindly", "today", "simply", "also", "please", "now", "indeed"]

QUESTIONS = (
    "¿Dónde está mi pedido?",
    "Hola, ¿cuándo llega mi pedido {order}?",
    "Buenas, pedí el lunes y no me ha llegado nada. ¿Me podéis decir algo?",
    "No me ha llegado el paquete.",
    "Where is my order?",
    "Hi, I ordered last week (order number {order}) and it has not arrived yet. Could you check?",
    "Quiero devolver unos platos, ¿cómo lo hago?",
    "¿Cuánto tarda el envío a Canarias?",
    "La taza ha llegado rota, os mando foto si queréis. El pedido es el {order}.",
    "¿Me podéis enviar la factura del pedido {order}? Gracias",
)


@dataclass(frozen=True, slots=True)
class Post:
    """A form as it comes: when, from where, and what it says."""

    at: float  # seconds from the beginning
    address: str
    name: str
    email: str
    message: str


def spam(seed: int) -> list[Post]:
    """The wave: three pitches over nine days, every copy with other names, links, numbers and a word or two."""
    rng = random.Random(seed)
    addresses = [
        f"{rng.randrange(11, 200)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
        for _ in range(ADDRESSES)
    ]
    times = sorted(rng.uniform(0, DAYS * 86_400) for _ in range(POSTS))
    return [
        Post(at, rng.choice(addresses), rng.choice(SPIN["name"]), _mailbox(rng), _spun(rng.choice(PITCHES), rng))
        for at in times
    ]


def crowd(seed: int, people: int = 30, address: str = "203.0.113.7") -> list[Post]:
    """An office, a market stall, a campus: thirty people behind one IPv4 within an hour, asking the same few things."""
    rng = random.Random(seed)
    return [
        Post(
            number * 3_500 / people,
            address,
            rng.choice(SPIN["name"]),
            _mailbox(rng),
            rng.choice(QUESTIONS).format(order=rng.randrange(1_000, 9_999)),
        )
        for number in range(people)
    ]


def _spun(pitch: str, rng: random.Random) -> str:
    words = {name: rng.choice(choices) for name, choices in SPIN.items()}
    ending = rng.choice(["shop", "xyz", "com", "site"])
    link = f"https://{rng.choice('abcdefgh')}{rng.randrange(10_000)}.{ending}/{rng.randrange(99_999)}"
    text = pitch.format(link=link, number=rng.randrange(50, 5_000), **words).split()
    for _ in range(rng.randrange(3)):
        text.insert(rng.randrange(len(text)), rng.choice(PADDING))
    return " ".join(text)


def _mailbox(rng: random.Random) -> str:
    provider = rng.choice(["example.com", "example.org", "example.net"])
    return f"{rng.choice(SPIN['name']).lower()}{rng.randrange(10**6)}@{provider}"
