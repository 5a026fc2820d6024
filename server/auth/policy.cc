// SPDX-License-Identifier: Apache-2.0
#include "server/auth/policy.h"

#include <algorithm>
#include <map>
#include <optional>

#include "server/auth/rule_lines.h"

namespace farcall {
namespace {

constexpr std::string_view kAll = "*";

uint32_t BitOf(Right right) { return 1U << static_cast<uint32_t>(right); }

uint32_t AllRights() {
  uint32_t rights = 0;
  for (const Right right : kRights) rights |= BitOf(right);
  return rights;
}

std::optional<uint32_t> RightsOf(std::string_view list) {
  if (list == kAll) return AllRights();
  uint32_t rights = 0;
  for (const std::string_view name : ListOf(list)) {
    const auto* right = std::ranges::find(kRights, name, RightName);
    if (right == kRights.end()) return std::nullopt;
    rights |= BitOf(*right);
  }
  return rights;
}

bool IsIdentity(std::string_view word) {
  for (const std::string_view kind : kIdentityKinds) {
    if (word.starts_with(kind)) return word.size() > kind.size();
  }
  return word == kAnonymous;
}

bool Fits(std::string_view rule, std::string_view identity) {
  return rule == identity || (rule == kAll && identity != kAnonymous);
}

}  // namespace

std::string_view RightName(Right right) {
  switch (right) {
    case Right::kScore:
      return "score";
    case Right::kRead:
      return "read";
    case Right::kTriage:
      return "triage";
    case Right::kFeedback:
      return "feedback";
    case Right::kAdmin:
      return "admin";
  }
  return "";
}

Policy Policy::AllowAll(bool anonymous) {
  Policy policy;
  policy.rules_.push_back({std::string(kAll), AllRights(), {}});
  if (anonymous) {
    policy.rules_.push_back({std::string(kAnonymous), AllRights(), {}});
  }
  return policy;
}

absl::StatusOr<std::shared_ptr<const Policy>> Policy::FromBytes(
    std::string_view text, const std::string& path) {
  Policy policy;
  for (const RuleLine& line : RuleLinesOf(text, path)) {
    if (line.words.size() != 3) {
      return line.Error("must be IDENTITY RIGHTS TENANTS");
    }
    if (!IsIdentity(line.words[0])) {
      return line.Error("has no identity: token:NAME, cert:NAME or anonymous");
    }
    const std::optional<uint32_t> rights = RightsOf(line.words[1]);
    if (!rights.has_value()) {
      return line.Error(
          "has rights other than score, read, triage, feedback, admin or *");
    }
    Rule rule{std::string(line.words[0]), *rights, {}};
    if (line.words[2] != kAll) {
      for (const std::string_view tenant : ListOf(line.words[2])) {
        rule.tenants.emplace_back(tenant);
      }
    }
    policy.rules_.push_back(std::move(rule));
  }
  if (policy.rules_.empty()) {
    return absl::InvalidArgumentError(path + ": grants nothing to anybody");
  }
  return std::make_shared<const Policy>(std::move(policy));
}

bool Policy::Allows(std::span<const std::string> identities, Right right,
                    std::string_view tenant) const {
  return std::ranges::any_of(rules_, [&](const Rule& rule) {
    const bool covers =
        rule.tenants.empty() ||
        (!tenant.empty() &&
         std::ranges::find(rule.tenants, tenant) != rule.tenants.end());
    return covers && (rule.rights & BitOf(right)) != 0 &&
           std::ranges::any_of(identities, [&](const std::string& identity) {
             return Fits(rule.identity, identity);
           });
  });
}

std::vector<Policy::Grant> Policy::GrantsOf(
    std::span<const std::string> identities) const {
  std::map<std::string, uint32_t> rights;
  for (const Rule& rule : rules_) {
    const bool fits =
        std::ranges::any_of(identities, [&rule](const std::string& identity) {
          return Fits(rule.identity, identity);
        });
    if (!fits) continue;
    if (rule.tenants.empty()) rights[std::string(kAll)] |= rule.rights;
    for (const std::string& tenant : rule.tenants) {
      rights[tenant] |= rule.rights;
    }
  }
  std::vector<Grant> grants;
  for (const auto& [tenant, bits] : rights) {
    Grant& grant = grants.emplace_back(Grant{.tenant = tenant, .rights = {}});
    for (const Right right : kRights) {
      if ((bits & BitOf(right)) != 0) grant.rights.push_back(right);
    }
  }
  return grants;
}

bool Policy::Knows(std::string_view identity) const {
  return std::ranges::any_of(
      rules_, [&](const Rule& rule) { return Fits(rule.identity, identity); });
}

}  // namespace farcall
