// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/packed_text.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "cloudtrail/encoding/gunzip.h"
#include "cloudtrail/encoding/json_document.h"

namespace farcall {
namespace {

constexpr size_t kTextBytesMin = 8;
constexpr size_t kHeadBytes = 8;  // a multiple of four decodes by itself
constexpr uint64_t kUnpackRatioMax = 100;

std::optional<std::string> FromBase64(std::string_view text) {
  std::string bytes;
  const absl::string_view encoded(text.data(), text.size());
  if (absl::Base64Unescape(encoded, &bytes) ||
      absl::WebSafeBase64Unescape(encoded, &bytes)) {
    return bytes;
  }
  return {};
}

bool BeginsWhatIsRead(std::string_view bytes) {
  return Gunzip::HasMagic(bytes) || BeginsJson(bytes);
}

}  // namespace

std::optional<std::string> UnpackText(std::string_view text,
                                      uint64_t bytes_max) {
  if (text.size() < kTextBytesMin) return {};
  // Most texts that are no base64 end here.
  const auto head = FromBase64(text.substr(0, kHeadBytes));
  if (!head || !BeginsWhatIsRead(*head)) return {};
  std::optional<std::string> bytes = FromBase64(text);
  const uint64_t unpacked_max =
      std::min<uint64_t>(bytes_max, text.size() * kUnpackRatioMax);
  // A shipper may pack what was packed before.
  for (int layer = 0; layer < 2 && bytes && Gunzip::HasMagic(*bytes); ++layer) {
    bytes = GunzipAll(*bytes, unpacked_max);
  }
  if (!bytes || bytes->size() > bytes_max || !BeginsJson(*bytes)) return {};
  return bytes;
}

}  // namespace farcall
