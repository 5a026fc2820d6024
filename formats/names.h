// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/event.pb.h"
#include "farcall/v1/exemption.pb.h"
#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"
#include "farcall/v1/score.pb.h"

namespace farcall {

// Names of the API's enums without their prefix, e.g. `HIGH`; a number where
// the server is newer than this client.
std::string Name(v1::RiskLevel risk);
std::string Name(v1::BaselineState state);
std::string Name(v1::SkipReason reason);
std::string Name(v1::UnreadField field);
std::string Name(v1::PrincipalKind kind);
std::string Name(v1::OriginSource source);
std::string Name(v1::NetworkOperatorKind kind);
std::string Name(v1::Finding::State state);
std::string Name(v1::Exemption::State state);
std::string Name(v1::AddressClass address_class);
std::string Name(v1::CommandClass command_class);

// `NONE` where it cannot be said.
std::string Name(v1::Judgement judgement);

// In small letters: `benign`.
std::string Name(v1::ValueState state);
std::string Name(v1::FeedbackAction action);
std::string Name(v1::FindingChange change);
std::string Name(v1::RunbookStep::Phase phase);
std::string Name(v1::Exemption::Revocation revocation);

// In small letters with dashes, as `--reason` and `--teach` take them:
// `stolen-credential`.
std::string Name(v1::CloseReason reason);
std::string Name(v1::Teaching teaching);
std::string Name(v1::Reopening reopening);

// In small letters, as `--kind` takes it: `principal`.
std::string Name(v1::EntityKind kind);

}  // namespace farcall
