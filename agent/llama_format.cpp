#include "agent/llama_format.hpp"

#include "protocol/error.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cstdio>

namespace edgebench::agent {
namespace {

using Json = nlohmann::json;

constexpr std::string_view k_listening = "listening on http://127.0.0.1:";
// A request is held back for as long as the idle window before it: at most a day (protocol's
// limit).
constexpr const char* k_request_timeout_s = "90000";
// From here on it tells which settings took effect (llama_report.hpp).
constexpr const char* k_verbosity = "4";

void replace_all(std::string& text, std::string_view from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

template <class T>
std::optional<T> member(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number()) return std::nullopt;
    return found->get<T>();
}

std::string text_member(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string message_of(const Json& error) {
    const auto message = error.is_object() ? text_member(error, "message") : "";
    return message.empty() ? error.dump() : message;
}

EngineTimings parse_timings(const Json& event) {
    const auto timings = event.value("timings", Json::object());
    if (!timings.is_object()) return {};
    return EngineTimings{.prompt_tokens = member<std::int64_t>(timings, "prompt_n"),
                         .prompt_ms = member<double>(timings, "prompt_ms"),
                         .output_tokens = member<std::int64_t>(timings, "predicted_n"),
                         .output_ms = member<double>(timings, "predicted_ms")};
}

}  // namespace

std::vector<ModelLink> model_links(const EngineSetup& setup, const EngineRoots& roots) {
    if (setup.further_parts_sha256.empty()) return {};
    auto parts = setup.further_parts_sha256;
    parts.insert(parts.begin(), setup.model_sha256);
    std::vector<ModelLink> links;
    for (const auto& part : parts) {
        std::array<char, 48> name{};
        std::snprintf(name.data(), name.size(), "model-%05zu-of-%05zu.gguf", links.size() + 1,
                      parts.size());
        links.push_back({roots.scratch / name.data(), roots.blobs / part});
    }
    return links;
}

std::vector<std::string> llama_command(const EngineSetup& setup, const EngineRoots& roots,
                                       const std::filesystem::path& key_file) {
    const auto links = model_links(setup, roots);
    const auto model =
        (links.empty() ? roots.blobs / setup.model_sha256 : links.front().link).string();
    std::vector<std::string> command{roots.engines / setup.engine_id / setup.executable};
    for (auto argument : setup.arguments) {
        replace_all(argument, "{model}", model);
        command.push_back(std::move(argument));
    }
    // Last, so that nothing in the set-up opens the server to others. One slot: a second request
    // would share the processor with the measured one.
    for (const char* own :
         {"--host", "127.0.0.1", "--port", "0", "-np", "1", "--no-ui", "--timeout",
          k_request_timeout_s, "-lv", k_verbosity, "--api-key-file"}) {
        command.emplace_back(own);
    }
    command.push_back(key_file);
    return command;
}

std::map<std::string, std::string> llama_environment(const EngineSetup& setup,
                                                     const EngineRoots& roots) {
    const auto folder = (roots.engines / setup.engine_id).string();
    std::map<std::string, std::string> environment{{"LD_LIBRARY_PATH", folder}};
    for (auto [name, value] : setup.environment) {
        replace_all(value, "{engine}", folder);
        environment[name] = std::move(value);
    }
    return environment;
}

std::optional<std::uint16_t> listening_port(std::string_view line) {
    const auto found = line.find(k_listening);
    if (found == std::string_view::npos) return std::nullopt;
    line.remove_prefix(found + k_listening.size());
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), port);
    if (error != std::errc{} || port == 0) return std::nullopt;
    return port;
}

std::string completion_body(const PromptInput& prompt, const TrialSpec& spec) {
    Json body;
    if (prompt.tokens.empty()) {
        body["prompt"] = prompt.text;
    } else {
        body["prompt"] = prompt.tokens;
    }
    body["n_predict"] = spec.output_tokens;
    body["ignore_eos"] = spec.exact_output;
    body["temperature"] = spec.temperature;
    body["seed"] = spec.seed;
    body["stream"] = true;
    // Otherwise a repeated prompt costs nothing, and there is no prefill to measure.
    body["cache_prompt"] = false;
    if (spec.temperature <= 0) {
        // Greedy: the most probable token needs no other sampler, and each costs time per token.
        body["samplers"] = {"top_k"};
        body["top_k"] = 1;
    }
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Progress parse_progress(DeviceTime arrival, const std::string& data) {
    const auto event = Json::parse(data, nullptr, false);
    if (!event.is_object()) {
        throw Error(ErrorCode::engine, "the engine sent an event that is not JSON");
    }
    if (const auto error = event.find("error"); error != event.end()) {
        throw Error(ErrorCode::engine, "the engine reported: " + message_of(*error));
    }
    Progress progress;
    progress.arrival = arrival;
    progress.text = text_member(event, "content");
    progress.tokens = member<std::int32_t>(event, "tokens_predicted").value_or(0);
    progress.last = event.value("stop", Json(false)) == true;
    if (progress.last) {
        // The server calls both the end of the budget and that of the context a "limit".
        const bool truncated = event.value("truncated", Json(false)) == true;
        progress.finish_reason = truncated ? "context" : text_member(event, "stop_type");
        progress.timings = parse_timings(event);
    }
    return progress;
}

std::string error_message(const std::string& body) {
    const auto json = Json::parse(body, nullptr, false);
    if (!json.is_object() || !json.contains("error")) return body;
    return message_of(json["error"]);
}

}  // namespace edgebench::agent
