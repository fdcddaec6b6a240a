// What the shop tells its help widget: who is logged in, what is in the cart, and when somebody has left.
const widget = (window.Mostrador ||= [])

const { customer, pairs, total } = document.body.dataset

if (customer) widget.push(["identify", supportToken])
if (pairs) widget.push(["cart", { items: Number(pairs), total }])
if ("goodbye" in document.body.dataset) widget.push(["logout"])

// Links to the contact page open the widget instead, once it is there.
for (const link of document.querySelectorAll("a[data-help]")) {
  link.addEventListener("click", (click) => {
    if (typeof window.Mostrador.open !== "function") return
    click.preventDefault()
    window.Mostrador.open()
  })
}

async function supportToken() {
  const answer = await fetch("/account/support-token", { method: "POST" })
  if (!answer.ok) throw new Error(`The shop gave no support token: ${answer.status}`)
  return (await answer.json()).token
}
