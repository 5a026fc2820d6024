// SPDX-License-Identifier: Apache-2.0
#include "cli/server/unreachable.h"

#include <fcntl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "cli/options/server_address.h"
#include "cli/server/no_broken_pipe_signal.h"

namespace farcall {
namespace {

// For each step: to connect, and to wait for an answer.
constexpr int kPatienceMilliseconds = 3000;

std::string ErrorText(int error) {
  return std::generic_category().message(error);
}

// A connected socket, or the reason why there is none.
class Connection {
 public:
  explicit Connection(const ServerAddress& address);
  ~Connection() { Close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }
  const std::string& failure() const { return failure_; }

 private:
  void ConnectTo(int family, const sockaddr* address, socklen_t size);
  void ConnectToUnix(const std::string& path);
  void ConnectToHost(const ServerAddress& address);
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

  int fd_ = -1;
  std::string failure_;  // empty = connected
};

Connection::Connection(const ServerAddress& address) {
  address.socket_path.empty() ? ConnectToHost(address)
                              : ConnectToUnix(address.socket_path);
  if (fd_ < 0) return;
  // From here on reads and writes wait, but not for ever.
  fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) & ~O_NONBLOCK);
  const timeval patience{.tv_sec = kPatienceMilliseconds / 1000, .tv_usec = 0};
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    setsockopt(fd_, SOL_SOCKET, option, &patience, sizeof(patience));
  }
}

void Connection::ConnectTo(int family, const sockaddr* address,
                           socklen_t size) {
  fd_ = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) {
    failure_ = ErrorText(errno);
    return;
  }
  int error = connect(fd_, address, size) == 0 ? 0 : errno;
  // A Unix socket whose queue is full says EAGAIN.
  if (error == EINPROGRESS) {
    pollfd waiting{.fd = fd_, .events = POLLOUT, .revents = 0};
    socklen_t error_size = sizeof(error);
    if (poll(&waiting, 1, kPatienceMilliseconds) == 0) {
      error = ETIMEDOUT;
    } else {
      getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &error_size);
    }
  }
  failure_ = error == 0 ? "" : ErrorText(error);
  if (error != 0) Close();
}

void Connection::ConnectToUnix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    failure_ = "the path is longer than a Unix socket's may be";
    return;
  }
  std::copy(path.begin(), path.end(), std::begin(address.sun_path));
  ConnectTo(AF_UNIX, reinterpret_cast<const sockaddr*>(&address),
            sizeof(address));
}

void Connection::ConnectToHost(const ServerAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (error != 0) {
    failure_ = absl::StrCat("the name ", address.host,
                            " cannot be resolved: ", gai_strerror(error));
    return;
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found,
                                                               freeaddrinfo);
  for (const addrinfo* next = all.get(); next != nullptr && fd_ < 0;
       next = next->ai_next) {
    ConnectTo(next->ai_family, next->ai_addr, next->ai_addrlen);
  }
}

// What a server answers to the start of HTTP/2 in plaintext.
enum class Plaintext { kHttp2, kHttp1, kOther, kClosed, kSilent };

Plaintext AskInPlaintext(int fd) {
  // The client's preface, and an empty frame SETTINGS (RFC 9113, 3.4).
  constexpr std::string_view kStart(
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);
  if (send(fd, kStart.data(), kStart.size(), MSG_NOSIGNAL) < 0) {
    return Plaintext::kClosed;
  }
  std::array<char, 9> head{};
  const ssize_t bytes = recv(fd, head.data(), head.size(), MSG_WAITALL);
  if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    return Plaintext::kSilent;
  }
  if (bytes <= 0) return Plaintext::kClosed;
  const std::string_view answer(head.data(), static_cast<size_t>(bytes));
  if (answer.starts_with("HTTP/")) return Plaintext::kHttp1;
  constexpr char kSettings = 4;
  return answer.size() == head.size() && head[3] == kSettings
             ? Plaintext::kHttp2
             : Plaintext::kOther;
}

struct TlsAnswer {
  bool speaks_tls = false;
  std::string failure;  // empty = the handshake was made
};

// What OpenSSL last complained of.
std::string TlsErrorText() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(error);
  return reason == nullptr ? "the server closed the connection" : reason;
}

TlsAnswer AskInTls(int fd, const ServerAccess& access,
                   const std::string& host) {
  const NoBrokenPipeSignal no_signal;  // OpenSSL writes without MSG_NOSIGNAL
  ERR_clear_error();
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
      SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (access.tls_ca_file.empty()) {
    SSL_CTX_set_default_verify_paths(context.get());
  } else {
    SSL_CTX_load_verify_locations(context.get(), access.tls_ca_file.c_str(),
                                  nullptr);
  }
  if (!access.tls_cert_file.empty()) {
    SSL_CTX_use_certificate_chain_file(context.get(),
                                       access.tls_cert_file.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), access.tls_key_file.c_str(),
                                SSL_FILETYPE_PEM);
  }
  constexpr std::array<unsigned char, 3> kHttp2 = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context.get(), kHttp2.data(), kHttp2.size());
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()),
                                                      SSL_free);
  const std::string& name =
      access.tls_server_name.empty() ? host : access.tls_server_name;
  X509_VERIFY_PARAM* verify = SSL_get0_param(ssl.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(verify, name.c_str()) != 1) {
    SSL_set1_host(ssl.get(), name.c_str());
    // SSL_set_tlsext_host_name, whose cast our warnings refuse.
    std::string sent = name;
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             sent.data());
  }
  ERR_clear_error();
  SSL_set_fd(ssl.get(), fd);
  TlsAnswer answer;
  // Read from the result: with SSL_VERIFY_PEER the handshake would end before.
  SSL_set_verify(ssl.get(), SSL_VERIFY_NONE, nullptr);
  if (SSL_connect(ssl.get()) != 1) {
    // An alert is TLS, too.
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    answer.speaks_tls = reason >= SSL_AD_REASON_OFFSET;
    answer.failure = TlsErrorText();
    return answer;
  }
  answer.speaks_tls = true;
  if (const long result = SSL_get_verify_result(ssl.get());
      result != X509_V_OK) {
    answer.failure = absl::StrCat("its certificate is not trusted for ", name,
                                  ": ", X509_verify_cert_error_string(result));
    return answer;
  }
  // In TLS 1.3 a server refuses a client's certificate after the handshake.
  char byte = 0;
  const int read = SSL_read(ssl.get(), &byte, 1);
  if (read <= 0 && SSL_get_error(ssl.get(), read) != SSL_ERROR_WANT_READ) {
    answer.failure = absl::StrCat(
        "it closes the connection after the handshake: ",
        access.tls_cert_file.empty()
            ? "does it want a client certificate (--tls-cert-file)?"
            : "is the client certificate one that it trusts?");
  }
  ERR_clear_error();
  return answer;
}

// A failure to connect, or what was answered.
std::variant<std::string, Plaintext> TryPlaintext(
    const ServerAddress& address) {
  const Connection connection(address);
  if (connection.fd() < 0) return connection.failure();
  return AskInPlaintext(connection.fd());
}

TlsAnswer TryTls(const ServerAddress& address, const ServerAccess& access) {
  const Connection connection(address);
  if (connection.fd() < 0) return {false, connection.failure()};
  return AskInTls(connection.fd(), access, address.host);
}

constexpr char kNotGrpc[] =
    "it speaks HTTP/1, not gRPC: is that the server's metrics-listen?";

std::string WhyWithoutTls(Plaintext answer, const ServerAddress& address,
                          const ServerAccess& access) {
  switch (answer) {
    case Plaintext::kHttp1:
      return kNotGrpc;
    case Plaintext::kHttp2:
      return "";
    default:
      break;
  }
  if (TryTls(address, access).speaks_tls) {
    return "it speaks TLS: use --tls, or --tls-ca-file for an authority of "
           "your own";
  }
  switch (answer) {
    case Plaintext::kSilent:
      return "it takes the connection and does not answer";
    case Plaintext::kClosed:
      return "it closes the connection: it does not speak gRPC";
    default:
      return "it does not speak gRPC";
  }
}

std::string WhyWithTls(Plaintext answer, const ServerAddress& address,
                       const ServerAccess& access) {
  if (answer == Plaintext::kHttp1) return kNotGrpc;
  if (answer == Plaintext::kHttp2) {
    return "it speaks gRPC without TLS: leave out --tls and its files";
  }
  const TlsAnswer tls = TryTls(address, access);
  if (tls.speaks_tls) return tls.failure;
  return answer == Plaintext::kSilent
             ? "it takes the connection and does not answer"
             : "it does not speak TLS";
}

}  // namespace

std::string WhyUnreachable(const ServerAccess& access) {
  const auto address = ParseServerAddress(access.address);
  if (!address.ok()) return std::string(address.status().message());
  if (address->host.empty() && address->socket_path.empty()) return "";
  const auto answer = TryPlaintext(*address);
  if (const auto* failure = std::get_if<std::string>(&answer)) return *failure;
  const Plaintext plaintext = std::get<Plaintext>(answer);
  return access.tls ? WhyWithTls(plaintext, *address, access)
                    : WhyWithoutTls(plaintext, *address, access);
}

}  // namespace farcall
