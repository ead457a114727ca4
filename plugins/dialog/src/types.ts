/** The options of a dialog. The types of its answers come from the types of its steps. */

import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ConfiguredPlugin, Context, ReplyInput } from '@wechatbot/core'

/** Kinds of answer besides a text. Of a voice message (语音) the answer is what WeChat understood. */
export type AnswerKind = 'text' | 'voice' | 'image' | 'video' | 'shortvideo' | 'location' | 'link'

export type AnswerType = 'text' | 'integer' | 'phone' | 'choice' | 'date'

/** Answers by the name of their step, where their types are not known. */
// biome-ignore lint/suspicious/noExplicitAny: a configuration in JSON has no types
export type AnyAnswers = Readonly<Record<string, any>>

/** A text with `{name}` in it for the answer to the step `name`, or a function of the answers so far. */
export type StepText<Earlier = AnyAnswers> =
  | string
  | ((answers: Earlier) => string | Promise<string>)

/** The value for a comparison with an answer: one value, a list of values, or bounds. Dates are compared as texts. */
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

/** All conditions must hold. A condition on an answer that was not asked for does not hold. */
export type Conditions = Readonly<Record<string, Comparison>>

/** One question. */
export interface Step extends StepData, StepFunctions<AnyAnswers> {}

/** What may depend on the answers so far. */
export interface StepFunctions<Earlier> {
  readonly ask: StepText<Earlier>
  /** The text for a wrong answer. The question follows it. */
  readonly retry?: StepText<Earlier>
  /** Whether the step is asked. */
  readonly when?: ((answers: Earlier) => boolean) | Conditions
}

/** What depends on no answer. */
export interface StepData {
  /**
   * The name of the answer in `answers` and in texts. It has letters, digits, `_` and `-`, and does not begin with
   * a digit.
   */
  readonly name: string
  /**
   * `phone` is a mobile number of the mainland, `date` becomes `YYYY-MM-DD` or `YYYY-MM-DD HH:mm`.
   * @default 'text'. Without a default where `kinds` leaves the text out
   */
  readonly type?: AnswerType
  /** Any Standard Schema in place of `type`. It gets the text. Its output is the answer, and must be JSON. */
  readonly schema?: StandardSchemaV1
  /** For an integer. */
  readonly min?: number
  /** For an integer. */
  readonly max?: number
  /** For a choice. The user answers with the text or with its number. */
  readonly choices?: readonly string[]
  /**
   * Asks a choice by a menu message (msgmenu). It uses one of the five messages that the API may send. The choice
   * is asked as a text where WeChat refuses the menu, and without an appSecret.
   * @default false
   */
  readonly buttons?: boolean
  /** Whether a date may be in the past. @default false */
  readonly past?: boolean
  /** Further kinds that are answers. The answer is then the fields of the message: `{ MediaId, PicUrl }`. */
  readonly kinds?: readonly AnswerKind[]
}

/** The fields that a message of each kind gives as an answer. */
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

type Conditional = { readonly when: object }

/** The answers of a dialog. The answer of a step with `when` may be absent. */
export type Answers<Steps extends readonly StepData[]> = {
  readonly [S in Exclude<Steps[number], Conditional> as S['name']]: AnswerOf<S>
} & {
  readonly [S in Extract<Steps[number], Conditional> as S['name']]?: AnswerOf<S>
}

/** The steps in `Steps` that were written: the others have no name of their own. */
export type Written<Steps extends readonly StepData[]> = Steps extends readonly [
  infer First extends StepData,
  ...infer Rest extends readonly StepData[],
]
  ? string extends First['name']
    ? []
    : [First, ...Written<Rest>]
  : []

/** A step whose functions get the answers to the steps before it. */
export type StepAfter<Earlier extends readonly StepData[], S> = S &
  StepFunctions<Answers<Written<Earlier>>>

/** What starts a dialog: a text, the key of a menu button (`event:CLICK KEY`, or the text), or a pattern. */
export type Start = string | RegExp | { readonly pattern: string; readonly flags?: string }

export interface DialogOptions<Steps extends readonly StepData[] = readonly Step[]> {
  /** A name that no other dialog of the bot has. When it changes, open dialogs are forgotten. */
  readonly name: string
  /** Without it the dialog starts only by `begin`. */
  readonly start?: Start | readonly Start[]
  /** Words that cancel the dialog. @default ['取消'] */
  readonly cancel?: string | readonly string[]
  /** The text when the user cancels, and after three wrong answers in a row. @default '已取消' */
  readonly cancelled?: string
  /**
   * Milliseconds from the user's last answer to the end of the dialog; at most seven days. @default 1800000 (30
   * minutes)
   */
  readonly ttlMs?: number
  /** The text for the first message after `ttlMs`, during one day, if no handler answers it. @default no text */
  readonly expired?: string
  readonly steps: Steps
  /**
   * A message to the user before the date of a date step. `before` is like '30m', '3h' or '1d'. For a day without a
   * time it is counted from noon. No message is sent when its time is past. Needs the API.
   */
  readonly remind?: { readonly field: string; readonly before: string; readonly text: string }
  /** The OpenID of the owner. The owner gets the answers of each finished dialog. Needs the API. */
  readonly tell?: string
  /**
   * The end of the dialog: a text, or a function that does the work and returns a reply. The function runs at least
   * once; it runs again when its process dies before it resolves. When it throws, the user gets `errorText`, and
   * the last step stays open.
   */
  readonly done?: string | ((ctx: DoneContext, answers: Answers<Steps>) => Done | Promise<Done>)
}

// biome-ignore lint/suspicious/noConfusingVoidType: a `done` that only writes returns nothing
export type Done = ReplyInput | undefined | void

/** The context of the message with the last answer. */
export type DoneContext = Context

/** A dialog as an entry of `plugins`, and as a handle for handlers. */
export interface Dialog<Steps extends readonly StepData[] = readonly Step[]>
  extends ConfiguredPlugin {
  /**
   * Starts the dialog from a handler. An open dialog is left, and steps whose answers are given are not asked. The
   * handler returns the result: the first question, or, when all answers are given, the reply of `done`.
   *
   * @example
   * ```ts
   * bot.hears(/^(明天)订位$/, (ctx) => booking.begin(ctx, { people: 2 }))
   * ```
   * @throws WechatBotError BAD_CALL when the bot of `ctx` does not have this dialog, and for invalid answers.
   */
  readonly begin: (ctx: DoneContext, answers?: Partial<Answers<Steps>>) => Promise<ReplyInput>
}
