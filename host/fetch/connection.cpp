#include "host/fetch/connection.hpp"

#include "host/fetch/fetch_errors.hpp"

#include <cstdlib>
#include <utility>

namespace edgebench::fetch {
namespace {

constexpr long k_most_redirects = 8;
constexpr long k_buffer_bytes = 256 * 1024;

// Wrong in a way that another try does not change.
bool is_final(CURLcode code) {
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_TOO_MANY_REDIRECTS:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_OUT_OF_MEMORY:
            return true;
        default:
            return false;
    }
}

Error to_error(const std::string& url, CURLcode code, const std::string& words) {
    const std::string cause = words.empty() ? curl_easy_strerror(code) : words;
    return is_final(code) ? unusable_connection(url, cause) : broken_connection(url, cause);
}

std::string range_text(ByteRange range) {
    const auto begin = std::to_string(range.begin) + '-';
    return range.end == k_open_end ? begin : begin + std::to_string(range.end - 1);
}

}  // namespace

Connection::Connection(CURLM* multi, const DownloadRequest& request, Receiver receiver)
    : multi_(multi), url_(request.url), receiver_(std::move(receiver)), easy_(curl_easy_init()) {
    if (!easy_) throw Error(ErrorCode::internal, "libcurl makes no handle");
    configure(request);
}

void Connection::configure(const DownloadRequest& request) {
    const auto set = [this](CURLoption option, auto value) {
        if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK) {
            throw Error(ErrorCode::internal,
                        "libcurl refuses the option " + std::to_string(option));
        }
    };
    set(CURLOPT_URL, url_.c_str());
    set(CURLOPT_DEFAULT_PROTOCOL, "https");
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, url_.starts_with("http://") ? "http,https" : "https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, k_most_redirects);
    // Several streams of HTTP/2 would share the one connection whose speed is the limit.
    set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(CURLOPT_USERAGENT, "edgebench");
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_BUFFERSIZE, k_buffer_bytes);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // a name that is still being looked up does not hold Ctrl-C up
    if (const char* bundle = std::getenv("SSL_CERT_FILE")) set(CURLOPT_CAINFO, bundle);
    if (!request.bearer_token.empty()) {
        set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
        set(CURLOPT_XOAUTH2_BEARER, request.bearer_token.c_str());
    }
    set(CURLOPT_ERRORBUFFER, fault_.data());
    set(CURLOPT_HEADERFUNCTION, &Connection::header_callback);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &Connection::body_callback);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

void Connection::ask(ByteRange range, const std::string& etag) {
    headers_.reset(curl_slist_append(nullptr, "Accept-Encoding: identity"));
    if (!etag.empty()) curl_slist_append(headers_.get(), ("If-Range: " + etag).c_str());
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(easy_.get(), CURLOPT_RANGE, range_text(range).c_str());
    reader_ = {};
    is_delivered_ = false;
    thrown_ = nullptr;
    fault_.front() = '\0';
    last_heard_ = Clock::now();
    is_busy_ = true;
    curl_multi_add_handle(multi_, easy_.get());
}

void Connection::close() {
    if (is_busy_) curl_multi_remove_handle(multi_, easy_.get());
    is_busy_ = false;
}

void Connection::conclude(CURLcode code) {
    close();
    if (!is_delivered_ && code == CURLE_OK) deliver_answer();
    if (thrown_) std::rethrow_exception(thrown_);
    if (code != CURLE_OK) throw to_error(url_, code, fault_.data());
}

std::chrono::seconds Connection::retry_after() const {
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &seconds);
    return std::chrono::seconds(seconds);
}

bool Connection::deliver_answer() {
    is_delivered_ = true;
    try {
        receiver_.on_answer(reader_);
    } catch (...) {
        thrown_ = std::current_exception();
    }
    return !thrown_;
}

std::size_t Connection::on_header(std::string_view line) {
    last_heard_ = Clock::now();
    reader_.take(line);
    return line.size();
}

// Anything but the number of bytes makes libcurl end the request.
std::size_t Connection::on_body(std::span<const std::uint8_t> bytes) {
    last_heard_ = Clock::now();
    if (!is_delivered_ && !deliver_answer()) return 0;
    try {
        receiver_.on_bytes(bytes);
    } catch (...) {
        thrown_ = std::current_exception();
        return 0;
    }
    return bytes.size();
}

std::size_t Connection::header_callback(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<Connection*>(self)->on_header({data, size});
}

std::size_t Connection::body_callback(char* data, std::size_t, std::size_t size, void* self) {
    return static_cast<Connection*>(self)->on_body(
        {reinterpret_cast<const std::uint8_t*>(data), size});
}

}  // namespace edgebench::fetch
