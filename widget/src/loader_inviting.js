/** The loader of a shop that invites shoppers to chat: the same button, and what looks when somebody is to be asked. */

import { invite } from "./loader/invite.js"
import { start } from "./loader/start.js"

const here = start(__CONFIG__)
if (here) invite(__CONFIG__, here)
