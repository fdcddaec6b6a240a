"""The shoes on the shelves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    slug: str
    name: str
    kind: dict[str, str]
    story: dict[str, str]
    details: dict[str, tuple[str, ...]]
    cents: int
    sizes: tuple[int, ...]
    sold_out: tuple[int, ...] = ()

    @property
    def picture(self) -> str:
        return f"pictures/{self.slug}.svg"

    def offers(self, size: int) -> bool:
        return size in self.sizes and size not in self.sold_out


def find(slug: str) -> Product | None:
    return BY_SLUG.get(slug)


PRODUCTS = (
    Product(
        slug="rambla",
        name="Rambla",
        kind={"es": "Zapatilla de lona", "en": "Canvas trainer"},
        story={
            "es": "La de todos los días: lona lavada, puntera de goma y un rojo que no pide permiso.",
            "en": "Your everyday pair: washed canvas, a rubber toe and a red that asks nobody's leave.",
        },
        details={
            "es": (
                "Lona de algodón orgánico",
                "Suela vulcanizada a mano en Elche",
                "Plantilla de corcho que se cambia",
            ),
            "en": ("Organic cotton canvas", "Sole vulcanised by hand in Elche", "Cork insole you can replace"),
        },
        cents=59_90,
        sizes=tuple(range(36, 46)),
        sold_out=(45,),
    ),
    Product(
        slug="sierra",
        name="Sierra",
        kind={"es": "Botín chelsea", "en": "Chelsea boot"},
        story={
            "es": "Piel engrasada que mejora con la lluvia, y un elástico que sigue firme después de mil domingos.",
            "en": "Oiled leather that rain makes better, and elastic still firm after a thousand Sundays.",
        },
        details={
            "es": ("Piel vacuno engrasada", "Cosido Goodyear: se le cambia la suela", "Forro de piel sin teñir"),
            "en": ("Oiled cow leather", "Goodyear welt, so it can be resoled", "Undyed leather lining"),
        },
        cents=149_00,
        sizes=tuple(range(37, 47)),
        sold_out=(38,),
    ),
    Product(
        slug="lola",
        name="Lola",
        kind={"es": "Tacón con pulsera", "en": "Strap heel"},
        story={
            "es": "Lleva el nombre de la casa. Seis centímetros, hebilla dorada y horma ancha: se baila con él.",
            "en": "It carries the name of the house. Six centimetres, a golden buckle, a wide last: made to dance in.",
        },
        details={
            "es": ("Napa roja", "Tacón de 6 cm forrado", "Almohadilla bajo la planta"),
            "en": ("Red nappa leather", "Covered 6 cm heel", "A cushion under the ball of the foot"),
        },
        cents=119_00,
        sizes=tuple(range(35, 42)),
    ),
    Product(
        slug="cala",
        name="Cala",
        kind={"es": "Alpargata de yute", "en": "Jute espadrille"},
        story={
            "es": "Azul de las nueve de la mañana en la playa. Se pone sin manos y se lava a mano.",
            "en": "The blue of nine in the morning by the sea. Slips on without hands, washes by hand.",
        },
        details={
            "es": ("Algodón teñido con índigo", "Suela de yute trenzado", "Cosida en Cervera del Río Alhama"),
            "en": ("Indigo-dyed cotton", "Braided jute sole", "Sewn in Cervera del Río Alhama"),
        },
        cents=39_50,
        sizes=tuple(range(36, 46)),
    ),
    Product(
        slug="retiro",
        name="Retiro",
        kind={"es": "Mocasín con estribo", "en": "Snaffle loafer"},
        story={
            "es": "Verde de parque en otoño y un estribo que suena un poco al andar. Solo un poco.",
            "en": "The green of a park in autumn, and a snaffle that sings a little as you walk. Only a little.",
        },
        details={
            "es": ("Piel flor de Ubrique", "Estribo de latón macizo", "Suela de cuero con tapa de goma"),
            "en": ("Full-grain leather from Ubrique", "Solid brass snaffle", "Leather sole with a rubber heel cap"),
        },
        cents=129_00,
        sizes=tuple(range(36, 46)),
        sold_out=(36, 37),
    ),
    Product(
        slug="menorca",
        name="Menorca",
        kind={"es": "Avarca", "en": "Avarca sandal"},
        story={
            "es": "La sandalia de la isla, sin inventos: dos piezas de piel, una suela y todo el verano.",
            "en": "The island's sandal, nothing added: two pieces of leather, a sole and a whole summer.",
        },
        details={
            "es": ("Piel de curtido vegetal", "Suela de neumático reciclado", "Hecha en Ciutadella"),
            "en": ("Vegetable-tanned leather", "Sole of recycled tyre", "Made in Ciutadella"),
        },
        cents=64_90,
        sizes=tuple(range(35, 46)),
    ),
    Product(
        slug="granvia",
        name="Gran Vía",
        kind={"es": "Botín de cordones", "en": "Laced brogue boot"},
        story={
            "es": "Para entrar en cualquier sitio por la puerta grande, y salir andando a casa a las tres.",
            "en": "For going in anywhere by the front door, and walking home from there at three.",
        },
        details={
            "es": ("Becerro con picados a mano", "Cosido Blake, suela de cuero", "Cordones encerados de repuesto"),
            "en": ("Calf leather, punched by hand", "Blake stitched, leather sole", "A spare pair of waxed laces"),
        },
        cents=139_00,
        sizes=tuple(range(39, 47)),
        sold_out=(46,),
    ),
    Product(
        slug="teide",
        name="Teide",
        kind={"es": "Zapatilla de monte", "en": "Trail shoe"},
        story={
            "es": "Agarra en la roca y se olvida en el llano. Cordones naranjas para encontrarla en la mochila.",
            "en": "Grips on rock, forgets itself on the flat. Orange laces, so you find it in the rucksack.",
        },
        details={
            "es": ("Malla que respira y seca en una hora", "Tacos de 5 mm", "278 g en la talla 41"),
            "en": ("Mesh that breathes and dries in an hour", "5 mm lugs", "278 g in size 41"),
        },
        cents=94_90,
        sizes=tuple(range(37, 47)),
    ),
)
BY_SLUG = {product.slug: product for product in PRODUCTS}
