// The list shows new mail by itself, while somebody looks at it.
const LOOK_AGAIN = 2000 // ms
const { newest } = document.body.dataset

if (newest !== undefined) setInterval(look, LOOK_AGAIN)

async function look() {
  if (document.hidden) return
  const answer = await fetch("/mails.json").catch(() => null)
  if (!answer?.ok) return
  const [first] = (await answer.json()).mails
  if ((first?.id ?? 0) !== Number(newest)) location.reload()
}
