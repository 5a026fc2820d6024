// SPDX-License-Identifier: Apache-2.0
// Records as inputs, inputs as batches.
'use strict';

const FRAME_BYTES = 16; // around a record, at most

// An event in Farcall's own fields, in place of a record.
class Event {
  constructor(fields) {
    this.fields = fields;
  }
}

// TypeError for what is no record.
function toInput(record) {
  if (record instanceof Event) {
    return { input: { event: record.fields }, bytes: Buffer.byteLength(JSON.stringify(record.fields)) };
  }
  let json;
  if (record instanceof Uint8Array) json = Buffer.from(record);
  else if (typeof record === 'string') json = Buffer.from(record);
  else if (record !== null && typeof record === 'object') json = Buffer.from(JSON.stringify(record));
  else throw new TypeError(`a record cannot be a ${record === null ? 'null' : typeof record}`);
  return { input: { cloudtrail_record: { json } }, bytes: json.length + FRAME_BYTES };
}

// In order, each of at most so many events and bytes. An input of more bytes is alone.
async function* batches(records, eventsMax, bytesMax) {
  let batch = [];
  let size = 0;
  for await (const record of records) {
    const { input, bytes } = toInput(record);
    if (batch.length > 0 && (batch.length >= eventsMax || size + bytes > bytesMax)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(input);
    size += bytes;
  }
  if (batch.length > 0) yield batch;
}

function halves(batch) {
  const middle = Math.floor(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}

module.exports = { Event, batches, halves };
