// SPDX-License-Identifier: Apache-2.0
// Prints changes of findings as JSON: node watch.js [HOST:PORT] [CURSOR_FILE]
// With a file it goes on, when started again, behind the last change that it printed.
'use strict';

const fs = require('node:fs');
const { Client } = require('@farcall/client');

async function main() {
  const [address = '127.0.0.1:50051', cursorFile] = process.argv.slice(2);
  const client = new Client(address, { tokenFile: process.env.FARCALL_TOKEN_FILE });
  const cursor = cursorFile && fs.existsSync(cursorFile) ? fs.readFileSync(cursorFile, 'utf8') : 'start';
  for await (const change of client.watchFindings({ cursor })) {
    console.log(JSON.stringify({ changes: change.changes, finding: change.finding }));
    if (cursorFile) fs.writeFileSync(cursorFile, change.cursor);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
