// SPDX-License-Identifier: Apache-2.0
#include "server/config/setting_rows.h"

namespace farcall {
namespace {

constexpr std::string_view kIdentity = "Identity";

constexpr std::string_view kClientCertificates[] = {"none", "optional",
                                                    "required"};

constexpr Setting kSettings[] = {
    {"tls-cert-file", kIdentity,
     "Certificate chain (PEM) of the gRPC API. Empty = plaintext.",
     Text<&Config::tls_cert_file>(kPathOrEmptyForm)},
    {"tls-key-file", kIdentity, "Its private key (PEM).",
     Text<&Config::tls_key_file>(kPathOrEmptyForm)},
    {"tls-client-certificates", kIdentity,
     "Whether callers show certificates of their own: their names (subject "
     "alternative names, common name) are identities cert:NAME of the policy.",
     Choice<&Config::tls_client_certificates>(kClientCertificates)},
    {"tls-client-ca-file", kIdentity,
     "Authorities (PEM) that client certificates must come from.",
     Text<&Config::tls_client_ca_file>(kPathOrEmptyForm)},
    {"tls-reload-seconds", kIdentity,
     "How often these files are looked at for a change. Connections that are "
     "open stay as they are.",
     Integer<&Config::tls_reload_seconds>(1, 86'400, "seconds")},
    {"tokens-file", kIdentity,
     "Bearer tokens that callers may show, a line each: NAME TOKEN, identity "
     "token:NAME of the policy. Read again within a second of a change.",
     Text<&Config::tokens_file>(kPathOrEmptyForm)},
    {"policy-file", kIdentity,
     "Who may do what, a line each: IDENTITY RIGHTS TENANTS, for example "
     "`token:soc read,feedback acme`. Rights: score, read, triage, feedback, "
     "admin. "
     "Empty = who is known may do everything. Read again like tokens-file.",
     Text<&Config::policy_file>(kPathOrEmptyForm)},
    {"allow-plaintext-beyond-loopback", kIdentity,
     "With true, listen may be an address that other machines reach without "
     "TLS: behind a mesh that encrypts.",
     Switch<&Config::allow_plaintext_beyond_loopback>()},
    {"reflection", kIdentity,
     "Whether anybody may ask for the API's description, which grpcurl needs, "
     "on listen and admin-listen. Health checks are open to anybody as well.",
     Switch<&Config::reflection>()},
    {"core-dumps", kIdentity,
     "Whether a crash may leave a core dump, in which keys, tokens and what is "
     "known of people would stand. With false, debuggers and profilers of the "
     "same user cannot attach either: they need root.",
     Switch<&Config::core_dumps>()},
};

}  // namespace

std::span<const Setting> IdentitySettings() { return kSettings; }

}  // namespace farcall
