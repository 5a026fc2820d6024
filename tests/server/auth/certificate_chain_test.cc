// SPDX-License-Identifier: Apache-2.0
#include "server/auth/certificate_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::HasSubstr;

// Self-signed, until 2030-01-02T03:04:05Z and 2040-01-02T03:04:05Z.
constexpr char kUntil2030[] = R"(
-----BEGIN CERTIFICATE-----
MIH/MIGmAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWIwHhcNMjAwMTAxMDAw
MDAwWhcNMzAwMTAyMDMwNDA1WjAMMQowCAYDVQQDDAFiMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE3yP5LjW9MC1Ooqq8kRRcIEbLe5ddxEkfNZH4NzhN691sPfVA
abLSvUsC9uXLsQ8nOnq+EUPMPnijdulcrVXt1TAKBggqhkjOPQQDAgNIADBFAiEA
oWD5tHD5qg0rdSgBWV1UdgJMleIepilqPdoRqyv+/qgCICL5vLgsq8tgNEoQTOs4
BPTjgCEhGMd7xFYueb5HkmfW
-----END CERTIFICATE-----
)";
constexpr char kUntil2040[] = R"(
-----BEGIN CERTIFICATE-----
MIH+MIGmAgECMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWIwHhcNMjAwMTAxMDAw
MDAwWhcNNDAwMTAyMDMwNDA1WjAMMQowCAYDVQQDDAFiMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE3yP5LjW9MC1Ooqq8kRRcIEbLe5ddxEkfNZH4NzhN691sPfVA
abLSvUsC9uXLsQ8nOnq+EUPMPnijdulcrVXt1TAKBggqhkjOPQQDAgNHADBEAiAE
Cn09aOJi3JL+nTljyLO3Hhc67ZdwWVp0Nt3wQkmo3QIgZ+ECMz1onrTzyKC7DBb/
Lxnjs627iR0MD/7J+t8JzqE=
-----END CERTIFICATE-----
)";

TEST(CertificateChain, EndsWithTheFirstOfItsCertificatesThatExpires) {
  for (const std::string& pem :
       {std::string(kUntil2030) + kUntil2040,
        std::string(kUntil2040) + "a comment\n" + kUntil2030}) {
    const auto chain = CertificateChain::FromBytes(pem, "tls.crt");
    ASSERT_TRUE(chain.ok()) << chain.status();
    EXPECT_EQ((*chain)->not_after_seconds(), 1'893'553'445);
  }
  EXPECT_EQ((*CertificateChain::FromBytes(kUntil2040, ""))->not_after_seconds(),
            2'209'086'245);
}

TEST(CertificateChain, RefusesWhatHoldsNoneOrADamagedOne) {
  std::string damaged = kUntil2040;
  damaged[damaged.size() / 2] = '!';
  for (const std::string& pem :
       {std::string(), std::string("tls"), damaged, kUntil2030 + damaged}) {
    const auto chain = CertificateChain::FromBytes(pem, "certs/tls.crt");
    EXPECT_EQ(chain.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(chain.status().message()),
                HasSubstr("certs/tls.crt: holds "));
  }
}

TEST(CheckPrivateKey, RefusesWhatIsNoKey) {
  for (const char* key : {"", "no key", kUntil2030}) {
    const absl::Status status =
        CheckPrivateKey(key, "tls.key", kUntil2030, "tls.crt");
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("tls.key: holds no private key"));
  }
}

TEST(CheckPrivateKey, RefusesTheKeyOfAnotherCertificate) {
  constexpr char kKey[] = R"(
-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIPoJ9Twy+mqkCe+to1pqDQ53EI3llOSqUQmENDm0VxMr
-----END PRIVATE KEY-----
)";
  const absl::Status status =
      CheckPrivateKey(kKey, "tls.key", kUntil2030, "tls.crt");
  EXPECT_EQ(std::string(status.message()),
            "tls.key: is not the key of the certificate in tls.crt");
}

}  // namespace
}  // namespace farcall
