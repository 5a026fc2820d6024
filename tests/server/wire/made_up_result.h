// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "inputs/input_result.h"

namespace farcall::reference {

// A result of an input, made of any bytes: each field is there or not, texts
// are long and short. The same bytes make the same result.
class MadeUpResult {
 public:
  explicit MadeUpResult(std::string_view bytes);
  MadeUpResult(const MadeUpResult&) = delete;
  MadeUpResult& operator=(const MadeUpResult&) = delete;

  const InputResult& result() const { return result_; }
  RiskLevel factors_from() const { return factors_from_; }

 private:
  uint8_t Byte();
  bool Flag() { return Byte() % 2 == 1; }
  // Now and then of a size around 2^7 or 2^14, where its encoding grows.
  std::string Text();
  int64_t Number();
  double Real();
  Factor MakeFactor();
  void MakeScored();

  std::string_view bytes_;
  Event event_{};
  ScoredEvent scored_{};
  FieldError error_{};
  InputResult result_{};
  RiskLevel factors_from_ = RiskLevel::kNone;
};

}  // namespace farcall::reference
