// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

#include "tests/triage/card/sections/scenes.h"
#include "triage/card/sections/card_builder.h"

namespace farcall {
namespace {

// The sections with these keys.
std::string TextOf(const Scene& scene,
                   std::initializer_list<std::string_view> keys) {
  const Card card = MakeCard(scene.Input());
  std::string text;
  for (const CardSection& section : card.sections) {
    if (std::ranges::find(keys, section.key) != keys.end()) {
      text += TextOf(section);
    }
  }
  return text;
}

TEST(CardSentences, TellsOfAStolenKey) {
  EXPECT_EQ(TextOf(StolenKey(),
                   {"actor", "identity", "key_in_two_places", "agent",
                    "other_findings", "campaign", "planned", "parameters",
                    "place", "ec2_address", "instance", "ask", "scope",
                    "blast_radius", "chain", "sisters", "model"}),
            R"(actor SUSPICIOUS
alice made 6 calls of 4 commands from VN between 2026-11-28 20:20 and 20:32 UTC; 3 of them failed.
6 of 6 calls were of commands that alice had not called outside this finding.
iam:CreateAccessKey: 0 of 121 other calls by alice in 180 days; 0 calls by the rest of the organisation.
iam:CreateUser: 0 of 121 other calls by alice in 180 days; 0 calls by the rest of the organisation.
iam:ListUsers: 0 of 121 other calls by alice in 180 days; 0 calls by the rest of the organisation.
identity FACT
6 calls were signed with AKIAALICEEXAMPLE as arn:aws:iam::111122223333:user/alice.
AKIAALICEEXAMPLE is a long-term key, first seen 61 days before this finding (90 days are kept).
0 of 6 calls of the finding had MFA, and 5 of 5 other kept calls.
key_in_two_places SUSPICIOUS
AKIAALICEEXAMPLE signed calls from DE and from VN within 5 minutes.
agent SUSPICIOUS
6 calls were made by Boto3, a client of the kind OFFENSIVE: Boto3/1.34.69 os/linux#6.1.0-kali5-amd64.
alice used Boto3 in 0 of 120 hours outside this finding; 0 calls by the rest of the organisation.
Usual kinds of client of alice: CLI 100 %.
other_findings FACT
There are 0 other findings of alice since 48 hours before this one.
Other principals have 0 findings in the same account and 0 from the same network in that time.
campaign FACT
0 other principals called from the address 198.51.100.7 in the hours that are kept.
0 other principals called from the network 198.51.100.0/24 in 180 days.
planned FACT
No exemption covers it.
The organisation called iam:CreateAccessKey in 0 hours of 180 days outside this finding.
The organisation called iam:CreateUser in 0 hours of 180 days outside this finding.
The organisation called iam:ListUsers in 0 hours of 180 days outside this finding.
parameters FACT
Parameters that are kept: userName=svc-backup2 (new).
1 of 1 parameter is new: no other kept call of the principal has it.
2 of 6 calls named what no other principal named in the hours that are kept: arn:aws:iam::111122223333:user/svc-backup2.
place SUSPICIOUS
At the opening call: alice never called from VN before: 0 of 120 calls in 60 days, since 2026-09-29; usual: DE 100 %.
Now: alice called from VN in 0 hours outside this finding.
Usual outside this finding: DE 100 % of 121 hours.
0 of 2 peers called from VN in 180 days, and 0 of 3 other principals of the organisation.
ec2_address FACT
198.51.100.7 is no address of AWS.
instance FACT
No call is known to have credentials of an EC2 instance.
ask TASK
Please look at 6 calls by alice from VN between 2026-11-28 20:20 and 20:32 UTC (finding aeaqcaibaeaqcaib).
The calls were: iam:CreateAccessKey (1 call), iam:CreateUser (1 call), iam:ListUsers (3 calls) and sts:GetCallerIdentity (1 call).
Did you make these calls, or did a program of yours? (yes or no)
Were you, your VPN or your proxy in VN at that time? (yes or no)
Has anybody else had your password, access key or session? (yes or no)
missing: no line of `contacts-file` names who is asked about the principal
scope FACT
In the 24 hours up to the last call alice called 3 services: iam 5, s3 1 and sts 1.
The calls touched 1 asset, 1 of them not in the kept hours before.
The asset of 5 calls is not known.
blast_radius SUSPICIOUS
Worst class: PERSISTENCE (iam:CreateAccessKey, 1 call).
In 180 days alice used 2 commands outside this finding.
That is what its credentials are known to be able to do; its policies may allow more.
chain SUSPICIOUS
alice issued AKIABACKUPEXAMPL by iam:CreateAccessKey at 2026-11-28 20:32 UTC.
2 calls were signed with AKIABACKUPEXAMPL from VN as arn:aws:iam::111122223333:user/svc-backup2.
alice made the user svc-backup2 by iam:CreateUser at 2026-11-28 20:30 UTC.
The user svc-backup2 made 2 kept calls since then, from VN, the last at 2026-11-28 20:50 UTC.
sisters SUSPICIOUS
alice never used Boto3 before: 0 of 120 calls in 60 days, since 2026-09-29; usual: aws-cli 100 %.
model FACT
The baseline of alice was READY at the opening call: 121 other calls are known.
No place is known for 0 % of 127 calls of the organisation, since 2026-09-29.
Calls have been kept since 2026-10-19 20:20 UTC.
)");
}

TEST(CardSentences, SaysWhatIsMissingWhereCallsAreNotKept) {
  EXPECT_EQ(TextOf(StolenKeyWithoutFacts(),
                   {"identity", "key_in_two_places", "parameters", "scope",
                    "chain", "model"}),
            R"(identity NONE
missing: calls are not kept: `event-hours` is 0
key_in_two_places NONE
missing: calls are not kept: `event-hours` is 0
parameters NONE
missing: calls are not kept: `event-hours` is 0
scope NONE
missing: calls are not kept: `event-hours` is 0
chain NONE
missing: calls are not kept: `event-hours` is 0
model FACT
The baseline of alice was READY at the opening call: 121 other calls are known.
No place is known for 0 % of 127 calls of the organisation, since 2026-09-29.
missing: calls are not kept: `event-hours` is 0
)");
}

TEST(CardSentences, TellsOfATraveller) {
  EXPECT_EQ(TextOf(Traveller(), {"actor", "identity", "key_in_two_places",
                                 "agent", "blast_radius"}),
            R"(actor NORMAL
alice made 3 calls of 1 command from VN between 2026-11-28 20:20 and 20:22 UTC.
0 of 3 calls were of commands that alice had not called outside this finding.
s3:GetObject: 60 of 120 other calls by alice in 180 days; 0 calls by the rest of the organisation.
identity NORMAL
3 calls were signed with AKIAALICEEXAMPLE as arn:aws:iam::111122223333:user/alice.
AKIAALICEEXAMPLE is a long-term key, first seen 61 days before this finding (90 days are kept).
3 of 3 calls of the finding had MFA, and 4 of 4 other kept calls.
key_in_two_places FACT
AKIAALICEEXAMPLE signed calls from DE and from VN within 30 hours.
agent NORMAL
3 calls were made by aws-cli, a client of the kind CLI: aws-cli/2.15.30 os/linux.
alice used aws-cli in 120 of 120 hours outside this finding; 0 calls by the rest of the organisation.
Usual kinds of client of alice: CLI 100 %.
blast_radius FACT
Worst class: DATA_READ (s3:GetObject, 3 calls).
In 180 days alice used 2 commands outside this finding.
That is what its credentials are known to be able to do; its policies may allow more.
)");
}

TEST(CardSentences, TellsOfANewEgress) {
  EXPECT_EQ(TextOf(EgressChange(),
                   {"key_in_two_places", "campaign", "place", "sisters"}),
            R"(key_in_two_places FACT
Every kept call that AKIAALICEEXAMPLE signed came from DE (7 calls).
campaign SUSPICIOUS
2 other principals called from the network 198.51.100.0/24 in 180 days.
It was new within 48 hours of this finding for bob and carol too.
place NORMAL
At the opening call: alice called from DE in 120 of 120 calls in 60 days, since 2026-09-29.
Now: alice called from DE in 120 hours outside this finding.
Usual outside this finding: DE 100 % of 120 hours.
missing: which other principals call from there is not kept
sisters SUSPICIOUS
alice never called from the network 198.51.100.0/24 before: 0 of 120 calls in 60 days, since 2026-09-29.
)");
}

TEST(CardSentences, TellsOfStolenInstanceCredentials) {
  EXPECT_EQ(
      TextOf(StolenInstanceCredentials(), {"actor", "identity", "instance"}),
      R"(actor SUSPICIOUS
The session i-0abc12345 of the role web made 4 calls of 2 commands from VN between 2026-11-28 20:20 and 20:23 UTC.
3 of 4 calls were of commands that the session i-0abc12345 of the role web had not called outside this finding.
s3:GetObject: 20 of 20 other calls by the session i-0abc12345 of the role web in 180 days; 0 calls by the rest of the organisation.
s3:ListAllMyBuckets: 0 of 20 other calls by the session i-0abc12345 of the role web in 180 days; 0 calls by the rest of the organisation.
identity FACT
4 calls were signed with ASIAWEBEXAMPLE00 as arn:aws:sts::111122223333:assumed-role/web/i-0abc12345.
ASIAWEBEXAMPLE00 is the key of a session that began 14 minutes before its first call of this finding.
instance SUSPICIOUS
The instance i-0abc12345 called from amazon before.
The principal is a session of the EC2 instance i-0abc12345.
CloudTrail says of 4 calls that an EC2 instance was given the credentials.
4 calls with credentials of an instance came from an address that is not the organisation's: they are stolen, or the address is new.
1 of 2 commands is among the 1 that other sessions of the role call.
0 other findings of the role in 48 hours, 0 of them of this instance.
)");
}

TEST(CardSentences, TellsHowLittleIsKnownOfAColdTenant) {
  EXPECT_EQ(TextOf(ColdTenant(), {"actor", "agent", "place", "ec2_address",
                                  "blast_radius", "model"}),
            R"(actor FACT
alice made 1 call of 1 command from VN at 2026-11-28 20:20 UTC.
No other call by alice is known.
agent FACT
1 call was made by aws-cli, a client of the kind CLI: aws-cli/2.15.30 os/linux.
alice used aws-cli in 0 of 0 hours outside this finding; 0 calls by the rest of the organisation.
place FACT
At the opening call: alice called from VN; no earlier call by alice is known.
Now: alice called from VN in 0 hours outside this finding.
missing: which other principals call from there is not kept
ec2_address NONE
missing: give `aws-ip-ranges`
blast_radius FACT
Worst class: DATA_READ (s3:GetObject, 1 call).
In 180 days alice used 0 commands outside this finding.
model FACT
The baseline of alice was COLD at the opening call: 0 other calls are known.
No place is known for 0 % of 1 call of the organisation, since 2026-11-28.
Calls have been kept since 2026-10-19 20:20 UTC.
)");
}

}  // namespace
}  // namespace farcall
