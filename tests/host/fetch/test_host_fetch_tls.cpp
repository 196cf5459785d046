// HTTPS, from OpenSSL's own server.

#include "tests/host/fetch/fetch_fixture.hpp"
#include "tests/host/fetch/process.hpp"

namespace edgebench::fetch {
namespace {

using Catch::Contains;

// Answers each request with a file of `folder`, which holds the header lines too.
class TlsServer {
  public:
    explicit TlsServer(const test::TempDir& folder) {
        Process certificate(
            {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=127.0.0.1",
             "-addext", "subjectAltName=IP:127.0.0.1"},
            folder.path());
        REQUIRE(certificate.succeeds());
        server_.emplace(std::vector<std::string>{"openssl", "s_server", "-accept", "0", "-cert",
                                                 "cert.pem", "-key", "key.pem", "-HTTP"},
                        folder.path());
        std::string line;
        while (line.find("ACCEPT") == line.npos) {
            line = server_->line();
            REQUIRE(!line.empty());
        }
        port_ = std::stoi(line.substr(line.rfind(':') + 1));
    }
    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_) + "/answer"; }

  private:
    std::optional<Process> server_;
    int port_ = 0;
};

class TrustedCertificate {
  public:
    explicit TrustedCertificate(const std::filesystem::path& file) {
        ::setenv("SSL_CERT_FILE", file.c_str(), 1);
    }
    ~TrustedCertificate() { ::unsetenv("SSL_CERT_FILE"); }
};

DownloadRequest from(const TlsServer& server, const Fixture& fixture) {
    DownloadRequest request;
    request.url = server.url();
    request.target = fixture.target;
    return request;
}

}  // namespace

TEST_CASE("a server whose certificate nobody vouches for is refused", "[fetch]") {
    const Fixture fixture;
    fixture.folder.write("answer", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    const TlsServer server(fixture.folder);
    const auto error = failure_of(from(server, fixture), fixture.limits);
    CHECK(!error.transient());
    CHECK_THAT(error.message(), Contains("certificate"));
    CHECK(!fixture.has_target());

    const TrustedCertificate trusted(fixture.folder / "cert.pem");
    download(from(server, fixture), {}, {}, fixture.limits);
    CHECK(fixture.bytes() == "hello");
}

TEST_CASE("a redirect from HTTPS to HTTP is not followed", "[fetch]") {
    const Fixture fixture;
    const HttpServer plain([](const HttpRequest&) { return plain_answer("200 OK", "hello"); });
    fixture.folder.write("answer", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " +
                                       plain.url() + "\r\n\r\n");
    const TlsServer server(fixture.folder);
    const TrustedCertificate trusted(fixture.folder / "cert.pem");
    const auto error = failure_of(from(server, fixture), fixture.limits);
    CHECK(!error.transient());
    CHECK_THAT(error.message(), Contains("\"http\" not supported"));
    CHECK(plain.requests().empty());
}

}  // namespace edgebench::fetch
