/** Over plain http from another machine a browser offers no cryptography: say so instead of failing. */

import { h } from "../shared/dom.js"
import { head } from "./head.js"

/** @param {import("./desk.js").Desk} desk */
export function insecureView(desk) {
  const { shop, words, page } = desk
  const close = () => page.send({ type: "close" })
  return h("div", { class: "view" }, head(desk, shop.name, "", close), h("main", { class: "sent" }, h("p", {}, words.say("insecure"))))
}
