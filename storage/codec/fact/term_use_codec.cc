// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/term_use_codec.h"

#include <algorithm>
#include <tuple>

#include "absl/status/status.h"
#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr uint8_t kVersion = 1;

template <typename Use>
auto OrderOf(const Use& use) {
  return std::tie(use.last_hour, use.account, use.origin, use.network,
                  use.instance);
}

template <typename Use>
void Merge(const Use& other, Use& into) {
  const uint32_t first_hour = std::min(into.first_hour, other.first_hour);
  const uint32_t kept_to_hour = std::max(into.kept_to_hour, other.kept_to_hour);
  if (OrderOf(into) < OrderOf(other)) into = other;
  into.first_hour = first_hour;
  into.kept_to_hour = kept_to_hour;
}

}  // namespace

std::string EncodeTermUse(const StoredTermUse& use) {
  std::string bytes;
  AppendTermUse({.principal = use.principal,
                 .principal_kind = use.principal_kind,
                 .account = use.account,
                 .origin = use.origin,
                 .network = use.network,
                 .instance = use.instance,
                 .first_hour = use.first_hour,
                 .last_hour = use.last_hour,
                 .kept_to_hour = use.kept_to_hour},
                bytes);
  return bytes;
}

void AppendTermUse(const TermUseView& use, std::string& bytes) {
  bytes.push_back(static_cast<char>(kVersion));
  bytes.push_back(static_cast<char>(use.principal_kind));
  for (const uint32_t hour :
       {use.first_hour, use.last_hour, use.kept_to_hour}) {
    AppendFixed32(hour, bytes);
  }
  for (const std::string_view text :
       {use.principal, use.account, use.origin, use.network, use.instance}) {
    AppendSized(text, bytes);
  }
}

absl::StatusOr<StoredTermUse> DecodeTermUse(std::string_view bytes) {
  StoredTermUse use;
  ByteReader reader(bytes);
  uint8_t version = 0;
  uint8_t kind = 0;
  const bool is_read =
      reader.Byte(version) && version == kVersion && reader.Byte(kind) &&
      kind <= static_cast<uint8_t>(PrincipalKind::kService) &&
      reader.Fixed32(use.first_hour) && reader.Fixed32(use.last_hour) &&
      reader.Fixed32(use.kept_to_hour) && reader.Sized(use.principal) &&
      reader.Sized(use.account) && reader.Sized(use.origin) &&
      reader.Sized(use.network) && reader.Sized(use.instance) &&
      reader.remaining() == 0;
  if (!is_read) return absl::DataLossError("use of a term: bad value");
  use.principal_kind = static_cast<PrincipalKind>(kind);
  return use;
}

void MergeTermUse(const StoredTermUse& other, StoredTermUse& into) {
  Merge(other, into);
}

void MergeTermUse(const TermUseView& other, TermUseView& into) {
  Merge(other, into);
}

}  // namespace farcall
