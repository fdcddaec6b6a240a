/** What the server writes into the loader in place of these names. */
declare const __CONFIG__: import("./wire.js").LoaderConfig & import("./wire.js").InvitingConfig
declare const __STYLE__: string

interface Window {
  Mostrador?: import("./loader/start.js").Counter | import("./loader/start.js").Call[]
}
