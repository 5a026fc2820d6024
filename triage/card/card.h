// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scoring/findings/finding.h"

namespace farcall {

// What a section says of the finding. On the wire by number: never renumber.
enum class CardAnswer : uint8_t {
  kNone = 0,        // it cannot be said: `missing` tells why
  kSuspicious = 1,  // speaks for something bad
  kNormal = 2,      // speaks against it
  kFact = 3,        // speaks for neither
  kTask = 4,        // to be done or asked by a person; nothing is computed
};

// One question of an investigation, and its answer.
struct CardSection {
  std::string key{};  // stable, e.g. `hour`
  std::string question{};
  CardAnswer judgement = CardAnswer::kNone;
  std::vector<std::string> sentences{};    // with the counts in them
  std::map<std::string, double> counts{};  // the same by name, for programs
  std::vector<std::vector<std::string>> rows{};  // of a table, its head first
  std::string missing{};  // what would be needed to say more; empty = nothing
};

// A way to explain a finding.
struct CardExplanation {
  CloseReason reason = CloseReason::kNone;
  std::vector<std::string> supported_by{};  // keys of sections
  std::vector<std::string> contradicted_by{};
};

// What a call of the finding would score with one thing changed.
struct CardWhatIf {
  std::string changed{};  // triage/what_if/call_variants.h; empty = nothing
  std::string to{};
  double score = 0;  // 0..100
};

// What a verdict would do.
struct CardPreview {
  FindingState verdict = FindingState::kBenign;  // or kMalicious
  double score = 0;                              // of the same call once more
  // Undecided findings of the principal, this one left out, whose oddest call
  // would stay below the threshold of alerts.
  uint64_t findings_gone = 0;
  // Observations of the place that peers lose with it.
  uint64_t peer_observations = 0;
};

// A command to run.
struct RunbookStep {
  enum class Phase : uint8_t {
    kScope = 1,
    kContain = 2,
    kEradicate = 3,
    kRecover = 4,
    kLearn = 5,
  };
  Phase phase = Phase::kScope;
  std::string purpose{};
  // For a shell; `"$NAME"` where a value could not be filled in safely. Empty =
  // a task without a command.
  std::string command{};
  bool changes = false;   // it changes something
  std::string undo{};     // a command; empty = none is needed, or none can
  std::string warning{};  // what to know before; empty = nothing
};

struct Card {
  std::vector<CardSection> sections{};          // in the order of the guide
  std::vector<CardExplanation> explanations{};  // most supported first
  std::vector<RunbookStep> runbook{};           // in the order to run them
  // The same call once more, then with one thing changed; empty = it cannot be
  // scored again.
  std::vector<CardWhatIf> what_ifs{};
  std::vector<CardPreview> previews{};
};

}  // namespace farcall
