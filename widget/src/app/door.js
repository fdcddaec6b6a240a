/** The way to the chat: its own part of the widget comes when it is needed. */

import { Part } from "./part.js"

export class ChatDoor {
  /** @type {import("./chat.js").Chat | undefined} */
  chat;
  #part = new Part(() => import("./chat.js"));

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {{ back: () => void, count: (unread: number) => void }} onward
   */
  constructor(desk, onward) {
    this.desk = desk
    this.onward = onward
  }

  /** Whether this browser has a chat that is to be gone on with. */
  get isAjar() {
    const { boot, shop, store } = this.desk
    const { id, opening } = store.get("chat") ?? {}
    return shop.chat.on && boot.mode === "panel" && Boolean(id || opening)
  }

  /** Whether a chat goes on, as far as it is known here. */
  get goesOn() {
    return this.chat ? this.chat.goesOn : this.isAjar
  }

  /** Whether the shopper was in the middle of it. */
  get isWanted() {
    return this.isAjar || (this.desk.shop.chat.on && Boolean(this.desk.store.get("chatDraft")))
  }

  /** The ids of those conversations that are no mail. @returns {string[]} */
  get chats() {
    return this.chat?.chats ?? [this.desk.store.get("chat")?.id]
  }

  /** @returns {Promise<import("./chat.js").Chat>} */
  async open() {
    const { Chat } = await this.#part.fetch()
    if (this.chat) this.chat.stands() // they may come by an invitation now
    else this.chat = new Chat(this.desk, this.onward)
    return this.chat
  }
}
