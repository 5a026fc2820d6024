// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace farcall {

// What a caller may do.
enum class Right : uint8_t {
  kScore,     // ScoringService
  kRead,      // GetBaseline, ListBaselines, ListFeedback, findings
  kTriage,    // notes and states of findings
  kFeedback,  // MarkBenign, MarkMalicious, ClearVerdict, Forget
  kAdmin,     // DeleteBaseline, AdminService
};

inline constexpr std::array kRights = {Right::kScore, Right::kRead,
                                       Right::kTriage, Right::kFeedback,
                                       Right::kAdmin};

std::string_view RightName(Right right);

// How the names of callers begin that show something: `token:NAME`.
inline constexpr std::string_view kTokenKind = "token:";
inline constexpr std::string_view kCertificateKind = "cert:";
inline constexpr std::array kIdentityKinds = {kTokenKind, kCertificateKind};

// The caller that shows neither a token nor a certificate.
inline constexpr std::string_view kAnonymous = "anonymous";

// Who may do what, for which tenants.
class Policy {
 public:
  static constexpr size_t kBytesMax = 1 << 20;  // of the file

  // Who is known may do everything; `anonymous` too if it is let in.
  static Policy AllowAll(bool anonymous);

  // Lines of `IDENTITY RIGHTS TENANTS`, as in
  //
  //   token:pipeline             score           *
  //   cert:soc.example.com       read,feedback   default,acme
  //   anonymous                  score           default
  //
  // Rights add up over lines. What no line grants is refused. INVALID_ARGUMENT
  // names the path and the line.
  static absl::StatusOr<std::shared_ptr<const Policy>> FromBytes(
      std::string_view text, const std::string& path);

  // Whether one of the names that a caller goes by has the right for `tenant`.
  // An empty tenant means all of them: the right for the server itself.
  bool Allows(std::span<const std::string> identities, Right right,
              std::string_view tenant) const;
  bool Knows(std::string_view identity) const;
  // What the names may do together, a grant for each tenant, ascending; the one
  // of all tenants, `*`, is first.
  struct Grant {
    std::string tenant;
    std::vector<Right> rights;  // in the order of kRights

    bool operator==(const Grant&) const = default;
  };
  std::vector<Grant> GrantsOf(std::span<const std::string> identities) const;

 private:
  struct Rule {
    std::string identity;              // `*` = any that is not anonymous
    uint32_t rights = 0;               // bit by Right
    std::vector<std::string> tenants;  // empty = all
  };

  std::vector<Rule> rules_;
};

}  // namespace farcall
