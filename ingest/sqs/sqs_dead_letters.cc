// SPDX-License-Identifier: Apache-2.0
#include "ingest/sqs/sqs_dead_letters.h"

#include <array>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

namespace farcall {
namespace {

constexpr auto kEscapes =
    std::to_array<std::pair<std::string_view, std::string_view>>({
        {"\xEF\xBF\xBE", "\\ufffe"},
        {"\xEF\xBF\xBF", "\\uffff"},
    });

// An escape has twice as many bytes as its character.
constexpr size_t kTextBytesMax = SqsDeadLetters::kMessageBytesMax / 2;

}  // namespace

SqsDeadLetters::SqsDeadLetters(SqsClient& queue, TimeSource now)
    : queue_(queue), now_(std::move(now)) {}

absl::Status SqsDeadLetters::Write(std::span<const DeadLetter> letters) {
  const auto time = absl::ToChronoTime(now_());
  for (const DeadLetter& letter : letters) {
    std::string line = DeadLetterJson(letter, time, kMessageBytesMax);
    std::string allowed = AllowedBySqs(line);
    if (allowed.size() > kMessageBytesMax) {
      allowed = AllowedBySqs(DeadLetterJson(letter, time, kTextBytesMax));
    }
    absl::Status status = queue_.Send(allowed);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::string AllowedBySqs(std::string json) {
  for (const auto& [character, escape] : kEscapes) {
    size_t at = json.find(character);
    while (at != std::string::npos) {
      json.replace(at, character.size(), escape);
      at = json.find(character, at + escape.size());
    }
  }
  return json;
}

}  // namespace farcall
