// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace farcall {

// The base of a program's configuration: a struct with a field, and its
// default, for each setting. A table of settings is of one such struct, and
// reads and writes no other.
struct SettableConfig {};

}  // namespace farcall
