// Loaded before `wechatbot start`: a CPU profile from one SIGUSR2 to the next, so that neither
// start nor warm-up is in it.
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.setSamplingInterval', { interval: 200 })
let isOn = false
process.on('SIGUSR2', () => {
  if (!isOn) session.post('Profiler.start')
  else {
    session.post('Profiler.stop', (error, result) => {
      if (error) throw error
      writeFileSync(process.env.BENCH_PROFILE, JSON.stringify(result.profile))
    })
  }
  isOn = true
})
