/** welcome: greets new followers (关注), also by QR scene, and followers who come back. */
import { definePlugin, fold, type Reply, toWrittenReply } from '@wechatbot/core'
import * as v from 'valibot'

/** A text or any reply object. It is checked at the start. */
const reply = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Reply>(({ dataset, addIssue, NEVER }) => {
    try {
      return toWrittenReply(dataset.value)
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : String(error) })
      return NEVER
    }
  }),
)

const options = v.strictObject({
  /** The reply to a new follower, unless `scenes` or `again` has a reply. */
  reply: v.optional(reply),
  /**
   * Replies by the scene of the QR code. They also go to followers who scan the code again. `13` and `qrscene_13`
   * are the same scene.
   */
  scenes: v.optional(v.record(v.string(), reply), {}),
  /** The reply to a user who followed before, left, and comes back. Without it no user is remembered. */
  again: v.optional(reply),
  /** How long a user counts as known. Needs `again`. */
  rememberDays: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3650)), 365),
})

const DAY_MS = 24 * 60 * 60 * 1000
/** What WeChat puts before the scene when the QR code made the user follow. */
const SCENE_PREFIX = 'qrscene_'

export const welcome = definePlugin({
  name: 'welcome',
  options: v.optional(options, {}),
  setup(scope, { reply, scenes, again, rememberDays }) {
    const exact = new Map(Object.entries(scenes).map(([key, it]) => [sceneOf(key), it]))
    const folded = new Map([...exact].reverse().map(([scene, it]) => [fold(scene), it]))
    const byScene = (scene: string) => exact.get(scene) ?? folded.get(fold(scene))

    /** True from the user's second time on. */
    const hasFollowedBefore = async (openid: string): Promise<boolean> => {
      const isNew = await scope.store.setIfAbsent(`known:${openid}`, true, rememberDays * DAY_MS)
      return !isNew
    }

    scope.on('event:subscribe', async ({ message, from }) => {
      const scene = message.EventKey.startsWith(SCENE_PREFIX) ? sceneOf(message.EventKey) : ''
      const isBack = again !== undefined && (await hasFollowedBefore(from))
      return byScene(scene) ?? (isBack ? again : reply)
    })
    scope.on('event:SCAN', ({ message }) => byScene(message.EventKey))
  },
})

export default welcome

function sceneOf(key: string): string {
  return key.startsWith(SCENE_PREFIX) ? key.slice(SCENE_PREFIX.length) : key
}
