// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace farcall {

// Where a server is, and what it is shown of the caller.
struct ServerAccess {
  std::string address = "localhost:50051";
  bool tls = false;
  std::string tls_ca_file{};    // empty = the authorities of the system
  std::string tls_cert_file{};  // with tls_key_file; empty = none is shown
  std::string tls_key_file{};
  std::string tls_server_name{};  // what its certificate names; empty = address
  std::string token_file{};       // holds a bearer token; empty = none is shown
};

}  // namespace farcall
