"""`/api/v1/surveys`: the shop's server has a customer asked about an order."""

from mostrador.actions import survey_of_order, surveys
from mostrador.web import api_shapes as shapes
from mostrador.web.api_operation import Call, Operation


async def invite(call: Call[shapes.NewInvitation]) -> tuple[int, shapes.Invitation]:
    sent = call.body
    ask = survey_of_order.invite if sent.by == "page" else surveys.invite
    made = await ask(call.desk, call.caller, order=sent.order, survey=sent.survey, key=sent.key)
    told = shapes.Invitation(id=made.id, order=sent.order, survey=made.survey, due_at=made.due_at, token=made.token)
    return (200 if made.again else 201), told


OPERATIONS = (
    Operation(
        method="POST",
        path="/surveys/invitations",
        name="inviteToSurvey",
        says="Ask the customer of an order how it went: by mail, or by a token on the shop's own page.",
        scope="surveys:invite",
        takes=shapes.NewInvitation,
        do=invite,
        answers={200: shapes.Invitation, 201: shapes.Invitation},
        refuses=(404, 409),
    ),
)
