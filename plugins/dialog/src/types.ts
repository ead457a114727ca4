/** The options of a dialog, and the types of its answers, taken from its steps. */

import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ConfiguredPlugin, Context, ReplyInput } from '@wechatbot/core'

/** What an answer may be besides a text. Of a voice message (语音) counts what WeChat understood. */
export type AnswerKind = 'text' | 'voice' | 'image' | 'video' | 'shortvideo' | 'location' | 'link'

export type AnswerType = 'text' | 'integer' | 'phone' | 'choice' | 'date'

/** By the name of the step. */
// biome-ignore lint/suspicious/noExplicitAny: inside of `steps` the types of the answers are not known yet
export type AnyAnswers = Readonly<Record<string, any>>

/** A text with `{name}` in it for the answer to the step `name`, or a function of the answers so far. */
export type StepText = string | ((answers: AnyAnswers) => string | Promise<string>)

/** What an answer is compared with: itself, one of a list, or bounds. Dates are compared as texts. */
export type Comparison =
  | string
  | number
  | {
      readonly eq?: string | number
      readonly not?: string | number
      readonly in?: readonly (string | number)[]
      readonly gt?: string | number
      readonly gte?: string | number
      readonly lt?: string | number
      readonly lte?: string | number
    }

/** All of them must hold. An answer that was not asked for fulfils none. */
export type Conditions = Readonly<Record<string, Comparison>>

/** One question. */
export interface Step {
  /** Of its answer, in `answers` and in texts: letters, digits, `_` and `-`, not first a digit. */
  readonly name: string
  readonly ask: StepText
  /**
   * `phone` is a mobile number of the mainland, `date` becomes `YYYY-MM-DD` or `YYYY-MM-DD HH:mm`.
   * @default 'text'; none where `kinds` leaves the text out
   */
  readonly type?: AnswerType
  /** Instead of `type`: any Standard Schema. It gets the text, its output is the answer, and is JSON. */
  readonly schema?: StandardSchemaV1
  /** Of an integer. */
  readonly min?: number
  /** Of an integer. */
  readonly max?: number
  /** Of a choice. The text or its number is the answer. */
  readonly choices?: readonly string[]
  /**
   * Asks a choice by a menu message (msgmenu), which takes one of the five messages that the API may send. Where that is
   * refused, and without an appSecret, it is asked as a text.
   * @default false
   */
  readonly buttons?: boolean
  /** Whether a date may be past. @default false */
  readonly past?: boolean
  /** What is said to a wrong answer, in front of the question. */
  readonly retry?: StepText
  /** Whether it is asked. */
  readonly when?: ((answers: AnyAnswers) => boolean) | Conditions
  /** Kinds that are answers, too. The answer is the message's own fields then: `{ MediaId, PicUrl }`. */
  readonly kinds?: readonly AnswerKind[]
}

/** What a message of each kind gives as an answer. */
interface Fields {
  readonly text: string
  readonly voice: string
  readonly image: { readonly MediaId: string; readonly PicUrl: string }
  readonly video: { readonly MediaId: string; readonly ThumbMediaId: string }
  readonly shortvideo: { readonly MediaId: string; readonly ThumbMediaId: string }
  readonly location: {
    readonly Location_X: number
    readonly Location_Y: number
    readonly Scale: number
    readonly Label: string
  }
  readonly link: { readonly Title: string; readonly Description: string; readonly Url: string }
}

type TypedAnswer<S> = S extends { readonly schema: StandardSchemaV1<unknown, infer Output> }
  ? Output
  : S extends { readonly type: 'integer' }
    ? number
    : S extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : S extends { readonly type: AnswerType }
        ? string
        : S extends { readonly kinds: readonly (infer Kind)[] }
          ? Kind extends 'text' | 'voice'
            ? string
            : never
          : string

type FieldsAnswer<S> = S extends { readonly kinds: readonly (infer Kind)[] }
  ? Kind extends Exclude<AnswerKind, 'text' | 'voice'>
    ? Fields[Kind]
    : never
  : never

export type AnswerOf<S> = TypedAnswer<S> | FieldsAnswer<S>

type Conditional = { readonly when: NonNullable<Step['when']> }

/** The answers of a dialog. What stands behind a `when` may be absent. */
export type Answers<Steps extends readonly Step[]> = {
  readonly [S in Exclude<Steps[number], Conditional> as S['name']]: AnswerOf<S>
} & {
  readonly [S in Extract<Steps[number], Conditional> as S['name']]?: AnswerOf<S>
}

/** What starts a dialog: a text, the key of a menu button (`event:CLICK KEY`, or the text), or a pattern. */
export type Start = string | RegExp | { readonly pattern: string; readonly flags?: string }

export interface DialogOptions<Steps extends readonly Step[] = readonly Step[]> {
  /** Of its own among the dialogs of a bot. With another name the open ones are forgotten. */
  readonly name: string
  /** Without it only `begin` starts it. */
  readonly start?: Start | readonly Start[]
  /** Words that leave it. @default ['取消'] */
  readonly cancel?: string | readonly string[]
  /** Said when the user leaves, and after three wrong answers in a row. @default '已取消' */
  readonly cancelled?: string
  /** From the user's last answer; at most seven days. @default 1800000 (30 minutes) */
  readonly ttlMs?: number
  /** To the first message after `ttlMs`, for a day, where no handler answers it. @default nothing */
  readonly expired?: string
  readonly steps: Steps
  /** Of dates. @default 'Asia/Shanghai' */
  readonly timeZone?: string
  /**
   * A message to the user before the answer to a step of type date: `before` is like '30m', '3h' or '1d', and counts from
   * noon for a day without a time. None where that is past. Needs the API.
   */
  readonly remind?: { readonly field: string; readonly before: string; readonly text: string }
  /** The OpenID of the owner, who gets the answers of each dialog that is done. Needs the API. */
  readonly tell?: string
  /**
   * What is said at the end: a text, or a function that does the work and returns a reply. It runs at least once: again
   * when its process dies before it resolves. When it throws, the user gets `errorText`, and the last step stays.
   */
  readonly done?: string | ((ctx: DoneContext, answers: Answers<Steps>) => Done | Promise<Done>)
}

// biome-ignore lint/suspicious/noConfusingVoidType: a `done` that only writes returns nothing
export type Done = ReplyInput | undefined | void

/** The context of the message that answered last. */
export type DoneContext = Context

/** A dialog of a configuration, and its handle for handlers. */
export interface Dialog<Steps extends readonly Step[] = readonly Step[]> extends ConfiguredPlugin {
  /**
   * Starts it from a handler, which returns what this resolves to: the first question, or, where all is known, what
   * `done` says. Leaves a dialog that is open. Steps whose answers are given are not asked.
   *
   * @example
   * ```ts
   * bot.hears(/^(明天)订位$/, (ctx) => booking.begin(ctx, { people: 2 }))
   * ```
   * @throws WechatBotError BAD_CALL where the bot of `ctx` does not have this dialog, and for answers that are none.
   */
  readonly begin: (ctx: DoneContext, answers?: Partial<Answers<Steps>>) => Promise<ReplyInput>
}
