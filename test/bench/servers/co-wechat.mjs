// co-wechat on Koa, as its README shows it. `co-wechat.mjs safe` has the key.
import { createServer } from 'node:http'
import wechat from 'co-wechat'
import Koa from 'koa'
import { appId, encodingAESKey, token } from '../account.mjs'
import { announce } from './announce.mjs'

const isSafe = process.argv[2] === 'safe'
const config = isSafe ? { token, appid: appId, encodingAESKey } : { token, appid: appId }
const app = new Koa()
app.use(wechat(config).middleware(async (message) => message.Content))
announce(createServer(app.callback()))
