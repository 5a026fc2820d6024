// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/gunzip.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/status/status.h"

namespace farcall {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // the largest window, gzip header
constexpr size_t kStepBytes = 64 << 10;

uInt Limited(size_t size) {
  return static_cast<uInt>(
      std::min<size_t>(size, std::numeric_limits<uInt>::max()));
}

}  // namespace

Gunzip::Gunzip() : init_(inflateInit2(&stream_, kGzipWindowBits)) {}

Gunzip::~Gunzip() {
  if (init_ == Z_OK) inflateEnd(&stream_);
}

bool Gunzip::EnterMember(std::string_view& input) {
  if (in_member_) return true;
  if (ended_ || input.empty()) return false;
  if (!first_member_ && input.front() != '\x1F') ended_ = true;
  if (ended_) {
    input = {};
    return false;
  }
  inflateReset(&stream_);
  first_member_ = false;
  in_member_ = true;
  return true;
}

absl::StatusOr<size_t> Gunzip::Inflate(std::string_view& input,
                                       std::span<char> output) {
  if (init_ != Z_OK) return absl::ResourceExhaustedError("no memory for zlib");
  if (!EnterMember(input)) {
    input = {};
    return size_t{0};
  }
  // zlib does not write to its input.
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  stream_.avail_in = Limited(input.size());
  stream_.next_out = reinterpret_cast<Bytef*>(output.data());
  stream_.avail_out = Limited(output.size());
  const uInt given = stream_.avail_in;
  const uInt room = stream_.avail_out;
  const int result = inflate(&stream_, Z_NO_FLUSH);
  input.remove_prefix(given - stream_.avail_in);
  const size_t written = room - stream_.avail_out;
  if (result == Z_STREAM_END) {
    in_member_ = false;
  } else if (result != Z_OK && result != Z_BUF_ERROR && written == 0) {
    // What came before the error has been returned by now.
    const char* what = stream_.msg == nullptr ? "" : stream_.msg;
    return absl::DataLossError(std::string("broken gzip data: ") + what);
  }
  return written;
}

std::optional<std::string> GunzipAll(std::string_view compressed,
                                     uint64_t bytes_max) {
  Gunzip gunzip;
  std::string all;
  while (all.size() <= bytes_max) {
    const size_t size = all.size();
    all.resize(size + kStepBytes);
    const auto written =
        gunzip.Inflate(compressed, std::span(all).subspan(size));
    if (!written.ok()) return {};
    all.resize(size + *written);
    if (*written > 0 || !compressed.empty()) continue;
    return gunzip.complete() ? std::optional(std::move(all)) : std::nullopt;
  }
  return {};
}

}  // namespace farcall
