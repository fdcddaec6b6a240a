import { READY } from "../bridge.js"

/**
 * Make an iframe with the counter in it, and the line to it.
 * @param {import("../wire.js").LoaderConfig} config
 * @param {string} language
 * @param {import("../wire.js").Mode} mode
 * @param {import("./page.js").Page} page
 * @param {Record<string, (message?: any) => void>} place what the frame says about its place on the page, by type
 * @param {string | null} [survey] that is in it instead
 * @param {string | null} [token] by which the survey knows its order; it stands in no address
 */
export function makeFrame({ url, shop, words }, language, mode, page, place, survey, token) {
  const element = document.createElement("iframe")
  element.title = words[language].label
  element.referrerPolicy = "strict-origin" // the server learns the shop's origin, and no more of the page

  /** @type {MessagePort | null | undefined} */
  let port
  let renewed = false
  /** @type {import("../bridge.js").FromPage[]} */
  const waiting = []
  const send = (/** @type {import("../bridge.js").FromPage} */ message) =>
    port ? port.postMessage(message) : waiting.push(message)
  const load = () => {
    port = null
    element.src = `${url}/widget/frame/${shop}?lang=${language}&mode=${mode}&survey=${survey ?? ""}`
  }

  const where = (/** @type {"greeting" | "where"} */ type) =>
    ({ type, token, page: location.href, referrer: document.referrer, cart: page.cart, renewed })

  /** @type {typeof place} */
  const hear = {
    where: () => send(where("where")),
    event: ({ name, detail }) => page.tell(name, detail),
    // Whatever the page's own function does, it is no error of ours, and what is no token the server refuses.
    identify: async () => send({ type: "identity", token: await Promise.resolve().then(page.ask).then(String, () => "") }),
    renew() {
      renewed = true
      load()
      place.renewed?.()
    },
    ...place,
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (data !== READY || source !== element.contentWindow || origin !== new URL(url).origin) return
    const { port1, port2 } = new MessageChannel()
    port = port1
    port.onmessage = ({ data }) => hear[data.type]?.(data)
    element.contentWindow?.postMessage(where("greeting"), origin, [port2])
    waiting.splice(0).forEach(send)
    place.ready?.()
  })
  return { element, send, load, alive: () => port }
}
