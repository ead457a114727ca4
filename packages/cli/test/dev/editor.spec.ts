import { expect } from 'chai'
import { editorOf } from '#src/dev/editor.js'

const CODE = { TERM_PROGRAM: 'vscode' }

describe('the editor of a terminal', () => {
  for (const [environment, editor] of [
    [{}, undefined],
    [{ TERM_PROGRAM: 'Apple_Terminal' }, undefined],
    [CODE, 'vscode'],
    [{ ...CODE, VSCODE_GIT_ASKPASS_NODE: '/Applications/Cursor.app/Contents/Cursor' }, 'cursor'],
    [{ ...CODE, VSCODE_GIT_ASKPASS_NODE: '/usr/share/codium/codium' }, 'vscodium'],
    [{ TERM_PROGRAM: 'zed', ZED_TERM: 'true' }, 'zed'],
  ] as const) {
    it(`is ${editor} by ${JSON.stringify(environment)}`, () => {
      expect(editorOf(environment)).to.equal(editor)
    })
  }
})
