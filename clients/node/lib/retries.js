// SPDX-License-Identifier: Apache-2.0
// What a failed call says, and when it is tried again.
'use strict';

const { status } = require('@grpc/grpc-js');
const { readDetail } = require('./api');

// The server, or the network, may do better next time. CANCELLED: a server that was stopped in mid-call.
const RETRIED = new Set([
  status.UNAVAILABLE,
  status.ABORTED,
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
]);
const LARGER_THAN_MAX = 'larger than max';

// Milliseconds. `giveUp`: without an answer; 0 = no call is tried again. `attempt`: for the answer to one batch.
const DEFAULT_RETRY = { giveUp: 120000, pauseFirst: 100, pauseMax: 10000, attempt: 30000 };

// A call failed for good: what was not answered may be sent again, the server counts an event once.
class FarcallError extends Error {
  constructor(code, message, { reason = '', retryAfter = null, cause } = {}) {
    super(`${status[code]}: ${message}`, { cause });
    this.name = 'FarcallError';
    this.code = code;
    this.reason = reason; // of google.rpc.ErrorInfo
    this.retryAfter = retryAfter; // milliseconds of google.rpc.RetryInfo
  }

  // The batch may be too large. An overloaded server says when to come again, this status does not.
  get asksForLess() {
    return this.code === status.RESOURCE_EXHAUSTED && this.retryAfter === null;
  }

  // The request or its answer was larger than a limit of gRPC.
  get isOfSize() {
    return this.asksForLess && this.message.includes(LARGER_THAN_MAX);
  }

  get mayRetry() {
    return this.retryAfter !== null || RETRIED.has(this.code);
  }
}

function details(error) {
  const [bytes] = error.metadata ? error.metadata.get('grpc-status-details-bin') : [];
  if (!bytes) return [];
  try {
    return readDetail('Status', bytes).details;
  } catch {
    return []; // not a status of ours
  }
}

// An error of grpc-js with the details that the server sent along.
function fromRpc(error) {
  const found = { cause: error };
  for (const { type_url: type, value } of details(error)) {
    if (type.endsWith('/google.rpc.RetryInfo')) {
      const { seconds, nanos } = readDetail('RetryInfo', value).retry_delay;
      found.retryAfter = seconds * 1000 + nanos / 1e6;
    } else if (type.endsWith('/google.rpc.ErrorInfo')) {
      found.reason = readDetail('ErrorInfo', value).reason;
    }
  }
  return new FarcallError(error.code, error.details || error.message, found);
}

// The pauses between attempts, until one is answered. `awaitConnection(ms)` ends once there is a connection, at the latest
// after so long: an attempt before that would be told the channel's last failure.
class Backoff {
  constructor(policy, awaitConnection, { sleep, now = Date.now, chance = Math.random } = {}) {
    this.policy = policy;
    this.awaitConnection = awaitConnection;
    this.sleep = sleep || ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.now = now;
    this.chance = chance;
    this.answered();
  }

  answered() {
    this.attempts = 0;
    this.giveUpAt = null;
  }

  // Waits until the next attempt; throws `error` if there is none.
  async wait(error) {
    const now = this.now();
    this.giveUpAt ??= now + this.policy.giveUp;
    const pause = this.pause(error);
    if (!error.mayRetry || now + pause > this.giveUpAt) throw error;
    this.attempts += 1;
    await this.sleep(pause);
    await this.awaitConnection(Math.max(0, this.giveUpAt - this.now()));
  }

  // Milliseconds until the next attempt: at least what the server asks for.
  pause(error) {
    const doubled = this.policy.pauseFirst * 2 ** Math.min(this.attempts, 20);
    const own = Math.min(doubled, this.policy.pauseMax) * (0.5 + 0.5 * this.chance());
    return Math.max(own, (error.retryAfter ?? 0) * (1 + 0.2 * this.chance()));
  }
}

module.exports = { Backoff, DEFAULT_RETRY, FarcallError, fromRpc };
