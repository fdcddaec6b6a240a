/**
 * All that a shop's page loads: one button. The frame with everything else comes with the first click.
 *
 * The server joins this file with what it imports and serves it as one classic script, with the shop's look inside.
 */

import { start } from "./loader/start.js"

start(__CONFIG__)
