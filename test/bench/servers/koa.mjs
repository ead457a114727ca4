// Bare Koa 3 and raw-body with a constant answer: what every bot on Koa pays before it begins.
import { createServer } from 'node:http'
import Koa from 'koa'
import getRawBody from 'raw-body'
import { CONSTANT } from '../account.mjs'
import { announce } from './announce.mjs'

const app = new Koa()
app.use(async (ctx) => {
  await getRawBody(ctx.req, { length: ctx.get('content-length'), limit: 65_536 })
  ctx.type = 'application/xml'
  ctx.body = CONSTANT
})
announce(createServer(app.callback()))
