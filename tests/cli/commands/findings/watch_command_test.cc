// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <thread>

#include "tests/cli/commands/run_farcall.h"
#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::ordered_json;

std::string Content(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Output that calls a function at each flush that follows a line, with the
// number of lines so far. False = the reader is gone.
class FlushedLines : public std::stringbuf {
 public:
  using OnLine = std::function<bool(int lines)>;

  explicit FlushedLines(OnLine on_line) : on_line_(std::move(on_line)) {}

 protected:
  int sync() override {
    const std::string text = str();
    const auto lines =
        static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    if (lines == lines_) return 0;
    lines_ = lines;
    return on_line_(lines) ? 0 : -1;
  }

 private:
  const OnLine on_line_;
  int lines_ = 0;
};

Outcome Watch(const FakeFarcall& fake, std::vector<std::string> arguments,
              FlushedLines::OnLine on_line) {
  arguments.insert(arguments.begin(), "watch");
  arguments.insert(arguments.end(), {"--server", fake.address()});
  std::istringstream in;
  FlushedLines buffer(std::move(on_line));
  std::ostream out(&buffer);
  std::ostringstream err;
  const ExitCode code = RunFarcall(arguments, Terminal{in, out, err});
  return {code, buffer.str(), err.str()};
}

// Interrupts the program at this line.
FlushedLines::OnLine InterruptAt(int line) {
  return [line](int lines) {
    if (lines == line) std::raise(SIGINT);
    return true;
  };
}

std::vector<Json> ObjectsOf(const std::string& ndjson) {
  std::vector<Json> objects;
  std::istringstream lines(ndjson);
  std::string line;
  while (std::getline(lines, line)) objects.push_back(Json::parse(line));
  return objects;
}

TEST(FarcallWatch, PrintsEachChangeAsALineAndEndsWith0WhenInterrupted) {
  for (const int signal_number : {SIGINT, SIGTERM}) {
    FakeFarcall fake;
    fake.findings().Log(SampleChange("f1", 1));
    fake.findings().Log(SampleChange(
        "f2", 5, {v1::FINDING_CHANGE_ESCALATED, v1::FINDING_CHANGE_GREW}));
    fake.findings().Log(SampleChange("f1", 2, {v1::FINDING_CHANGE_REMOVED}));
    const Outcome outcome =
        Watch(fake, {"--from-start"}, [signal_number](int lines) {
          if (lines == 3) std::raise(signal_number);
          return true;
        });
    EXPECT_EQ(outcome.code, ExitCode::kOk);
    EXPECT_THAT(outcome.err, IsEmpty());
    const std::vector<Json> lines = ObjectsOf(outcome.out);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0]["finding_id"], "f1");
    EXPECT_EQ(lines[0]["change"], "opened");
    EXPECT_EQ(lines[0]["risk"], "HIGH");
    EXPECT_EQ(lines[1]["change"], "escalated,grew");
    EXPECT_EQ(lines[1]["revision"], 5);
    EXPECT_EQ(lines[2]["change"], "removed");
    EXPECT_EQ(lines[2].size(), 3u);
  }
}

TEST(FarcallWatch, WritesTheSchemasOfOthers) {
  for (const std::string format : {"ocsf", "ecs"}) {
    FakeFarcall fake;
    fake.findings().Log(SampleChange("f1", 1));
    fake.findings().Log(SampleChange("f1", 2, {v1::FINDING_CHANGE_REMOVED}));
    const Outcome outcome =
        Watch(fake, {"--from-start", "--format", format}, InterruptAt(2));
    const std::vector<Json> lines = ObjectsOf(outcome.out);
    ASSERT_EQ(lines.size(), 2u);
    if (format == "ocsf") {
      EXPECT_EQ(lines[0]["activity_name"], "Create");
      EXPECT_EQ(lines[1]["status"], "Deleted");
    } else {
      EXPECT_EQ(lines[0]["farcall"]["change"], "opened");
      EXPECT_EQ(lines[1]["kibana.alert.workflow_status"], "closed");
    }
  }
}

TEST(FarcallWatch, BeginsNowUnlessItIsToldOtherwise) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("old", 1));
  fake.findings().OnWatch([&fake](int) {
    fake.findings().Log(SampleChange("new", 1));
    return std::nullopt;
  });
  const Outcome outcome =
      Watch(fake, {"--risk=high", "--tenant=acme"}, InterruptAt(1));
  ASSERT_EQ(ObjectsOf(outcome.out).size(), 1u);
  EXPECT_EQ(ObjectsOf(outcome.out)[0]["finding_id"], "new");
  const auto requests = fake.findings().watch_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].resume_token(), "");
  EXPECT_EQ(requests[0].risk_from(), v1::RISK_LEVEL_HIGH);
  EXPECT_EQ(requests[0].tenant(), "acme");
}

TEST(FarcallWatch, MovesTheCursorWhenALineWasFlushedAndNotBefore) {
  FakeFarcall fake;
  const TempDir dir;
  const std::string cursor = dir.At("cursor");
  for (int i = 1; i <= 3; ++i) fake.findings().Log(SampleChange("f1", 1));
  std::vector<std::string> seen;
  const Outcome outcome =
      Watch(fake, {"--from-start", "--cursor-file", cursor}, [&](int lines) {
        seen.push_back(Content(cursor));
        return InterruptAt(3)(lines);
      });
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_THAT(seen, ElementsAre("", "1\n", "2\n"));
  EXPECT_EQ(Content(cursor), "3\n") << "the line that was taken is handled";
}

TEST(FarcallWatch, GoesOnWhereTheCursorFileSays) {
  FakeFarcall fake;
  const TempDir dir;
  const std::string cursor = dir.At("cursor");
  const std::vector<std::string> arguments = {"--from-start", "--cursor-file",
                                              cursor};
  fake.findings().Log(SampleChange("f1", 1));
  Watch(fake, arguments, InterruptAt(1));
  fake.findings().Log(SampleChange("f2", 1));
  fake.findings().Log(SampleChange("f3", 1));
  const Outcome outcome = Watch(fake, arguments, InterruptAt(2));
  const std::vector<Json> lines = ObjectsOf(outcome.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["finding_id"], "f2");
  EXPECT_EQ(lines[1]["finding_id"], "f3");
  const auto requests = fake.findings().watch_requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].resume_token(), "start");
  EXPECT_EQ(requests[1].resume_token(), "1");
}

TEST(FarcallWatch, SignsOfLifeMoveTheCursorAndPrintNothing) {
  FakeFarcall fake;
  const TempDir dir;
  const std::string cursor = dir.At("cursor");
  fake.findings().Log(SampleChange("f1", 1));
  fake.findings().Log({});
  const std::jthread interrupts([&cursor] {
    while (Content(cursor) != "2\n") {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::raise(SIGINT);
  });
  const Outcome outcome = Watch(fake, {"--from-start", "--cursor-file", cursor},
                                [](int) { return true; });
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_EQ(ObjectsOf(outcome.out).size(), 1u);
}

TEST(FarcallWatch, EndsWhenItsReaderIsGoneAndLeavesTheCursor) {
  FakeFarcall fake;
  const TempDir dir;
  const std::string cursor = dir.At("cursor");
  for (int i = 1; i <= 3; ++i) fake.findings().Log(SampleChange("f1", 1));
  const Outcome outcome = Watch(fake, {"--from-start", "--cursor-file", cursor},
                                [](int lines) { return lines < 2; });
  EXPECT_EQ(outcome.code, ExitCode::kFiles);
  EXPECT_EQ(outcome.err, "farcall: cannot write to standard output\n");
  EXPECT_EQ(Content(cursor), "1\n");
}

TEST(FarcallWatch, ConnectsAgainAndTellsItOnce) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  fake.findings().OnWatch([&fake](int watch) -> std::optional<grpc::Status> {
    if (watch == 1) {
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining");
    }
    fake.findings().Log(SampleChange("f2", 1));
    return std::nullopt;
  });
  const Outcome outcome = Watch(fake, {"--from-start"}, InterruptAt(2));
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_EQ(ObjectsOf(outcome.out).size(), 2u);
  EXPECT_EQ(outcome.err,
            "farcall: the watch broke off: draining; trying again until the "
            "server answers\n");
}

TEST(FarcallWatch, InterruptedWaitsForNoServerThatWentAway) {
  FakeFarcall fake;
  fake.findings().OnWatch([](int watch) {
    if (watch == 1) std::raise(SIGTERM);
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "going away");
  });
  EXPECT_EQ(Watch(fake, {}, [](int) { return true; }).code, ExitCode::kOk);
}

TEST(FarcallWatch, TellsWhatToDoAboutATokenOfAnotherStore) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string cursor = dir.Write("cursor", "77\n");
  const Outcome outcome =
      Watch(fake, {"--cursor-file", cursor}, [](int) { return true; });
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: the cursor file " + cursor +
                ": resume_token: is of another store: farcall findings, then "
                "farcall watch with a new cursor file\n");
  EXPECT_EQ(Content(cursor), "77\n");
}

TEST(FarcallWatch, NamesTheCursorFileWhoseTokenIsNone) {
  FakeFarcall fake;
  fake.findings().OnWatch([](int) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT,
                        "resume_token: is none");
  });
  const TempDir dir;
  const std::string cursor = dir.Write("cursor", "0\n");
  const Outcome outcome =
      Watch(fake, {"--cursor-file", cursor}, [](int) { return true; });
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: the cursor file " + cursor + ": resume_token: is none\n");
}

TEST(FarcallWatch, TellsOfAStoreThatWasReplacedWhileItWatched) {
  FakeFarcall fake;
  fake.findings().OnWatch([](int) {
    return grpc::Status(grpc::StatusCode::OUT_OF_RANGE, "of another store");
  });
  const Outcome outcome = Watch(fake, {}, [](int) { return true; });
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: of another store: farcall findings, then farcall watch "
            "again\n");
}

TEST(FarcallWatch, RefusesACursorFileThatItCannotUse) {
  FakeFarcall fake;
  const TempDir dir;
  const std::string empty = dir.Write("cursor", "");
  const Outcome outcome =
      Watch(fake, {"--cursor-file", empty}, [](int) { return true; });
  EXPECT_EQ(outcome.code, ExitCode::kFiles);
  EXPECT_THAT(outcome.err,
              HasSubstr("farcall: the cursor file " + empty + " is empty"));
  const Outcome folder =
      Watch(fake, {"--cursor-file", dir.path()}, [](int) { return true; });
  EXPECT_EQ(folder.code, ExitCode::kFiles);
  EXPECT_THAT(folder.err, HasSubstr(dir.path() + " is not a regular file"));
  EXPECT_THAT(fake.findings().watch_requests(), IsEmpty());
}

TEST(FarcallWatch, EndsWithAnErrorWhenTheCursorCannotBeKept) {
  FakeFarcall fake;
  const TempDir dir;
  const std::string cursor = dir.Write("folder/cursor", "0");
  for (int i = 1; i <= 3; ++i) fake.findings().Log(SampleChange("f1", 1));
  const Outcome outcome = Watch(fake, {"--cursor-file", cursor}, [&dir](int) {
    std::filesystem::remove_all(dir.At("folder"));
    return true;
  });
  EXPECT_EQ(outcome.code, ExitCode::kFiles);
  EXPECT_EQ(ObjectsOf(outcome.out).size(), 1u);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write the cursor file " + cursor));
}

TEST(FarcallWatch, ExitsWith3IfNoServerIsThereAtTheStart) {
  FakeFarcall fake;
  fake.Stop();
  const Outcome outcome = Watch(fake, {}, [](int) { return true; });
  EXPECT_EQ(outcome.code, ExitCode::kUnavailable);
  EXPECT_THAT(outcome.err, HasSubstr("cannot reach a server at "));
}

}  // namespace
}  // namespace farcall
