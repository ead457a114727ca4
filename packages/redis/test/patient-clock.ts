/** A clock for real Redis servers. Each command gets all the time that it takes: a slow machine is no Redis that is away. */
import { type Clock, systemClock } from '@wechatbot/core'

/** The time that a command has. */
const COMMAND_MS = 300

export const patientClock: Clock = {
  ...systemClock,
  setTimeout: (run, ms) => (ms === COMMAND_MS ? undefined : systemClock.setTimeout(run, ms)),
}
