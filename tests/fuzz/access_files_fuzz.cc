// SPDX-License-Identifier: Apache-2.0

// The files that say who may do what: bearer tokens, the policy and the token
// of a cluster; and the names of a caller that a replica vouches for.
#include <algorithm>
#include <string>
#include <vector>

#include "server/auth/bearer_tokens.h"
#include "server/auth/cluster_token.h"
#include "server/auth/forwarding.h"
#include "server/auth/policy.h"
#include "server/auth/rule_lines.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

void RequireSoundError(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) Broken("no INVALID_ARGUMENT");
  if (!std::string_view(status.message().data(), status.message().size())
           .starts_with("f: ")) {
    Broken("an error that does not name its file");
  }
}

// No word of a message is as long as a token.
void RequireNoToken(const absl::Status& status) {
  const std::string message(status.message());
  for (const RuleLine& line : RuleLinesOf(message, "f")) {
    for (const std::string_view word : line.words) {
      if (word.size() >= kTokenBytesMin) {
        Broken("an error tells a token");
      }
    }
  }
}

void TryTokens(std::string_view text) {
  const auto tokens = BearerTokens::FromBytes(text, "f");
  if (!tokens.ok()) {
    RequireSoundError(tokens.status());
    RequireNoToken(tokens.status());
    return;
  }
  const std::vector<RuleLine> lines = RuleLinesOf(text, "f");
  if (lines.size() != (*tokens)->size()) Broken("a token is lost");
  for (const RuleLine& line : lines) {
    const auto bearer = (*tokens)->BearerOf(line.words[1]);
    // The same token may have been given to two.
    const bool given = std::ranges::any_of(lines, [&](const RuleLine& other) {
      return other.words[1] == line.words[1] && other.words[0] == bearer;
    });
    if (!given) Broken("a token is another's");
    if ((*tokens)->BearerOf(line.words[1].substr(1)) &&
        std::ranges::none_of(lines, [&](const RuleLine& other) {
          return other.words[1] == line.words[1].substr(1);
        })) {
      Broken("half a token is enough");
    }
  }
}

void TryClusterToken(std::string_view text) {
  const auto token = ClusterToken::FromBytes(text, "f");
  if (!token.ok()) {
    RequireSoundError(token.status());
    RequireNoToken(token.status());
    return;
  }
  const std::vector<RuleLine> lines = RuleLinesOf(text, "f");
  if ((*token)->shown() != lines.front().words[0]) Broken("another is shown");
  for (const RuleLine& line : lines) {
    if (!(*token)->Takes(line.words[0])) Broken("a token is not taken");
    if ((*token)->Takes(std::string(line.words[0]) + "\n")) {
      Broken("another token is taken");
    }
  }
}

void TryIdentities(std::string_view header) {
  const auto names = IdentitiesOf(header);
  if (!names.has_value()) return;
  const bool is_anonymous = *names == std::vector{std::string(kAnonymous)};
  for (const std::string& name : *names) {
    const bool is_shown =
        name.starts_with("token:") || name.starts_with("cert:");
    if (!is_shown && !is_anonymous) Broken("a name of no kind");
  }
  if (IdentitiesOf(IdentityHeaderOf(*names)) != names) {
    Broken("names change on their way");
  }
}

// Whether a line of the text grants it, told in the plainest way.
bool Granted(const std::vector<RuleLine>& lines, std::string_view identity,
             Right right, std::string_view tenant) {
  const auto holds = [](std::string_view list, std::string_view word) {
    if (list == "*") return true;
    const auto parts = ListOf(list);
    return !word.empty() && std::ranges::find(parts, word) != parts.end();
  };
  return std::ranges::any_of(lines, [&](const RuleLine& line) {
    return line.words[0] == identity &&
           holds(line.words[1], RightName(right)) &&
           holds(line.words[2], tenant);
  });
}

void RequireGrants(const Policy& policy, const std::vector<RuleLine>& lines,
                   const std::string& identity) {
  std::vector<std::string_view> tenants = {"", "*", "default", "nobody's"};
  for (const RuleLine& line : lines) {
    for (const std::string_view tenant : ListOf(line.words[2])) {
      tenants.push_back(tenant);
    }
  }
  const std::vector<std::string> identities = {identity};
  for (const Right right : kRights) {
    for (const std::string_view tenant : tenants) {
      if (policy.Allows(identities, right, tenant) !=
          Granted(lines, identity, right, tenant)) {
        Broken("a right is granted otherwise than its lines say");
      }
    }
  }
}

void TryPolicy(std::string_view text) {
  const auto policy = Policy::FromBytes(text, "f");
  if (!policy.ok()) {
    RequireSoundError(policy.status());
    return;
  }
  const std::vector<RuleLine> lines = RuleLinesOf(text, "f");
  for (const char* identity : {"anonymous", "*", "", "token:x", "cert:x"}) {
    RequireGrants(**policy, lines, identity);
  }
  // A few are enough, and their product would take long.
  for (size_t i = 0; i < std::min<size_t>(lines.size(), 8); ++i) {
    const std::string identity(lines[i].words[0]);
    RequireGrants(**policy, lines, identity);
    if (!(*policy)->Knows(identity)) Broken("an identity is not known");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = farcall::TextOf(data, size);
  farcall::TryTokens(text);
  farcall::TryPolicy(text);
  farcall::TryClusterToken(text);
  farcall::TryIdentities(text);
  return 0;
}
