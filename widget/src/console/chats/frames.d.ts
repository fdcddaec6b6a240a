/** What only agents send and are sent, as in docs/wire.md. */
import type { FromClient } from "../../wire.js"

export type Presence = "on" | "away" | "off"
export interface Card {
  conversation: string
  code: string
  name: string
  preview: string
  opened_at: string
  waiting_since: string | null
}
export interface Board {
  type: "board"
  state: Presence
  capacity: number
  mine: Card[]
  ringing: Card[]
  waiting: number
}
export type FromAgent = FromClient | { type: "duty"; state: Presence; capacity: number }
