/**
 * What travels between the widget and the server, as types. There is no code here.
 *
 * @typedef {"home" | "form" | "chat" | `chat:${string}`} View after the colon stands the rule of an invitation to chat
 * @typedef {"panel" | "inline"} Mode a panel over the shop's page, or a part of it
 *
 * @typedef {object} Colors
 * @property {string} color the shop's own, corrected to 4.5:1 by the server
 * @property {string} onColor
 *
 * @typedef {object} LoaderWords
 * @property {string} label
 * @property {string} unread
 * @property {string} away
 *
 * @typedef {object} LoaderConfig
 * @property {string} url the widget's origin and mount path, without a slash at its end
 * @property {string} shop
 * @property {string} look the shop's colours and side, as styles made by the server
 * @property {Record<string, LoaderWords>} words by language, the shop's first one first
 *
 * @typedef {LoaderConfig & { invitations: InvitationRule[], words: Record<string, InvitingWords> }} InvitingConfig
 *
 * @typedef {LoaderWords & { take: string, dismiss: string }} InvitingWords
 *
 * @typedef {object} InvitationRule
 * @property {string} id
 * @property {string} page how the page's path begins, as browsers write it; `*` stands for anything
 * @property {number} seconds on that page
 * @property {number} items in the cart at least; 0 asks for none
 * @property {number} every days before it may be made again
 *
 * @typedef {object} Topic
 * @property {string} id
 * @property {string} name
 * @property {boolean} asksOrder
 *
 * @typedef {object} Shop
 * @property {string} id
 * @property {string} name
 * @property {Record<string, string>} greeting by language; empty where the shop wrote none
 * @property {string | null} logo
 * @property {string} color
 * @property {string} onColor
 * @property {Colors} dark
 * @property {string[]} languages
 * @property {string | null} privacyUrl
 * @property {"tu" | "usted"} address
 * @property {Topic[]} topics
 * @property {Standing} standing
 * @property {boolean} orders whether the shop tells of them
 * @property {ChatRules} chat
 * @property {Record<string, string>} invitations what they say, by rule
 *
 * @typedef {object} ChatRules
 * @property {boolean} on
 * @property {boolean} asksEmail before the first message
 * @property {number} answerWithin seconds, before an address can be left instead
 *
 * @typedef {object} Whereabouts told by the browser
 * @property {string} page
 * @property {string} referrer
 * @property {{ items: number, total: string } | null} cart
 *
 * @typedef {object} Standing
 * @property {string | null} promise by when an answer can be expected to a form sent now
 * @property {Counter} counter
 *
 * @typedef {object} Counter how it stands at the counter
 * @property {boolean} open whether it is in the shop's hours
 * @property {boolean} on_duty whether an agent is there
 * @property {string | null} back_at when the shop opens next
 * @property {number | null} usual_wait seconds
 * @property {number | null} place in the queue, from 1
 *
 * @typedef {object} Boot what the frame's document carries
 * @property {string} boot
 * @property {string} lang
 * @property {Mode} mode
 * @property {Shop} shop
 * @property {string[]} origins
 * @property {string} version
 * @property {import("./shared/words.js").Phrases} words
 *
 * @typedef {object} Visitor
 * @property {string} token
 * @property {string} expires
 *
 * @typedef {object} ChallengeParameters
 * @property {string} algorithm
 * @property {string} nonce hex
 * @property {string} salt hex
 * @property {number} cost
 * @property {number} keyLength
 * @property {string} keyPrefix hex
 *
 * @typedef {object} Challenge
 * @property {ChallengeParameters} parameters
 * @property {string} signature
 *
 * @typedef {object} FormToken
 * @property {string} token
 * @property {Challenge} challenge
 *
 * @typedef {object} FormFields what the shopper typed
 * @property {string} name
 * @property {string} email
 * @property {string} topic
 * @property {string} order
 * @property {string} message
 * @property {boolean} consent
 * @property {string} website hidden from people; what fills it is a machine
 *
 * @typedef {object} Receipt
 * @property {string} conversation
 * @property {string} code
 * @property {string | null} promise
 * @property {string} email
 *
 * @typedef {object} OwnConversation
 * @property {string} id
 * @property {string} code
 * @property {string} [at]
 * @property {boolean} [answered] an answer went to the shopper's mail
 * @property {boolean} [chat] its place is the chat, and no mail
 *
 * @typedef {object} Me
 * @property {OwnConversation[]} conversations
 * @property {number} unread
 * @property {string} name of a customer, as the shop says; empty for anybody else
 * @property {boolean} copies an address is proven, to which a chat can be sent
 *
 * @typedef {object} Order as its owner sees it; amounts are minor units, days are ISO 8601
 * @property {string} id
 * @property {string} number what people read
 * @property {string} status
 * @property {string} currency ISO 4217
 * @property {number} decimals of the currency
 * @property {number} total
 * @property {number} refunded
 * @property {(string | null)[]} steps when it was placed, paid, shipped, delivered
 * @property {string | null} expected a day
 * @property {{ name: string, quantity: number, total: number | null }[]} items
 * @property {Parcel[]} parcels
 * @property {GivenBack[]} returns
 *
 * @typedef {object} Parcel
 * @property {string} number
 * @property {string} carrier
 * @property {string} url where the carrier says where it is; may be empty
 * @property {"created" | "delivered" | "failed"} status
 * @property {string} note
 * @property {string | null} expected a day
 * @property {string | null} at
 *
 * @typedef {object} GivenBack
 * @property {string} number
 * @property {"requested" | "received"} status
 * @property {string} at
 *
 * @typedef {object} Refused RFC 9457
 * @property {string} code
 * @property {number} status
 * @property {string} [detail]
 * @property {Record<string, { code: string, detail: string }>} [fields]
 * @property {number} [retry_after] seconds
 *
 * The live wire, as in docs/wire.md
 *
 * @typedef {object} Author
 * @property {"customer" | "agent" | "system"} role
 * @property {string} [name]
 * @property {string} [id] an agent's
 *
 * @typedef {object} LiveEvent
 * @property {number} seq
 * @property {string} kind
 * @property {Author} author
 * @property {string} at ISO
 * @property {string} [key] the sender's own
 * @property {string} [text]
 * @property {Record<string, any>} [body]
 *
 * @typedef {object} LiveState
 * @property {string} code
 * @property {string} channel
 * @property {string} status
 * @property {boolean} live
 * @property {boolean} ended
 * @property {string | null} assignee a name
 * @property {string} name
 * @property {boolean} has_address
 * @property {number} read_by_customer
 * @property {number} read_by_agents
 * @property {Record<string, string>} told what the shopper's browser says; for agents alone
 *
 * @typedef {{ type: "welcome", you: string, epoch: string, conversations: string[], beat: number }} Welcome
 *
 * @typedef {Welcome
 *   | { type: "conversation", conversation: string }
 *   | { type: "event", conversation: string, event: LiveEvent }
 *   | { type: "state", conversation: string, state: LiveState }
 *   | { type: "counter", conversation: string, counter: Counter }
 *   | { type: "signal", conversation: string, typing: Author[] }
 *   | { type: "error", code: string, detail: string, key?: string, conversation?: string, retry_after?: number | null }
 *   | { type: "beat" }
 *   | { type: "leave", after: number }} FromServer
 *
 * @typedef {{ type: "say", conversation: string, key: string, text: string, anyway?: boolean }
 *   | { type: "unsend", conversation: string, seq: number }
 *   | { type: "mend", conversation: string, seq: number, key: string, text: string, anyway?: boolean }
 *   | { type: "note", conversation: string, key: string, text: string }
 *   | { type: "read", conversation: string, seq: number }
 *   | { type: "typing", conversation: string, note?: boolean }
 *   | ({ type: "here", conversation: string } & Whereabouts)
 *   | { type: "end", conversation: string }
 *   | { type: "watch", conversation: string, after: number }
 *   | { type: "unwatch", conversation: string }
 *   | { type: "join", conversation: string }
 *   | { type: "beat" }} FromClient
 */

export {}
