// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/identity/principal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cloudtrail/identity/arn.h"
#include "cloudtrail/identity/command.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr std::string_view kHidden = "HIDDEN_DUE_TO_SECURITY_REASONS";
constexpr std::string_view kSsoRolePrefix = "AWSReservedSSO_";
constexpr size_t kAccountDigitsMax = 12;

// Masked ARNs count too (`arn***/deploy`): they are as stable as whole ones.
bool IsArnLike(std::string_view text) {
  return text.size() > 3 && text.starts_with("arn");
}

// Nothing but one `@` with a local part before it and a domain after it.
bool IsEmailLike(std::string_view text) {
  const size_t at = text.find('@');
  if (at == text.npos || at == 0) return false;
  const std::string_view domain = text.substr(at + 1);
  const size_t dot = domain.rfind('.');
  return dot != domain.npos && dot > 0 && dot + 1 < domain.size() &&
         domain.find('@') == domain.npos;
}

std::string_view AfterLast(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

std::string_view FirstOf(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (!text.empty()) return text;
  }
  return {};
}

// `name` as the last part of a path: a `/` in it would blur where it begins.
std::string PathEscaped(std::string_view name) {
  std::string escaped;
  escaped.reserve(name.size());
  for (const char c : name) {
    if (c == '/') {
      escaped += "%2F";
    } else if (c == '%') {
      escaped += "%25";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// One identity on its way to a key. Each type of identity has its function.
class Derivation {
 public:
  Derivation(const UserIdentity& identity, PrincipalStrategy strategy,
             std::string_view region, std::string_view recipient_account)
      : identity_(identity),
        strategy_(strategy),
        region_(region),
        arn_(Arn::Parse(identity.arn)),
        account_(AccountOf(recipient_account)) {}

  // Where the type gives no key, whoever the call was made for is the caller.
  Principal Derive() const {
    Principal principal = ByType();
    if (principal.kind == PrincipalKind::kNone) {
      principal = Human(identity_.on_behalf_of_user_id);
    }
    return principal;
  }

 private:
  Principal ByType() const {
    const std::string_view type = identity_.type;
    if (type == "AssumedRole") return AssumedRoleSession();
    if (type == "IAMUser") return User();
    if (type == "Root") return OfAccount(PrincipalKind::kRoot, ":root");
    if (type == "FederatedUser") return FederatedUser();
    if (type == "SAMLUser")
      return ProviderUser(":saml/", SamlProvider(), identity_.user_name);
    if (type == "WebIdentityUser") return WebIdentity();
    if (type == "IdentityCenterUser") {
      return Human(
          FirstOf({identity_.on_behalf_of_user_id, identity_.user_name}));
    }
    if (type == "AWSAccount") return ForeignAccount();
    return IsArnLike(identity_.arn) ? ByArn() : IdentityCenterUser();
  }

  // Events of Identity Center had the type Unknown, or none, until 2023.
  Principal IdentityCenterUser() const {
    if (!identity_.type.empty() && identity_.type != "Unknown") return {};
    if (!identity_.on_behalf_of_user_id.empty()) {
      return Human(identity_.on_behalf_of_user_id);
    }
    return IsEmailLike(identity_.user_name) ? Human(identity_.user_name)
                                            : Principal{};
  }

  // For identities of an unknown type, or of none.
  Principal ByArn() const {
    if (!arn_) return {};
    if (arn_->service == "sts") {
      if (AssumedRole::Parse(*arn_)) return AssumedRoleSession();
      const bool federated = arn_->resource.starts_with("federated-user/");
      return federated ? FederatedUser() : Principal{};
    }
    if (arn_->service != "iam") return {};
    if (arn_->resource == "root") {
      return OfAccount(PrincipalKind::kRoot, ":root");
    }
    if (arn_->resource.starts_with("user/")) return User();
    if (arn_->resource.starts_with("role/")) {
      return {PrincipalKind::kRole, std::string(identity_.arn)};
    }
    return {};
  }

  Principal User() const {
    if (IsArnLike(identity_.arn)) {
      return {PrincipalKind::kUser, std::string(identity_.arn)};
    }
    // Failed console logins have no ARN.
    if (account_.empty() || identity_.user_name.empty()) return {};
    return {PrincipalKind::kUser,
            Concat({"arn:", PartitionOf(region_), ":iam::", account_, ":user/",
                    identity_.user_name})};
  }

  Principal AssumedRoleSession() const {
    const auto session = arn_ ? AssumedRole::Parse(*arn_) : std::nullopt;
    const bool arn_lacks_session = session && session->session.empty();
    const AssumedRole parts = session.value_or(AssumedRole());
    std::string role_arn = RoleArn(parts.role);
    const std::string_view role_name = AfterLast(role_arn, '/');
    const std::string_view session_name = SessionName(parts.session);
    std::string instance_id(IsInstanceId(session_name) ? session_name
                                                       : std::string_view());
    const bool is_chosen = !role_name.starts_with(kSsoRolePrefix);
    if (strategy_ == PrincipalStrategy::kSession && IsArnLike(identity_.arn) &&
        !arn_lacks_session) {
      return {PrincipalKind::kSession, std::string(identity_.arn),
              is_chosen ? std::move(role_arn) : std::string(),
              std::move(instance_id)};
    }
    if (strategy_ == PrincipalStrategy::kAuto) {
      Principal human = Human(PersonBehind(role_name, session_name));
      if (!human.key.empty()) {
        if (is_chosen) human.role = std::move(role_arn);
        return human;
      }
    }
    if (role_arn.empty()) return {};
    return {.kind = PrincipalKind::kRole,
            .key = std::move(role_arn),
            .instance_id = std::move(instance_id)};
  }

  // The issuer's ARN has the role's path, which the ARN of a session lacks.
  std::string RoleArn(std::string_view role_name) const {
    if (IsArnLike(identity_.issuer_arn)) {
      return std::string(identity_.issuer_arn);
    }
    if (!arn_ || role_name.empty()) return {};
    return Concat({"arn:", arn_->partition, ":iam::", arn_->account, ":role/",
                   role_name});
  }

  // The ARN has the name of the session; where there is none, principalId.
  std::string_view SessionName(std::string_view in_arn) const {
    const std::string_view id = identity_.principal_id;  // `AROA...:session`
    const size_t colon = id.find(':');
    return in_arn.empty() && colon != id.npos ? id.substr(colon + 1) : in_arn;
  }

  // The person's name, empty for a session of a machine.
  std::string_view PersonBehind(std::string_view role_name,
                                std::string_view session_name) const {
    if (!identity_.source_identity.empty()) return identity_.source_identity;
    const bool person =
        role_name.starts_with(kSsoRolePrefix) || IsEmailLike(session_name);
    return person ? session_name : std::string_view();
  }

  Principal FederatedUser() const {
    std::string_view name = identity_.user_name;
    if (!identity_.arn.empty()) {
      name = AfterLast(identity_.arn, '/');
    } else if (name.empty()) {
      name = AfterLast(identity_.principal_id, ':');
    }
    if (IsArnLike(identity_.issuer_arn) && !name.empty()) {
      return {PrincipalKind::kFederated,
              Concat({identity_.issuer_arn, "/federated/", PathEscaped(name)})};
    }
    if (!IsArnLike(identity_.arn)) return {};
    return {PrincipalKind::kFederated, std::string(identity_.arn)};
  }

  // `principalId` of a SAML user is `provider:name`.
  std::string_view SamlProvider() const {
    return identity_.identity_provider.empty() ? BeforeName()
                                               : identity_.identity_provider;
  }

  // `principalId` of a web identity is `provider:audience:name`.
  Principal WebIdentity() const {
    std::string_view provider = identity_.identity_provider;
    std::string_view name = identity_.user_name;
    if (provider.empty()) {
      const std::string_view id =
          name.empty() ? identity_.principal_id : BeforeName();
      // An ARN has colons of its own, up to the path of its resource.
      const size_t path = id.starts_with("arn:") ? id.find('/') : 0;
      const size_t colon = id.find(':', std::min(path, id.size()));
      provider = id.substr(0, colon);
      const size_t audience_end =
          colon == id.npos ? id.npos : id.find(':', colon + 1);
      if (name.empty() && audience_end != id.npos) {
        name = id.substr(audience_end + 1);
      } else if (name.empty()) {
        provider = {};
      }
    }
    return ProviderUser(":web/", provider, name);
  }

  // What stands before `:userName` in `principalId`.
  std::string_view BeforeName() const {
    const std::string_view id = identity_.principal_id;
    const std::string_view name = identity_.user_name;
    if (id.size() <= name.size() + 1 || !id.ends_with(name)) return {};
    const size_t colon = id.size() - name.size() - 1;
    return id[colon] == ':' ? id.substr(0, colon) : std::string_view();
  }

  Principal ProviderUser(std::string_view infix, std::string_view provider,
                         std::string_view name) const {
    if (name.empty()) name = identity_.principal_id;
    if (account_.empty() || name.empty()) return {};
    return {PrincipalKind::kFederated,
            Concat({account_, infix, provider, "/", PathEscaped(name)})};
  }

  Principal Human(std::string_view name) const {
    if (account_.empty() || name.empty()) return {};
    return {PrincipalKind::kHuman, Concat({account_, ":human/", name})};
  }

  // Unsigned calls come from the account ANONYMOUS_PRINCIPAL.
  Principal ForeignAccount() const {
    if (!IsAccount(identity_.account)) return {};
    return {PrincipalKind::kAccount, Concat({identity_.account, ":account"})};
  }

  Principal OfAccount(PrincipalKind kind, std::string_view suffix) const {
    if (account_.empty()) return {};
    return {kind, Concat({account_, suffix})};
  }

  std::string_view AccountOf(std::string_view recipient_account) const {
    for (const std::string_view account :
         {identity_.account, arn_ ? arn_->account : std::string_view(),
          identity_.issuer_account, recipient_account}) {
      if (IsAccount(account)) return account;
    }
    return {};
  }

  const UserIdentity& identity_;
  const PrincipalStrategy strategy_;
  const std::string_view region_;
  const std::optional<Arn> arn_;
  const std::string_view account_;
};

bool IsHidden(const UserIdentity& identity) {
  return identity.user_name == kHidden || identity.arn.ends_with(kHidden) ||
         identity.principal_id == kHidden;
}

// The sign-in service is the console: older records name it where a person
// clicks, with the person's own address.
bool IsInvokedByService(const UserIdentity& identity) {
  return IsServiceName(identity.invoked_by) &&
         identity.invoked_by != "signin.amazonaws.com";
}

}  // namespace

bool NamesSomebody(const UserIdentity& identity) {
  if (IsHidden(identity) || identity.principal_id == "Anonymous" ||
      identity.account == "ANONYMOUS_PRINCIPAL") {
    return false;
  }
  return !identity.arn.empty() || !identity.user_name.empty() ||
         !identity.on_behalf_of_user_id.empty() ||
         (!identity.principal_id.empty() && !IsAccount(identity.principal_id));
}

bool IsAccount(std::string_view text) {
  return !text.empty() && text.size() <= kAccountDigitsMax &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

Principal PrincipalOf(const UserIdentity& identity, PrincipalStrategy strategy,
                      std::string_view region,
                      std::string_view recipient_account) {
  if (identity.type == "AWSService" || IsInvokedByService(identity)) {
    return {.kind = PrincipalKind::kService, .key = {}};
  }
  if (IsHidden(identity)) return {};
  return Derivation(identity, strategy, region, recipient_account).Derive();
}

}  // namespace farcall
