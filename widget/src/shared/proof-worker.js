/** Solves the proof of work beside the page, so that typing never stutters. */

import { solve } from "./solver.js"

addEventListener("message", async ({ data }) => postMessage(await solve(data)))
