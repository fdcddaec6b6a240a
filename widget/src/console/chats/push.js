/**
 * The button that lets this browser be told of chats while the console sleeps, by its maker's push service.
 *
 * The server forgets the browser with the session, so whoever logs in here next is told nothing of it.
 */

import { csrfToken } from "../requests.js"
import { toast } from "../toast.js"
import { say } from "../words.js"

/** @typedef {{ createScriptURL(url: string): string }} Policy */
/** @typedef {{ createPolicy(name: string, rules: Policy): Policy }} TrustedTypes */

/** @returns {boolean} whether this browser can be told, and the button is there */
export function watchPush() {
  const button = document.getElementById("push")
  if (!button || !("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return false
  if (Notification.permission === "denied") return false
  new PushButton(button)
  return true
}

class PushButton {
  #busy = false

  /** @param {HTMLElement} button */
  constructor(button) {
    const { key = "", push = "", worker = "" } = button.dataset
    this.button = button
    this.key = key
    this.address = push
    this.worker = trusted(new URL(worker, location.href).href)
    button.hidden = false
    button.addEventListener("click", () => void this.#once(() => (this.isOn ? this.turnOff() : this.turnOn())))
    if (this.isOn) void this.#once(() => this.#look())
  }

  get isOn() {
    return this.button.getAttribute("aria-pressed") === "true"
  }

  async turnOn() {
    if ((await Notification.requestPermission()) !== "granted") {
      toast(say("chat.notify_denied"))
      return
    }
    await navigator.serviceWorker.register(this.worker)
    const { pushManager } = await navigator.serviceWorker.ready
    const { endpoint, keys } = (await this.#subscribed(pushManager)).toJSON()
    await this.#send(this.address, { endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" })
    this.#show(true)
    toast(say("chat.push_on"))
  }

  async turnOff() {
    await this.#send(`${this.address}/off`, {})
    this.#show(false)
    await (await this.#subscription())?.unsubscribe()
    toast(say("chat.push_off"))
  }

  /** Whether it is still so: a person may have taken it back in the browser's own settings. */
  async #look() {
    if (await this.#subscription()) return
    await this.#send(`${this.address}/off`, {})
    this.#show(false)
  }

  async #subscription() {
    return (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()
  }

  /** @param {PushManager} manager */
  async #subscribed(manager) {
    const wanted = { userVisibleOnly: true, applicationServerKey: this.key }
    try {
      return await manager.subscribe(wanted)
    } catch (problem) {
      const former = await manager.getSubscription()
      if (!former) throw problem
      await former.unsubscribe() // it was made for a key that this server has no more
      return manager.subscribe(wanted)
    }
  }

  /**
   * @param {string} address
   * @param {Record<string, string>} fields
   */
  async #send(address, fields) {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRF-Token": csrfToken() } })
    if (!answer.ok) throw new Error(`The server answers ${answer.status}.`)
  }

  /** @param {() => Promise<unknown>} work */
  async #once(work) {
    if (this.#busy) return
    this.#busy = true
    try {
      await work()
    } catch {
      toast(say("chat.push_failed"))
    } finally {
      this.#busy = false
    }
  }

  /** @param {boolean} on */
  #show(on) {
    this.button.setAttribute("aria-pressed", String(on))
  }
}

/**
 * The worker's address as the page's policy wants it: this one alone becomes a script.
 * @param {string} address
 */
function trusted(address) {
  const types = /** @type {{ trustedTypes?: TrustedTypes }} */ (/** @type {unknown} */ (window)).trustedTypes
  const policy = types?.createPolicy("mostrador-worker", { createScriptURL: () => address })
  return policy ? policy.createScriptURL("") : address
}
