// Runs first in the shop's page and in every frame: notes when what happened, and what kept the browser busy.
// Moments are milliseconds since 1970, so that those of two processes can be compared.
(() => {
  const at = (moment) => performance.timeOrigin + moment
  const seen = (window.seen = { clicked: 0, home: 0, typed: 0, tasks: [] })

  const note = (list) => list.getEntries().forEach(({ startTime, duration }) => seen.tasks.push([at(startTime), duration]))
  new PerformanceObserver(note).observe({ type: "longtask", buffered: true })

  if (window === top) addEventListener("click", ({ timeStamp }) => (seen.clicked = at(timeStamp)), { capture: true })
  else
    addEventListener("focusin", ({ target }) => {
      if (target.id === "chat-text" && !seen.typed) {
        seen.typed = at(performance.now())
        console.debug("can be typed into")
      } else if (target.matches("h1") && !seen.home) {
        // The first page is there, and the shopper goes on to the chat, in no time.
        seen.home = at(performance.now())
        queueMicrotask(() => document.querySelector(".card").click())
      }
    })
})()
