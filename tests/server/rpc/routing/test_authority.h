// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <memory>
#include <string>

#include "tests/storage/temp_dir.h"

namespace farcall {

// Makes certificates, as files in a directory of its own.
class TestAuthority {
 public:
  struct Files {
    std::string certificate;
    std::string key;
  };

  TestAuthority() : key_(EVP_EC_gen("P-256"), EVP_PKEY_free) {
    certificate_ = Make("authority", *key_, "critical,CA:TRUE", "");
    Write(certificate_file(), *certificate_);
  }

  std::string certificate_file() const { return dir_ / "authority.crt"; }

  // Of `name`, which is reached as `127.0.0.1`.
  Files Issue(const std::string& name) {
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Files files = {dir_ / (name + ".crt"), dir_ / (name + ".key")};
    Write(files.certificate, *Make(name, *key, "", "IP:127.0.0.1"));
    const Bio bio = Writing();
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr,
                             nullptr);
    WriteFile(files.key, bio);
    return files;
  }

  // Of a server that has `files`, and wants certificates of its clients.
  std::shared_ptr<grpc::ServerCredentials> ServerCredentials(
      const Files& files) const {
    using grpc::experimental::FileWatcherCertificateProvider;
    grpc::experimental::TlsServerCredentialsOptions options(
        std::make_shared<FileWatcherCertificateProvider>(
            files.key, files.certificate, certificate_file(), 60));
    options.watch_identity_key_cert_pairs();
    options.watch_root_certs();
    options.set_cert_request_type(
        GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
    return grpc::experimental::TlsServerCredentials(options);
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
  using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

  static Bio Writing() { return {BIO_new(BIO_s_mem()), BIO_free}; }

  static void AddExtension(X509& certificate, int kind,
                           const std::string& value) {
    if (value.empty()) return;
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    X509_add_ext(&certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  Certificate Make(const std::string& name, EVP_PKEY& key,
                   const std::string& constraints,
                   const std::string& alternative_names) {
    Certificate made(X509_new(), X509_free);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3'600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 86'400);
    X509_set_pubkey(made.get(), &key);
    X509_NAME* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_ASC,
        reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.get(),
                         certificate_ == nullptr
                             ? subject
                             : X509_get_subject_name(certificate_.get()));
    AddExtension(*made, NID_basic_constraints, constraints);
    AddExtension(*made, NID_subject_alt_name, alternative_names);
    X509_sign(made.get(), key_.get(), EVP_sha256());
    return made;
  }

  static void Write(const std::string& path, X509& certificate) {
    const Bio bio = Writing();
    PEM_write_bio_X509(bio.get(), &certificate);
    WriteFile(path, bio);
  }
  static void WriteFile(const std::string& path, const Bio& bio) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &bytes);
    std::ofstream(path).write(bytes, size);
  }

  const TempDir dir_;
  const Key key_;
  Certificate certificate_{nullptr, X509_free};
  int serial_ = 0;
};

}  // namespace farcall
