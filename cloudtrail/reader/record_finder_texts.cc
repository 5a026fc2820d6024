// SPDX-License-Identifier: Apache-2.0
// Records in texts: JSON in JSON text, lines, texts that are cut off or packed.
#include "cloudtrail/encoding/container.h"
#include "cloudtrail/encoding/json_scanner.h"
#include "cloudtrail/encoding/packed_text.h"
#include "cloudtrail/reader/json_error.h"
#include "cloudtrail/reader/record_finder.h"

namespace farcall {
namespace {

using simdjson::dom::element;

constexpr std::string_view kSpaceAndCommas = " \t\r\n,";

// Whether `text` was meant as a JSON object, so that its being broken is news:
// a line of a log may begin with a bracket too.
bool IsMeantAsJson(std::string_view text) {
  text = TrimmedJson(text);
  if (text.empty()) return false;
  const char first = text.front();
  text = TrimmedJson(text.substr(1));
  if (text.empty()) return false;
  return (first == '{' && text.front() == '"') ||
         (first == '[' && text.front() == '{');
}

}  // namespace

bool RecordFinder::VisitText(std::string_view text, const Around& around) {
  text = TrimmedJson(text);
  if (depth_ >= kEnvelopeDepthMax) {
    if (!IsMeantAsJson(text)) return false;
    return EmitBroken(
        MakeFieldError(around.name, FieldErrorReason::kTooLarge,
                       "is JSON in JSON text deeper than the limit "
                       "of " +
                           std::to_string(kEnvelopeDepthMax) + " levels"),
        text, around);
  }
  element root;
  const auto code = DocumentAt(depth_).Parse(text, root);
  if (code != simdjson::SUCCESS) {
    if (VisitBrokenContainer(text, around) || VisitSeveralTexts(text, around)) {
      return true;
    }
    return IsMeantAsJson(text) &&
           EmitBroken(JsonError(around.name, code), text, around);
  }
  ++depth_;
  const bool any = VisitElement(root, around);
  --depth_;
  return any;
}

// One of several texts. What is broken is emitted if that is `told`.
bool RecordFinder::VisitPart(std::string_view part, bool told,
                             const Around& around) {
  element root;
  const auto code = DocumentAt(depth_).Parse(part, root);
  if (code != simdjson::SUCCESS) {
    return told && EmitBroken(JsonError(around.name, code), part, around);
  }
  ++depth_;
  const bool any = VisitElement(root, InPiece(root, around));
  --depth_;
  return any;
}

// A delivery that was cut off: its records up to the break, and then the rest.
bool RecordFinder::VisitBrokenContainer(std::string_view text,
                                        const Around& around) {
  const std::optional<Container> container = FindContainer(text);
  if (!container) return false;
  bool any = false;
  for (size_t at = container->begin; at < text.size();) {
    at = text.find_first_not_of(kSpaceAndCommas, at);
    if (at == text.npos || text[at] != '{') return any;
    const size_t end = FindValueEnd(text, at);
    any = VisitPart(text.substr(at, end - at), any, around) || any;
    at = end;
  }
  return any;
}

// Lines, or texts one after the other; or one text behind something else, such
// as the header of a syslog line.
bool RecordFinder::VisitSeveralTexts(std::string_view text,
                                     const Around& around) {
  if (depth_ >= kEnvelopeDepthMax) return false;
  bool any = false;
  bool several = false;
  while (true) {
    // Texts that are JSON strings begin with a quote.
    const size_t begin =
        text.find_first_of(text.starts_with('"') ? "{\"" : "{");
    if (begin == text.npos) return any;
    several = several || begin > 0;
    size_t end = FindValueEnd(text, begin);
    if (end == text.npos) {
      end = text.find("\n{", begin);
      // Of one text that is broken there is nothing more to say.
      if (end == text.npos && !several) return any;
    }
    const std::string_view part =
        text.substr(begin, end == text.npos ? text.npos : end - begin);
    several = several || end < text.size();
    if (!several) return any;
    any = VisitPart(part, any && IsMeantAsJson(part), around) || any;
    if (end == text.npos) return any;
    text.remove_prefix(end);
  }
}

bool RecordFinder::VisitString(std::string_view text, const Around& around) {
  const bool json_string = TrimmedJson(text).starts_with('"');
  if (BeginsJson(text) || json_string) return VisitText(text, around);
  if (const auto unpacked = UnpackText(text, unpacked_bytes_max_)) {
    Around inside = around;
    inside.unpacked = true;
    return VisitText(*unpacked, inside);
  }
  const size_t json = text.find("{\"");
  if (json == text.npos || depth_ >= kEnvelopeDepthMax) return false;
  return VisitSeveralTexts(text, around);
}

}  // namespace farcall
