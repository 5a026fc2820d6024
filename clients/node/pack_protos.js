// SPDX-License-Identifier: Apache-2.0
// Copies the API into the package: npm runs it before it packs.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const target = path.join(__dirname, 'protos');
fs.rmSync(target, { recursive: true, force: true });
for (const [source, folder] of [['../../proto/farcall/v1', 'farcall/v1'], ['../proto/farcall', 'farcall']]) {
  fs.cpSync(path.join(__dirname, source), path.join(target, folder), { recursive: true });
}
