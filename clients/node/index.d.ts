// SPDX-License-Identifier: Apache-2.0

/** A CloudTrail record: an object, its JSON, or an event in Farcall's own fields. */
export type CloudTrailRecord = object | string | Uint8Array | Event;
export type Records = Iterable<CloudTrailRecord> | AsyncIterable<CloudTrailRecord>;
export type RiskLevel =
  | 'RISK_LEVEL_UNSPECIFIED'
  | 'RISK_LEVEL_NONE'
  | 'RISK_LEVEL_LOW'
  | 'RISK_LEVEL_MEDIUM'
  | 'RISK_LEVEL_HIGH'
  | 'RISK_LEVEL_CRITICAL';
export type ScoringMode =
  | 'SCORING_MODE_SCORE_AND_LEARN'
  | 'SCORING_MODE_SCORE_ONLY'
  | 'SCORING_MODE_LEARN_ONLY';

/** An event in Farcall's own fields, by the names of farcall/v1/event.proto. */
export class Event {
  constructor(fields: { event_id: string; event_time: { seconds: number; nanos?: number }; command: string; [field: string]: unknown });
}

/** farcall/v1/score.proto says what the fields mean, and has more of them. */
export interface Score {
  score: number;
  risk_level: RiskLevel;
  alert: boolean;
  finding_id: string;
  finding_opened: boolean;
  factors: Array<{ explanation: string; [field: string]: unknown }>;
  [field: string]: unknown;
}

export interface EventResult {
  event_id: string;
  principal?: string;
  command?: string;
  origin?: string;
  duplicate?: boolean;
  headline?: string;
  /** Which of the three is set. */
  outcome: 'score' | 'skipped' | 'error';
  score?: Score;
  skipped?: string;
  error?: { field: string; reason: string; message: string };
  [field: string]: unknown;
}

export interface Change {
  /** Watch from here to see what comes after it. Keep it once the change is handled. */
  cursor: string;
  /** farcall/v1/finding.proto says what the fields mean. Of one that is gone its id alone. */
  finding: { id: string; [field: string]: unknown };
  /** E.g. `FINDING_CHANGE_OPENED`. */
  changes: string[];
}

export interface Tls {
  /** Files in PEM. No caFile = the authorities that come with Node. */
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  /** What the server's certificate names, if not the address. */
  serverName?: string;
}

export interface Options {
  /** Shown to the server, without encryption too where `tls` is not set: behind a mesh that encrypts. */
  token?: string;
  /** Read again for each call. */
  tokenFile?: string;
  tls?: boolean | Tls;
  tenant?: string;
  /** At most in one batch, default 1,000. */
  batchEvents?: number;
  /** At most in one batch, default 3 MiB. */
  batchBytes?: number;
  /** Milliseconds. */
  retry?: { giveUp?: number; pauseFirst?: number; pauseMax?: number; attempt?: number };
}

export interface ScoreOptions {
  mode?: ScoringMode;
  factorsFrom?: RiskLevel;
}

/** A call failed for good: what was not answered may be sent again, the server counts an event once. */
export class FarcallError extends Error {
  /** A gRPC status. */
  code: number;
  reason: string;
  retryAfter: number | null;
}

export class Client {
  constructor(address?: string, options?: Options);
  /** A result for each record, in order, once all are durable. A record that cannot be scored has an `error` in its result. */
  score(records: Records, options?: ScoreOptions): Promise<EventResult[]>;
  /** The same, batch by batch, while records still come. */
  scoreEach(records: Records, options?: ScoreOptions): AsyncGenerator<EventResult, void, void>;
  /** Changes of findings after `cursor`, each at least once, without an end. Empty = from now on, `start` = all that are kept. */
  watchFindings(options?: { cursor?: string; riskFrom?: RiskLevel; planned?: boolean }): AsyncGenerator<Change, never, void>;
  close(): void;
}

export const status: { [name: string]: number };
/** Constructors of grpc-js for all services of the API. */
export const v1: { [service: string]: any };
