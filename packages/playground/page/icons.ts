/** The icons of the page. It uses no emoji: they look different on every machine, and some machines have none. */

/** Lines in a square of 24 by 24. */
const PATHS = {
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01',
  voice:
    'M12 4a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4zM6.5 11a5.5 5.5 0 0 0 11 0M12 16.5V20',
  video: 'M4 6.5h11v11H4zM15 10.5l5-3v9l-5-3',
  location: 'M12 21c-4-4.4-6-7.6-6-10.5a6 6 0 0 1 12 0c0 2.9-2 6.1-6 10.5zM12 8.5a2 2 0 1 0 .01 0',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  follow:
    'M10 4.5a3.5 3.5 0 1 0 .01 0M3.5 20c0-4 2.9-6.5 6.5-6.5s6.5 2.5 6.5 6.5M18.5 7v6M15.5 10h6',
  unfollow: 'M10 4.5a3.5 3.5 0 1 0 .01 0M3.5 20c0-4 2.9-6.5 6.5-6.5s6.5 2.5 6.5 6.5M15.5 10h6',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  keyboard: 'M3 6.5h18v11H3zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M12 3.5a8.5 8.5 0 1 0 .01 0M12 8v8M8 12h8',
  add: 'M12 6v12M6 12h12',
  sound: 'M6 9.5v5M9.5 7v10M13 4.5v15M16.5 8v8M20 10.5v3',
  play: 'M8 5.5v13l10-6.5z',
  music: 'M9 17.5V6l10-2v11.5M6.5 15a2.5 2.5 0 1 0 .01 0M16.5 13a2.5 2.5 0 1 0 .01 0',
  mini: 'M12 3.5a8.5 8.5 0 1 0 .01 0M9 15.5a1.8 1.8 0 1 0 3-1.3v-4.4a1.8 1.8 0 1 1 3 1.3',
  bot: 'M5 9h14v10H5zM12 9V5.5M9.5 13.5h.01M14.5 13.5h.01M9.5 16.3h5M2.5 13v3M21.5 13v3',
} as const

export type Icon = keyof typeof PATHS

const SVG = 'http://www.w3.org/2000/svg'

/**
 * An icon in the colour of the text beside it. Screen readers pass over it, because the text has the same meaning.
 */
export function icon(name: Icon): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'line-icon')
  svg.setAttribute('aria-hidden', 'true')
  return svg
}
