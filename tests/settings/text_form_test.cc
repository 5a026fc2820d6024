// SPDX-License-Identifier: Apache-2.0
#include "settings/text_form.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

void ExpectAllowed(const TextForm& form,
                   const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    EXPECT_TRUE(form.allows(text)) << text;
  }
}

void ExpectRefused(const TextForm& form,
                   const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    EXPECT_FALSE(form.allows(text)) << text;
  }
}

TEST(TextForm, AddressesNeedHostAndPort) {
  ExpectAllowed(kAddressForm, {"0.0.0.0:1", "localhost:65535", "[::]:0"});
  ExpectRefused(kAddressForm,
                {"", ":1", "127.0.0.1", "127.0.0.1:65536", "::1:80", "[]:1",
                 "a b:1", "127.0.0.1:80s", "http://localhost:1"});
}

TEST(TextForm, CollectorsAreUrlsWithAPortAndNoPath) {
  ExpectAllowed(kCollectorForm, {"", "http://otel:4317", "https://[::1]:4317"});
  ExpectRefused(kCollectorForm, {"otel:4317", "http://otel", "http://",
                                 "grpc://otel:4317", "http://otel:4317/v1"});
}

TEST(TextForm, UrlsHaveAHostAndPerhapsPortAndPath) {
  ExpectAllowed(kUrlForm,
                {"", "http://localhost", "https://[::1]", "http://[::1]:1/a",
                 "https://sqs.eu-west-1.amazonaws.com/123456789012/trail",
                 "http://10.0.0.1:4566/", "https://a:1//b/%20c"});
}

TEST(TextForm, UrlsHaveNoUserQueryOrFragment) {
  ExpectRefused(kUrlForm,
                {"localhost", "/path", "ftp://localhost", "http://", "http:///",
                 "http://:80", "http://a:", "http://a:x", "http://a:70000",
                 "http://me:secret@host/", "http://me@host", "http://a?b",
                 "http://a/b?c", "http://a/#b", "http://a/b c", "http://a b/",
                 "http://a/\xc3\xa4", "http://[::1", "HTTP://a"});
}

TEST(TextForm, NamesAndPathsMayBeEmptyWhereTheFormSaysSo) {
  ExpectAllowed(kNameForm, {"a name"});
  ExpectAllowed(kPathForm, {"/a/path with spaces"});
  ExpectRefused(kNameForm, {""});
  ExpectRefused(kPathForm, {""});
  ExpectAllowed(kNameOrEmptyForm, {"", "a"});
  ExpectAllowed(kPathOrEmptyForm, {"", "a"});
}

TEST(TextForm, PathsAreNoneOneOrTwo) {
  EXPECT_EQ(PathsIn("a,b"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(PathsIn("a"), std::vector<std::string>{"a"});
  EXPECT_EQ(PathsIn(""), std::vector<std::string>());
  ExpectAllowed(kPathsForm, {"", "a", "a,b"});
  ExpectRefused(kPathsForm, {",", "a,", ",a", "a,,b", "a,b,c", "a,b,"});
}

}  // namespace
}  // namespace farcall
