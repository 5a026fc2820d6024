// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/record_cutter.h"

#include <algorithm>
#include <utility>

#include "cloudtrail/awslogs.h"
#include "cloudtrail/json_scanner.h"

namespace farcall {
namespace {

constexpr size_t kContainersMax = 4;  // in one another
constexpr size_t kNowhere = std::string_view::npos;
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kSpaceAndCommas = " \t\r\n,";

size_t SkipAnyOf(std::string_view skipped, std::string_view json, size_t at) {
  return std::min(json.find_first_not_of(skipped, at), json.size());
}

}  // namespace

void RecordCutter::Cut(std::string text) { text_ = std::move(text); }

std::optional<std::string> RecordCutter::Next() {
  while (true) {
    if (text_) {
      std::string text = *std::move(text_);
      text_.reset();
      if (!Open(text)) return text;
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
  const std::optional<Container> container = FindContainer(text);
  if (!container) return false;
  if (container->kind != Container::Kind::kPacked) {
    open_.push_back({std::move(text), container->begin, container->kind});
    return true;
  }
  std::optional<std::string> unpacked =
      UnpackAwsLogs(text, unpacked_bytes_max_);
  if (!unpacked) return false;
  open_.push_back({*std::move(unpacked), 0, Container::Kind::kPacked});
  return true;
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
