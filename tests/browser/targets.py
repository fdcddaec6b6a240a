"""What a finger has to hit (WCAG 2.2, 2.5.5)."""

SMALLEST_TARGET = 44  # CSS px
TOO_SMALL = """least => [...document.querySelectorAll("button, input:not(#website), select, textarea")]
    .filter(element => element.checkVisibility())
    .map(element => [element.closest("label") ?? element, element])
    .map(([target, element]) => [element.outerHTML.slice(0, 120), target.getBoundingClientRect().height])
    .filter(([, height]) => height < least)"""
