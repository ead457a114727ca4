/** The page's HTML as it is served: with one file of styles, and with every script named at once. */

const STYLE = /\s*<link rel="stylesheet" href="(\w+\.css)">/g

/** The name of the one file of styles. */
export const STYLES = 'page.css'

/** The styles of the page in the order of its links, because later rules win. */
export function joinStyles(html: string, textOf: (name: string) => string): string {
  return [...html.matchAll(STYLE)].map(([, name = '']) => textOf(name)).join('\n')
}

/**
 * Names one file of styles and every script. The first paint waits for all styles, and a browser that asks for six
 * files at a time would find the import of a script only in the script before it.
 */
export function nameFiles(html: string, scripts: readonly string[]): string {
  const links = [
    `<link rel="stylesheet" href="${STYLES}">`,
    ...scripts.map((name) => `<link rel="modulepreload" href="${name}">`),
  ]
  return html.replace(STYLE, '').replace('</head>', `  ${links.join('\n    ')}\n  </head>`)
}
