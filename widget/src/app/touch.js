/** Whether somebody has laid hands on the frame: whoever reads on or writes is not to be disturbed. */

const HANDS = ["pointerdown", "click", "keydown", "input"]

export class Touch {
  happened = false

  constructor() {
    const touched = () => (this.happened = true)
    for (const type of HANDS) addEventListener(type, touched, true)
    // The cursor in a field is somebody about to write; on a heading it is we who put it there.
    addEventListener("focusin", ({ target }) => target instanceof Element && target.closest("form") && touched())
  }

  /** Begin as if nobody had been here. */
  restart() {
    this.happened = false
  }
}
