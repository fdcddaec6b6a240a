"""What is documented of the API is what it does: nobody meets an answer that is not in the document."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mostrador.web import openapi
from mostrador.web.api import OPERATIONS
from mostrador_sdk import Customer
from office import Office
from shop_server import ShopServer, order

EACH = 30  # examples of each operation, as it should be and as it should not
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
MANUAL = Path(__file__).parents[2] / "docs/api.md"


@pytest.fixture(scope="module")
def shop(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopServer]:
    folder = tmp_path_factory.mktemp("documented")
    file = folder / "documented.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    with Office(f"sqlite:///{file}", folder) as office:
        shop = ShopServer(office)
        shop.tells("customer.created", Customer(id="7", name="Ana"))
        shop.tells("order.placed", order())
        shop.opens()
        yield shop


SCHEMA = schemathesis.openapi.from_dict(openapi.document(OPERATIONS, url="http://127.0.0.1"))


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("name", [each.name for each in OPERATIONS])
@settings(
    max_examples=EACH,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)
@given(data=st.data())
def test_whatever_a_shop_sends_is_answered_as_documented(
    name: str, mode: GenerationMode, shop: ShopServer, data: st.DataObject
):
    case = data.draw(SCHEMA.find_operation_by_id(name).as_strategy(generation_mode=mode))
    headers = {"Authorization": f"Bearer {shop.key}"}
    case.call_and_validate(base_url=shop.office.url, headers=headers, checks=CHECKS)


def test_the_document_needs_no_key_and_says_where_the_server_is(shop: ShopServer):
    answer = shop.http.get("/api/v1/openapi.json", headers={"Authorization": ""})
    told = answer.json()
    assert told["openapi"] == "3.1.0"
    assert told["servers"] == [{"url": shop.office.url}]
    paths = {(method.upper(), path) for path, item in told["paths"].items() for method in item}
    assert paths == {(each.method, f"/api/v1{each.path}") for each in OPERATIONS}
    for name, each in told["components"]["schemas"].items():
        Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": told["components"]})
        assert each.get("description"), f"{name} says nothing of itself"


def test_what_an_operation_gives_is_what_its_document_says(shop: ShopServer):
    told = shop.reads("/openapi.json")
    id = shop.opens(key="of-the-test").json()["id"]
    for path, kind in (
        ("/conversations", "Conversations"),
        (f"/conversations/{id}", "ConversationLog"),
        ("/customers/7", "KnownCustomer"),
        ("/customers/7/export", "Export"),
    ):
        checked = Draft202012Validator({"$ref": f"#/components/schemas/{kind}", "components": told["components"]})
        assert list(checked.iter_errors(shop.reads(path))) == []


def test_the_manual_names_every_path_and_no_other():
    named = set(re.findall(r"(GET|POST|PATCH|DELETE) (/api/v1[\w/{}.]*)", MANUAL.read_text()))
    assert named == {(each.method, f"/api/v1{each.path}") for each in OPERATIONS} | {("GET", "/api/v1/openapi.json")}
