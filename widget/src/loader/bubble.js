/**
 * Show what an invitation says beside the button. It is read out and takes no focus; Escape in it says no.
 * @param {ShadowRoot} root the button's
 * @param {import("../wire.js").InvitingWords} words
 * @param {string} text the shop's own, and text alone
 * @param {(taken: boolean) => void} answer
 * @returns {() => void} takes it away without an answer
 */
export function bubble(root, { label, take, dismiss }, text, answer) {
  const box = document.createElement("section")
  const said = document.createElement("p")
  const yes = document.createElement("button")
  const no = document.createElement("button")
  box.ariaLabel = label
  said.role = "status"
  yes.textContent = take
  no.ariaLabel = dismiss
  box.append(said, yes, no)
  root.prepend(box)
  setTimeout(() => (said.textContent = text)) // what is announced is what changes in a status that was there before

  const reply = (/** @type {boolean} */ taken) => {
    const hadFocus = box.contains(root.activeElement)
    const button = /** @type {HTMLElement} */ (box.nextElementSibling)
    box.remove()
    if (hadFocus) button.focus()
    answer(taken)
  }
  box.onclick = ({ target }) => reply(target !== no)
  box.onkeydown = ({ key }) => void (key === "Escape" && reply(false))
  return () => box.remove()
}
