/** The console in the browser. The server draws every page; this keeps it alive. */

import { openOne, readConversation, watchConversation } from "./conversation.js"
import { watchDrafts } from "./drafts.js"
import { watchFields } from "./fields.js"
import { readAgain, watchInbox } from "./inbox.js"
import { watchMenus } from "./menus.js"
import { listen } from "./news.js"
import { watchRequests } from "./requests.js"
import { watchKeys } from "./shortcuts.js"
import { watchTheme } from "./tastes.js"
import { toast } from "./toast.js"
import { say } from "./words.js"

const SOON = 400 // ms: news that come together are read together

watchRequests()
watchMenus()
watchTheme()
watchFields()
watchKeys()
watchInbox()
watchConversation()
watchDrafts()

const news = document.getElementById("shell")?.dataset.news
if (news) hear(news)

/** @param {string} url */
function hear(url) {
  /** @type {Set<string>} */
  const changed = new Set()
  let reading = 0
  /** @type {(() => void) | null} */
  let lost = null
  const read = () => {
    const open = openOne()?.dataset.conversation
    if (open && changed.has(open)) readConversation()
    changed.clear()
    reading = 0
    readAgain()
  }
  const onNews = (/** @type {import("./news.js").News} */ { conversations }) => {
    for (const id of conversations) changed.add(id)
    reading ||= setTimeout(read, SOON)
  }
  listen(url, onNews, (online) => {
    lost?.()
    lost = online ? null : toast(say("lost"), { stays: true })
    if (online) {
      toast(say("back"))
      readConversation()
      readAgain()
    }
  })
}
