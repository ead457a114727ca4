/**
 * @wechatbot/core: the parts of a bot. It takes values only. Files, names and environment variables
 *   are the business of the command `wechatbot`. Exports for the tools of this repository only are
 *   in `@wechatbot/core/internal`.
 */

// A bot, its configuration, and the server before it.

export type { AccountInfo, Mode } from './account.ts'
export type { ApiOptions } from './api/api.ts'
export { type App, type AppOptions, createApp } from './app.ts'
export { type Bot, type BotInfo, type BotOptions, createBot } from './bot.ts'
export type { ChainInfo, HandlerInfo, MiddlewareInfo } from './chain/describe.ts'
export { type BotConfig, type Config, defineConfig, type ServerConfig } from './config/types.ts'
export type { Guard } from './http/guard.ts'
export { createServer } from './http/server.ts'
export type { VerificationFile } from './http/verification.ts'
export type { MailboxOptions } from './late/mailbox.ts'
export type { LateName } from './late/strategies.ts'
export type { OverlapName } from './turn/overlap.ts'

// Handlers and their context.

export type { Context } from './chain/context.ts'
export type {
  Answer,
  Handler,
  Middleware,
  On,
  Phase,
  Registrar,
  TriggerHandler,
} from './chain/types.ts'

// Sessions: the state of each user.

export type {
  OpenSession,
  Session,
  SessionInfo,
  SessionOptions,
  SessionUser,
} from './session/types.ts'

// Jobs: work that is done later or at set times.

export type {
  EveryContext,
  EveryOptions,
  JobContext,
  JobInfo,
  JobNotify,
  JobOptions,
  JobSend,
  Notice,
  Notified,
  Notify,
  OpenEvery,
  OpenJob,
  Outreach,
  Reachable,
  ScheduledJob,
  Scheduling,
} from './jobs/types.ts'

// Plugins.

export { definePlugin } from './plugin/define.ts'
export type {
  AnyPlugin,
  CallablePlugin,
  ConfiguredPlugin,
  Dispose,
  Plugin,
  PluginEntry,
  Scope,
  SetupResult,
} from './plugin/types.ts'

// Messages: the content of pushes.

export { fold, foldPart } from './message/fold.ts'
export { KINDS } from './message/kinds/index.ts'
export type {
  Envelope,
  EventMessage,
  FieldFilter,
  Filter,
  Filtered,
  FilterName,
  Kind,
  KindFilter,
  Message,
  MessageOf,
  OtherEvent,
  OtherMessage,
  RawFields,
  RawValue,
} from './message/types.ts'

// Replies, which handlers return.

export { image, music, news, none, raw, text, transfer, video, voice } from './reply/builders.ts'
export { MAX_TEXT_BYTES } from './reply/limits.ts'
export { toReply, toWrittenReply } from './reply/shape.ts'
export { stream } from './reply/stream.ts'
export type {
  Article,
  FileReply,
  ImageReply,
  MusicReply,
  NewsReply,
  NoneReply,
  RawReply,
  Reply,
  ReplyInput,
  StreamReply,
  TextReply,
  TextSource,
  TransferAiReply,
  TransferReply,
  VideoReply,
  VoiceReply,
} from './reply/types.ts'

// WeChat's server API.

export type { SendOptions, ServiceMessage } from './api/customer-service.ts'
export type {
  QrCode,
  SubscriptionMessage,
  TemplateData,
  TemplateMessage,
  UserInfo,
} from './api/endpoints.ts'
export { ApiError } from './api/error.ts'
export type { Media, MediaType } from './api/media.ts'
export {
  type Menu,
  type MenuButton,
  menuReplies,
  toWechatMenu,
  type WrittenMenu,
  type WrittenReply,
} from './api/menu.ts'
export type { MenuApi } from './api/menu-api.ts'
export { hasApi } from './api/none.ts'
export { fetchPicUrl, type PictureOptions } from './api/picture.ts'
export type { Api } from './api/types.ts'

// Errors.

export { type ErrorCode, type Problem, problemAt, WechatBotError } from './errors.ts'
export type { RefusalCode } from './refusals.ts'

// The Store and its contract.

export { createJobs, type JobsParts } from './store/create-jobs.ts'
export { failOpen, type SharedStore } from './store/fail-open.ts'
export type { SharedTurns } from './store/fail-open-turns.ts'
export type { Failure, JobTable, Taken, TakenJob } from './store/job-table.ts'
export {
  JOB_RETRIES_MS,
  JOBS_AT_ONCE,
  type Job,
  type JobList,
  type JobQuery,
  type JobState,
  type Jobs,
  jobErrorOf,
  jobPauseOf,
  type ListedJob,
  type OnDead,
  type RunJob,
} from './store/jobs.ts'
export { createMemoryStore, type MemoryStoreOptions } from './store/memory.ts'
export { pollForEnd } from './store/poll.ts'
export {
  type BasicStore,
  type BasicValues,
  type Claim,
  type ClaimOptions,
  type Ended,
  type Entry,
  type LateReplies,
  type LateReply,
  MAX_VANISHED,
  type Members,
  type Page,
  type Progress,
  type Sets,
  type Store,
  type Turns,
  type Values,
} from './store/types.ts'

// Values of the configuration that plugins share.

export { createHours, hoursSchema, nextText, type Opening, type OpeningHours } from './hours.ts'
export { placeholders, strayTimes, times, wordSchema } from './option-values.ts'

// The clock, logs and records.

export { type Clock, type Moment, systemClock, type Timer } from './clock.ts'
export { createLogger, type Logger, type LogLevel, type LogOptions } from './records/log.ts'
export type { Metric } from './records/metric.ts'
export type { ClaimedState, Observe, ObservedRecord, Subject, Way } from './records/observe.ts'

// The five stages, which can be mounted one by one.

export type { BotFetch, FetchOptions } from './pipeline/fetch.ts'
export type { Flow } from './pipeline/flow.ts'
export { type PipelineOptions, pipeline, STAGES } from './pipeline/index.ts'
export type { Attempt } from './turn/attempt.ts'
export type { Handshake, Incoming, Push } from './turn/push.ts'
export type { Turn } from './turn/turn.ts'

// WeChat's protocol, for tools and tests.

export { decodeKey, decrypt, encrypt } from './crypto/aes.ts'
export { openEnvelope, seal } from './crypto/envelope.ts'
export { sign } from './crypto/signature.ts'
export { parseXml } from './xml/codec.ts'
export type { XmlFields } from './xml/fields.ts'
export { buildXml, type XmlInput, type XmlWriter } from './xml/write.ts'
