// Clients that use the shipped log and connection, on lines that break where the test says.
async (version) => {
  const { Connection } = await import(`/console/static/${version}/js/shared/connection.js`)
  const { Logs } = await import(`/console/static/${version}/js/shared/log.js`)
  const url = location.origin.replace("http", "ws") + "/live"

  /** A socket that swallows what it carries from the so-maniest frame on, in one direction, and then breaks. */
  class Breaking extends WebSocket {
    constructor(client) {
      super(url, "mostrador.v1")
      this.client = client
      this.addEventListener("message", (event) => this.#arrive(event), { capture: true })
    }

    send(text) {
      if (this.client.cut === "out" && this.client.left-- <= 0) return this.break()
      super.send(text)
    }

    #arrive(event) {
      if (this.client.cut !== "in" || this.client.left-- > 0) return
      event.stopImmediatePropagation()
      this.break()
    }

    break() {
      this.client.cut = ""
      this.client.breaks++
      this.close()
    }
  }

  const means = (client) => ({
    open: () => new Breaking(client),
    hello: async () => client.hello,
    renew: async () => {},
    now: () => performance.now(),
    later: (work, ms) => setTimeout(work, Math.min(ms, 15_000)),
    never: (timer) => clearTimeout(timer),
    random: () => 0,
  })

  const clients = new Map()
  window.replay = {
    start(name, hello, chat) {
      const client = { hello, chat, logs: new Logs(), cut: "", left: 0, breaks: 0 }
      if (hello.csrf !== undefined) client.logs.of(chat)
      client.line = new Connection(client.logs, means(client), { frame() {}, status() {} })
      client.line.start()
      clients.set(name, client)
    },
    say(name, key, text) {
      const { logs, line, chat } = clients.get(name)
      logs.of(chat).say(key, text, 0)
      line.send({ type: "say", conversation: chat, key, text })
    },
    note(name, key, text) {
      const { line, chat } = clients.get(name)
      return line.send({ type: "note", conversation: chat, key, text })
    },
    cut(name, direction, left) {
      Object.assign(clients.get(name), { cut: direction, left })
    },
    heal() {
      for (const client of clients.values()) client.cut = ""
    },
    shown: () =>
      Object.fromEntries(
        [...clients].map(([name, { logs, chat }]) => {
          const log = logs.find(chat)
          const events = log?.events.map(({ seq, kind, text }) => [seq, kind, text ?? ""]) ?? []
          return [name, { events, unsent: log?.unsent.length ?? 0 }]
        }),
      ),
    stop() {
      for (const { line } of clients.values()) line.stop()
      clients.clear()
    },
  }
}
