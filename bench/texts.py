"""Messages that are all different, made from words that shoppers use."""

import random

WORDS = tuple(
    """
    pedido zapatillas caja talla cambio vuelta tienda correo paquete lunes martes jueves sábado tarde mañana color
    azul rojo verde suela cordón puente hebilla factura tarjeta cobro precio descuento regalo madre hermano amiga
    vecina portal puerta llave ascensor oficina almacén Madrid Sevilla Bilbao Valencia Oviedo Granada tren viaje boda
    cumpleaños invierno verano lluvia piel lona goma tacón plantilla número etiqueta bolsa foto mensaje teléfono aviso
    transportista furgoneta horario festivo reparto recogida firma albarán recibo banco cuenta saldo abono garantía
    """.split()
)
SYLLABLES = tuple(
    "ba be bi bo ca co cu da de do fa fe ga go la le li lo ma me mi mo na no pa pe po ra re ri ro sa se so".split()
)
SENTENCE = (6, 12)
SENTENCES = (3, 6)


def message(dice: random.Random) -> str:
    """A few sentences of no great sense, near to no other."""
    return " ".join(
        " ".join(_word(dice) for _ in range(dice.randint(*SENTENCE))).capitalize() + "."
        for _ in range(dice.randint(*SENTENCES))
    )


def _word(dice: random.Random) -> str:
    """One that everybody uses, or one that nobody else does: a name, a model, a street."""
    return dice.choice(WORDS) if dice.random() < 0.5 else "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4)))
