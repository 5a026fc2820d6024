// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include "tests/cli/fake_farcall.h"
#include "tests/cli/input/temp_dir.h"
#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

struct ScriptOutcome {
  int code = -1;
  std::string output;
};

// Runs a script for bash in which `$farcall` is the program and `$dir` a fresh
// directory; the server is that of the environment.
ScriptOutcome RunScript(const FakeFarcall& fake, const std::string& script) {
  const TempDir dir;
  const std::string file = dir.Write(
      "script.sh", "set -o pipefail\nexport FARCALL_SERVER='" + fake.address() +
                       "'\nfarcall='" + FARCALL_BINARY + "'\ndir='" +
                       dir.path() + "'\n" + script);
  FILE* pipe = popen(("bash " + file).c_str(), "r");
  ScriptOutcome outcome;
  std::array<char, 4096> buffer{};
  size_t bytes = 0;
  while ((bytes = fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    outcome.output.append(buffer.data(), bytes);
  }
  const int status = pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

TEST(FarcallProgram, ScoresStandardInput) {
  const FakeFarcall fake;
  const ScriptOutcome outcome =
      RunScript(fake, "echo '" + Record("a", 92) +
                          "' | $farcall score --format ndjson - 2>&1");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.output, HasSubstr(R"({"event_id":"a")"));
}

TEST(FarcallProgram, AnswersALivePipeWhileItIsOpen) {
  const FakeFarcall fake;
  // The second record is written only when the first one is answered.
  const ScriptOutcome outcome =
      RunScript(fake,
                "coproc FARCALL { $farcall score --format ndjson -; }\n"
                "pid=$FARCALL_PID\n"
                "exec 3<&${FARCALL[0]} 4>&${FARCALL[1]}\n"
                "eval \"exec ${FARCALL[1]}>&-\"\n"
                "echo '" +
                    Record("a", 1) +
                    "' >&4\n"
                    "read -r -u 3 first\n"
                    "echo '" +
                    Record("b", 2) +
                    "' >&4\n"
                    "read -r -u 3 second\n"
                    "exec 4>&-\n"
                    "wait $pid || exit 99\n"
                    "echo \"$first\"; echo \"$second\"\n");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.output, HasSubstr(R"({"event_id":"a")"));
  EXPECT_THAT(outcome.output, HasSubstr(R"({"event_id":"b")"));
}

TEST(FarcallProgram, EndsQuietlyWhenItsReaderIsGone) {
  const FakeFarcall fake;
  const ScriptOutcome outcome = RunScript(
      fake, "for i in {1..5000}; do echo '" + Record("a", 1) +
                "'; done > $dir/a.ndjson\n"
                "$farcall score --format ndjson $dir/a.ndjson 2>$dir/err |"
                " head -n 1 > $dir/out\n"
                "wc -l < $dir/out\n"
                "cat $dir/err\n");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.output, "1\n");
}

TEST(FarcallProgram, DoesNotWaitForInputThatNobodyTakes) {
  FakeFarcall fake;
  fake.OnBatch([](int) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "tenant: bad");
  });
  // The script itself holds the pipe open.
  const ScriptOutcome outcome =
      RunScript(fake,
                "mkfifo $dir/pipe\n"
                "exec 3<> $dir/pipe\n"
                "echo '" +
                    Record("a", 1) +
                    "' >&3\n"
                    "$farcall score - < $dir/pipe 2>&1 >/dev/null\n");
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.output, HasSubstr("tenant: bad"));
}

TEST(FarcallProgram, HasExitCodesForScripts) {
  FakeFarcall fake;
  EXPECT_EQ(RunScript(fake, "$farcall --version").code, 0);
  EXPECT_EQ(RunScript(fake, "$farcall score 2>/dev/null").code, 2);
  EXPECT_EQ(RunScript(fake, "$farcall score $dir/none 2>/dev/null").code, 4);
  EXPECT_EQ(RunScript(fake, "$farcall baseline alice 2>/dev/null").code, 5);
  EXPECT_EQ(RunScript(fake,
                      "echo '{\"error\":1}' | $farcall score - "
                      ">/dev/null 2>&1")
                .code,
            1);
  EXPECT_EQ(
      RunScript(fake, "echo '" + Record("a", 75) +
                          "' | $farcall score --fail-on high - >/dev/null")
          .code,
      10);
  fake.Stop();
  EXPECT_EQ(RunScript(fake, "$farcall baselines 2>/dev/null").code, 3);
}

TEST(FarcallProgram, WatchEndsWith0WhenItIsTerminated) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  const ScriptOutcome outcome =
      RunScript(fake,
                "$farcall watch --from-start --cursor-file $dir/cursor "
                ">$dir/out 2>$dir/err &\n"
                "until [ -s $dir/cursor ]; do sleep 0.05; done\n"
                "kill -TERM $!\n"
                "wait $! || exit 99\n"
                "wc -l < $dir/out; cat $dir/cursor $dir/err\n");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.output, "1\n1\n");
}

TEST(FarcallProgram, WatchTellsThatItsReaderIsGoneAndLeavesTheCursor) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  // A pipe whose reader ended before the first line.
  const ScriptOutcome outcome =
      RunScript(fake,
                "exec 3> >(true)\n"
                "wait $!\n"
                "$farcall watch --from-start --cursor-file $dir/cursor >&3 "
                "2>$dir/err\n"
                "code=$?\n"
                "cat $dir/err; ls $dir\n"
                "exit $code\n");
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(outcome.output,
            "farcall: cannot write to standard output\nerr\nscript.sh\n");
}

TEST(FarcallProgram, TellsWhenItsOutputIsLost) {
  const FakeFarcall fake;
  const ScriptOutcome outcome =
      RunScript(fake, "$farcall --help 2>&1 >/dev/full");
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(outcome.output, "farcall: cannot write to standard output\n");
}

}  // namespace
}  // namespace farcall
