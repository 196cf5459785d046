#include "host/fetch/fetch_errors.hpp"

namespace edgebench::fetch {
namespace {

Error download_error(const std::string& url, const std::string& what, std::string hint,
                     Retry retry = Retry::useless) {
    return Error(ErrorCode::download, url + ": " + what, std::move(hint), retry);
}

// Of a Hub's URL, the page with the model's licence: what stands before "/resolve/REVISION/FILE".
std::string page_of(const std::string& url) {
    const auto at = url.find("/resolve/");
    return at == url.npos ? "the model's page" : url.substr(0, at);
}

std::string access_hint(const std::string& url, const Answer& answer, Token token) {
    const auto page = page_of(url);
    if (answer.error_code == "RepoNotFound") {
        return token == Token::none
                   ? "There is no such repository, or it is private: check the name, or set "
                     "HF_TOKEN to a token of an account that may read it."
                   : "There is no such repository for the account of HF_TOKEN: check the name.";
    }
    if (token == Token::none) {
        return "If the model has a licence to accept, accept it on " + page +
               ", then set HF_TOKEN to a token of that account.";
    }
    return answer.status == 401
               ? std::string("The token in HF_TOKEN is not accepted: make a new one that may read.")
               : "Accept the licence on " + page +
                     " with the account of HF_TOKEN, or give that token the right to read it.";
}

// A signed address that a redirect led to can expire; the next request gets a new one.
bool is_expired_address(const Answer& answer) {
    return answer.status == 403 && answer.redirects > 0;
}

bool is_transient(const Answer& answer) {
    return answer.status == 408 || answer.status == 425 || answer.status == 429 ||
           answer.status >= 500 || is_expired_address(answer);
}

}  // namespace

Error refusal(const std::string& url, const Answer& answer, Token token) {
    const auto said = "the server answers " + std::to_string(answer.status);
    if (is_transient(answer)) {
        return download_error(url, said, "Try again later.", Retry::can_help);
    }
    if (answer.status == 401 || answer.status == 403) {
        return download_error(url, said + ", access refused", access_hint(url, answer, token));
    }
    if (answer.status == 404 || answer.status == 410) {
        return download_error(url, said + ", there is no such file",
                              "Check the names of repository, revision and file.");
    }
    return download_error(url, said + " instead of the file", "Check the address.");
}

Error unfit_answer(const std::string& url, const std::string& what) {
    return download_error(url, what,
                          "A proxy or mirror in between may be broken: try another connection.");
}

Error other_size(const std::string& url, std::int64_t announced, std::int64_t expected) {
    return Error(ErrorCode::integrity,
                 url + ": the server has " + std::to_string(announced) + " bytes, expected are " +
                     std::to_string(expected),
                 "It is another file: check address and revision, or correct the catalogue.");
}

Error other_hash(const std::string& url, const std::string& announced,
                 const std::string& expected) {
    return Error(
        ErrorCode::integrity,
        url + ": the server announces the SHA-256 " + announced + ", expected is " + expected,
        "It is another file: check address and revision, or correct the catalogue.");
}

Error broken_connection(const std::string& url, const std::string& cause) {
    return download_error(url, cause, "Check the network, then try again.", Retry::can_help);
}

Error unusable_connection(const std::string& url, const std::string& cause) {
    return download_error(url, cause, "Check the address, and the proxy if there is one.");
}

Error gave_up(const Error& last, int tries) {
    return Error(last.code(),
                 last.message() + "; given up after " + std::to_string(tries) + " tries",
                 "Try again later; what has arrived is kept, and the same command continues "
                 "there.");
}

Error cancelled(const std::string& url) {
    return Error(ErrorCode::cancelled, url + ": the download is cancelled",
                 "What has arrived is kept; the same command continues there.");
}

}  // namespace edgebench::fetch
