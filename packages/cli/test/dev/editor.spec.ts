import { expect } from 'chai'
import { editorOf } from '#src/dev/editor.js'

const CODE = { TERM_PROGRAM: 'vscode' }
const JETBRAINS = { TERMINAL_EMULATOR: 'JetBrains-JediTerm' }
const ofCode = (scheme: string) => `${scheme}://file{path}:{line}:{column}`
const ofJetBrains = (scheme: string) => `${scheme}://open?file={path}&line={line}&column={column}`

describe('the editor of a terminal', () => {
  for (const [environment, editor] of [
    [{}, undefined],
    [{ TERM_PROGRAM: 'Apple_Terminal' }, undefined],
    [CODE, ofCode('vscode')],
    [
      { ...CODE, VSCODE_GIT_ASKPASS_NODE: '/Applications/Cursor.app/Contents/Cursor' },
      ofCode('cursor'),
    ],
    [{ ...CODE, VSCODE_GIT_ASKPASS_NODE: '/usr/share/codium/codium' }, ofCode('vscodium')],
    [{ TERM_PROGRAM: 'zed', ZED_TERM: 'true' }, ofCode('zed')],
    [JETBRAINS, ofJetBrains('idea')],
    [{ ...JETBRAINS, __CFBundleIdentifier: 'com.jetbrains.intellij.ce' }, ofJetBrains('idea')],
    [{ ...JETBRAINS, __CFBundleIdentifier: 'com.jetbrains.WebStorm' }, ofJetBrains('webstorm')],
    [{ ...JETBRAINS, __CFBundleIdentifier: 'com.apple.Terminal' }, ofJetBrains('idea')],
  ] as const) {
    it(`is ${editor} by ${JSON.stringify(environment)}`, () => {
      expect(editorOf(environment)).to.equal(editor)
    })
  }
})
