// SPDX-License-Identifier: Apache-2.0
// Copies the API into the package: npm runs it before it packs.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const target = path.join(__dirname, 'protos');
fs.rmSync(target, { recursive: true, force: true });
for (const source of ['../../proto/farcall', '../proto/farcall']) {
  fs.cpSync(path.join(__dirname, source), path.join(target, 'farcall'), { recursive: true });
}
