/**
 * Every state that the widget can be seen in. Tests look at each of them, and fail when one appears that is not here.
 */

/** States of the frame: `data-state` on its root. */
export const STATES = /** @type {const} */ ([
  "loading",
  "insecure",
  "home",
  "home-conversations",
  "form-away",
  "form",
  "form-errors",
  "form-sending",
  "form-offline",
  "form-failed",
  "form-too-many",
  "form-refused",
  "sent",
  "orders-away",
  "orders-loading",
  "orders-failed",
  "orders-none",
  "orders",
  "order",
  "order-return",
  "order-number",
  "order-code",
  "chat-away",
  "chat-new",
  "chat-refused",
  "chat",
  "chat-lost",
  "chat-address",
  "chat-mail",
  "chat-ending",
  "chat-ended",
  "chat-rated",
])

/** States of the button and the panel on the shop's page. */
export const PAGE_STATES = /** @type {const} */ (["closed", "unread", "open", "away"])

/** @typedef {typeof STATES[number]} State */
