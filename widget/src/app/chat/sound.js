/** Two quiet notes for a new message. They are made here, and a browser lets them be heard only after a first click. */

const NOTES = [660, 880] // Hz
const LENGTH = 0.14 // seconds each
const APART = 2_000 // ms; several messages at once are one sound
const LOUD = 0.06 // of 1

export class Sound {
  /** @type {AudioContext | null} */
  #context = null;
  #played = 0;

  /** @param {import("../../shared/store.js").Store} store */
  constructor(store) {
    this.store = store
  }

  get isOn() {
    return this.store.get("sound") !== false
  }

  /** @param {boolean} on */
  turn(on) {
    this.store.set("sound", on)
  }

  play() {
    const now = Date.now()
    if (!this.isOn || !navigator.userActivation?.hasBeenActive || now - this.#played < APART) return
    this.#played = now
    try {
      this.#context ??= new AudioContext()
      const context = this.#context
      context.resume()
      NOTES.forEach((note, index) => this.#note(context, note, context.currentTime + index * LENGTH))
    } catch {
      // No sound on this machine: the badge says it all.
    }
  }

  /**
   * @param {AudioContext} context
   * @param {number} frequency
   * @param {number} from
   */
  #note(context, frequency, from) {
    const tone = new OscillatorNode(context, { frequency })
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(LOUD, from + 0.01)
    volume.gain.exponentialRampToValueAtTime(0.0001, from + LENGTH)
    tone.connect(volume).connect(context.destination)
    tone.start(from)
    tone.stop(from + LENGTH)
  }
}
