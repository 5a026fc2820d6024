// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/what_if_text.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "formats/names.h"
#include "formats/text.h"
#include "text/count.h"

namespace farcall {
namespace {

std::string Score(double score) { return absl::StrFormat("%.2f", score); }

// `From DE`
std::string Change(const v1::Counterfactual& what_if) {
  const std::string& changed = what_if.changed();
  if (changed.empty()) return "The same call once more";
  if (changed == "origin") return absl::StrCat("From ", what_if.to());
  if (changed == "tool") return absl::StrCat("With ", what_if.to());
  if (changed == "command") return absl::StrCat("Calling ", what_if.to());
  if (changed == "error") return "Without its error";
  if (changed == "principal") return absl::StrCat("By ", what_if.to());
  int64_t seconds = 0;
  if (changed == "time" && absl::SimpleAtoi(what_if.to(), &seconds)) {
    return absl::StrCat("From ", Date(seconds),
                        " on, when the place has settled by itself");
  }
  return absl::StrCat("With ", changed, " ", what_if.to());
}

}  // namespace

std::vector<std::string> WhatIfSentences(const v1::Card& card) {
  std::vector<std::string> sentences;
  std::vector<std::string> quiet;
  for (const v1::Counterfactual& what_if : card.counterfactuals()) {
    sentences.push_back(
        absl::StrCat(Change(what_if), ": ", Score(what_if.score()), "."));
    if (!what_if.changed().empty() && !what_if.reaches_threshold()) {
      quiet.push_back(what_if.changed());
    }
  }
  if (sentences.size() < 2 || !card.counterfactuals(0).reaches_threshold()) {
    return sentences;
  }
  sentences.push_back(
      quiet.empty()
          ? "No one change alone keeps it below the threshold of alerts."
          : absl::StrCat("Below the threshold of alerts only with another ",
                         absl::StrJoin(quiet, " or "), "."));
  return sentences;
}

std::vector<std::string> PreviewSentences(const v1::Card& card) {
  std::vector<std::string> sentences;
  for (const v1::VerdictPreview& preview : card.previews()) {
    std::string sentence = absl::StrCat(
        Name(preview.verdict()), ": the same call once more would score ",
        Score(preview.next_score()));
    if (preview.findings_gone() > 0) {
      absl::StrAppend(&sentence, "; ",
                      Count(preview.findings_gone(), "other finding"),
                      " of the principal would stay below the threshold");
    }
    if (preview.peer_observations() > 0) {
      absl::StrAppend(&sentence, "; its peers would lose ",
                      Count(preview.peer_observations(), "observation"),
                      " of the place");
    }
    sentences.push_back(absl::StrCat(sentence, "."));
  }
  return sentences;
}

}  // namespace farcall
