/** The version of this package; a spec holds it equal to package.json's, which core may not read. */
export const VERSION = '0.1.0'
