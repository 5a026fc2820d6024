// SPDX-License-Identifier: Apache-2.0
// Batches and retries of the Node client, without a network: node --test, beside an installed @farcall/client.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const { test } = require('node:test');
const grpc = require('@grpc/grpc-js');
const { Client, FarcallError } = require('@farcall/client');

const lib = path.join(path.dirname(require.resolve('@farcall/client')), 'lib');
const { batches } = require(path.join(lib, 'batches.js'));
const { Backoff, DEFAULT_RETRY, fromRpc } = require(path.join(lib, 'retries.js'));

const { status } = grpc;
const LARGER = 'Received message larger than max (17 vs. 16)';

// google.rpc.Status with RetryInfo of 1.5 seconds and ErrorInfo, as a server sends it.
const DETAILS = Buffer.concat([
  any('google.rpc.RetryInfo', Buffer.from('0a0808011080cab5ee01', 'hex')),
  any('google.rpc.ErrorInfo', field(1, Buffer.from('STORE_FULL'))),
]);

function field(number, bytes) {
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function any(type, value) {
  return field(3, Buffer.concat([field(1, Buffer.from(`type.googleapis.com/${type}`)), field(2, value)]));
}

function failure(code, details = '') {
  return Object.assign(new Error(details), { code, details, metadata: new grpc.Metadata() });
}

// A client whose server is `answer(request)`: results, or an error that it throws.
function clientOf(answer, retry = { pauseFirst: 1, pauseMax: 2 }) {
  const client = new Client('127.0.0.1:1', { batchEvents: 10, retry });
  client.scoring.waitForReady = (deadline, done) => done();
  client.scoring.ScoreEvents = (request, metadata, options, done) => {
    try {
      const results = answer(request.events.map((event) => event.cloudtrail_record.json.toString()));
      setImmediate(done, null, { results: results.map((id) => ({ event_id: id })) });
    } catch (error) {
      setImmediate(done, error);
    }
  };
  return client;
}

const names = (number) => Array.from({ length: number }, (_, index) => `${index}`);
const ids = (results) => results.map((result) => result.event_id);

test('a batch ends at the number of events and before the bytes', async () => {
  const sizes = [];
  const records = ['a', 'a', 'x'.repeat(500), 'a', 'a', 'a'];
  for await (const batch of batches(records, 2, 100)) sizes.push(batch.map((one) => one.cloudtrail_record.json.length));
  assert.deepStrictEqual(sizes, [[1, 1], [500], [1, 1], [1]]);
});

test('what is no record is a TypeError', async () => {
  for (const wrong of [null, 1, undefined]) {
    await assert.rejects(clientOf(() => []).score([wrong]), TypeError);
  }
});

test('details of the server are read', () => {
  const error = failure(status.UNAVAILABLE, 'full');
  error.metadata.set('grpc-status-details-bin', DETAILS);
  const { code, reason, retryAfter } = fromRpc(error);
  assert.deepStrictEqual({ code, reason, retryAfter }, { code: status.UNAVAILABLE, reason: 'STORE_FULL', retryAfter: 1500 });
});

test('a pause is never shorter than the server asks for, and doubles', async () => {
  const pauses = [];
  let now = 0;
  const sleep = (ms) => { pauses.push(ms); now += ms; };
  const backoff = new Backoff({ ...DEFAULT_RETRY, pauseFirst: 1 }, async () => {}, { sleep, now: () => now, chance: () => 1 });
  await backoff.wait(new FarcallError(status.UNAVAILABLE, ''));
  await backoff.wait(new FarcallError(status.UNAVAILABLE, ''));
  await backoff.wait(new FarcallError(status.RESOURCE_EXHAUSTED, '', { retryAfter: 7000 }));
  assert.deepStrictEqual(pauses, [1, 2, 8400]);
  await assert.rejects(backoff.wait(new FarcallError(status.INVALID_ARGUMENT, '')), FarcallError);
});

test('results come in order when batches fail and are sent again', async () => {
  let calls = 0;
  const client = clientOf((texts) => {
    calls += 1;
    if (calls % 2) throw failure(status.UNAVAILABLE);
    return texts;
  });
  assert.deepStrictEqual(ids(await client.score(names(25))), names(25));
});

test('a batch that may be too large is halved, an event alone is a result', async () => {
  const client = clientOf((texts) => {
    if (texts.length > 3 || texts.includes('4')) throw failure(status.RESOURCE_EXHAUSTED, LARGER);
    return texts;
  });
  const results = await client.score(names(10));
  assert.strictEqual(results[4].error.reason, 'EVENT_ERROR_REASON_TOO_LARGE');
  results.splice(4, 1);
  assert.deepStrictEqual(ids(results), names(10).filter((name) => name !== '4'));
});

test('a server that stays away is given up', async () => {
  const client = clientOf(() => { throw failure(status.UNAVAILABLE, 'gone'); }, { pauseFirst: 1, giveUp: 5 });
  await assert.rejects(client.score(names(1)), { name: 'FarcallError', code: status.UNAVAILABLE });
});
