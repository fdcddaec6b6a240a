"""`/api/v1/webhooks`: the shop's server looks after the addresses that are told what happens."""

from mostrador.actions import webhook_settings
from mostrador.web import api_shapes as shapes
from mostrador.web.api_operation import Call, Operation

WEBHOOK = "/webhooks/{webhook}"


async def all(call: Call[None]) -> tuple[int, shapes.Webhooks]:
    found = await webhook_settings.standing(call.desk, call.caller, None)
    kept = [
        shapes.Webhook(id=each.id, url=each.url, types=list(each.types), state=each.state) for each in found.webhooks
    ]
    return 200, shapes.Webhooks(webhooks=kept)


async def add(call: Call[shapes.NewWebhook]) -> tuple[int, shapes.MadeWebhook]:
    made = await webhook_settings.add(call.desk, call.caller, call.body.url.strip(), call.body.types)
    told = shapes.MadeWebhook(id=made.webhook, url=made.url, types=call.body.types, state="on", secret=made.secret)
    return 201, told


async def remove(call: Call[None]) -> tuple[int, None]:
    await webhook_settings.remove(call.desk, call.caller, call.path["webhook"])
    return 204, None


OPERATIONS = (
    Operation(
        method="GET",
        path="/webhooks",
        name="listWebhooks",
        says="The addresses that are told what happens, without their secrets.",
        scope="webhooks",
        do=all,
        answers={200: shapes.Webhooks},
    ),
    Operation(
        method="POST",
        path="/webhooks",
        name="addWebhook",
        says="Have an address told from now on. The secret is shown this once.",
        scope="webhooks",
        takes=shapes.NewWebhook,
        do=add,
        answers={201: shapes.MadeWebhook},
        refuses=(409,),
    ),
    Operation(
        method="DELETE",
        path=WEBHOOK,
        name="removeWebhook",
        says="Tell an address nothing more; its secrets end.",
        scope="webhooks",
        do=remove,
        answers={204: None},
        refuses=(404,),
    ),
)
