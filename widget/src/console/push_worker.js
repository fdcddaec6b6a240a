/**
 * Shows what the server pushes while the console sleeps: words of ours and a chat's code, nothing that anybody typed.
 * A click leads to the chats. It stands between the console and the network in nothing.
 */

;(() => {
  const worker = /** @type {import("./push_worker.d.ts").Worker} */ (/** @type {unknown} */ (self))
  const chats = new URL("chats", worker.registration.scope).href

  worker.addEventListener("push", (event) => event.waitUntil(show(event)))
  worker.addEventListener("notificationclick", (event) => {
    event.notification.close()
    event.waitUntil(open())
  })

  /** @param {import("./push_worker.d.ts").Push} event */
  async function show(event) {
    if (!event.data) return
    const { title, code, chat } = event.data.json()
    const windows = await consoles()
    if (windows.some(({ visibilityState }) => visibilityState === "visible")) return // it rings there
    const [shown] = await worker.registration.getNotifications({ tag: chat })
    // What the page itself has shown of the chat says more, and is brought forward instead.
    await worker.registration.showNotification(shown?.title ?? title, { body: shown?.body ?? code, tag: chat })
  }

  async function open() {
    const windows = await consoles()
    const there = windows.find(({ url }) => url.split(/[?#]/)[0] === chats)
    await (there ? there.focus() : worker.clients.openWindow(chats))
  }

  async function consoles() {
    const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true })
    return windows.filter(({ url }) => url.startsWith(worker.registration.scope))
  }
})()
