/** The version of this package. Core may not read package.json, so a spec checks that both are equal. */
export const VERSION = '0.1.0'
