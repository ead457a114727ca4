/** A clock for real Redis servers. It never ends the time of a command, so a slow machine does not fail a spec. */
import { type Clock, systemClock } from '@wechatbot/core'

/** The time that a command has. */
const COMMAND_MS = 300

export const patientClock: Clock = {
  ...systemClock,
  setTimeout: (run, ms) => (ms === COMMAND_MS ? undefined : systemClock.setTimeout(run, ms)),
}
