// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/evidence_text.h"

#include <algorithm>

namespace farcall {
namespace {

// Cannot be in an origin, a network or a detector's name.
constexpr char kSeparator = '|';
constexpr char kNew = '+';

std::string_view TakePart(std::string_view& text) {
  const size_t end = std::min(text.find(kSeparator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

std::string EvidenceText(const EvidenceName& name) {
  std::string text;
  text.reserve(name.origin.size() + name.network.size() + name.detector.size() +
               name.value.size() + 4);
  text.append(name.origin).append(1, kSeparator).append(name.network);
  if (name.network_is_new) text.append(1, kNew);
  text.append(1, kSeparator).append(name.detector);
  text.append(1, kSeparator).append(name.value);
  return text;
}

EvidenceName EvidenceNameFrom(std::string_view text) {
  EvidenceName name;
  name.origin = TakePart(text);
  name.network = TakePart(text);
  name.network_is_new = name.network.ends_with(kNew);
  if (name.network_is_new) name.network.remove_suffix(1);
  name.detector = TakePart(text);
  name.value = text;
  return name;
}

}  // namespace farcall
