// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/container.h"

#include <algorithm>

#include "cloudtrail/encoding/json_scanner.h"

namespace farcall {
namespace {

constexpr size_t kNowhere = std::string_view::npos;
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kSpaceAndCommas = " \t\r\n,";

size_t SkipAnyOf(std::string_view skipped, std::string_view json, size_t at) {
  return std::min(json.find_first_not_of(skipped, at), json.size());
}

// The members of an object that may be broken, one after the other.
class MemberScan {
 public:
  explicit MemberScan(std::string_view json) : json_(json), at_(1) {}

  // Goes to the next member; false at the end or at a break.
  bool Next() {
    if (at_ == kNowhere) return false;
    at_ = SkipAnyOf(kSpaceAndCommas, json_, at_);
    if (at_ == json_.size() || json_[at_] != '"') return false;
    const size_t key_end = FindValueEnd(json_, at_);
    if (key_end == kNowhere) return false;
    key_ = json_.substr(at_ + 1, key_end - at_ - 2);
    at_ = SkipAnyOf(kSpace, json_, key_end);
    if (at_ == json_.size() || json_[at_] != ':') return false;
    value_ = SkipAnyOf(kSpace, json_, at_ + 1);
    return value_ < json_.size();
  }

  // Behind the value of this member.
  void SkipValue() { at_ = FindValueEnd(json_, value_); }

  std::string_view key() const { return key_; }
  size_t value() const { return value_; }
  std::string_view ValueText() const { return json_.substr(value_); }

 private:
  std::string_view json_;
  size_t at_;
  std::string_view key_;
  size_t value_ = 0;
};

bool IsRecordKey(std::string_view key) {
  return key == "eventVersion" || key == "userIdentity" || key == "eventTime" ||
         key == "eventID" || key == "eventName" || key == "eventSource";
}

std::optional<Container> FindMember(std::string_view json) {
  std::optional<Container> log_events;
  for (MemberScan member(json); member.Next(); member.SkipValue()) {
    const std::string_view key = member.key();
    const bool array = json[member.value()] == '[';
    const Container container{.kind = Container::Kind::kMember,
                              .begin = member.value() + 1};
    if (IsRecordKey(key)) return {};
    if (array && (key == "Records" || key == "Events")) return container;
    if (array && key == "logEvents") log_events = container;
    if (key == "messageType" &&
        member.ValueText().starts_with("\"CONTROL_MESSAGE\"")) {
      return {};
    }
  }
  return log_events;
}

}  // namespace

std::optional<Container> FindContainer(std::string_view json) {
  if (json.starts_with('[')) return Container{.begin = 1};
  if (json.starts_with('{')) return FindMember(json);
  return {};
}

bool IsPlainRecord(std::string_view json) {
  if (!json.starts_with('{')) return false;
  for (MemberScan member(json); member.Next(); member.SkipValue()) {
    if (member.key() == "userIdentity") return json[member.value()] == '{';
    // Others may hold a record, or many.
    if (!IsRecordKey(member.key())) return false;
  }
  return false;
}

}  // namespace farcall
