/** Words for serving bots: `wechatbot start`, and the address on which every command listens. */
import type { Words } from '../rooms.ts'

export const start: Words['start'] = {
  help: `用法：wechatbot start [选项]

运行 wechatbot.config.ts（或 .js、.json、.yaml、.wechatbotrc、package.json）里的机器人。

选项：
  -c, --config FILE  配置文件
  -p, --port N       代替 server.port（3000）
      --host H       代替 server.host（0.0.0.0）
      --record DIR   把每条推送写进 DIR，隐去敏感内容；用 wechatbot send --replay FILE 重发
      --lang LANG    语言：en 或 zh
  -h, --help         显示这段说明

收到 SIGTERM、SIGINT、SIGHUP，或者启动它的 npm、npx 停止时：先回复手上的消息，再退出，退出码是 0。
`,
  hostOption: 'server.host 或 --host',
  demoIsLocal: (host: string) =>
    `演示用的令牌是公开的，只能在 127.0.0.1 上服务，实际是 --host ${host}；请把 WECHAT_TOKEN 设为自己账号的令牌`,
  portTaken: (port: number, option: string) =>
    `端口 ${port} 已被占用；停掉占用它的程序，或用 ${option} 换一个端口`,
  portNeedsRoot: (port: number, option: string) =>
    `端口 ${port} 需要 root 权限；用 ${option} 换成 1023 以上的端口，前面放 nginx`,
  noSuchAddress: (host: string, option: string) => `这台机器没有地址 "${host}"；检查 ${option}`,
  cannotRecord: (folder: string) => `--record：无法写入 ${folder}`,
}
