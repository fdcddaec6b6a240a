"""Texts that come again with another name, link or word are known; what only sounds alike is not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain.fingerprint import BANDS, NEAR, SKETCH, Fingerprint, fingerprint, likeness, near, unpack

PITCHES = [
    (
        "Hello {name}, I noticed your website is not ranking on the first page of Google. We are a digital marketing "
        "company and can bring you more customers every month. May I send you our price list? Visit {link} {name}"
    ),
    (
        "Estimado cliente, le ofrecemos préstamos rápidos de hasta {number} euros sin aval ni papeleo. Solicite hoy su "
        "crédito en {link} y reciba el dinero en 24 horas. Atentamente, {name}"
    ),
    (
        "Dear Sir or Madam, we are a manufacturer from Shenzhen and offer high quality lamps at the best prices. "
        "Please reply with your WhatsApp so that {name} sends you the catalogue."
    ),
]
NAMES = ["John", "Ana", "Mikhail", "Laura", "Peter", "Sofía", "Wei", "Olga"]
FILLERS = [
    "great",
    "best",
    "amazing",
    "quick",
    "fresh",
    "today",
    "simply",
    "very",
    "really",
    "truly",
    "nice",
    "little",
    "certainly",
]

HONEST = [
    "Buenos días, pedí una taza azul el lunes y ha llegado con el asa rota. ¿Podéis cambiarla por otra igual?",
    "Hola, quisiera saber si la vajilla blanca de doce piezas se puede meter en el lavavajillas y en el microondas.",
    "I bought a teapot as a present and she already has one. Can I return it without the receipt?",
    "Could you tell me whether the large serving bowl will be back in stock before the weekend?",
    "No consigo pagar con mi tarjeta: al confirmar sale que la operación ha sido rechazada, y el banco no ve nada.",
    "La factura de mi última compra lleva un NIF equivocado, necesito que la hagáis de nuevo para la gestoría.",
]


def spun(pitch: str, rng: random.Random, swapped: float) -> str:
    text = pitch.format(
        name=rng.choice(NAMES),
        link=f"https://{rng.choice('abcdef')}{rng.randrange(999)}.shop/",
        number=rng.randrange(9999),
    )
    return " ".join(rng.choice(FILLERS) if rng.random() < swapped else word for word in text.split())


def meets(one: Fingerprint, other: Fingerprint) -> bool:
    return any(mine and mine == theirs for mine, theirs in zip(one.bands, other.bands, strict=True))


@pytest.mark.parametrize("pitch", PITCHES)
@pytest.mark.parametrize("swapped", [0, 0.1, 0.2])
def test_a_wave_of_near_copies_is_known_after_its_first_few(pitch: str, swapped: float):
    rng = random.Random(7)
    wave = [fingerprint(spun(pitch, rng, swapped)) for _ in range(300)]
    unknown = 0
    for number, mine in enumerate(wave):
        others = [each.pack() for each in wave[:number] if meets(mine, each)][-20:]
        unknown += near(mine.sketch, others) < 3
    assert unknown <= 12


def test_what_different_people_write_is_not_near():
    prints = [fingerprint(text) for text in HONEST]
    assert max(likeness(one.sketch, other.sketch) for one in prints for other in prints if one is not other) < NEAR / 2


def test_case_accents_digits_links_and_the_senders_name_make_no_difference():
    one = fingerprint("ESTIMADA Ana: Oferta única 50 % en https://a.example/1", without=("Ana",))
    other = fingerprint("estimada Eva: oferta unica 70 % en www.b.example", without=("Eva",))
    assert likeness(one.sketch, other.sketch) == 1


def test_letters_that_only_look_alike_are_folded():
    assert fingerprint("𝐛𝐞𝐬𝐭 𝐩𝐫𝐢𝐜𝐞𝐬 𝐭𝐨𝐝𝐚𝐲").sketch == fingerprint("best prices today").sketch


def test_scripts_without_spaces_are_cut_into_pieces():
    one, other = fingerprint("我们是深圳的工厂提供优质灯具"), fingerprint("我们是深圳的工厂提供最好灯具")
    assert 0.3 < likeness(one.sketch, other.sketch) < 1


@given(st.text(max_size=500))
def test_any_text_has_a_fingerprint_that_fits_the_database(text: str):
    taken = fingerprint(text)
    assert len(taken.bands) == BANDS
    assert all(0 <= band < 2**31 for band in taken.bands)
    assert len(taken.sketch) <= SKETCH
    assert unpack(taken.pack()) == taken.sketch
    assert likeness(taken.sketch, taken.sketch) == (1.0 if taken.sketch else 0.0)
