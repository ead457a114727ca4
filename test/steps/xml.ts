/** Work to be counted: a document that is read, or refused. */
import { WechatBotError } from '#core/errors.js'
import { parseXml } from '#core/xml/codec.js'

export const work = (xml: string) => () => {
  try {
    parseXml(xml)
  } catch (error) {
    if (!(error instanceof WechatBotError && error.code === 'BAD_XML')) throw error
  }
}
