// SPDX-License-Identifier: Apache-2.0
#include "server/auth/certificate_chain.h"

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

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Bio Reading(std::string_view pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

Certificate NextCertificate(BIO* bytes) {
  return {PEM_read_bio_X509(bytes, nullptr, nullptr, nullptr), X509_free};
}

// Nobody is there to be asked for a passphrase.
int NoPassphrase(char*, int, int, void*) { return 0; }

}  // namespace

absl::StatusOr<std::shared_ptr<const CertificateChain>>
CertificateChain::FromBytes(std::string_view pem, const std::string& path) {
  const Bio bytes = Reading(pem);
  int64_t first = std::numeric_limits<int64_t>::max();
  int certificates = 0;
  for (;; ++certificates) {
    const Certificate certificate = NextCertificate(bytes.get());
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

absl::Status CheckPrivateKey(std::string_view key, const std::string& key_path,
                             std::string_view certificates,
                             const std::string& certificates_path) {
  const Bio key_bytes = Reading(key);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> private_key(
      PEM_read_bio_PrivateKey(key_bytes.get(), nullptr, NoPassphrase, nullptr),
      EVP_PKEY_free);
  const Bio certificate_bytes = Reading(certificates);
  const Certificate certificate = NextCertificate(certificate_bytes.get());
  const bool match =
      certificate == nullptr || private_key == nullptr ||
      X509_check_private_key(certificate.get(), private_key.get()) == 1;
  ERR_clear_error();
  if (private_key == nullptr) {
    return absl::InvalidArgumentError(
        key_path +
        ": holds no private key (PEM block `BEGIN PRIVATE KEY`) that can be "
        "read without a passphrase");
  }
  if (!match) {
    return absl::InvalidArgumentError(
        key_path + ": is not the key of the certificate in " +
        certificates_path);
  }
  return absl::OkStatus();
}

}  // namespace farcall
