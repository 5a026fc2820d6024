// SPDX-License-Identifier: Apache-2.0
#include "cluster/codec/log_record_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr uint64_t kWriter = 0x0123456789abcdef;

GenesisRecord Genesis() {
  return {
      .format = 1,
      .event_hash_key = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255},
      .pseudonym_check = "0123456789abcdef",
      .shards = 256};
}

GenesisRecord LaterGenesis() {
  GenesisRecord genesis = Genesis();
  genesis.life = 3;
  genesis.nonce = kWriter;
  genesis.base = {
      .life = 2, .log_id = 0xfedcba9876543210, .epoch = 300, .number = 4711};
  return genesis;
}

ClaimRecord Claim() {
  return {.epoch = 300,
          .incarnation = kWriter,
          .owner = "farcall-0",
          .address = "farcall-0.farcall:50052"};
}

BatchRecord Batch() {
  return {.epoch = 300,
          .writer = kWriter,
          .number = 4711,
          .part = 1,
          .parts = 3,
          .bytes = "bytes"};
}

EraseRecord Erase() {
  return {.epoch = 300, .writer = kWriter, .number = 4712, .what = "alice"};
}

// Of each kind, with the bytes that it has had from the first version on. If
// one of these fails, the format has changed: that needs a new version, not a
// new expectation.
struct Example {
  LogRecord record;
  std::string_view hex;
};

std::vector<Example> Examples() {
  return {
      {Genesis(),
       "0101"
       "01"                                  // format
       "000102030405060708090a0b0c0d0eff"    // event hash key
       "1030313233343536373839616263646566"  // pseudonym check
       "8002"},                              // shards
      {Claim(),
       "0102"
       "ac02"                  // epoch
       "0123456789abcdef"      // incarnation
       "0966617263616c6c2d30"  // owner
       "1766617263616c6c2d302e66617263616c6c3a3530303532"},
      {Batch(),
       "0103"
       "ac020123456789abcdef"
       "e724"            // number
       "0103"            // part, parts
       "056279746573"},  // bytes
      {Erase(),
       "0104"
       "ac020123456789abcdef"
       "e824"            // number
       "05616c696365"},  // what
      {BeatRecord{300, kWriter, 4711}, "0105ac020123456789abcdefe724"},
      {ReleaseRecord{300, kWriter}, "0106ac020123456789abcdef"},
      {AskRecord{300, kWriter, "a-1"}, "0107ac020123456789abcdef03612d31"},
      {LaterGenesis(),
       "0201"
       "01"
       "000102030405060708090a0b0c0d0eff"
       "1030313233343536373839616263646566"
       "8002"
       "03"                // life
       "0123456789abcdef"  // nonce
       "02"                // of the base: life
       "fedcba9876543210"  // log id
       "ac02"              // epoch
       "e724"},            // number
  };
}

absl::StatusCode CodeOfDecoded(std::string_view bytes) {
  return DecodeLogRecord(bytes).status().code();
}

TEST(LogRecordCodec, BytesNeverChange) {
  for (const auto& [record, hex] : Examples()) {
    EXPECT_EQ(HexOf(*EncodeLogRecord(record)), hex);
  }
}

TEST(LogRecordCodec, RecordsRoundTrip) {
  for (const auto& [record, hex] : Examples()) {
    EXPECT_EQ(*DecodeLogRecord(*EncodeLogRecord(record)), record) << hex;
  }
  GenesisRecord names = Genesis();
  names.pseudonym_check.clear();
  EXPECT_EQ(*DecodeLogRecord(*EncodeLogRecord(names)), LogRecord(names));
}

TEST(LogRecordCodec, TheLargestRecordsRoundTrip) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  const LogRecord batch = BatchRecord{.epoch = kMost,
                                      .writer = kMost,
                                      .number = kMost,
                                      .part = kPartsMax - 1,
                                      .parts = kPartsMax,
                                      .bytes = std::string(kPartBytesMax, 0)};
  const LogRecord claim = ClaimRecord{
      .epoch = kMost,
      .incarnation = kMost,
      .owner = std::string(kOwnerBytesMax, 'o'),
      .address = std::string(kAddressBytesMax, 'a'),
  };
  const LogRecord erase = EraseRecord{.epoch = kMost,
                                      .writer = kMost,
                                      .number = kMost,
                                      .what = std::string(kErasureBytesMax, 1)};
  for (const LogRecord& record : {batch, claim, erase}) {
    const std::string bytes = *EncodeLogRecord(record);
    EXPECT_LE(bytes.size(), kLogRecordBytesMax);
    EXPECT_TRUE(*DecodeLogRecord(bytes) == record);
  }
}

TEST(LogRecordCodec, RefusesWhatIsCutOffAndWhatIsLeftOver) {
  for (const auto& [record, hex] : Examples()) {
    const std::string bytes = *EncodeLogRecord(record);
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_EQ(CodeOfDecoded(bytes.substr(0, size)),
                absl::StatusCode::kDataLoss)
          << hex << " " << size;
    }
    EXPECT_EQ(CodeOfDecoded(bytes + '\0'), absl::StatusCode::kDataLoss) << hex;
  }
}

TEST(LogRecordCodec, TellsANewerVersionFromDamage) {
  std::string bytes = *EncodeLogRecord(Claim());
  bytes[0] = 3;
  const absl::Status newer = DecodeLogRecord(bytes).status();
  EXPECT_EQ(newer.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(newer.message(),
            "log record: version 3, this binary reads 1 and 2");
  // Whatever it holds, and however large it is.
  EXPECT_EQ(CodeOfDecoded(std::string(kLogRecordBytesMax + 1, '\3')),
            absl::StatusCode::kUnimplemented);
  bytes[0] = 0;
  EXPECT_EQ(CodeOfDecoded(bytes), absl::StatusCode::kDataLoss);
}

TEST(LogRecordCodec, TheSecondVersionHasOneKind) {
  for (const auto& [record, hex] : Examples()) {
    std::string bytes = *EncodeLogRecord(record);
    if (bytes[0] == 2) continue;
    bytes[0] = 2;
    EXPECT_EQ(CodeOfDecoded(bytes), absl::StatusCode::kDataLoss) << hex;
  }
}

TEST(LogRecordCodec, RefusesUnknownKindsAndRecordsThatAreTooLarge) {
  std::string bytes = *EncodeLogRecord(BeatRecord{1, 1});
  for (const char kind : {'\0', '\10', '\xff'}) {
    bytes[1] = kind;
    EXPECT_EQ(CodeOfDecoded(bytes), absl::StatusCode::kDataLoss);
  }
  std::string large(kLogRecordBytesMax + 1, '\0');
  large[0] = 1;
  const absl::Status refused = DecodeLogRecord(large).status();
  EXPECT_EQ(refused.message(),
            "log record: bad size: 525313 bytes, at most 525312");
}

// Expects that the record is not written, and that the error names the field.
void ExpectRefused(const LogRecord& record, std::string_view field) {
  const absl::Status written = EncodeLogRecord(record).status();
  EXPECT_EQ(written.code(), absl::StatusCode::kInternal) << field;
  EXPECT_EQ(written.message(),
            "log record that must not be written: bad " + std::string(field));
}

TEST(LogRecordCodec, DoesNotWriteWhatItWouldNotRead) {
  const auto genesis = [](auto change, std::string_view field) {
    GenesisRecord record = Genesis();
    change(record);
    ExpectRefused(record, field);
  };
  genesis([](auto& r) { r.format = 0; }, "format");
  genesis([](auto& r) { r.pseudonym_check.resize(15); }, "pseudonym check");
  genesis([](auto& r) { r.pseudonym_check.resize(17); }, "pseudonym check");
  genesis([](auto& r) { r.shards = 0; }, "shards");
  genesis([](auto& r) { r.shards = kShardsMax + 1; }, "shards");
  genesis([](auto& r) { r.life = 0; }, "life");
  genesis([](auto& r) { r.nonce = 1; }, "nonce");
  genesis([](auto& r) { r.base.life = 1; }, "base");
  const auto later = [](auto change, std::string_view field) {
    GenesisRecord record = LaterGenesis();
    change(record);
    ExpectRefused(record, field);
  };
  later([](auto& r) { r.nonce = 0; }, "nonce");
  later([](auto& r) { r.base.life = 0; }, "life of the base");
  later([](auto& r) { r.base.life = 3; }, "life of the base");
  later([](auto& r) { r.base.epoch = uint64_t{3} << 32; }, "epoch of the base");
  later([](auto& r) { r.base.epoch = 0; }, "number of the base");

  const auto claim = [](auto change, std::string_view field) {
    ClaimRecord record = Claim();
    change(record);
    ExpectRefused(record, field);
  };
  claim([](auto& r) { r.epoch = 0; }, "epoch");
  claim([](auto& r) { r.incarnation = 0; }, "incarnation");
  claim([](auto& r) { r.owner.clear(); }, "owner");
  claim([](auto& r) { r.owner.assign(kOwnerBytesMax + 1, 'o'); }, "owner");
  claim([](auto& r) { r.owner = "two words"; }, "owner");
  claim([](auto& r) { r.address.clear(); }, "address");
  claim([](auto& r) { r.address.assign(kAddressBytesMax + 1, 'a'); },
        "address");
  claim([](auto& r) { r.address = "line\nbreak"; }, "address");

  const auto batch = [](auto change, std::string_view field) {
    BatchRecord record = Batch();
    change(record);
    ExpectRefused(record, field);
  };
  batch([](auto& r) { r.epoch = 0; }, "epoch");
  batch([](auto& r) { r.writer = 0; }, "writer");
  batch([](auto& r) { r.number = 0; }, "number");
  batch([](auto& r) { r.part = 3; }, "part");
  batch([](auto& r) { r.parts = 0; }, "part");
  batch([](auto& r) { r.parts = kPartsMax + 1; }, "parts");
  batch([](auto& r) { r.bytes.assign(kPartBytesMax + 1, 'b'); }, "bytes");

  const auto erase = [](auto change, std::string_view field) {
    EraseRecord record = Erase();
    change(record);
    ExpectRefused(record, field);
  };
  erase([](auto& r) { r.epoch = 0; }, "epoch");
  erase([](auto& r) { r.writer = 0; }, "writer");
  erase([](auto& r) { r.number = 0; }, "number");
  erase([](auto& r) { r.what.assign(kErasureBytesMax + 1, 'w'); }, "erasure");

  ExpectRefused(BeatRecord{0, 1}, "epoch");
  ExpectRefused(BeatRecord{1, 0}, "writer");
  ExpectRefused(ReleaseRecord{0, 1}, "epoch");
  ExpectRefused(ReleaseRecord{1, 0}, "writer");
  ExpectRefused(AskRecord{0, 1, "a"}, "epoch");
  ExpectRefused(AskRecord{1, 0, "a"}, "writer");
  ExpectRefused(AskRecord{1, 1, ""}, "replica");
  ExpectRefused(AskRecord{1, 1, "a b"}, "replica");
}

// Bytes of hexadecimal digits.
std::string Bytes(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(kHexDigits.find(hex[i]) << 4 |
                                      kHexDigits.find(hex[i + 1])));
  }
  return bytes;
}

TEST(LogRecordCodec, NamesTheFieldThatIsWrong) {
  const std::string writer = "ac020123456789abcdef";
  const std::string key(32, '0');
  const struct {
    std::string hex;
    std::string_view field;
  } wrong[] = {
      {"0101", "format"},
      {"010100" + key + "0001", "format"},
      {"0101ffffffff1f" + key + "0001", "format"},  // over 32 bits
      {"010101" + key.substr(2), "event hash key"},
      {"010101" + key + "11", "pseudonym check"},
      {"010101" + key + "01aa01", "pseudonym check"},
      {"010101" + key + "0000", "shards"},
      {"010101" + key + "008120", "shards"},
      {"020101" + key + "000101", "life"},
      {"020101" + key + "00010200", "nonce"},
      {"020101" + key + "000102" + std::string(16, '0') + "01" +
           std::string(16, '0') + "0000",
       "nonce"},
      {"020101" + key + "0001020123456789abcdef02" + std::string(16, '0') +
           "0000",
       "life of the base"},
      {"020101" + key + "0001020123456789abcdef0100", "log id of the base"},
      {"020101" + key + "0001020123456789abcdef01" + std::string(16, '0'),
       "epoch of the base"},
      {"020101" + key + "0001020123456789abcdef01" + std::string(16, '0') +
           "01",
       "number of the base"},
      {"010200" + std::string("0123456789abcdef01610162"), "epoch"},
      {"0102ac020000000000000000" + std::string("01610162"), "incarnation"},
      {"0102" + writer + "000162", "owner"},
      {"0102" + writer + "017f0162", "owner"},  // a control character
      {"0102" + writer + "01610120", "address"},
      {"0102" + writer + "0161", "address"},
      {"0103000123456789abcdef01000100", "epoch"},
      {"0103ac02000000000000000001000100", "writer"},
      {"0103" + writer + "00000100", "number"},
      {"0103" + writer + "01010100", "part"},
      {"0103" + writer + "01008180808010", "parts"},
      {"0103" + writer + "01004100", "parts"},
      {"0103" + writer + "0100010261", "bytes"},
      {"0104" + writer + "0000", "number"},
      {"0104" + writer + "010261", "erasure"},
      {"01050001", "writer"},
      {"010600" + std::string("0123456789abcdef"), "epoch"},
      {"0106" + writer + "00", "end: bytes are left over"},
  };
  for (const auto& [hex, field] : wrong) {
    const absl::Status status = DecodeLogRecord(Bytes(hex)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << hex;
    EXPECT_EQ(status.message(), "log record: bad " + std::string(field)) << hex;
  }
}

}  // namespace
}  // namespace farcall
