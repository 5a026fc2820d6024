// SPDX-License-Identifier: Apache-2.0

// A result made of the input: its bytes are those that protobuf's serializer
// writes of the same message.
#include <string>

#include "server/wire/result_writer.h"
#include "tests/fuzz/property.h"
#include "tests/server/wire/made_up_result.h"
#include "tests/server/wire/protobuf_reference.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const farcall::reference::MadeUpResult made(farcall::TextOf(data, size));
  farcall::WireOutput output;
  farcall::WriteResult(made.result(), made.factors_from(), output);
  farcall::v1::EventResult message;
  farcall::reference::WriteResult(made.result(), made.factors_from(), message);
  if (output.bytes() != message.SerializeAsString()) {
    farcall::Broken("protobuf writes other bytes");
  }
  return 0;
}
