/** The console in the browser. The server draws every page; this keeps it alive. */

import { watchAttendance } from "./attending.js"
import { watchChats } from "./chats/chats.js"
import { openOne, readConversation, watchConversation } from "./conversation.js"
import { watchDrafts } from "./drafts.js"
import { watchFields } from "./fields.js"
import { readAgain, watchInbox } from "./inbox.js"
import { watchMenus } from "./menus.js"
import { listen } from "./news.js"
import { watchReplies } from "./replies.js"
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
watchReplies()
watchAttendance()
watchChats()

const { news, newsAfter = "" } = document.getElementById("shell")?.dataset ?? {}
if (news) hear(news, newsAfter)

/**
 * Whether news are about the open conversation: itself, what was merged into it, who else is here, or anything (`*`).
 * @param {Set<string>} changed
 */
function concernsOpen(changed) {
  const { conversation, also = "" } = openOne()?.dataset ?? {}
  if (!conversation) return false
  return changed.has("*") || changed.has(`here:${conversation}`) || [conversation, ...also.split(" ")].some((id) => changed.has(id))
}

/**
 * @param {string} url
 * @param {string} after
 */
function hear(url, after) {
  /** @type {Set<string>} */
  const changed = new Set()
  let reading = 0
  /** @type {(() => void) | null} */
  let lost = null
  const read = () => {
    if (concernsOpen(changed)) readConversation()
    if ([...changed].some((id) => !id.startsWith("here:"))) readAgain()
    changed.clear()
    reading = 0
  }
  const onNews = (/** @type {import("./news.js").News} */ { conversations }) => {
    for (const id of conversations) changed.add(id)
    reading ||= setTimeout(read, SOON)
  }
  listen(url, after, onNews, (online) => {
    lost?.()
    lost = online ? null : toast(say("lost"), { stays: true })
    if (online) {
      toast(say("back"))
      readConversation()
      readAgain()
    }
  })
}
