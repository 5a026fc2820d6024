// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"

namespace farcall {

// Applies what a person asked for, once for each `id`, which is known as long
// as event ids are: false = it was applied before, and nothing is now. The id
// must be none of an event: a control character in it makes sure of that.
//
// `change` fills in what it changed. Where it fails it must have changed
// nothing, and its error is returned; else the store's errors are.
absl::StatusOr<bool> UpdateOnce(
    HistogramStore& store, std::string_view tenant,
    std::span<const EntityKey> entities, std::string_view id,
    absl::FunctionRef<absl::Status(HistogramStore::Stored,
                                   HistogramStore::Changed&)>
        change);

}  // namespace farcall
