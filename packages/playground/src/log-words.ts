/** Lines of the framework's log in Chinese, for the page. A line that is not here is shown as it was written. */

const ZH: Readonly<Record<string, string>> = {
  'message handled': '消息已处理',
  'deadline passed': '超过时限',
  'duplicate attempt recognised': '识别出重复的请求',
  'retry answered': '已响应重试',
  'handler failed': '处理函数出错',
  'handler timed out': '处理函数超时',
  'push failed': '推送处理失败',
  'reply repaired': '回复已修正',
  'reply promised': '已承诺稍后回复',
  'promised reply sent, or in the mailbox': '稍后的回复已发出，或在信箱里等用户',
  'late reply sent': '迟到的回复已发出',
  'late reply waits for its user': '迟到的回复等用户来取',
  'late strategy failed': '超时策略出错',
  'growing reply cut off: too slow': '逐字回复太慢，已截断',
  'waitUntil failed; pass (work) => context.waitUntil(work)':
    'waitUntil 出错；请传入 (work) => context.waitUntil(work)',
  'message given up: its user sent a newer one': '用户发来新消息，放弃旧消息',
  'job run': '任务已执行',
  'job failed': '任务失败',
  'job dead: see `wechatbot jobs --dead`': '任务已放弃，见 `wechatbot jobs --dead`',
  'plugin setup failed': '插件启动失败',
  'plugin is slow to close': '插件关闭得慢',
  'plugin does not close, and what is left closes beside it': '插件关闭不了，其余的不再等它',
  'rules read again': '规则已重新读取',
  'model answered': '模型已回答',
  'tool failed': '工具调用失败',
  'a fake model answers': '由假模型回答',
  stopping: '正在停止',
  stopped: '已停止',
  'uncaught exception, stopping': '未捕获的异常，正在停止',
  'unhandled rejection': '未处理的 Promise 拒绝',
}

/** Undefined for a line of a plugin, and for one that is seldom written. */
export function chineseOf(text: string): string | undefined {
  if (Object.hasOwn(ZH, text)) return ZH[text]
  const [, seconds] = /^store back after (\d+) s$/.exec(text) ?? []
  return seconds === undefined ? undefined : `存储恢复，中断了 ${seconds} 秒`
}
