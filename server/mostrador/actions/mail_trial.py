"""Send an owner a mail of their own, to see whether mail leaves and how it looks."""

from dataclasses import dataclass

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.actions.mails import color_of, sender_name
from mostrador.desk import Desk
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.gateways.letters import Letter
from mostrador.gateways.post import MailDelayed, MailRefused
from mostrador.storage import members, shops
from mostrador.storage.members import Member


@dataclass(frozen=True, slots=True)
class Tried:
    ok: bool
    to: str
    detail: str = ""


async def try_mail(desk: Desk, speaker: Speaker) -> Tried:
    """Mail the owner themselves, at once; nobody else's address can be given."""
    now = desk.clock.now()

    def work(tx: Connection) -> tuple[Shop, Member]:
        authority.require(tx, speaker, "manage_shop", at=now)
        shop, member = shops.find(tx, speaker.shop), members.find(tx, speaker.shop, speaker.id)
        if shop is None or member is None:
            raise NotFound("There is no such shop.")
        return shop, member

    shop, member = await desk.db.read(work)
    language = desk.words.choose(member.language, shop.language)
    letter = Letter(
        template="trial",
        language=language,
        to=member.email,
        sender_name=sender_name(shop),
        subject=desk.words.in_language(language)("mail.trial.subject"),
        message_id=desk.new("due"),
        at=now,
        values={"signature": shop.profile.mail.signature, "color": color_of(shop)},
        automatic="auto-generated",
    )
    try:
        await desk.post.send(desk.letters.write(letter))
    except (MailRefused, MailDelayed) as problem:
        return Tried(False, member.email, str(problem))
    return Tried(True, member.email)
