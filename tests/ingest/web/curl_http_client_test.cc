// SPDX-License-Identifier: Apache-2.0
#include "ingest/web/curl_http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/ingest/web/one_port_server.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Response(const std::string& body, const std::string& headers = "",
                     const std::string& status = "200 OK") {
  return "HTTP/1.1 " + status + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class CurlHttpClientTest : public ::testing::Test {
 protected:
  HttpRequest Request(const std::string& path) {
    HttpRequest request;
    request.url = server_.Url() + path;
    request.route = HttpRequest::Route::kDirect;
    request.timeout = absl::Seconds(30);
    return request;
  }

  OnePortServer server_;
  CurlHttpClient client_{CurlHttpClient::Options{}};
};

TEST_F(CurlHttpClientTest, SendsARequestAndTakesItsAnswer) {
  server_.Answer(Response("body", "X-Some: thing \r\n", "404 Not Found"));
  HttpRequest request = Request("/a/../b%20c");
  request.method = "POST";
  request.headers = {{"x-amz-target", "T"}, {"host", "signed.example"}};
  request.body = std::string("with\0zero", 9);
  const auto response = client_.Send(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->code, 404);
  EXPECT_EQ(response->body, "body");
  EXPECT_EQ(response->Header("x-some"), "thing");
  EXPECT_EQ(response->Header("x-other"), "");

  const std::string sent = server_.Received(0);
  EXPECT_THAT(sent, StartsWith("POST /a/../b%20c HTTP/1.1\r\n"));
  EXPECT_THAT(sent, HasSubstr("Host: signed.example\r\n"));
  EXPECT_THAT(sent, HasSubstr("x-amz-target: T\r\n"));
  EXPECT_THAT(sent, HasSubstr("Content-Length: 9\r\n"));
  for (const char* unasked : {"Expect:", "Accept:", "Content-Type:"}) {
    EXPECT_THAT(sent, Not(HasSubstr(unasked)));
  }
  EXPECT_TRUE(sent.ends_with(std::string("\r\n\r\nwith\0zero", 13)));
}

TEST_F(CurlHttpClientTest, SendsPutWithoutABody) {
  server_.Answer(Response("token"));
  HttpRequest request = Request("/latest/api/token");
  request.method = "PUT";
  EXPECT_EQ(client_.Send(request)->body, "token");
  EXPECT_THAT(server_.Received(0), StartsWith("PUT /latest/api/token HTTP"));
  EXPECT_THAT(server_.Received(0), HasSubstr("Content-Length: 0\r\n"));
}

TEST_F(CurlHttpClientTest, KeepsConnections) {
  for (int i = 0; i < 3; ++i) server_.Answer(Response(std::to_string(i)));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client_.Send(Request("/"))->body, std::to_string(i));
  }
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(CurlHttpClientTest, FollowsNoRedirect) {
  server_.Answer(
      Response("", "Location: http://127.0.0.1:1/\r\n", "302 Found"));
  EXPECT_EQ(client_.Send(Request("/"))->code, 302);
}

TEST_F(CurlHttpClientTest, LeavesBodiesPacked) {
  server_.Answer(Response("\x1f\x8b", "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(client_.Send(Request("/"))->body, "\x1f\x8b");
}

TEST_F(CurlHttpClientTest, TakesNoLargerAnswer) {
  HttpRequest request = Request("/secret?token=secret");
  request.response_bytes_max = 4;
  server_.Answer(Response("1234"));
  EXPECT_TRUE(client_.Send(request).ok());
  server_.Answer(Response("12345"));
  const auto response = client_.Send(request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(response.status().message()),
              HasSubstr("larger than 4 bytes"));
  EXPECT_THAT(std::string(response.status().message()),
              Not(HasSubstr("secret")));
}

TEST_F(CurlHttpClientTest, TakesNoAnswerThatWasCutOff) {
  server_.AnswerAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
  EXPECT_EQ(client_.Send(Request("/")).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(CurlHttpClientTest, TellsThatNobodyListens) {
  HttpRequest request = Request("/");
  request.url = "http://127.0.0.1:1/";
  const auto response = client_.Send(request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(response.status().message()),
              HasSubstr("GET 127.0.0.1:1: "));
}

TEST_F(CurlHttpClientTest, GivesUpAfterTheTimeThatIsSet) {
  server_.AnswerNothing();
  HttpRequest request = Request("/");
  request.timeout = absl::Milliseconds(50);
  EXPECT_EQ(client_.Send(request).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(CurlHttpClientTest, EndsWhenItIsStopped) {
  server_.AnswerNothing();
  std::stop_source stop;
  HttpRequest request = Request("/");
  request.stop = stop.get_token();
  std::thread stopping([&] {
    (void)server_.Received(0);
    stop.request_stop();
  });
  EXPECT_EQ(client_.Send(request).status().code(),
            absl::StatusCode::kCancelled);
  stopping.join();
}

TEST_F(CurlHttpClientTest, RefusesWhatIsNoRequest) {
  HttpRequest broken = Request("/");
  broken.headers = {{"authorization", "token\r\nx-more: y"}};
  EXPECT_EQ(client_.Send(broken).status().code(),
            absl::StatusCode::kInvalidArgument);
  HttpRequest file = Request("/");
  file.url = "file:///etc/hostname";
  EXPECT_EQ(client_.Send(file).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(CurlHttpClientTest, MayBeUsedByManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4 * 20; ++i) server_.Answer(Response("x"));
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int k = 0; k < 20; ++k) {
        const auto response = client_.Send(Request("/"));
        ASSERT_TRUE(response.ok()) << response.status();
        EXPECT_EQ(response->body, "x");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace farcall
