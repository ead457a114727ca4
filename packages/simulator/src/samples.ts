/**
 * Believable values for pushes, and the fields that a command line or a test usually sets.
 * The values have the shape of the samples in WeChat's documentation. The ids are made up.
 */

/** The fields that plain values fill, in order: `location 22.54 114.06 Label`. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  text: ['Content'],
  image: ['MediaId', 'PicUrl'],
  voice: ['MediaId', 'Recognition'],
  video: ['MediaId', 'ThumbMediaId'],
  shortvideo: ['MediaId', 'ThumbMediaId'],
  location: ['Location_X', 'Location_Y', 'Label', 'Scale'],
  link: ['Url', 'Title', 'Description'],
  'event:subscribe': ['EventKey', 'Ticket'],
  'event:SCAN': ['EventKey', 'Ticket'],
  'event:LOCATION': ['Latitude', 'Longitude', 'Precision'],
  'event:CLICK': ['EventKey'],
  'event:VIEW': ['EventKey', 'MenuId'],
}

const SAMPLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  text: { Content: '你好' },
  image: {
    PicUrl: 'http://mmbiz.qpic.cn/mmbiz_jpg/sample/0',
    MediaId: 'sample-image-media-id',
  },
  voice: { MediaId: 'sample-voice-media-id', Format: 'amr' },
  video: { MediaId: 'sample-video-media-id', ThumbMediaId: 'sample-thumb-media-id' },
  shortvideo: { MediaId: 'sample-video-media-id', ThumbMediaId: 'sample-thumb-media-id' },
  location: { Location_X: '22.540000', Location_Y: '114.060000', Scale: '15', Label: '' },
  link: { Title: '公众平台官网', Description: '', Url: 'https://mp.weixin.qq.com/' },
  // In a plain follow the element is present and empty.
  'event:subscribe': { EventKey: '' },
  'event:unsubscribe': { EventKey: '' },
  'event:SCAN': { EventKey: '1', Ticket: 'sample-ticket' },
  'event:LOCATION': { Latitude: '22.540000', Longitude: '114.060000', Precision: '40.000000' },
  'event:CLICK': { EventKey: 'KEY' },
  'event:VIEW': { EventKey: 'https://mp.weixin.qq.com/' },
}

/** Names of the fields that plain values of this kind fill, in order. */
export function valueFields(kind: string): readonly string[] {
  return VALUES[kind] ?? []
}

const SCENE_PREFIX = 'qrscene_'
/** The EventKey of a new follower who came in another way than by a QR code of the account. */
const OTHER_WAYS = /^last_trade_no_|\|/

/** The fields of a scan of the QR code with this scene. WeChat writes a prefix for a new follower only. */
export function sceneFields(
  kind: 'event:subscribe' | 'event:SCAN',
  scene: string,
): Readonly<Record<string, string>> {
  if (kind === 'event:subscribe' && OTHER_WAYS.test(scene)) return { EventKey: scene }
  const bare = scene.startsWith(SCENE_PREFIX) ? scene.slice(SCENE_PREFIX.length) : scene
  if (kind === 'event:SCAN') return { EventKey: bare }
  return { EventKey: SCENE_PREFIX + bare, Ticket: 'sample-ticket' }
}

/** Fields of a push of this kind, as if a user had sent it. */
export function sampleFields(kind: string): Readonly<Record<string, string>> {
  return SAMPLES[kind] ?? {}
}
