// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inputs/limits.h"
#include "scoring/detectors/model.h"
#include "server/config/config.h"

namespace farcall {

// The settings that decide scores, as the scorer takes them.
Model ModelOf(const Config& config);

// The settings that bound an event and a batch.
RequestLimits LimitsOf(const Config& config);

}  // namespace farcall
