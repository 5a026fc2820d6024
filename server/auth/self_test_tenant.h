// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace farcall {

// The tenant of the canaries. Callers may read and delete its baselines, and
// neither score nor give feedback for it.
inline constexpr char kSelfTestTenant[] = "farcall-self-test";

}  // namespace farcall
