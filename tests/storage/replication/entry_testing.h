// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>

#include "storage/journal.h"

namespace farcall {

// One call of a principal of `acme`, as a group of the journal: that of the
// worked example of docs/storage_format.md.
std::string ExampleGroup();
// The same call as an entry of the log of calls.
LoggedCalls ExampleCalls();

// Of each part one thing at least, with all that it can have.
JournalEntry RichEntry();

// Some parts, with a few things in each of them.
JournalEntry RandomEntry(std::mt19937_64& random);

}  // namespace farcall
