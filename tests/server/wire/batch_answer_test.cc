// SPDX-License-Identifier: Apache-2.0
#include "server/wire/batch_answer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/server/score_message.h"
#include "tests/server/wire/made_up_result.h"
#include "tests/server/wire/protobuf_reference.h"

namespace farcall {
namespace {

std::string RandomBytes(std::mt19937_64& random) {
  std::string bytes(random() % 200, 0);
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

// In several parts, with results enough for several buffers.
TEST(BatchAnswer, HasTheBytesThatProtobufWrites) {
  std::mt19937_64 random(7);
  BatchAnswer unary(ScoringMessage::kScoreEvents);
  BatchAnswer streamed(ScoringMessage::kStreamScoreEvents);
  for (const int results : {0, 1, 3, 400}) {
    v1::StreamScoreEventsResponse message;
    message.mutable_batch();
    for (int i = 0; i < results; ++i) {
      const reference::MadeUpResult made(RandomBytes(random));
      const size_t left = static_cast<size_t>(results - i - 1);
      unary.Add({&made.result(), 1}, left, RiskLevel::kLow);
      streamed.Add({&made.result(), 1}, left, RiskLevel::kLow);
      reference::WriteResult(made.result(), RiskLevel::kLow,
                             *message.mutable_batch()->add_results());
    }
    const grpc::ByteBuffer bytes = unary.Take();
    EXPECT_EQ(BytesOf(bytes), message.batch().SerializeAsString()) << results;
    EXPECT_EQ(BytesOf(streamed.Take()), message.SerializeAsString()) << results;
  }
}

}  // namespace
}  // namespace farcall
