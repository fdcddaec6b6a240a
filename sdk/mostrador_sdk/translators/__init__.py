"""
What shop platforms send, as events of Mostrador: one module a platform, each with one verb, `parse`.

`parse(headers, raw_body, keys)` checks the signature over the raw bytes and gives the events that the body tells, or
none. It raises `InvalidSignature` or `InvalidWebhook` for what cannot be believed and `InvalidEvent` for what cannot be
understood. What is signed is the body alone, so that headers decide nothing: neither what happened nor when nor which
event it is. An event's id is made of the body: the same body told again is the same event.

Nothing here needs more than msgspec, but Saleor's key sets, which need `cryptography`.
"""
