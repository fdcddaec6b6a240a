/**
 * The line between the shop's page and the frame: one checked handshake, then a MessagePort.
 *
 * The frame says READY to whoever holds it, without a word of content. The page answers its own frame on the widget's
 * origin with a greeting and a port. The frame takes that port only from its parent, on one of the shop's origins. It
 * does so each time a document in it is ready, so a frame that was loaded anew gets a new port.
 *
 * Either side says `close`: the frame to have the panel closed, the page when it is.
 *
 * `invite` asks whether somebody is there now to chat with; the answer, where somebody is, is the event `invitation` with
 * the shop's own words.
 *
 * `survey` says what a survey is called that is shown in a panel, and `answered` that some of it was; where it is not asked
 * now, its name is empty.
 *
 * The page evaluates nothing that it is told, and knows no other messages than these.
 *
 * @typedef {{ items: number, total?: string }} Cart as the shop's page tells it; `total` as people read it
 *
 * @typedef {{ type: "greeting" | "where", page: string, referrer: string, cart: Cart | null, renewed: boolean, token?: string | null }} Greeting
 *   where the page is; `renewed`: the frame had asked for it to be loaded anew; `token`: by which a survey knows its order
 *
 * @typedef {{ type: "open", view?: import("./wire.js").View }
 *   | { type: "close" }
 *   | { type: "invite", rule: string }
 *   | { type: "identifies" }
 *   | { type: "identity", token: string }
 *   | { type: "logout" }
 *   | Greeting} FromPage
 *
 * @typedef {{ type: "close" }
 *   | { type: "resize", height: number }
 *   | { type: "count", unread: number }
 *   | { type: "identify" }
 *   | { type: "where" }
 *   | { type: "renew" }
 *   | { type: "wiped" }
 *   | { type: "survey", label: string }
 *   | { type: "answered" }
 *   | { type: "event", name: string, detail: Record<string, string> }} FromFrame
 */

export const READY = "mostrador:ready"
