// SPDX-License-Identifier: Apache-2.0
// Scores CloudTrail records, a line of JSON each, from standard input: node score.js [HOST:PORT] < records.ndjson
// Prints a line for each record, in order. FARCALL_TOKEN_FILE and FARCALL_TLS_CA_FILE name files with a token and with the
// authority of the server's certificate.
'use strict';

const readline = require('node:readline');
const { Client } = require('@farcall/client');

async function* records(input) {
  for await (const line of readline.createInterface({ input })) {
    if (line.trim()) yield line;
  }
}

function describe(result) {
  const name = result.event_id || '-';
  if (result.outcome === 'error') return `${name} error ${result.error.field}: ${result.error.message}`;
  if (result.outcome === 'skipped') return `${name} skipped ${result.skipped}`;
  const risk = result.score.risk_level.replace('RISK_LEVEL_', '');
  return (
    `${name} ${result.score.score.toFixed(2)} ${risk} ${result.principal} ${result.command} ${result.origin}` +
    ` duplicate=${result.duplicate} alert=${result.score.alert}`
  );
}

async function main() {
  const { FARCALL_TLS_CA_FILE: caFile, FARCALL_TOKEN_FILE: tokenFile } = process.env;
  const client = new Client(process.argv[2] || '127.0.0.1:50051', { tls: caFile ? { caFile } : false, tokenFile });
  try {
    for await (const result of client.scoreEach(records(process.stdin))) console.log(describe(result));
  } finally {
    client.close();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
