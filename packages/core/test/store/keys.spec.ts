import { expect } from 'chai'
import {
  boxOf,
  groupOf,
  jobName,
  part,
  reachableSet,
  readJobName,
  signatureRecord,
  turnRecord,
  valueKeys,
} from '#src/store/keys.js'

describe('a part of a key', () => {
  it('is the text itself, but for what keys are joined with', () => {
    expect(part('wx1')).to.equal('wx1')
    expect(part('a|b')).to.equal('a%7Cb')
    expect(part('100%')).to.equal('100%25')
    expect(part('|%7C|')).to.equal('%7C%257C%7C')
  })
})

describe('the keys of a store', () => {
  it('begin with their group: the token of a push, else the account', () => {
    expect(turnRecord('group', 'wx1|oA|1')).to.equal('group|wx1|oA|1')
    expect(signatureRecord('group', 'f00d')).to.equal('group|f00d')
    expect(boxOf('wx1', 'oA|B')).to.equal('wx1|oA%7CB')
  })

  it('name a job, and are read again', () => {
    expect(jobName('wx1', 'a|b', 'r%7C')).to.equal('wx1|plugin|a%7Cb|r%257C')
    expect(readJobName(jobName('wx1', 'a|b', 'r%7C'))).to.deep.equal({
      ...{ account: 'wx1', plugin: 'a|b', name: 'r%7C' },
    })
    expect(readJobName(jobName('name:x|y', undefined, 'plugin'))).to.deep.equal({
      ...{ account: 'name:x|y', name: 'plugin' },
    })
  })

  it('of an account are all different', () => {
    const keys = [
      valueKeys.alarmPlace('wx1', 3),
      valueKeys.alarmShare('wx1', 'oA', 3),
      valueKeys.noRight('wx1'),
      valueKeys.sent('wx1', 'turn'),
      valueKeys.handedTo('wx1', 'id'),
      valueKeys.allowance('wx1', 'message', 'oA'),
      valueKeys.accessToken('wx1'),
      valueKeys.accessTokenLock('wx1'),
      valueKeys.media('wx1', 'image', 'digest'),
      valueKeys.pluginPrefix('wx1', 'echo'),
      valueKeys.botPrefix('wx1'),
    ]
    expect(keys).to.deep.equal([
      'wx1|hold|3',
      'wx1|hold|3|oA',
      'wx1|no-right',
      'wx1|sent|turn',
      'wx1|mailbox|id',
      'wx1|allowance|message|oA',
      'wx1|token',
      'wx1|token|lock',
      'wx1|media|image|digest',
      'wx1|plugin|echo|',
      'wx1|bot|',
    ])
  })

  it('are told apart by what they are of', () => {
    expect(valueKeys.promise('wx1', 'group|key')).to.equal('wx1|promise|group%7Ckey')
    expect(valueKeys.promises('wx1')).to.equal('wx1|promises')
    expect(valueKeys.draft('wx1', 'key')).to.equal('wx1|draft|key')
    expect(reachableSet('wx1')).to.equal('wx1|reachable')
    expect(valueKeys.every('wx1', undefined, 'daily', 5)).to.equal('wx1|every|bot|daily|5')
    expect(valueKeys.every('wx1', 'p', 'daily', 5)).to.equal('wx1|every|plugin|p|daily|5')
  })

  it('tell their group, and a key without parts has none', () => {
    expect(groupOf('group|wx1|oA')).to.equal('group')
    expect(groupOf('|x')).to.equal('')
    expect(groupOf('key')).to.equal('')
  })
})
