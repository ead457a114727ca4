/**
 * Results of the account's own messages (模板消息、群发、发布、订阅通知的结果).
 * Source: developers.weixin.qq.com; samples of field names from the SDKs that quote it.
 */
import type { KindTable } from './table.ts'

export const results = {
  'event:TEMPLATESENDJOBFINISH': {
    /** Capital D, unlike a message's MsgId. */
    MsgID: 'string',
    /** `success`, `failed:user block`, or `failed: system failed` (with the blank). */
    Status: 'string',
  },
  'event:MASSSENDJOBFINISH': {
    MsgID: 'string',
    /** `send success`, `send fail`, or `err(num)`. */
    Status: 'string',
    TotalCount: 'number',
    FilterCount: 'number',
    SentCount: 'number',
    ErrorCount: 'number',
    CopyrightCheckResult: {
      Count: 'number',
      ResultList: {
        item: [
          {
            ArticleIdx: 'string',
            UserDeclareState: 'string',
            AuditState: 'string',
            OriginalArticleUrl: 'string',
            OriginalArticleType: 'string',
            CanReprint: 'string',
            NeedReplaceContent: 'string',
            NeedShowReprintSource: 'string',
          },
        ],
      },
      CheckState: 'string',
    },
    ArticleUrlResult: {
      Count: 'number',
      ResultList: { item: [{ ArticleIdx: 'string', ArticleUrl: 'string' }] },
    },
  },
  /** FREEPUBLISHJOBFINISH is the same kind under another name. */
  'event:PUBLISHJOBFINISH': {
    PublishEventInfo: {
      publish_id: 'string',
      /** 0: published. 2: failed the check for originality. */
      publish_status: 'string',
      article_id: 'string',
      article_detail: { count: 'number', item: [{ idx: 'string', article_url: 'string' }] },
      fail_idx: ['string'],
    },
  },
  'event:subscribe_msg_popup_event': {
    SubscribeMsgPopupEvent: {
      List: [
        {
          TemplateId: 'string',
          /** `accept` or `reject`. */
          SubscribeStatusString: 'string',
          /** 1: web page. 2: article. 0: mini program. */
          PopupScene: 'string',
        },
      ],
    },
  },
  'event:subscribe_msg_change_event': {
    SubscribeMsgChangeEvent: {
      List: [
        {
          TemplateId: 'string',
          /** It is always `reject`. */
          SubscribeStatusString: 'string',
        },
      ],
    },
  },
  'event:subscribe_msg_sent_event': {
    SubscribeMsgSentEvent: {
      List: [{ TemplateId: 'string', MsgID: 'string', ErrorCode: 'string', ErrorStatus: 'string' }],
    },
  },
} as const satisfies KindTable
