/** The server's HTTP interface: JSON out, JSON or a refusal back. */

/** A refusal of the server, or `code` "network" where it could not be reached. */
export class Refusal extends Error {
  /** @param {Partial<import("../wire.js").Refused>} [said] */
  constructor(said = {}) {
    super(said.detail ?? "The server could not be reached.")
    this.code = said.code ?? "network"
    this.status = said.status ?? 0
    this.fields = said.fields ?? {}
    this.retryAfter = said.retry_after ?? null
  }

  /** Whether the same request may well succeed a little later. */
  get passing() {
    return this.status === 0 || this.status >= 500
  }
}

const PATIENCE = 30_000 // ms; longer than any answer that is waited for on purpose

export class Api {
  /**
   * @param {URL} base
   * @param {RequestCredentials} [credentials] the widget has a token instead of cookies
   */
  constructor(base, credentials = "omit") {
    this.base = base
    this.credentials = credentials
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {string} [token]
   * @returns {Promise<any>}
   */
  post(path, body, token) {
    return this.#ask(path, { method: "POST", body: JSON.stringify(body) }, token)
  }

  /**
   * @param {string} path
   * @param {string} [token]
   * @returns {Promise<any>}
   */
  get(path, token) {
    return this.#ask(path, {}, token)
  }

  /**
   * @param {string} path
   * @param {RequestInit} request
   * @param {string} [token]
   */
  async #ask(path, request, token) {
    const headers = new Headers({ "Content-Type": "application/json" })
    if (token) headers.set("Authorization", `Bearer ${token}`)
    const answer = await this.#fetch(new URL(path, this.base), { ...request, headers, credentials: this.credentials })
    if (answer.status === 204) return null
    const body = await answer.json().catch(() => null)
    if (answer.ok && body) return body
    throw new Refusal({ code: "unexpected", ...body, status: answer.ok ? 502 : answer.status })
  }

  /**
   * @param {URL} url
   * @param {RequestInit} request
   */
  async #fetch(url, request) {
    try {
      // Under a page's `no-referrer` a browser would send `Origin: null` even to its own server.
      return await fetch(url, { ...request, referrerPolicy: "same-origin", signal: AbortSignal.timeout(PATIENCE) })
    } catch {
      throw new Refusal()
    }
  }
}
