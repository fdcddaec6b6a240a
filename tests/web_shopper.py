"""A shopper who writes to a running server over HTTP, as the widget does."""

import json
import re
import uuid
from types import TracebackType
from typing import Any, Self

import altcha
import httpx

BOOT = re.compile(r'<script type="application/json" id="boot"[^>]*>(.*?)</script>', re.DOTALL)


class WebShopper:
    """Opens the shop's frame and sends its form; solves each proof of work the long way."""

    def __init__(self, server: str, shop: str, origin: str) -> None:
        self._http = httpx.Client(base_url=server, timeout=60)
        self._shop, self._origin = shop, origin
        self.boot: dict[str, Any] = {}
        self._visitor = ""

    def __enter__(self) -> Self:
        self._http.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.__exit__(kind, problem, trace)

    def opens_the_frame(self) -> None:
        headers = {"Sec-Fetch-Dest": "iframe", "Referer": f"{self._origin}/"}
        page = self._http.get(f"/widget/frame/{self._shop}", headers=headers)
        page.raise_for_status()
        found = BOOT.search(page.text)
        assert found, "The frame carries no boot."
        self.boot = json.loads(found[1])
        answer = self._http.post("/widget/api/visitors", json={"boot": self.boot["boot"]})
        answer.raise_for_status()
        self._visitor = answer.json()["token"]

    def form(self, **typed: Any) -> dict[str, Any]:
        """A form that is paid for and can be sent, more than once too."""
        return {
            **self._pays(),
            "name": "Ana",
            "email": "ana@example.com",
            "topic": next((each["id"] for each in self.boot["shop"]["topics"]), ""),
            "order": "",
            "message": "Hello, my parcel has not arrived yet. Can you see where it is?",
            "consent": True,
            "website": "",
            "page": "",
            "language": "en",
            **typed,
        }

    def sends(self, form: dict[str, Any]) -> httpx.Response:
        return self._http.post("/widget/api/forms", json=form, headers=self._headers())

    def answers_here(self, survey: str, answers: dict[str, Any]) -> httpx.Response:
        """Send all answers of a survey within the shop's page, to the end."""
        sent = {**self._pays(), "survey": survey, "answers": answers, "finished": True}
        return self._http.post("/widget/api/surveys", json=sent, headers=self._headers())

    def gets(self, path: str) -> httpx.Response:
        return self._http.get(path)

    def _pays(self) -> dict[str, str]:
        issued = self._http.post("/widget/api/form-tokens", json={"previous": None}, headers=self._headers())
        issued.raise_for_status()
        given = issued.json()
        return {"key": str(uuid.uuid4()), "token": given["token"], "proof": proof_of(given["challenge"])}

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._visitor}"}


def proof_of(challenge: dict[str, Any]) -> str:
    """Solve a challenge by trying, with altcha's own solver."""
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    assert solution, "The challenge has no solution."
    return altcha.Payload(made, solution).to_base64()
