// The account that all servers serve. Nobody else's: made up for the benchmark.
export const token = 'benchtoken'
export const appId = 'wxbench0000000001'
export const encodingAESKey = 'benchKeyBenchKeyBenchKeyBenchKeyBenchKey012'
export const originalId = 'gh_bench0000001'

/** What the servers with a constant answer say: as long as the replies of the others. */
export const CONSTANT =
  '<xml><ToUserName><![CDATA[oBenchUser0000000000000000]]></ToUserName>' +
  `<FromUserName><![CDATA[${originalId}]]></FromUserName>` +
  '<CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType>' +
  '<Content><![CDATA[你好，第 000000000 条消息]]></Content></xml>'
