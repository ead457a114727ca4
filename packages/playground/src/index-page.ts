/** Makes the HTML that is served. It names one file of styles, and all scripts. */

const STYLE = /\s*<link rel="stylesheet" href="(\w+\.css)">/g

/** The name of the one file of styles. */
export const STYLES = 'page.css'

/** The styles of the page in the order of its links, because later rules win. */
export function joinStyles(html: string, textOf: (name: string) => string): string {
  return [...html.matchAll(STYLE)].map(([, name = '']) => textOf(name)).join('\n')
}

/**
 * Names one file of styles, because a browser paints when it has all styles. Names all scripts, because a browser
 * finds an imported script only when it has read the script that imports it.
 */
export function nameFiles(html: string, scripts: readonly string[]): string {
  const links = [
    `<link rel="stylesheet" href="${STYLES}">`,
    ...scripts.map((name) => `<link rel="modulepreload" href="${name}">`),
  ]
  return html.replace(STYLE, '').replace('</head>', `  ${links.join('\n    ')}\n  </head>`)
}
