// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "cloudtrail/identity/user_identity.h"
#include "inputs/parsed_record.h"
#include "scoring/event/call_details.h"

namespace farcall {

// A field that must be text where it is there.
struct TextField {
  std::string_view name;  // as CloudTrail, or the schema, names it
  std::string_view text;  // empty: absent, null or empty
  std::string_view
      wrong_type;  // what it is where it is no text, e.g. `a number`
};

// A part of the caller's identity that is of another type than it must be.
struct WrongType {
  std::string name;          // as CloudTrail, or the schema, names it
  std::string_view is;       // e.g. `a number`
  std::string_view must_be;  // e.g. `an object`
};

// What is read of a record beyond what it is scored by. Views, as those of
// RecordFields; empty where it is absent or of another type.
struct DetailFields {
  std::string_view access_key_id{};         // that signed the call
  std::string_view issued_access_key_id{};  // that the call made
  std::string_view session_creation_time{};
  std::string_view ec2_role_delivery{};
  std::optional<bool> mfa{};
  std::optional<bool> read_only{};
  std::array<std::string_view, CallDetails::kAssetsMax> resources{};  // ARNs
  std::optional<simdjson::dom::object> parameters{};  // of the request
};

// What is read of a record, whatever form it has. Views into the parsed JSON,
// or into `kept`.
struct RecordFields {
  TextField event_id;
  TextField event_time;
  TextField event_source;
  TextField event_name;
  TextField source_address;
  TextField vpc_endpoint_id;
  TextField vpc_endpoint_account;  // that owns the endpoint
  TextField recipient_account;
  TextField error_code;
  TextField error_message;
  TextField user_agent;
  TextField region;
  bool from_console = false;  // the credentials are of a console session
  std::string_view country;   // of the source address, if the record has it
  // The record says otherwise than by an error code or message that the call
  // failed.
  bool failed = false;
  UserIdentity identity;
  // The record says who called, in a form that is not read: text that is no
  // JSON, or names that are not known.
  bool identity_unread = false;
  // A part of the identity is text that is no JSON, such as a sessionContext.
  bool identity_part_unread = false;
  std::optional<WrongType> identity_wrong_type;  // the first one read
  std::deque<std::string> kept;  // texts that stand nowhere in the JSON

  std::string_view Keep(std::string text) {
    return kept.emplace_back(std::move(text));
  }

  void NoteWrongIdentity(std::string_view name, std::string_view is,
                         std::string_view must_be) {
    if (!identity_wrong_type) {
      identity_wrong_type = {std::string(name), is, must_be};
    }
  }
};

}  // namespace farcall
