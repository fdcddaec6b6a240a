// Loaded before the first paint, so that a chosen theme never flashes.
;(() => {
  try {
    const theme = localStorage.getItem("console:theme")
    if (theme) document.documentElement.dataset.theme = theme
  } catch {
    // Storage is denied: the system's theme it is.
  }
})()
