/** The few line icons, drawn on a grid of 24. */

export const BACK = "M15 5l-7 7 7 7"
export const CLOSE = "M6 6l12 12M18 6L6 18"
export const ONWARD = "M9 5l7 7-7 7"
export const LETTER = "M4 5h16v14H4zM4 7l8 6 8-6"
export const SPEECH = "M21 12a8 8 0 0 1-11.6 7.1L4 20l1-5.2A8 8 0 1 1 21 12z"
export const PARCEL = "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8"
export const CHECK = "M5 12.5l4.5 4.5L19 7.5"
export const WARNING = "M12 8v5M12 16.5v.01M12 3l9.5 17h-19z"
