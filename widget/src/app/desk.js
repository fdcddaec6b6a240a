/**
 * What every view is handed. There is no code here.
 *
 * @typedef {object} Desk
 * @property {import("../wire.js").Boot} boot
 * @property {import("../wire.js").Shop} shop
 * @property {import("../shared/words.js").Words} words
 * @property {import("../shared/api.js").Api} api
 * @property {import("../shared/store.js").Store} store
 * @property {import("../shared/draft.js").Draft} draft
 * @property {import("./session.js").Session} session
 * @property {import("./form/ticket.js").Ticket} ticket
 * @property {import("./page.js").ShopPage} page
 * @property {import("./stage.js").Stage} stage
 * @property {import("./standing.js").Standing} standing
 * @property {import("./invitation.js").Invitation} invitation
 * @property {(path: string, said: object, pressed: boolean) => Promise<any>} deliver send what opens a conversation
 * @property {(token: string) => void} over the server does not know this visitor's token any more
 * @property {() => Date} now
 */

export {}
