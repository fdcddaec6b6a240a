/** The page behind the link in our mails: first a click that a person makes, then the conversation. */

import { Api } from "../shared/api.js"
import { Prover } from "../shared/proof.js"
import { Store } from "../shared/store.js"
import { Words } from "../shared/words.js"
import { Ticket } from "../app/form/ticket.js"
import { Composer } from "./composer.js"
import { Door } from "./door.js"
import { Log } from "./log.js"

/** @typedef {{ api: string, conversation: string | null, lang: string, words: import("../shared/words.js").Phrases }} Boot */

const boot = /** @type {Boot} */ (JSON.parse(document.getElementById("boot")?.textContent ?? "{}"))
const words = new Words(boot.lang, boot.words)
const api = new Api(new URL(boot.api, location.href), "same-origin")

if (boot.conversation) {
  const place = /** @type {HTMLElement} */ (document.getElementById("log"))
  const form = /** @type {HTMLFormElement} */ (document.getElementById("composer"))
  const nobody = { token: async () => undefined }
  const prover = new Prover(new URL("../shared/proof-worker.js", import.meta.url))
  const log = new Log(place, api, words)
  new Composer(form, api, words, new Ticket(api, nobody, prover), new Store(`${boot.conversation}:`)).start()
  log.follow()
} else {
  new Door(/** @type {HTMLFormElement} */ (document.getElementById("door")), api, words).start()
}
