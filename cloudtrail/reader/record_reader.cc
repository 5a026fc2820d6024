// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_reader.h"

#include <utility>

namespace farcall {

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Open(
    const std::string& path, Limits limits) {
  absl::StatusOr<std::unique_ptr<ByteSource>> source = ByteSource::Open(path);
  if (!source.ok()) return source.status();
  return std::unique_ptr<RecordReader>(
      new RecordReader(*std::move(source), limits));
}

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Open(
    const std::string& path) {
  return Open(path, Limits());
}

std::unique_ptr<RecordReader> RecordReader::OfBytes(std::string_view bytes,
                                                    std::string name,
                                                    Limits limits) {
  return std::unique_ptr<RecordReader>(
      new RecordReader(ByteSource::OfBytes(bytes, std::move(name)), limits));
}

RecordReader::RecordReader(std::unique_ptr<ByteSource> source, Limits limits)
    : texts_(std::move(source), limits.document_bytes_max),
      cutter_(limits.document_bytes_max) {}

absl::StatusOr<std::optional<RecordText>> RecordReader::Next() {
  while (true) {
    if (std::optional<RecordText> record = cutter_.Next()) return record;
    absl::StatusOr<std::optional<std::string>> text = texts_.Next();
    if (!text.ok()) return text.status();
    std::optional<std::string> json = *std::move(text);
    if (!json) return std::optional<RecordText>();
    cutter_.Cut(*std::move(json));
  }
}

}  // namespace farcall
