/** Words of `wechatbot send`. */

export const send = {
  help: (
    user: string,
    seconds: number,
    attempts: number,
  ) => `Usage: wechatbot send KIND [values] [options]
       wechatbot send --replay FILE [options]

Sends one push to a running bot, signed as WeChat signs it, and prints the reply.

  wechatbot send text 你好
  wechatbot send location 22.54 114.06
  wechatbot send event:CLICK KEY
  wechatbot send event:subscribe [SCENE of a QR code]

Kinds: text image voice video shortvideo location link, event:subscribe event:unsubscribe event:SCAN
  event:LOCATION event:CLICK event:VIEW, any other event:Event, and with --set any other MsgType

Options:
      --set Field=value  any field of the push; can be given again
      --replay FILE      a push of wechatbot start --record, sent anew; can be given again
      --from OPENID      the user who sends it (${user})
      --bot NAME         the bot of the config file (the first)
  -p, --port N           where it listens on this machine (the config's port)
      --url URL          where it listens elsewhere: https://example.com/wechat
      --xml              print the push and the response as they went over the wire, without
                         control characters
      --json             print what the user would see, status, milliseconds, reply and body as JSON
  -c, --config FILE      the config file
      --lang LANG        the language: en or zh
  -h, --help             this text

A request without an answer in ${seconds} s is cut and sent again, ${attempts} in all, as WeChat does.
Exits 1 when the user would see the outage notice, or nothing answers.
`,
  replayTakesNoKind: (got: string) => `--replay takes no kind, got "${got}"`,
  needsKind: 'send needs a kind, like: send text 你好',
  takesNoValues: (kind: string, got: string) =>
    `${kind} takes no values, got "${got}"; use --set Field=value`,
  takesFewer: (kind: string, names: readonly string[], count: number) =>
    `${kind} takes ${names.join(' ')}, got ${count} values`,
  notANumber: (kind: string, field: string, got: string) =>
    `${kind}: expected a number for ${field}, got "${got}"`,
  notACoordinate: (kind: string, field: string, most: number, got: string) =>
    `${kind}: expected a number from -${most} to ${most} for ${field}, got "${got}"; latitude comes first, like: 22.54 114.06`,
  unknownKind: (kind: string, hint: string) => `unknown kind ${kind}${hint}`,
  noKind: (kind: string, text: string) =>
    `"${kind}" is no kind of message; did you mean: wechatbot send text ${text}`,
  orSet: '; a MsgType that is not in the table needs --set Field=value',
  badField: (got: string) => `--set: expected Field=value, got "${got}"`,
  askingAgain: (seconds: number, attempt: number) =>
    `no answer in ${seconds} s, asking again as WeChat does (${attempt})`,
  noPush: (file: string) => `--replay: ${file} is no push`,
  noSender: (file: string) => `--replay: ${file} has no MsgType or FromUserName`,
}
