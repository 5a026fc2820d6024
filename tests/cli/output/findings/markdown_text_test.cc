// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/markdown_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace farcall {
namespace {

TEST(MarkdownText, LeavesPlainSentencesAsTheyAre) {
  for (const std::string text :
       {"0 of 337 calls by alice, since then; usual: DE 97.7 %.",
        "alice's first-time call (of 1,234).", "ålice called from VN"}) {
    EXPECT_EQ(MarkdownText(text), text);
  }
}

TEST(MarkdownText, MakesNothingOfWhatMayBeALinkHtmlOrAMention) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"see https://evil.example", "see `https://evil.example`"},
      {"see www.evil.example, now", "see `www.evil.example,` now"},
      {"evil.example", "`evil.example`"},
      {"[a](javascript:x)", "`[a](javascript:x)`"},
      {"![a](b)", "`![a](b)`"},
      {"<img src=x>", "`<img` `src=x>`"},
      {"ask @team or a@b.example", "ask `@team` or `a@b.example`"},
      {"see #12 and !13", "see `#12` and `!13`"},
      {"**bold** _it_ ~~x~~", "`**bold**` `_it_` `~~x~~`"},
      {"a &lt; b", "a `&lt;` b"},
      {"a \\ b", "a `\\` b"},
      {"a | b", "a `|` b"},
      {":smile:", "`:smile:`"},
      {"arn:aws:iam::111122223333:user/alice called",
       "`arn:aws:iam::111122223333:user/alice` called"},
  };
  for (const auto& [text, markdown] : cases) {
    EXPECT_EQ(MarkdownText(text), markdown);
  }
}

TEST(MarkdownText, BeginsNoBlock) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"# a", "`#` a"},    {"- a", "`-` a"},
      {"> a", "`>` a"},    {"1. a", "`1.` a"},
      {"1) a", "`1)` a"},  {"=== a", "`===` a"},
      {"    a", "a"},      {"``` a", "```` ``` ```` a"},
      {"a 1. b", "a 1. b"}};
  for (const auto& [text, markdown] : cases) {
    EXPECT_EQ(MarkdownText(text), markdown);
  }
}

TEST(MarkdownText, IsOneLineWithoutControlCharacters) {
  EXPECT_EQ(MarkdownText("a\n# b\x1b"
                         "c"),
            "`a?#` `b?c`");
}

TEST(MarkdownCode, EndsNotWithinTheText) {
  EXPECT_EQ(MarkdownCode("a"), "`a`");
  EXPECT_EQ(MarkdownCode("a`b"), "``a`b``");
  EXPECT_EQ(MarkdownCode("`a``"), "``` `a`` ```");
  EXPECT_EQ(MarkdownCode(" a "), "`  a  `");
  EXPECT_EQ(MarkdownCode(""), "");
}

TEST(MarkdownBlock, EndsNotWithinTheLines) {
  EXPECT_EQ(MarkdownBlock("a\nb\n", "sh", 2), "  ```sh\n  a\n  b\n  ```\n");
  EXPECT_EQ(MarkdownBlock("a\n```\n# b", "", 0), "````\na\n```\n# b\n````\n");
}

}  // namespace
}  // namespace farcall
