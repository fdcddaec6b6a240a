// A shopper with the shipped log and connection, on real sockets and in a time that is moved by hand.
async ({ version, url, token, chat }) => {
  const { Connection } = await import(`/console/static/${version}/js/shared/connection.js`)
  const { Logs } = await import(`/console/static/${version}/js/shared/log.js`)
  const PROTOCOL = "mostrador.v1"

  const logs = new Logs()
  const timers = new Map() // id → { work, at }
  const sockets = []
  let time = 0 // ms
  let lastTimer = 0

  /** A socket of the browser's own, of which is known what went over it. */
  class Socket extends WebSocket {
    sent = []
    heard = []
    code = null

    constructor() {
      super(url, PROTOCOL)
      this.addEventListener("message", ({ data }) => this.heard.push(JSON.parse(data)), { capture: true })
      this.addEventListener("close", ({ code }) => (this.code = code), { capture: true })
      sockets.push(this)
    }

    send(text) {
      this.sent.push(JSON.parse(text))
      super.send(text)
    }
  }

  const means = {
    open: () => new Socket(),
    hello: async () => ({ token }),
    renew: async () => {},
    now: () => time,
    later(work, ms) {
      timers.set(++lastTimer, { work, at: time + ms })
      return lastTimer
    },
    never: (timer) => timers.delete(timer),
    random: () => 1,
  }
  const line = new Connection(logs, means, { frame() {}, status() {} })

  window.shopper = {
    get status() {
      return line.status
    },
    get unsent() {
      return logs.unsent.map(({ text }) => text)
    },
    get shown() {
      return (logs.find(chat)?.events ?? []).map(({ seq, kind, text }) => [seq, kind, text ?? ""])
    },
    /** What went over each line, the oldest first. */
    get lines() {
      return sockets.map(({ sent, heard, code }) => ({ sent, heard, code }))
    },
    says(key, text) {
      logs.of(chat).say(key, text, time)
      line.send({ type: "say", conversation: chat, key, text })
    },
    async passes(ms) {
      const until = time + ms
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at)
        if (!next) break
        const [timer, { work, at }] = next
        timers.delete(timer)
        time = at
        work()
        await new Promise((resolve) => setTimeout(resolve)) // let a dial that has begun get as far as its socket
      }
      time = until
    },
    stops: () => line.stop(),
  }
  line.start()
}
