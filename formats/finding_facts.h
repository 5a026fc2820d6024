// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"

namespace farcall {

// What several formats say of a finding.

// Whether nobody has to look at it any more: a verdict was given, or it
// expired.
bool IsClosed(const v1::Finding& finding);

// Whether nobody has to look at it because an exemption covers it.
bool IsPlanned(const v1::Finding& finding);

bool Has(const std::vector<v1::FindingChange>& changes,
         v1::FindingChange change);

// `escalated,grew`
std::string ChangeText(const std::vector<v1::FindingChange>& changes);

// The changes of an answer of a watch.
std::vector<v1::FindingChange> ChangesOf(
    const v1::WatchFindingsResponse& answer);

// What is behind the last `/` of a principal's key: `alice`.
std::string ShortName(const std::string& principal);

// `Unusual calls of alice from VN`
std::string Title(const v1::Finding& finding);

// Whether an origin is an ISO 3166-1 alpha-2 code, and no pseudo-origin.
bool IsCountry(std::string_view origin);

// `iam:CreateUser` -> `iam`, `CreateUser`; without a colon the service is
// empty.
std::pair<std::string, std::string> SplitCommand(const std::string& command);

}  // namespace farcall
