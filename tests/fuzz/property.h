// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace farcall {

// Ends the process, as a sanitizer would: an input broke `rule`.
[[noreturn]] inline void Broken(std::string_view rule) {
  std::fprintf(stderr, "BROKEN: %.*s\n", static_cast<int>(rule.size()),
               rule.data());
  std::abort();
}

inline std::string_view TextOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace farcall

// What each target defines: takes one input. Called by libFuzzer, or by
// run_corpus.cc.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
