// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scoring/detectors/factor.h"
#include "scoring/records/words.h"
#include "text/text_buffer.h"

namespace farcall {

// Sentences for people. They name no detector: the words for what a detector
// asks are in its row of detector.cc.

// Adds the sentences of one event to a text. Remembers the name of the
// principal from one to the next: the factors must outlive it.
class Explainer {
 public:
  explicit Explainer(TextBuffer& text) : text_(text) {}

  // A factor in one sentence of counts that a person can check: who did what,
  // in how many calls of how many days, what is usual, and what the rest of the
  // organisation does. Never empty.
  // "alice never called from BR before: 0 of 4,812 calls in 90 days, since
  // 2026-08-26; usual: DE 91 %, FR 9 %; in the organisation: 0 of 61,204 other
  // calls".
  void AddFactor(const Factor& factor);

  // An event in one sentence: what is unusual about it, heaviest first, and
  // what was unusual there in the hours before. `factors` are its own, heaviest
  // first. Nothing where none of them has a weight (HasHeadline).
  // "Unusual for alice: called from BR (0 of 4,812 calls; usual: DE 91 %, FR 9
  // %), used Boto3 (0 of 4,812 calls)".
  void AddHeadline(std::span<const Factor> factors);

 private:
  void AddSubject(const Factor& factor);
  void AddWhose(const Factor& factor);
  void AddDeed(const Factor& factor);
  void AddCounts(const Factor& factor);
  void AddSince(const Factor& factor);
  void AddUsual(std::string_view before, const Factor& factor,
                std::span<const ValueShare> usual);
  void AddNew(const Factor& factor);
  void AddHistory(const Factor& factor);
  void AddStanding(const Factor& factor);
  void AddOthers(const Factor& factor);
  void AddUnusual(const Factor& factor);

  // What most factors of an event say alike, and of what they say it.
  struct Since {
    int64_t first_seconds = 0;
    int64_t at_seconds = 0;
    size_t size = 0;  // 0 = nothing was said yet
    std::array<char, 64> text;
  };

  TextBuffer& text_;
  std::string_view principal_{};  // whose name it is
  ShownName name_{};
  Since since_{};
};

// Whether there is anything to say.
bool HasHeadline(std::span<const Factor> factors);

// The same as texts.
std::string Explain(const Factor& factor);
std::string Headline(std::span<const Factor> factors);

}  // namespace farcall
