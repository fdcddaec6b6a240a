/** Hears from the server that something happened. One tab asks, and tells the others. */

const FIRST_RETRY = 1000 // ms
const LONGEST_RETRY = 30_000
const OFFLINE = 3 // failures in a row before a person is told

/** @typedef {{ after: string, conversations: string[] }} News */

/**
 * Listen at `url`, a long poll: `GET url?after=…` answers `News` when there is some, or 204 after a while.
 * Browsers keep six connections to a host: only the tab that holds the lock asks.
 * @param {string} url
 * @param {string} after the stamp of the news that the page has already
 * @param {(news: News) => void} onNews
 * @param {(online: boolean) => void} [onLine] hears when the line is lost, and when it is back
 */
export function listen(url, after, onNews, onLine = () => {}) {
  const line = { url, after }
  const others = new BroadcastChannel(`news:${url}`)
  others.onmessage = ({ data }) => {
    line.after = data.after
    onNews(data)
  }
  const ask = () =>
    poll(line, onLine, (news) => {
      onNews(news)
      others.postMessage(news)
    })
  if (!navigator.locks) return void ask()
  const name = `news:${url}`
  navigator.locks.request(name, { ifAvailable: true }, (mine) => {
    if (mine) return ask()
    onNews({ after, conversations: ["*"] }) // what the asking tab heard before this one listened
    void navigator.locks.request(name, ask)
    return undefined
  })
}

/**
 * @param {{ url: string, after: string }} line
 * @param {(online: boolean) => void} onLine
 * @param {(news: News) => void} tell
 */
async function poll(line, onLine, tell) {
  let failures = 0
  for (;;) {
    try {
      const response = await fetch(`${line.url}?after=${encodeURIComponent(line.after)}`, { headers: { Accept: "application/json" } })
      if (response.status === 401 || response.redirected) return location.reload()
      if (!response.ok) throw new Error(`The news answered ${response.status}.`)
      if (failures >= OFFLINE) onLine(true)
      failures = 0
      if (response.status === 204) continue
      const news = /** @type {News} */ (await response.json())
      if (line.after) tell(news)
      line.after = news.after
    } catch {
      if (++failures === OFFLINE) onLine(false)
      await pause(Math.random() * Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** failures))
    }
  }
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
