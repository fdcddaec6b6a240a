/** How a chat is heard of: the number in the navigation and in the title, two quiet notes, and a notification. */

import { recall, remember } from "../storage.js"
import { toast } from "../toast.js"
import { say } from "../words.js"

const NOTES = { ring: [784, 988, 784], message: [660, 880] } // Hz
const LENGTH = 0.14 // seconds each
const LOUD = 0.05 // of 1
const COUNTED = /^\(\d+\) /

/** @type {AudioContext | null} */
let context = null

/** @param {number} count of chats that ring or wait */
export function showCount(count) {
  const badge = document.getElementById("chats-count")
  if (badge) {
    badge.hidden = !count
    badge.textContent = String(count)
  }
  const title = document.title.replace(COUNTED, "")
  const wanted = count ? `(${count}) ${title}` : title
  if (document.title !== wanted) document.title = wanted
}

/** @param {keyof typeof NOTES} what */
export function sound(what) {
  if (!isSoundOn() || !navigator.userActivation?.hasBeenActive) return
  try {
    context ??= new AudioContext()
    context.resume()
    const { currentTime } = context
    NOTES[what].forEach((note, index) => play(/** @type {AudioContext} */ (context), note, currentTime + index * LENGTH))
  } catch {
    // No sound on this machine: the number says it all.
  }
}

export function isSoundOn() {
  return recall("sound") !== "off"
}

/** @param {boolean} on */
export function turnSound(on) {
  remember("sound", on ? "on" : "off")
}

/**
 * Tell somebody who looks elsewhere, if they have asked for it.
 * @param {string} title
 * @param {string} body
 * @param {string} conversation
 * @param {() => void} open
 */
export async function notify(title, body, conversation, open) {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return
  try {
    const worker = await navigator.serviceWorker?.getRegistration()
    if (worker?.active) return await worker.showNotification(title, { body, tag: conversation }) // beside a push: one of both
    const shown = new Notification(title, { body, tag: conversation })
    shown.onclick = () => {
      window.focus()
      shown.close()
      open()
    }
  } catch {
    // Some phones show none without a service worker.
  }
}

export function canAskToNotify() {
  return "Notification" in window && Notification.permission === "default"
}

export async function askToNotify() {
  const answer = await Notification.requestPermission()
  if (answer !== "default") toast(say(answer === "granted" ? "chat.notify_on" : "chat.notify_denied"))
}

/**
 * @param {AudioContext} context
 * @param {number} frequency
 * @param {number} from
 */
function play(context, frequency, from) {
  const tone = new OscillatorNode(context, { frequency })
  const volume = new GainNode(context, { gain: 0 })
  volume.gain.setValueAtTime(0, from)
  volume.gain.linearRampToValueAtTime(LOUD, from + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.0001, from + LENGTH)
  tone.connect(volume).connect(context.destination)
  tone.start(from)
  tone.stop(from + LENGTH)
}
