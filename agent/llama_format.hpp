#pragma once
// What llama-server is told and what it says, as pure functions: its command line, the port in its
// log, the request and the events of the answer.

#include "agent/engine.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edgebench::agent {

struct EngineRoots {
    std::filesystem::path engines;  // one folder per engine id
    std::filesystem::path blobs;    // models, named by their SHA-256
    std::filesystem::path scratch;  // for the key's file and the links
};

// llama.cpp finds the parts of a split model beside the first by their names, which the blobs have
// not: the names that it needs, as links in the scratch folder. Empty for a model of one file.
struct ModelLink {
    std::filesystem::path link;
    std::filesystem::path blob;
};
std::vector<ModelLink> model_links(const EngineSetup& setup, const EngineRoots& roots);

std::vector<std::string> llama_command(const EngineSetup& setup, const EngineRoots& roots,
                                       const std::filesystem::path& key_file);
std::map<std::string, std::string> llama_environment(const EngineSetup& setup,
                                                     const EngineRoots& roots);

// From the log line "… listening on http://127.0.0.1:PORT".
std::optional<std::uint16_t> listening_port(std::string_view line);

// The body of POST /completion.
std::string completion_body(const PromptInput& prompt, const TrialSpec& spec);
// Throws Error{engine} for an event that reports an error or is not one of /completion.
Progress parse_progress(DeviceTime arrival, const std::string& data);
// What a body like {"error":{"message":"…"}} says, or the body itself.
std::string error_message(const std::string& body);

}  // namespace edgebench::agent
