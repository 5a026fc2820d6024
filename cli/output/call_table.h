// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <vector>

#include "farcall/v1/score.pb.h"
#include "formats/text.h"

namespace farcall {

// The highest scored of many results, each event once.
class TopCalls {
 public:
  explicit TopCalls(size_t size) : size_(size) {}

  void Offer(const v1::EventResult& result);

  // Highest score first, of equal scores most bits first; of equals in both,
  // those that were offered first.
  const std::vector<v1::EventResult>& calls() const { return calls_; }

 private:
  size_t size_;
  std::vector<v1::EventResult> calls_;
};

// One row for each call, with its heaviest reason: in a column of its own if
// `width` has room for it (or is 0, which cuts nothing), else below the row.
void WriteCallTable(const std::vector<v1::EventResult>& calls, size_t width,
                    Charset charset, std::ostream& out);

// The heaviest factor's sentence, or why there is none.
std::string Reason(const v1::EventResult& result);

}  // namespace farcall
