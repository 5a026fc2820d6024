// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "cloudtrail/encoding/json_document.h"
#include "cloudtrail/encoding/limits.h"
#include "cloudtrail/layout/cloudtrail_record.h"
#include "cloudtrail/layout/dotted_document.h"
#include "inputs/parsed_record.h"

namespace farcall {

// What was found in a JSON text: a record, something that is known to be no API
// call, or a text that should hold a record and is broken. Views are good until
// the call that hands it out returns.
struct FoundRecord {
  enum class Form { kCloudTrail, kEcs, kOcsf, kSkipped, kBroken };

  Form form = Form::kCloudTrail;
  simdjson::dom::object object;            // but of kBroken
  const RecordMembers* members = nullptr;  // of kCloudTrail and kSkipped
  SkipReason skip = SkipReason::kDigest;   // of kSkipped
  FieldError error{};                      // of kBroken
  std::string_view text;                   // of kBroken
  std::string_view country;  // of the source address, from around the record
  std::string_view time;     // of the call, from around the record
  // The innermost of several elements of an array, or lines of a text, that
  // holds it, and the number of this piece. Nothing where that is the whole
  // text.
  std::optional<simdjson::dom::element> piece;
  size_t piece_number = 0;
  bool unpacked = false;  // from base64
};

// Finds the records in a JSON text, whatever tools have put around them:
// objects, arrays, JSON text in JSON text, lines, rows of tables, base64 and
// gzip; docs/cloudtrail.md has the shapes. What is no record is searched for
// one, so that no list of wrappers decides. Not thread-safe; keeps its buffers.
class RecordFinder {
 public:
  // Of packed texts, `unpacked_bytes_max` bytes are unpacked at most.
  explicit RecordFinder(uint64_t unpacked_bytes_max)
      : unpacked_bytes_max_(unpacked_bytes_max) {}

  // What a text is that nothing was found in.
  struct Nothing {
    FieldError error{};           // why, for people
    bool empty_delivery = false;  // e.g. `{"Records":[]}`: no error at all
    bool is_json = false;
  };

  // Calls `found` for each thing in `json`, in its order. Nothing if there was
  // any.
  std::optional<Nothing> Find(
      std::string_view json, absl::FunctionRef<void(const FoundRecord&)> found);

  // For the reading of what was found, until the next call of Find().
  JsonTexts& texts() { return texts_; }

 private:
  using Element = simdjson::dom::element;
  using Object = simdjson::dom::object;
  using Array = simdjson::dom::array;

  // What stands around an element.
  struct Around {
    std::string_view name;  // of the member that holds it
    std::string_view country{};
    std::string_view time{};
    std::optional<Element> piece{};
    size_t piece_number = 0;
    bool unpacked = false;
  };

  // Each returns whether anything was found.
  bool VisitText(std::string_view text, const Around& around);
  bool VisitPart(std::string_view part, bool told, const Around& around);
  bool VisitBrokenContainer(std::string_view text, const Around& around);
  bool VisitSeveralTexts(std::string_view text, const Around& around);
  bool VisitString(std::string_view text, const Around& around);
  bool VisitElement(Element element, const Around& around);
  bool VisitArray(Array array, const Around& around);
  bool VisitRow(Array array, const Around& around);
  bool VisitTable(Object object, const Around& around);
  // Members that share the beginning of their names: `detail.eventName`.
  bool VisitPrefixed(Object object, const Around& around);
  bool VisitObject(Object object, Around around);
  bool VisitOpenSearch(const DottedDocument& document, const Around& around);
  bool VisitNotification(Object object, const RecordMembers& members,
                         const Around& around);
  // Members that hold a whole record beside fields that were taken from it.
  bool VisitOriginals(Object object, const Around& around);
  bool VisitMembers(Object object, const Around& around);
  bool VisitMember(std::string_view name, Element value, Around around);

  bool Emit(FoundRecord record, std::string_view event_id,
            const Around& around);
  bool EmitSkipped(SkipReason reason, Object object,
                   const RecordMembers& members, const Around& around);
  bool EmitBroken(FieldError error, std::string_view text,
                  const Around& around);
  bool WasFoundBeside(std::string_view event_id) const;

  Around InPiece(Element piece, Around around);
  JsonDocument& DocumentAt(size_t depth);

  const uint64_t unpacked_bytes_max_;
  std::vector<std::unique_ptr<JsonDocument>> documents_;  // by depth
  JsonTexts texts_;
  size_t depth_ = 0;  // texts that are open
  size_t pieces_ = 0;
  absl::FunctionRef<void(const FoundRecord&)>* found_ = nullptr;
  bool broken_ignored_ = false;
  // Ids of what was found, and which of them were found in other members of the
  // objects that are open: tools keep a record twice.
  std::vector<std::string> ids_;
  std::vector<std::pair<size_t, size_t>> beside_;
};

}  // namespace farcall
