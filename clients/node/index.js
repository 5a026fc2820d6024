// SPDX-License-Identifier: Apache-2.0
'use strict';

const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const { v1 } = require('./lib/api');
const { Event, batches, halves } = require('./lib/batches');
const { Backoff, DEFAULT_RETRY, FarcallError, fromRpc } = require('./lib/retries');

const ANSWER_BYTES_MAX = 256 << 20;
const SILENCE_MS = 60000; // the server gives a sign of life every 15 seconds

function credentialsOf(tls) {
  if (!tls) return grpc.credentials.createInsecure();
  const [ca, key, cert] = ['caFile', 'keyFile', 'certFile'].map((name) => (tls[name] ? fs.readFileSync(tls[name]) : null));
  return grpc.credentials.createSsl(ca, key, cert);
}

// Scores records and watches findings: index.d.ts says how.
class Client {
  constructor(address = '127.0.0.1:50051', options = {}) {
    const { token, tokenFile, tls = false, tenant = '', batchEvents = 1000, batchBytes = 3 << 20, retry = {} } = options;
    if (token && tokenFile) throw new TypeError('give one of token and tokenFile');
    if (!(batchEvents >= 1) || !(batchBytes >= 1)) throw new RangeError('a batch has at least one event and one byte');
    this.tenant = tenant;
    this.token = token;
    this.tokenFile = tokenFile;
    this.batchEvents = batchEvents;
    this.batchBytes = batchBytes;
    this.retry = { ...DEFAULT_RETRY, ...retry };
    const channel = {
      'grpc.max_receive_message_length': ANSWER_BYTES_MAX,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2000,
    };
    if (tls && tls.serverName) channel['grpc.ssl_target_name_override'] = tls.serverName;
    const credentials = credentialsOf(tls);
    this.scoring = new v1.ScoringService(address, credentials, channel);
    this.findings = new v1.FindingService(address, credentials, channel);
  }

  close() {
    this.scoring.close();
    this.findings.close();
  }

  metadata() {
    const metadata = new grpc.Metadata();
    const token = this.tokenFile ? fs.readFileSync(this.tokenFile, 'utf8').trim() : this.token;
    if (token) metadata.set('authorization', `Bearer ${token}`);
    return metadata;
  }

  async score(records, options = {}) {
    const results = [];
    for await (const result of this.scoreEach(records, options)) results.push(result);
    return results;
  }

  async *scoreEach(records, { mode = 'SCORING_MODE_SCORE_AND_LEARN', factorsFrom = 'RISK_LEVEL_UNSPECIFIED' } = {}) {
    for await (const batch of batches(records, this.batchEvents, this.batchBytes)) {
      yield* await this._scoreBatch(batch, mode, factorsFrom);
    }
  }

  async *watchFindings({ cursor = '', riskFrom = 'RISK_LEVEL_UNSPECIFIED', planned = false } = {}) {
    const backoff = this._backoff(this.findings);
    let resumeToken = cursor;
    while (true) {
      const request = { tenant: this.tenant, resume_token: resumeToken, risk_from: riskFrom, planned };
      const call = this.findings.WatchFindings(request, this.metadata());
      let silence = setTimeout(() => call.cancel(), SILENCE_MS);
      try {
        for await (const answer of call) {
          backoff.answered();
          clearTimeout(silence); // not while the change is handled
          if (answer.finding) yield { cursor: answer.resume_token, finding: answer.finding, changes: answer.changes };
          if (answer.resume_token) resumeToken = answer.resume_token;
          silence = setTimeout(() => call.cancel(), SILENCE_MS);
        }
        throw new FarcallError(grpc.status.UNAVAILABLE, 'the server ended the stream');
      } catch (error) {
        if (!(error instanceof FarcallError) && typeof error.code !== 'number') throw error;
        await backoff.wait(error instanceof FarcallError ? error : fromRpc(error));
      } finally {
        clearTimeout(silence);
        call.on('error', () => {}); // that of the cancellation
        call.cancel();
      }
    }
  }

  _backoff(stub) {
    const awaitConnection = (ms) => new Promise((resolve) => stub.waitForReady(Date.now() + ms, () => resolve()));
    return new Backoff(this.retry, awaitConnection);
  }

  async _scoreBatch(batch, mode, factorsFrom) {
    const results = [];
    const backoff = this._backoff(this.scoring);
    const left = [batch]; // the first one last
    while (left.length > 0) {
      const events = left[left.length - 1];
      try {
        const answer = await this._ask({ tenant: this.tenant, mode, events, factors_from: factorsFrom });
        left.pop();
        backoff.answered();
        results.push(...answer.results);
      } catch (error) {
        if (!(error instanceof FarcallError)) throw error;
        if (error.asksForLess && events.length > 1) {
          left.pop();
          left.push(...halves(events).reverse());
        } else if (error.isOfSize) {
          left.pop();
          results.push(refusedAlone(error));
        } else {
          await backoff.wait(error);
        }
      }
    }
    return results;
  }

  _ask(request) {
    const deadline = Date.now() + this.retry.attempt;
    return new Promise((resolve, reject) => {
      this.scoring.ScoreEvents(request, this.metadata(), { deadline }, (error, answer) => {
        if (error) reject(fromRpc(error));
        else if (answer.results.length !== request.events.length) {
          reject(new FarcallError(grpc.status.INTERNAL, 'an answer that does not fit its batch'));
        } else resolve(answer);
      });
    });
  }
}

// The result of an input that no request can hold.
function refusedAlone(error) {
  const refusal = { field: '', reason: 'EVENT_ERROR_REASON_TOO_LARGE', message: error.message };
  return { event_id: '', outcome: 'error', error: refusal };
}

module.exports = { Client, Event, FarcallError, status: grpc.status, v1 };
