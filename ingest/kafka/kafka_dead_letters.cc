// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_dead_letters.h"

#include <string>
#include <vector>

namespace farcall {

absl::Status KafkaDeadLetters::Write(std::span<const DeadLetter> letters) {
  std::vector<KafkaMessage> messages;
  for (const DeadLetter& letter : letters) {
    KafkaMessage message{letter.place,
                         letter.text.substr(0, KafkaWriter::kValueBytesMax),
                         {{"farcall-place", letter.place},
                          {"farcall-record", std::to_string(letter.record)},
                          {"farcall-code", letter.code},
                          {"farcall-field", letter.field},
                          {"farcall-reason", letter.reason}}};
    if (message.value.size() < letter.text.size()) {
      message.headers.emplace_back("farcall-cut", "true");
    }
    messages.push_back(std::move(message));
  }
  return writer_->Write(messages);
}

}  // namespace farcall
