// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "scoring/batch/feedback.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/event/event.h"
#include "scoring/event/feedback_entry.h"

namespace farcall {

// What feedback was about, as a number that its entry of the audit keeps.
uint64_t ContentDigest(const PrincipalPlace& place);
// Without the principal, whose name the audit may have to hide. The country
// that a look-up gives may be another one next time.
uint64_t ContentDigest(const Event& event);

// OK if what was taken with the id of `given` is the same, or if that cannot be
// told any more. ALREADY_EXISTS if it was other content; else the store's
// errors.
absl::Status CheckIsRepeated(const HistogramStore& store,
                             std::string_view tenant,
                             const FeedbackEntry& given);

}  // namespace farcall
