// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// What a record says of its caller, whatever form it has. Empty = not said.
struct UserIdentity {
  std::string_view type = {};
  std::string_view arn = {};
  std::string_view account = {};
  std::string_view principal_id = {};
  std::string_view user_name = {};
  std::string_view identity_provider = {};
  std::string_view invoked_by = {};
  std::string_view issuer_arn = {};            // sessionContext.sessionIssuer
  std::string_view issuer_account = {};        // sessionContext.sessionIssuer
  std::string_view source_identity = {};       // sessionContext
  std::string_view on_behalf_of_user_id = {};  // onBehalfOf, Identity Center
};

}  // namespace farcall
