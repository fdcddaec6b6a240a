/**
 * Live chats in the console. On every page somebody hears what rings and waits, shows how many, and keeps the agent on
 * duty; on the page of the chats they are talked in.
 *
 * Of several tabs one has the line; the page of the chats always has one of its own.
 */

import { ask } from "../requests.js"
import { toast } from "../toast.js"
import { knows, say } from "../words.js"
import { notify, showCount, sound } from "./alerts.js"
import { ChatBar } from "./bar.js"
import { ChatColumns } from "./columns.js"
import { ChatDesk } from "./desk.js"
import { namesOfShop, shopperName } from "./names.js"
import { PassSheet } from "./passing.js"

const RINGS_AGAIN = 6_000 // ms

/** @typedef {import("./desk.js").Tell} Tell */

export function watchChats() {
  const { agent, news } = document.getElementById("shell")?.dataset ?? {}
  if (!agent || !news) return
  const address = new URL("../live", new URL(news, location.href))
  address.protocol = address.protocol.replace("http", "ws")
  const page = document.querySelector("main.chats")
  const others = new BroadcastChannel(`chats:${agent}`)
  others.onmessage = ({ data }) => page || showCount(data)
  const counter = new Alerts()
  const desk = new ChatDesk(agent, address, {
    changed: () => {
      const { calls } = desk
      showCount(calls)
      others.postMessage(calls)
      talk?.draw()
    },
    heard: (frame) => {
      counter.hear(desk, frame)
      talk?.hear(frame)
    },
  })
  const talk = page instanceof HTMLElement ? new Talk(page, desk) : null
  if (talk) desk.start()
  lead(`chats:${agent}`, () => {
    counter.rings = true
    desk.start()
  })
}

/** The page of the chats. */
class Talk {
  /**
   * @param {HTMLElement} page
   * @param {ChatDesk} desk
   */
  constructor(page, desk) {
    const { chats = "", conversations = "" } = page.dataset
    this.desk = desk
    this.quiet = /** @type {HTMLElement} */ (document.getElementById("chats-quiet"))
    const sheet = new PassSheet(chats, (id) => this.columns.close(id))
    const passOn = (/** @type {string} */ id, /** @type {string} */ name) => void sheet.open(id, name)
    this.columns = new ChatColumns({ desk, names: namesOfShop(), chats, conversations, ask, passOn })
    this.bar = new ChatBar(desk, (id) => this.take(id))
    /** @type {string} the chat that was taken here and comes with the next board */
    this.taken = new URLSearchParams(location.search).get("open") ?? ""
    if (this.taken) this.columns.open(this.taken)
    page.addEventListener("click", ({ target }) => {
      const { watches } = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-watches]"))?.dataset ?? {}
      if (!watches) return
      others?.removeAttribute("open")
      this.columns.activate(watches)
    })
    const others = document.getElementById("others-chats")
    others?.addEventListener("toggle", () => others.hasAttribute("open") && this.#lookAround(chats))
  }

  /** Who else chats, read anew. @param {string} chats */
  #lookAround(chats) {
    window.htmx.ajax("GET", `${chats}/going`, { target: "#going", swap: "outerHTML" })
  }

  /** @param {string} id */
  take(id) {
    this.taken = id
    this.desk.send({ type: "join", conversation: id })
    this.columns.open(id) // also where somebody else was faster
  }

  /** @param {import("../../wire.js").FromServer | import("./frames.d.ts").Board} frame */
  hear(frame) {
    this.columns.hear(frame)
    if (frame.type === "error" && !frame.key) toast(say(knows(`chat.refused_${frame.code}`) ? `chat.refused_${frame.code}` : "failed"))
    if (frame.type === "state" && frame.conversation === this.taken) {
      this.taken = ""
      this.columns.activate(frame.conversation)
    }
  }

  draw() {
    this.bar.draw()
    this.columns.draw()
    this.quiet.hidden = this.columns.size > 0 || Boolean(this.desk.board?.ringing.length)
  }
}

/** What is heard and shown outside of the page, by one tab for all. */
class Alerts {
  rings = false
  /** @type {Set<string>} */
  #known = new Set()
  #timer = 0

  /**
   * @param {ChatDesk} desk
   * @param {import("../../wire.js").FromServer | import("./frames.d.ts").Board} frame
   */
  hear(desk, frame) {
    if (!this.rings) return
    if (frame.type === "board") this.#ring(frame.ringing)
    else if (frame.type === "event" && desk.isMine(frame.conversation)) this.#message(desk, frame)
  }

  /** @param {import("./frames.d.ts").Card[]} ringing */
  #ring(ringing) {
    const fresh = ringing.filter(({ conversation }) => !this.#known.has(conversation))
    this.#known = new Set(ringing.map(({ conversation }) => conversation))
    for (const { conversation, name, preview } of fresh) {
      sound("ring")
      notify(say("chat.rings", { name: shopperName(name) }), preview, conversation, goToChats)
    }
    clearInterval(this.#timer)
    if (ringing.length) this.#timer = setInterval(() => sound("ring"), RINGS_AGAIN)
  }

  /**
   * @param {ChatDesk} desk
   * @param {Extract<import("../../wire.js").FromServer, { type: "event" }>} frame
   */
  #message(desk, { conversation, event }) {
    const log = desk.logs.find(conversation)
    const whispers = event.kind === "note" && event.author.id !== desk.me
    if (!whispers && (event.author.role !== "customer" || event.kind !== "message")) return
    if (document.hasFocus() && !whispers) return
    if (event.seq <= (log?.state?.read_by_agents ?? 0) || Date.now() - Date.parse(event.at) > RINGS_AGAIN) return
    sound("message")
    const who = whispers ? say("chat.whispers", { name: event.author.name ?? "" }) : shopperName(log?.state?.name)
    if (!document.hasFocus()) notify(who, event.text ?? "", conversation, goToChats)
  }
}

function goToChats() {
  const link = document.querySelector("[data-view=chats]")
  if (!document.querySelector("main.chats") && link instanceof HTMLAnchorElement) location.assign(link.href)
}

/**
 * Do it in one tab at a time.
 * @param {string} name
 * @param {() => void} work
 */
function lead(name, work) {
  if (!navigator.locks) return work()
  void navigator.locks.request(name, () => (work(), new Promise(() => {})))
}
