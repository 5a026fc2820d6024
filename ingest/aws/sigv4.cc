// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/sigv4.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "ingest/aws/uri_encoding.h"
#include "text/ascii.h"
#include "text/concat.h"

namespace farcall {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;
using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr std::string_view kS3 = "s3";

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Hex(const Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 0xf];
  }
  return hex;
}

std::string Sha256Hex(std::string_view text) {
  Digest digest{};
  SHA256(Bytes(text), text.size(), digest.data());
  return Hex(digest);
}

Digest Hmac(std::string_view key, std::string_view text) {
  Digest digest{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(text),
       text.size(), digest.data(), nullptr);
  return digest;
}

std::string_view TextOf(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string LowerCase(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLowerAscii);
  return lower;
}

// Without blanks at its ends, and with one for several in a row.
std::string Condensed(std::string_view value) {
  std::string condensed;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) {
      condensed += c;
    } else if (!condensed.empty() && condensed.back() != ' ') {
      condensed += ' ';
    }
  }
  if (!condensed.empty() && condensed.back() == ' ') condensed.pop_back();
  return condensed;
}

// Names in lower case and in order; values of one name joined by commas.
Fields CanonicalHeaders(const Fields& headers) {
  Fields sorted;
  for (const auto& [name, value] : headers) {
    sorted.emplace_back(LowerCase(name), Condensed(value));
  }
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const auto& a, const auto& b) { return a.first < b.first; });
  Fields merged;
  for (auto& field : sorted) {
    if (!merged.empty() && merged.back().first == field.first) {
      merged.back().second += "," + field.second;
    } else {
      merged.push_back(std::move(field));
    }
  }
  return merged;
}

std::string NamesOf(const Fields& headers) {
  std::string names;
  for (const auto& field : headers) {
    if (!names.empty()) names += ';';
    names += field.first;
  }
  return names;
}

std::string CanonicalQuery(const Fields& query) {
  Fields encoded;
  for (const auto& [name, value] : query) {
    encoded.emplace_back(PercentEncode(name), PercentEncode(value));
  }
  std::sort(encoded.begin(), encoded.end());
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += Concat({name, "=", value});
  }
  return text;
}

std::string CanonicalRequest(const SignedRequest& request,
                             const Fields& headers, std::string_view service,
                             std::string_view body_hash) {
  const std::string path = service == kS3
                               ? request.encoded_path
                               : PercentEncodePath(request.encoded_path);
  std::string text = Concat(
      {request.method, "\n", path, "\n", CanonicalQuery(request.query), "\n"});
  for (const auto& [name, value] : headers) {
    text += Concat({name, ":", value, "\n"});
  }
  return text + Concat({"\n", NamesOf(headers), "\n", body_hash});
}

std::string Signature(std::string_view secret, std::string_view day,
                      const SigningScope& scope, std::string_view text) {
  Digest key = Hmac(Concat({"AWS4", secret}), day);
  key = Hmac(TextOf(key), scope.region);
  key = Hmac(TextOf(key), scope.service);
  key = Hmac(TextOf(key), kTerminator);
  return Hex(Hmac(TextOf(key), text));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> SignatureHeaders(
    const SignedRequest& request, const AwsCredentials& credentials,
    const SigningScope& scope, absl::Time now) {
  const std::string time =
      absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone());
  const std::string day = time.substr(0, 8);
  const std::string body_hash = Sha256Hex(request.body);

  Fields added = {{"x-amz-date", time}};
  if (scope.service == kS3) {
    added.emplace_back("x-amz-content-sha256", body_hash);
  }
  if (!credentials.session_token.empty()) {
    added.emplace_back("x-amz-security-token", credentials.session_token);
  }
  Fields all = request.headers;
  all.insert(all.end(), added.begin(), added.end());
  const Fields headers = CanonicalHeaders(all);

  const std::string scope_text =
      Concat({day, "/", scope.region, "/", scope.service, "/", kTerminator});
  const std::string to_sign =
      Concat({kAlgorithm, "\n", time, "\n", scope_text, "\n",
              Sha256Hex(CanonicalRequest(request, headers, scope.service,
                                         body_hash))});
  added.emplace_back(
      "authorization",
      Concat({kAlgorithm, " Credential=", credentials.access_key_id, "/",
              scope_text, ", SignedHeaders=", NamesOf(headers), ", Signature=",
              Signature(credentials.secret_access_key, day, scope, to_sign)}));
  return added;
}

}  // namespace farcall
