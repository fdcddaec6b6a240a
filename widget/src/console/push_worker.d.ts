/** What a service worker has and a page has not; the library that describes it knows no pages. */

export interface Window {
  url: string
  visibilityState: "hidden" | "visible"
  focus(): Promise<Window>
}

export interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void
}

export interface Push extends Extendable {
  data: { json(): { title: string; code: string; chat: string } } | null
}

export interface Click extends Extendable {
  notification: Notification
}

export interface Worker {
  registration: ServiceWorkerRegistration
  clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Window[]>
    openWindow(url: string): Promise<Window | null>
  }
  addEventListener(type: "push", listener: (event: Push) => void): void
  addEventListener(type: "notificationclick", listener: (event: Click) => void): void
}
