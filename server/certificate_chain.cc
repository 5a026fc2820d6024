// SPDX-License-Identifier: Apache-2.0
#include "server/certificate_chain.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <optional>

namespace farcall {
namespace {

std::optional<int64_t> NotAfterSeconds(const X509& certificate) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &utc) != 1) {
    return std::nullopt;
  }
  return timegm(&utc);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const CertificateChain>>
CertificateChain::FromBytes(std::string_view pem, const std::string& path) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  int64_t first = std::numeric_limits<int64_t>::max();
  int certificates = 0;
  for (;; ++certificates) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(bytes.get(), nullptr, nullptr, nullptr), X509_free);
    if (certificate == nullptr) break;
    const auto not_after = NotAfterSeconds(*certificate);
    if (!not_after.has_value()) break;
    first = std::min(first, *not_after);
  }
  const bool at_end =
      ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (certificates == 0 || !at_end) {
    return absl::InvalidArgumentError(
        path + ": holds " + std::to_string(certificates) +
        " certificates (PEM block `BEGIN CERTIFICATE`) and then " +
        (at_end ? "no more" : "one that is damaged"));
  }
  return std::shared_ptr<const CertificateChain>(new CertificateChain(first));
}

}  // namespace farcall
