// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/options/close_reasons.h"
#include "cli/options/command_checks.h"
#include "formats/names.h"

namespace farcall {
namespace {

// Bounds of the API (finding_service.proto): what is longer is not sent.
constexpr size_t kFindingsMax = 500;
constexpr size_t kRequestIdBytesMax = 100;
constexpr size_t kNameBytesMax = 256;
constexpr size_t kReasonNoteBytesMax = 1024;
constexpr size_t kNoteBytesMax = 2048;

struct Bound {
  std::string name;
  const std::string& text;
  size_t bytes_max = 0;
};

// `--note has 1025 bytes: at most 1024 are taken`; empty = all fit.
std::string TooLong(const std::vector<Bound>& bounds) {
  for (const Bound& bound : bounds) {
    if (bound.text.size() <= bound.bytes_max) continue;
    return absl::StrCat(bound.name, " has ", bound.text.size(),
                        " bytes: at most ", bound.bytes_max, " are taken");
  }
  return "";
}

std::string BadTriage(const TriageOptions& triage) {
  return TooLong({{"--actor", triage.actor, kNameBytesMax},
                  {"--request-id", triage.request_id, kRequestIdBytesMax}});
}

std::string BadIds(const CloseOptions& close) {
  std::vector<std::string> ids = close.finding_ids;
  if (ids.size() > kFindingsMax) {
    return absl::StrCat("ID: ", ids.size(), " findings are given: at most ",
                        kFindingsMax, " are taken at once");
  }
  std::ranges::sort(ids);
  if (!ids.empty() && ids.front().empty()) return "ID is empty";
  const auto twice = std::ranges::adjacent_find(ids);
  if (twice != ids.end()) {
    return absl::StrCat("ID: `", *twice, "` is given more than once");
  }
  return close.revision.has_value() && ids.size() > 1
             ? absl::StrCat("--revision is of one finding: ", ids.size(),
                            " are given")
             : "";
}

// A reason that the verdict does not have, or that wants more words.
std::string BadReason(const CloseOptions& close) {
  if (close.benign == close.malicious) {
    return close.benign ? "--benign and --malicious: only one of them is taken"
                        : "--benign or --malicious is required";
  }
  const auto allowed = close.benign ? BenignReasons() : MaliciousReasons();
  const std::string verdict = close.benign ? "--benign" : "--malicious";
  if (close.reason == v1::CLOSE_REASON_UNSPECIFIED) {
    return absl::StrCat("--reason is required: with ", verdict, " one of ",
                        NamesOf(allowed));
  }
  if (std::ranges::find(allowed, close.reason) == allowed.end()) {
    return absl::StrCat("--reason: `", Name(close.reason),
                        "` is none of those of ", verdict, ", ",
                        NamesOf(allowed));
  }
  return close.reason == v1::CLOSE_REASON_OTHER && close.note.empty()
             ? "--reason: `other` wants a --note that says which"
             : "";
}

std::string BadTeaching(const CloseOptions& close) {
  const bool teaches = close.teaching == v1::TEACHING_PLACE ||
                       close.teaching == v1::TEACHING_EVENTS;
  const bool may_teach = close.reason != v1::CLOSE_REASON_SECURITY_TEST &&
                         close.reason != v1::CLOSE_REASON_WRONG_COUNTRY;
  return teaches && !may_teach
             ? absl::StrCat("--teach: `", Name(close.teaching),
                            "` is not for --reason ", Name(close.reason),
                            ", which teaches nothing")
             : "";
}

// The first one that says something.
std::string FirstOf(const std::vector<std::string>& complaints) {
  const auto found = std::ranges::find_if(
      complaints, [](const std::string& one) { return !one.empty(); });
  return found == complaints.end() ? "" : *found;
}

}  // namespace

std::string BadCommand(const AcknowledgeOptions& acknowledge) {
  if (acknowledge.finding_id.empty()) return "ID is empty";
  return FirstOf(
      {TooLong({{"--assignee", acknowledge.assignee, kNameBytesMax}}),
       BadTriage(acknowledge.triage)});
}

std::string BadCommand(const CloseOptions& close) {
  return FirstOf({BadIds(close), BadReason(close), BadTeaching(close),
                  TooLong({{"--note", close.note, kReasonNoteBytesMax}}),
                  BadTriage(close.triage)});
}

std::string BadCommand(const ReopenOptions& reopen) {
  if (reopen.finding_id.empty()) return "ID is empty";
  if (reopen.note.empty()) return "--note is empty";
  return FirstOf({TooLong({{"--note", reopen.note, kReasonNoteBytesMax}}),
                  BadTriage(reopen.triage)});
}

std::string BadCommand(const NoteOptions& note) {
  if (note.finding_id.empty()) return "ID is empty";
  if (note.text.empty()) return "TEXT is empty";
  return FirstOf(
      {TooLong({{"TEXT", note.text, kNoteBytesMax}}), BadTriage(note.triage)});
}

}  // namespace farcall
