// SPDX-License-Identifier: Apache-2.0
#include "cli/output/explanation.h"

#include <string>

#include "absl/strings/str_format.h"
#include "cli/output/labelled_lines.h"
#include "formats/names.h"

namespace farcall {
namespace {

constexpr size_t kFactorIndent = 3;

class ExplanationWriter {
 public:
  ExplanationWriter(size_t width, Charset charset, std::ostream& out)
      : lines_(width, charset, out), out_(out) {}

  void Write(const v1::EventResult& result,
             const std::optional<v1::EventResult>& what_if);

 private:
  void WriteOutcome(const v1::EventResult& result);
  void WriteCall(const v1::EventResult& result);
  void WriteFactor(int number, const v1::Factor& factor);
  void WriteCounts(const v1::Factor& factor);
  void Line(size_t indent, const std::string& label, const std::string& text) {
    lines_.Write(indent, label, text);
  }
  std::string Named(const std::string& text, const std::string& more);

  const LabelledLines lines_;
  std::ostream& out_;
};

template <typename Message>
std::string Time(bool is_set, const Message& timestamp) {
  return is_set ? Rfc3339(timestamp.seconds()) : "never";
}

// `AS16509 Amazon.com, Inc. (CLOUD)`.
std::string OperatorText(const v1::NetworkOperator& found) {
  std::string text = absl::StrFormat("AS%d", found.as_number());
  if (!found.organisation().empty()) text += " " + found.organisation();
  return text + " (" + Name(found.kind()) + ")";
}

// `DE by the country database of 2026-10-06T00:00:00Z, AS3320 by the ASN ...`
std::string MovedText(const v1::GeoMoved& moved) {
  std::string text;
  if (!moved.country().empty()) {
    text = moved.country() + " by the country database of " +
           Rfc3339(moved.country_database_built().seconds());
  }
  if (!moved.operator_key().empty()) {
    text += (text.empty() ? "" : ", ") + moved.operator_key() +
            " by the ASN database of " +
            Rfc3339(moved.operator_database_built().seconds());
  }
  return text;
}

std::string ExplanationWriter::Named(const std::string& text,
                                     const std::string& more) {
  return text.empty() ? "-" : text + " (" + more + ")";
}

void ExplanationWriter::WriteOutcome(const v1::EventResult& result) {
  switch (result.outcome_case()) {
    case v1::EventResult::kScore:
      Line(0, "score",
           absl::StrFormat("%.2f of 100, %s", result.score().score(),
                           Name(result.score().risk_level())));
      Line(0, "state", Name(result.score().state()));
      break;
    case v1::EventResult::kSkipped:
      Line(0, "skipped", Name(result.skipped()) + ": this is no API call");
      break;
    case v1::EventResult::kError:
      Line(0, "error",
           result.error().field() + ": " + result.error().message());
      break;
    case v1::EventResult::OUTCOME_NOT_SET:
      Line(0, "error", "the server said nothing of this record");
      break;
  }
  if (result.has_first_score()) {
    Line(0, "first score",
         absl::StrFormat("%.2f when it was first sent; it was learned then",
                         result.first_score()));
  }
}

void ExplanationWriter::WriteCall(const v1::EventResult& result) {
  Line(0, "time",
       result.has_event_time() ? Rfc3339(result.event_time().seconds()) : "-");
  Line(0, "principal",
       Named(result.principal(), Name(result.principal_kind())));
  Line(0, "command", result.command().empty() ? "-" : result.command());
  Line(0, "origin", Named(result.origin(), Name(result.origin_source())));
  if (!result.city_database_country().empty()) {
    Line(0, "disputed",
         "The city database puts the address into " +
             result.city_database_country() + ", so its city is not used.");
  }
  if (result.has_network_operator()) {
    Line(0, "operator", OperatorText(result.network_operator()));
  }
  if (result.has_geo_moved()) {
    Line(0, "moved from", MovedText(result.geo_moved()));
  }
  Line(0, "event", result.event_id().empty() ? "-" : result.event_id());
}

void ExplanationWriter::WriteCounts(const v1::Factor& factor) {
  Line(kFactorIndent, "value",
       absl::StrFormat("%s, %s of %s calls", factor.value(),
                       WithThousands(factor.value_calls()),
                       WithThousands(factor.entity_calls())));
  Line(kFactorIndent, "seen",
       "first " +
           Time(factor.has_value_first_seen(), factor.value_first_seen()) +
           ", last " +
           Time(factor.has_value_last_seen(), factor.value_last_seen()));
  std::string usual;
  for (const v1::ValueShare& share : factor.usual()) {
    usual += (usual.empty() ? "" : ", ") + share.value() + " " +
             Percent(share.share());
  }
  Line(kFactorIndent, "usual", usual.empty() ? "-" : usual);
}

void ExplanationWriter::WriteFactor(int number, const v1::Factor& factor) {
  out_ << '\n';
  Line(0, absl::StrFormat("%d.", number), factor.explanation());
  const std::string part =
      factor.weight() > 0
          ? absl::StrFormat("%.0f %% of the whole", factor.weight() * 100)
          : "does not count";
  Line(kFactorIndent, "detector",
       absl::StrFormat("%s: %.2f bits of surprise, %s", factor.detector(),
                       factor.bits(), part));
  Line(kFactorIndent, "entity",
       factor.entity() + " (" + Name(factor.state()) + "), known since " +
           Time(factor.has_entity_first_seen(), factor.entity_first_seen()));
  if (factor.entity_calls() > 0) WriteCounts(factor);
}

void ExplanationWriter::Write(const v1::EventResult& result,
                              const std::optional<v1::EventResult>& what_if) {
  WriteOutcome(result);
  if (what_if.has_value() && what_if->has_score()) {
    Line(0, "what if",
         absl::StrFormat("from %s: %.2f, %s", what_if->origin(),
                         what_if->score().score(),
                         Name(what_if->score().risk_level())));
  }
  if (!result.headline().empty()) Line(0, "headline", result.headline());
  out_ << '\n';
  WriteCall(result);
  int number = 0;
  for (const v1::Factor& factor : result.score().factors()) {
    WriteFactor(++number, factor);
  }
}

}  // namespace

void WriteExplanation(const v1::EventResult& result,
                      const std::optional<v1::EventResult>& what_if,
                      size_t width, Charset charset, std::ostream& out) {
  ExplanationWriter(width, charset, out).Write(result, what_if);
}

}  // namespace farcall
