// SPDX-License-Identifier: Apache-2.0
// The API as proto-loader reads it: fields by the names of the .proto files, enums as texts, numbers as numbers.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const protos = path.join(__dirname, '..', 'protos');
const files = fs
  .readdirSync(path.join(protos, 'farcall', 'v1'))
  .filter((name) => name.endsWith('.proto'))
  .map((name) => `farcall/v1/${name}`);
const definition = protoLoader.loadSync([...files, 'farcall/status_details.proto'], {
  includeDirs: [protos],
  keepCase: true,
  enums: String,
  longs: Number,
  defaults: true,
  oneofs: true,
});
const loaded = grpc.loadPackageDefinition(definition).farcall;

// Reads a message of lib/retries.js.
function readDetail(name, bytes) {
  return definition[`farcall.client.${name}`].deserialize(bytes);
}

module.exports = { v1: loaded.v1, readDetail };
