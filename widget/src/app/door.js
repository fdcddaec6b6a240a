/** The way to the chat: its own part of the widget comes when it is needed. */

export class ChatDoor {
  /** @type {import("./chat.js").Chat | undefined} */
  chat;
  /** @type {ReturnType<typeof fetchChat> | undefined} */
  #fetching;

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
    this.#fetching ??= fetchChat().catch((error) => {
      this.#fetching = undefined
      throw error
    })
    const { Chat } = await this.#fetching
    this.chat ??= new Chat(this.desk, this.onward)
    this.chat.stands() // they may come by an invitation now
    return this.chat
  }
}

/** The code and the styles of the chat, both before anything of it is shown. */
async function fetchChat() {
  const styles = document.createElement("link")
  styles.rel = "stylesheet"
  styles.href = new URL("../chat.css", import.meta.url).href
  const dressed = new Promise((resolve, reject) => {
    styles.onload = resolve
    styles.onerror = () => (styles.remove(), reject(new Error("The chat's styles did not come.")))
  })
  document.head.append(styles)
  const [code] = await Promise.all([import("./chat.js"), dressed])
  return code
}
