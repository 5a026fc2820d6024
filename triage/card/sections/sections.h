// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/card/card.h"
#include "triage/card/card_input.h"

// The questions of a card, a function for each. All of them are pure: they
// change no score and no state. Where nothing can be said, the answer is
// CardAnswer::kNone and `missing` tells why.

namespace farcall {

// What did the principal do, and did it ever do that before?
CardSection ActorSection(const CardInput& input);
// By which identity and which access keys, and with a second factor or not?
CardSection IdentitySection(const CardInput& input);
// Was a key of the finding used in another place at about the same time?
CardSection KeyInTwoPlacesSection(const CardInput& input);
// By which programs, and are they usual?
CardSection AgentSection(const CardInput& input);
// Which other findings are there of the principal and of the account?
CardSection OtherFindingsSection(const CardInput& input);
// Who else calls from the addresses and networks of the finding?
CardSection CampaignSection(const CardInput& input);
// Could the calls be a change that was planned?
CardSection PlannedSection(const CardInput& input);
// With which request parameters, and were they used before?
CardSection ParametersSection(const CardInput& input);
// Is the place usual, then and now?
CardSection PlaceSection(const CardInput& input);
// Whose are the addresses?
CardSection Ec2AddressSection(const CardInput& input);
// Are they credentials of an EC2 instance, and does it do what its role does?
CardSection InstanceSection(const CardInput& input);
// What is to be asked of the owner?
CardSection AskSection(const CardInput& input);
// What did the principal touch in 24 hours?
CardSection ScopeSection(const CardInput& input);
// What can the principal do, by what it did?
CardSection BlastRadiusSection(const CardInput& input);
// What became of the keys that its calls issued?
CardSection ChainSection(const CardInput& input);
// What do the other detectors say of the opening call?
CardSection SistersSection(const CardInput& input);
// How much is known, and since when?
CardSection ModelSection(const CardInput& input);

}  // namespace farcall
