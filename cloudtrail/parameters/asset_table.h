// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace farcall {

// How near an asset is to what a call is about.
enum class AssetRole : uint8_t {
  kTarget,  // what the call was made to
  kBeside,  // what it is made with, or lies in: an image, a subnet
};

// A request parameter that names an asset.
struct AssetRow {
  std::string_view name;     // of the parameter
  std::string_view service;  // that is called, `ec2`; empty = any
  // Part of the event's name, of parameters whose name is used for anything:
  // they count at the top of the parameters alone. Empty = any event.
  std::string_view call;
  std::string_view begins;  // what values of an asset begin with
  // The ARN behind its partition and before the value, with `$r` for the region
  // and `$a` for the account. Empty = the value must be an ARN itself.
  std::string_view form;
  AssetRole role = AssetRole::kTarget;
};

// Of a parameter whose value is the URL of a queue.
inline constexpr std::string_view kQueueUrlForm = "sqs:url";

// By name, without regard to letter case, then service, then call.
std::span<const AssetRow> AssetRows();

// The row for a parameter of a call, or null. Of several rows that fit, the
// last one, which is the most particular. `is_top`: no object within the
// parameters holds it.
const AssetRow* FindAssetRow(std::string_view name, std::string_view service,
                             std::string_view event_name, bool is_top);

}  // namespace farcall
