/** The part of htmx 4 that the console uses. */
export interface Context {
  sourceElement: Element
  target: Element
  request: { action: string; method: string; headers: Record<string, string> }
  response?: { status: number; headers: Headers; raw: Response }
}
export interface SwapTask {
  type: "main" | "oob" | "partial"
  target: Element | string
  fragment: DocumentFragment
}
export interface Extension {
  htmx_before_morph_attr?: (element: Element, detail: { attrName: string; newValue: string | null }) => boolean | void
}
declare global {
  interface Window {
    htmx: {
      ajax(verb: string, path: string, options: object): Promise<void>
      process(element: Element): void
      registerExtension(name: string, extension: Extension): void
    }
  }
}
