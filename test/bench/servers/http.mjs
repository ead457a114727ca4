// Bare node:http: reads the body and gives a constant answer. Nothing that answers can be cheaper.
import { createServer } from 'node:http'
import { CONSTANT } from '../account.mjs'
import { announce } from './announce.mjs'

const head = {
  'Content-Type': 'application/xml; charset=utf-8',
  'Content-Length': Buffer.byteLength(CONSTANT),
}

announce(
  createServer((req, res) => {
    req.resume()
    req.on('end', () => {
      res.writeHead(200, head)
      res.end(CONSTANT)
    })
  }),
)
