// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "farcall/v1/finding_service.pb.h"

namespace farcall {

// What a change of a finding is for somebody who is to be called.
enum class Notice {
  kAlarm,         // it was opened, or got worse: look at it
  kAcknowledged,  // somebody does
  kResolved,      // a verdict was given, it expired, or it is gone
  kNone,          // it grew, got a note, or is planned
};

// A finding without changes, of a list, is judged by its state alone.
Notice NoticeOf(const v1::WatchFindingsResponse& change);

// `xddpgm5vnyq2hjc3@7`: what a sink that was given it before knows it by.
std::string RevisionKey(const v1::WatchFindingsResponse& change);

}  // namespace farcall
