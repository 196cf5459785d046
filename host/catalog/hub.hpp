#pragma once
// Model files on the Hub, Hugging Face's or a mirror of it.

#include "host/config/paths.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace edgebench {

// "hf:OWNER/NAME" or "hf:OWNER/NAME:FILE".
struct HubReference {
    std::string repository;  // "OWNER/NAME"
    std::optional<std::string> file;
};

// Nothing for text that does not begin with "hf:". Throws Error::usage for what is malformed behind
// it.
std::optional<HubReference> parse_hub_reference(std::string_view text);

struct HubAccess {
    std::string endpoint;              // $HF_ENDPOINT, without a slash at the end
    std::optional<std::string> token;  // $HF_TOKEN; sent to the endpoint only
};
// Throws Error::configuration for an HF_ENDPOINT that is no URL.
HubAccess hub_access(const Environment& environment);

// Of the file's newest revision.
std::string file_url(const HubAccess& hub, const std::string& repository, const std::string& file);
// Of the JSON list of a repository's files.
std::string list_url(const HubAccess& hub, const std::string& repository);
// Where a person accepts a licence.
std::string page_url(const HubAccess& hub, const std::string& repository);

// The file of a quantisation among those of a repository, by its name ("…-Q4_K_M.gguf"); `listing`
// is what list_url answers. Throws Error::configuration when there is none or more than one,
// Error::protocol for another answer.
std::string file_of_quant(std::string_view listing, const std::string& repository,
                          const std::string& quant);

}  // namespace edgebench
