// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_cutter.h"

#include <algorithm>
#include <utility>

#include "cloudtrail/encoding/json_scanner.h"

namespace farcall {
namespace {

constexpr size_t kContainersMax = 4;  // in one another
// What is around one record is kept with it up to this size.
constexpr size_t kWholeBytesMax = size_t{512} << 10;
constexpr size_t kNowhere = std::string_view::npos;
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kSpaceAndCommas = " \t\r\n,";

size_t SkipAnyOf(std::string_view skipped, std::string_view json, size_t at) {
  return std::min(json.find_first_not_of(skipped, at), json.size());
}

}  // namespace

void RecordCutter::Cut(std::string text) { text_ = std::move(text); }

std::optional<RecordText> RecordCutter::Next() {
  while (true) {
    if (!found_.empty()) {
      RecordText record = std::move(found_.front());
      found_.pop_front();
      return record;
    }
    if (text_) {
      std::string text = *std::move(text_);
      text_.reset();
      if (!Open(text)) {
        FindIn(std::move(text));
        continue;
      }
    }
    if (open_.empty()) return {};
    const std::string_view element = NextElement(open_.back());
    if (element.empty()) {
      open_.pop_back();
    } else {
      text_ = std::string(element);
    }
  }
}

bool RecordCutter::Open(std::string& text) {
  if (open_.size() == kContainersMax) return false;
  // An array in an array may be a row of a table.
  if (!open_.empty() && text.starts_with('[')) return false;
  const std::optional<Container> container = FindContainer(text);
  if (!container) return false;
  open_.push_back({std::move(text), container->begin, container->kind});
  return true;
}

void RecordCutter::FindIn(std::string text) {
  using Holds = RecordText::Holds;
  if (IsPlainRecord(text)) {
    found_.push_back({std::move(text), Holds::kRecord});
    return;
  }
  struct Part {
    std::string record;
    std::string piece;
    size_t piece_number = 0;
  };
  std::vector<Part> parts;
  bool unpacked = false;
  const auto nothing = finder_.Find(text, [&](const FoundRecord& record) {
    parts.push_back({std::string(record.form == FoundRecord::Form::kBroken
                                     ? std::string(record.text)
                                     : simdjson::to_string(record.object)),
                     record.piece ? simdjson::to_string(*record.piece) : "",
                     record.piece_number});
    unpacked = unpacked || record.unpacked;
  });
  if (nothing) {
    if (nothing->empty_delivery) return;
    const bool broken = !nothing->is_json && BeginsJson(text);
    found_.push_back({std::move(text), nothing->is_json ? Holds::kNoRecord
                                       : broken         ? Holds::kRecord
                                                        : Holds::kNoJson});
    return;
  }
  if (parts.size() == 1 && !unpacked && text.size() <= kWholeBytesMax) {
    found_.push_back({std::move(text), Holds::kRecord});
    return;
  }
  for (Part& part : parts) {
    const bool alone =
        !part.piece.empty() &&
        std::ranges::count(parts, part.piece_number, &Part::piece_number) == 1;
    found_.push_back({alone && part.piece.size() <= kWholeBytesMax
                          ? std::move(part.piece)
                          : std::move(part.record),
                      Holds::kRecord});
  }
}

std::string_view RecordCutter::NextElement(OpenContainer& container) {
  const std::string_view text = container.text;
  if (container.at == kNowhere) return {};
  container.at = SkipAnyOf(kSpaceAndCommas, text, container.at);
  if (container.at == text.size()) return {};
  if (text[container.at] == ']') return TakeRest(container);
  const size_t begin = container.at;
  container.at = FindValueEnd(text, begin);
  if (container.at == begin) ++container.at;  // a stray bracket
  const size_t size =
      container.at == kNowhere ? kNowhere : container.at - begin;
  return text.substr(begin, size);
}

// What follows the array's end: nothing, or what ought not to be there.
std::string_view RecordCutter::TakeRest(OpenContainer& container) {
  std::string_view rest = container.text;
  rest.remove_prefix(container.at + 1);
  container.at = kNowhere;
  if (container.kind == Container::Kind::kMember) {
    JsonScanner object(1);
    const size_t end = object.Scan(rest);
    if (object.state() == JsonScanner::State::kDone) rest.remove_prefix(end);
  }
  const size_t begin = rest.find_first_not_of(kSpace);
  return begin == kNowhere ? std::string_view() : rest.substr(begin);
}

}  // namespace farcall
