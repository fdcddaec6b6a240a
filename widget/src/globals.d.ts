/** What the server writes into the loader in place of these names. */
declare const __CONFIG__: import("./wire.js").LoaderConfig
declare const __STYLE__: string

interface Window {
  Mostrador?: import("./loader.js").Counter | import("./loader.js").Call[]
}
